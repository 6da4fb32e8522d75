package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/**
 * The innermost loops of {@link StripGemm}: sums over k terms for eight rows and two or three vectors of columns, in local variables that
 * the compiler keeps in registers. A is a strip, whose eight numbers of one term follow one another; B is a panel of just the columns.
 * Both are read at one index each, so that a term costs few instructions besides its products and loads.
 *
 * <p>A method much larger than {@link #three} would pass the compiler's limit on inlining, and allocate every vector. So sums are
 * stored as they are.
 */
final class StripBlocks {

    /** Rows of a strip. */
    static final int ROWS = 8;

    private StripBlocks() {}

    static void three(int k, double[] a, int fromA, double[] b, double[] c, int fromC, int ldC) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s01 = zero;
        DoubleVector s02 = zero;
        DoubleVector s10 = zero;
        DoubleVector s11 = zero;
        DoubleVector s12 = zero;
        DoubleVector s20 = zero;
        DoubleVector s21 = zero;
        DoubleVector s22 = zero;
        DoubleVector s30 = zero;
        DoubleVector s31 = zero;
        DoubleVector s32 = zero;
        DoubleVector s40 = zero;
        DoubleVector s41 = zero;
        DoubleVector s42 = zero;
        DoubleVector s50 = zero;
        DoubleVector s51 = zero;
        DoubleVector s52 = zero;
        DoubleVector s60 = zero;
        DoubleVector s61 = zero;
        DoubleVector s62 = zero;
        DoubleVector s70 = zero;
        DoubleVector s71 = zero;
        DoubleVector s72 = zero;
        int p = fromA;
        int q = 0;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector b1 = fromArray(SPECIES, b, q + COUNT);
            DoubleVector b2 = fromArray(SPECIES, b, q + 2 * COUNT);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            x = broadcast(SPECIES, a[p + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            x = broadcast(SPECIES, a[p + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            x = broadcast(SPECIES, a[p + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            x = broadcast(SPECIES, a[p + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            x = broadcast(SPECIES, a[p + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            s52 = x.fma(b2, s52);
            x = broadcast(SPECIES, a[p + 6]);
            s60 = x.fma(b0, s60);
            s61 = x.fma(b1, s61);
            s62 = x.fma(b2, s62);
            x = broadcast(SPECIES, a[p + 7]);
            s70 = x.fma(b0, s70);
            s71 = x.fma(b1, s71);
            s72 = x.fma(b2, s72);
            p += ROWS;
            q += 3 * COUNT;
        }
        int at = fromC;
        s00.intoArray(c, at);
        s01.intoArray(c, at + COUNT);
        s02.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s10.intoArray(c, at);
        s11.intoArray(c, at + COUNT);
        s12.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s20.intoArray(c, at);
        s21.intoArray(c, at + COUNT);
        s22.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s30.intoArray(c, at);
        s31.intoArray(c, at + COUNT);
        s32.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s40.intoArray(c, at);
        s41.intoArray(c, at + COUNT);
        s42.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s50.intoArray(c, at);
        s51.intoArray(c, at + COUNT);
        s52.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s60.intoArray(c, at);
        s61.intoArray(c, at + COUNT);
        s62.intoArray(c, at + 2 * COUNT);
        at += ldC;
        s70.intoArray(c, at);
        s71.intoArray(c, at + COUNT);
        s72.intoArray(c, at + 2 * COUNT);
    }

    static void two(int k, double[] a, int fromA, double[] b, double[] c, int fromC, int ldC) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s01 = zero;
        DoubleVector s10 = zero;
        DoubleVector s11 = zero;
        DoubleVector s20 = zero;
        DoubleVector s21 = zero;
        DoubleVector s30 = zero;
        DoubleVector s31 = zero;
        DoubleVector s40 = zero;
        DoubleVector s41 = zero;
        DoubleVector s50 = zero;
        DoubleVector s51 = zero;
        DoubleVector s60 = zero;
        DoubleVector s61 = zero;
        DoubleVector s70 = zero;
        DoubleVector s71 = zero;
        int p = fromA;
        int q = 0;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector b1 = fromArray(SPECIES, b, q + COUNT);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = broadcast(SPECIES, a[p + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = broadcast(SPECIES, a[p + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = broadcast(SPECIES, a[p + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = broadcast(SPECIES, a[p + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = broadcast(SPECIES, a[p + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            x = broadcast(SPECIES, a[p + 6]);
            s60 = x.fma(b0, s60);
            s61 = x.fma(b1, s61);
            x = broadcast(SPECIES, a[p + 7]);
            s70 = x.fma(b0, s70);
            s71 = x.fma(b1, s71);
            p += ROWS;
            q += 2 * COUNT;
        }
        int at = fromC;
        s00.intoArray(c, at);
        s01.intoArray(c, at + COUNT);
        at += ldC;
        s10.intoArray(c, at);
        s11.intoArray(c, at + COUNT);
        at += ldC;
        s20.intoArray(c, at);
        s21.intoArray(c, at + COUNT);
        at += ldC;
        s30.intoArray(c, at);
        s31.intoArray(c, at + COUNT);
        at += ldC;
        s40.intoArray(c, at);
        s41.intoArray(c, at + COUNT);
        at += ldC;
        s50.intoArray(c, at);
        s51.intoArray(c, at + COUNT);
        at += ldC;
        s60.intoArray(c, at);
        s61.intoArray(c, at + COUNT);
        at += ldC;
        s70.intoArray(c, at);
        s71.intoArray(c, at + COUNT);
    }
}
