package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Copies a panel of columns of op(B), or a strip of rows of op(A), so that the numbers of each of k terms follow one another, {@code width} of them. */
final class Packing {

    // What the transposition of eight vectors exchanges: neighbours, pairs, halves.
    private static final VectorShuffle<Double> NEIGHBOURS = exchange(1);
    private static final VectorShuffle<Double> PAIRS = exchange(2);
    private static final VectorShuffle<Double> HALVES = exchange(4);
    private static final VectorMask<Double> ODD = VectorMask.fromLong(SPECIES, 0xAA);
    private static final VectorMask<Double> ODD_PAIRS = VectorMask.fromLong(SPECIES, 0xCC);
    private static final VectorMask<Double> UPPER = VectorMask.fromLong(SPECIES, 0xF0);

    private Packing() {}

    private static VectorShuffle<Double> exchange(int distance) {
        return VectorShuffle.fromOp(SPECIES, i -> (i ^ distance) % COUNT);
    }

    /** From B itself: row p is b[from + p ldB ...]; columns from {@code valid} on become 0. */
    static void plain(int k, int valid, int width, double[] b, int from, int ldB, double[] panel, int first) {
        if (valid == width) {
            if (width == COUNT) {
                one(k, b, from, ldB, panel, first);
                return;
            }
            if (width == 3 * COUNT) {
                three(k, b, from, ldB, panel, first);
                return;
            }
            for (int p = 0; p < k; p++) {
                vectors(b, from + p * ldB, panel, first + p * width, width);
            }
            return;
        }
        for (int p = 0; p < k; p++) {
            int at = from + p * ldB;
            int to = first + p * width;
            for (int j = 0; j < width; j++) {
                panel[to + j] = j < valid ? b[at + j] : 0;
            }
        }
    }

    /** From B': column j of the panel is b[from + j ldB ...], eight columns at a time; columns from {@code valid} on repeat the last. */
    static void transposed(int k, int valid, int width, double[] b, int from, int ldB, double[] panel, int first) {
        int j = 0;
        for (; j <= width - 8; j += 8) {
            int last = Math.max(0, valid - 1 - j);
            int at = from + Math.min(j, valid - 1) * ldB;
            int done = 0;
            if (COUNT == 8 && last >= 7) {
                done = k / 8 * 8;
                turn(done, width, b, at, ldB, panel, first + j);
            }
            eight(
                    done,
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
                    first + j);
        }
        for (; j < width; j++) {
            column(k, width, b, from + Math.min(j, valid - 1) * ldB, panel, first + j);
        }
    }

    /**
     * Eight columns of a multiple of eight terms. Of rows r_0 to r_7, numbers that lie across the diagonal of squares of two, four and
     * eight are exchanged.
     */
    private static void turn(int k, int width, double[] b, int from, int ldB, double[] panel, int first) {
        for (int p = 0; p < k; p += 8) {
            int at = from + p;
            DoubleVector r0 = fromArray(SPECIES, b, at);
            DoubleVector r1 = fromArray(SPECIES, b, at + ldB);
            DoubleVector r2 = fromArray(SPECIES, b, at + 2 * ldB);
            DoubleVector r3 = fromArray(SPECIES, b, at + 3 * ldB);
            DoubleVector r4 = fromArray(SPECIES, b, at + 4 * ldB);
            DoubleVector r5 = fromArray(SPECIES, b, at + 5 * ldB);
            DoubleVector r6 = fromArray(SPECIES, b, at + 6 * ldB);
            DoubleVector r7 = fromArray(SPECIES, b, at + 7 * ldB);
            DoubleVector s0 = r0.blend(r1.rearrange(NEIGHBOURS), ODD);
            DoubleVector s1 = r0.rearrange(NEIGHBOURS).blend(r1, ODD);
            DoubleVector s2 = r2.blend(r3.rearrange(NEIGHBOURS), ODD);
            DoubleVector s3 = r2.rearrange(NEIGHBOURS).blend(r3, ODD);
            DoubleVector s4 = r4.blend(r5.rearrange(NEIGHBOURS), ODD);
            DoubleVector s5 = r4.rearrange(NEIGHBOURS).blend(r5, ODD);
            DoubleVector s6 = r6.blend(r7.rearrange(NEIGHBOURS), ODD);
            DoubleVector s7 = r6.rearrange(NEIGHBOURS).blend(r7, ODD);
            r0 = s0.blend(s2.rearrange(PAIRS), ODD_PAIRS);
            r2 = s0.rearrange(PAIRS).blend(s2, ODD_PAIRS);
            r1 = s1.blend(s3.rearrange(PAIRS), ODD_PAIRS);
            r3 = s1.rearrange(PAIRS).blend(s3, ODD_PAIRS);
            r4 = s4.blend(s6.rearrange(PAIRS), ODD_PAIRS);
            r6 = s4.rearrange(PAIRS).blend(s6, ODD_PAIRS);
            r5 = s5.blend(s7.rearrange(PAIRS), ODD_PAIRS);
            r7 = s5.rearrange(PAIRS).blend(s7, ODD_PAIRS);
            int to = first + p * width;
            r0.blend(r4.rearrange(HALVES), UPPER).intoArray(panel, to);
            r1.blend(r5.rearrange(HALVES), UPPER).intoArray(panel, to + width);
            r2.blend(r6.rearrange(HALVES), UPPER).intoArray(panel, to + 2 * width);
            r3.blend(r7.rearrange(HALVES), UPPER).intoArray(panel, to + 3 * width);
            r0.rearrange(HALVES).blend(r4, UPPER).intoArray(panel, to + 4 * width);
            r1.rearrange(HALVES).blend(r5, UPPER).intoArray(panel, to + 5 * width);
            r2.rearrange(HALVES).blend(r6, UPPER).intoArray(panel, to + 6 * width);
            r3.rearrange(HALVES).blend(r7, UPPER).intoArray(panel, to + 7 * width);
        }
    }

    private static void eight(
            int done,
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
        int at = to + done * width;
        for (int p = done; p < k; p++) {
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

    private static void one(int k, double[] b, int from, int ldB, double[] panel, int first) {
        int at = from;
        int to = first;
        for (int p = 0; p < k; p++, at += ldB, to += COUNT) {
            fromArray(SPECIES, b, at).intoArray(panel, to);
        }
    }

    private static void three(int k, double[] b, int from, int ldB, double[] panel, int first) {
        int at = from;
        int to = first;
        for (int p = 0; p < k; p++, at += ldB, to += 3 * COUNT) {
            fromArray(SPECIES, b, at).intoArray(panel, to);
            fromArray(SPECIES, b, at + COUNT).intoArray(panel, to + COUNT);
            fromArray(SPECIES, b, at + 2 * COUNT).intoArray(panel, to + 2 * COUNT);
        }
    }

    private static void vectors(double[] b, int at, double[] panel, int to, int width) {
        for (int j = 0; j < width; j += COUNT) {
            fromArray(SPECIES, b, at + j).intoArray(panel, to + j);
        }
    }

    private static void column(int k, int width, double[] b, int at, double[] panel, int to) {
        for (int p = 0; p < k; p++) {
            panel[to + p * width] = b[at + p];
        }
    }
}
