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

    /** From B': column j of the panel is b[from + j ldB ...]. */
    static void transposed(int k, int valid, int width, double[] b, int from, int ldB, double[] panel) {
        for (int j = 0; j < valid; j++) {
            column(k, width, b, from + j * ldB, panel, j);
        }
        for (int j = valid; j < width; j++) {
            for (int p = 0; p < k; p++) {
                panel[p * width + j] = 0;
            }
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
