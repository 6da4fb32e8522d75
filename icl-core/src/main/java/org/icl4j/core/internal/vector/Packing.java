package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

/** Copies a panel of op(B) so that its k rows follow one another, {@code width} numbers each. */
final class Packing {

    private Packing() {}

    /** From B itself: row p is b[from + p ldB ...]; columns from {@code valid} on become 0. */
    static void plain(int k, int valid, int width, double[] b, int from, int ldB, double[] panel) {
        if (valid == width) {
            for (int p = 0; p < k; p++) {
                vectors(b, from + p * ldB, panel, p * width, width);
            }
            return;
        }
        for (int p = 0; p < k; p++) {
            int at = from + p * ldB;
            int to = p * width;
            for (int j = 0; j < width; j++) {
                panel[to + j] = j < valid ? b[at + j] : 0;
            }
        }
    }

    /** From B': column j of the panel is b[from + j ldB ...], eight columns at a time; columns from {@code valid} on repeat the last. */
    static void transposed(int k, int valid, int width, double[] b, int from, int ldB, double[] panel) {
        int j = 0;
        for (; j <= width - 8; j += 8) {
            int last = Math.max(0, valid - 1 - j);
            int at = from + Math.min(j, valid - 1) * ldB;
            eight(
                    k,
                    width,
                    b,
                    at,
                    at + Math.min(1, last) * ldB,
                    at + Math.min(2, last) * ldB,
                    at + Math.min(3, last) * ldB,
                    at + Math.min(4, last) * ldB,
                    at + Math.min(5, last) * ldB,
                    at + Math.min(6, last) * ldB,
                    at + Math.min(7, last) * ldB,
                    panel,
                    j);
        }
        for (; j < width; j++) {
            column(k, width, b, from + Math.min(j, valid - 1) * ldB, panel, j);
        }
    }

    private static void eight(
            int k,
            int width,
            double[] b,
            int b0,
            int b1,
            int b2,
            int b3,
            int b4,
            int b5,
            int b6,
            int b7,
            double[] panel,
            int to) {
        int at = to;
        for (int p = 0; p < k; p++) {
            panel[at] = b[b0 + p];
            panel[at + 1] = b[b1 + p];
            panel[at + 2] = b[b2 + p];
            panel[at + 3] = b[b3 + p];
            panel[at + 4] = b[b4 + p];
            panel[at + 5] = b[b5 + p];
            panel[at + 6] = b[b6 + p];
            panel[at + 7] = b[b7 + p];
            at += width;
        }
    }

    private static void vectors(double[] b, int at, double[] panel, int to, int width) {
        for (int j = 0; j < width; j += Lanes.COUNT) {
            fromArray(SPECIES, b, at + j).intoArray(panel, to + j);
        }
    }

    private static void column(int k, int width, double[] b, int at, double[] panel, int to) {
        for (int p = 0; p < k; p++) {
            panel[to + p * width] = b[at + p];
        }
    }
}
