package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/**
 * The innermost loops of {@link Gemm}: C = A B for four rows and one to four vectors of columns, with C in local
 * variables that the compiler keeps in registers. Rows 1 to 3 of A begin at the given distances from row 0.
 *
 * <p>A method much larger than {@link #four} would pass the compiler's limit on inlining, and allocate every vector.
 */
final class GemmBlocks {

    private GemmBlocks() {}

    static void four(
            int k,
            double alpha,
            double[] a,
            int fromA,
            int a1,
            int a2,
            int a3,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s01 = zero;
        DoubleVector s02 = zero;
        DoubleVector s03 = zero;
        DoubleVector s10 = zero;
        DoubleVector s11 = zero;
        DoubleVector s12 = zero;
        DoubleVector s13 = zero;
        DoubleVector s20 = zero;
        DoubleVector s21 = zero;
        DoubleVector s22 = zero;
        DoubleVector s23 = zero;
        DoubleVector s30 = zero;
        DoubleVector s31 = zero;
        DoubleVector s32 = zero;
        DoubleVector s33 = zero;
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector b1 = fromArray(SPECIES, b, q + COUNT);
            DoubleVector b2 = fromArray(SPECIES, b, q + 2 * COUNT);
            DoubleVector b3 = fromArray(SPECIES, b, q + 3 * COUNT);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            p += termStep;
            q += ldB;
        }
        DoubleVector factor = broadcast(SPECIES, alpha);
        if (beta == 0) {
            factor.mul(s00).intoArray(c, fromC);
            factor.mul(s01).intoArray(c, fromC + COUNT);
            factor.mul(s02).intoArray(c, fromC + 2 * COUNT);
            factor.mul(s03).intoArray(c, fromC + 3 * COUNT);
            factor.mul(s10).intoArray(c, fromC + ldC);
            factor.mul(s11).intoArray(c, fromC + ldC + COUNT);
            factor.mul(s12).intoArray(c, fromC + ldC + 2 * COUNT);
            factor.mul(s13).intoArray(c, fromC + ldC + 3 * COUNT);
            factor.mul(s20).intoArray(c, fromC + 2 * ldC);
            factor.mul(s21).intoArray(c, fromC + 2 * ldC + COUNT);
            factor.mul(s22).intoArray(c, fromC + 2 * ldC + 2 * COUNT);
            factor.mul(s23).intoArray(c, fromC + 2 * ldC + 3 * COUNT);
            factor.mul(s30).intoArray(c, fromC + 3 * ldC);
            factor.mul(s31).intoArray(c, fromC + 3 * ldC + COUNT);
            factor.mul(s32).intoArray(c, fromC + 3 * ldC + 2 * COUNT);
            factor.mul(s33).intoArray(c, fromC + 3 * ldC + 3 * COUNT);
            return;
        }
        // Made once: with a broadcast in each line below there is more than the compiler inlines, and what it leaves
        // makes
        // objects.
        DoubleVector share = broadcast(SPECIES, beta);
        int at = fromC;
        factor.fma(s00, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s01, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s02, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        factor.fma(s03, fromArray(SPECIES, c, at + 3 * COUNT).mul(share)).intoArray(c, at + 3 * COUNT);
        at = fromC + ldC;
        factor.fma(s10, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s11, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s12, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        factor.fma(s13, fromArray(SPECIES, c, at + 3 * COUNT).mul(share)).intoArray(c, at + 3 * COUNT);
        at = fromC + 2 * ldC;
        factor.fma(s20, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s21, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s22, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        factor.fma(s23, fromArray(SPECIES, c, at + 3 * COUNT).mul(share)).intoArray(c, at + 3 * COUNT);
        at = fromC + 3 * ldC;
        factor.fma(s30, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s31, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s32, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        factor.fma(s33, fromArray(SPECIES, c, at + 3 * COUNT).mul(share)).intoArray(c, at + 3 * COUNT);
    }

    static void three(
            int k,
            double alpha,
            double[] a,
            int fromA,
            int a1,
            int a2,
            int a3,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
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
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector b1 = fromArray(SPECIES, b, q + COUNT);
            DoubleVector b2 = fromArray(SPECIES, b, q + 2 * COUNT);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            x = broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            x = broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            x = broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            p += termStep;
            q += ldB;
        }
        DoubleVector factor = broadcast(SPECIES, alpha);
        if (beta == 0) {
            factor.mul(s00).intoArray(c, fromC);
            factor.mul(s01).intoArray(c, fromC + COUNT);
            factor.mul(s02).intoArray(c, fromC + 2 * COUNT);
            factor.mul(s10).intoArray(c, fromC + ldC);
            factor.mul(s11).intoArray(c, fromC + ldC + COUNT);
            factor.mul(s12).intoArray(c, fromC + ldC + 2 * COUNT);
            factor.mul(s20).intoArray(c, fromC + 2 * ldC);
            factor.mul(s21).intoArray(c, fromC + 2 * ldC + COUNT);
            factor.mul(s22).intoArray(c, fromC + 2 * ldC + 2 * COUNT);
            factor.mul(s30).intoArray(c, fromC + 3 * ldC);
            factor.mul(s31).intoArray(c, fromC + 3 * ldC + COUNT);
            factor.mul(s32).intoArray(c, fromC + 3 * ldC + 2 * COUNT);
            return;
        }
        DoubleVector share = broadcast(SPECIES, beta);
        int at = fromC;
        factor.fma(s00, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s01, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s02, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        at = fromC + ldC;
        factor.fma(s10, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s11, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s12, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        at = fromC + 2 * ldC;
        factor.fma(s20, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s21, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s22, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
        at = fromC + 3 * ldC;
        factor.fma(s30, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s31, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        factor.fma(s32, fromArray(SPECIES, c, at + 2 * COUNT).mul(share)).intoArray(c, at + 2 * COUNT);
    }

    static void two(
            int k,
            double alpha,
            double[] a,
            int fromA,
            int a1,
            int a2,
            int a3,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s01 = zero;
        DoubleVector s10 = zero;
        DoubleVector s11 = zero;
        DoubleVector s20 = zero;
        DoubleVector s21 = zero;
        DoubleVector s30 = zero;
        DoubleVector s31 = zero;
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector b1 = fromArray(SPECIES, b, q + COUNT);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            p += termStep;
            q += ldB;
        }
        DoubleVector factor = broadcast(SPECIES, alpha);
        if (beta == 0) {
            factor.mul(s00).intoArray(c, fromC);
            factor.mul(s01).intoArray(c, fromC + COUNT);
            factor.mul(s10).intoArray(c, fromC + ldC);
            factor.mul(s11).intoArray(c, fromC + ldC + COUNT);
            factor.mul(s20).intoArray(c, fromC + 2 * ldC);
            factor.mul(s21).intoArray(c, fromC + 2 * ldC + COUNT);
            factor.mul(s30).intoArray(c, fromC + 3 * ldC);
            factor.mul(s31).intoArray(c, fromC + 3 * ldC + COUNT);
            return;
        }
        DoubleVector share = broadcast(SPECIES, beta);
        int at = fromC;
        factor.fma(s00, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s01, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        at = fromC + ldC;
        factor.fma(s10, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s11, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        at = fromC + 2 * ldC;
        factor.fma(s20, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s21, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
        at = fromC + 3 * ldC;
        factor.fma(s30, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        factor.fma(s31, fromArray(SPECIES, c, at + COUNT).mul(share)).intoArray(c, at + COUNT);
    }

    static void one(
            int k,
            double alpha,
            double[] a,
            int fromA,
            int a1,
            int a2,
            int a3,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s10 = zero;
        DoubleVector s20 = zero;
        DoubleVector s30 = zero;
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = fromArray(SPECIES, b, q);
            DoubleVector x = broadcast(SPECIES, a[p]);
            s00 = x.fma(b0, s00);
            x = broadcast(SPECIES, a[p + a1]);
            s10 = x.fma(b0, s10);
            x = broadcast(SPECIES, a[p + a2]);
            s20 = x.fma(b0, s20);
            x = broadcast(SPECIES, a[p + a3]);
            s30 = x.fma(b0, s30);
            p += termStep;
            q += ldB;
        }
        DoubleVector factor = broadcast(SPECIES, alpha);
        if (beta == 0) {
            factor.mul(s00).intoArray(c, fromC);
            factor.mul(s10).intoArray(c, fromC + ldC);
            factor.mul(s20).intoArray(c, fromC + 2 * ldC);
            factor.mul(s30).intoArray(c, fromC + 3 * ldC);
            return;
        }
        DoubleVector share = broadcast(SPECIES, beta);
        int at = fromC;
        factor.fma(s00, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        at = fromC + ldC;
        factor.fma(s10, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        at = fromC + 2 * ldC;
        factor.fma(s20, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
        at = fromC + 3 * ldC;
        factor.fma(s30, fromArray(SPECIES, c, at).mul(share)).intoArray(c, at);
    }
}
