package org.icl4j.core.internal.vector;

import static org.icl4j.core.internal.vector.Lanes.COUNT;

import jdk.incubator.vector.DoubleVector;

/**
 * The innermost loops of {@link Gemm}: four rows by one, two or four vectors of C in local variables, which the compiler
 * keeps in registers. Where fewer rows are left, the last one is computed several times and stored once.
 */
final class GemmBlocks {

    private GemmBlocks() {}

    static void four(
            int rows,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        int a1 = Math.min(1, rows - 1) * rowStep;
        int a2 = Math.min(2, rows - 1) * rowStep;
        int a3 = Math.min(3, rows - 1) * rowStep;
        DoubleVector zero = Lanes.all(0);
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
            DoubleVector b0 = Lanes.load(b, q);
            DoubleVector b1 = Lanes.load(b, q + COUNT);
            DoubleVector b2 = Lanes.load(b, q + 2 * COUNT);
            DoubleVector b3 = Lanes.load(b, q + 3 * COUNT);
            DoubleVector x = Lanes.all(a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = Lanes.all(a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = Lanes.all(a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = Lanes.all(a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            p += termStep;
            q += ldB;
        }
        int at = fromC;
        store4(s00, s01, s02, s03, alpha, beta, c, at);
        if (rows > 1) {
            at += ldC;
            store4(s10, s11, s12, s13, alpha, beta, c, at);
        }
        if (rows > 2) {
            at += ldC;
            store4(s20, s21, s22, s23, alpha, beta, c, at);
        }
        if (rows > 3) {
            at += ldC;
            store4(s30, s31, s32, s33, alpha, beta, c, at);
        }
    }

    static void two(
            int rows,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        int a1 = Math.min(1, rows - 1) * rowStep;
        int a2 = Math.min(2, rows - 1) * rowStep;
        int a3 = Math.min(3, rows - 1) * rowStep;
        DoubleVector zero = Lanes.all(0);
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
            DoubleVector b0 = Lanes.load(b, q);
            DoubleVector b1 = Lanes.load(b, q + COUNT);
            DoubleVector x = Lanes.all(a[p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = Lanes.all(a[p + a1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = Lanes.all(a[p + a2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = Lanes.all(a[p + a3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            p += termStep;
            q += ldB;
        }
        int at = fromC;
        store2(s00, s01, alpha, beta, c, at);
        if (rows > 1) {
            at += ldC;
            store2(s10, s11, alpha, beta, c, at);
        }
        if (rows > 2) {
            at += ldC;
            store2(s20, s21, alpha, beta, c, at);
        }
        if (rows > 3) {
            at += ldC;
            store2(s30, s31, alpha, beta, c, at);
        }
    }

    static void one(
            int rows,
            int k,
            double alpha,
            double[] a,
            int fromA,
            int rowStep,
            int termStep,
            double[] b,
            int fromB,
            int ldB,
            double beta,
            double[] c,
            int fromC,
            int ldC) {
        int a1 = Math.min(1, rows - 1) * rowStep;
        int a2 = Math.min(2, rows - 1) * rowStep;
        int a3 = Math.min(3, rows - 1) * rowStep;
        DoubleVector zero = Lanes.all(0);
        DoubleVector s00 = zero;
        DoubleVector s10 = zero;
        DoubleVector s20 = zero;
        DoubleVector s30 = zero;
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            DoubleVector b0 = Lanes.load(b, q);
            DoubleVector x = Lanes.all(a[p]);
            s00 = x.fma(b0, s00);
            x = Lanes.all(a[p + a1]);
            s10 = x.fma(b0, s10);
            x = Lanes.all(a[p + a2]);
            s20 = x.fma(b0, s20);
            x = Lanes.all(a[p + a3]);
            s30 = x.fma(b0, s30);
            p += termStep;
            q += ldB;
        }
        int at = fromC;
        store1(s00, alpha, beta, c, at);
        if (rows > 1) {
            at += ldC;
            store1(s10, alpha, beta, c, at);
        }
        if (rows > 2) {
            at += ldC;
            store1(s20, alpha, beta, c, at);
        }
        if (rows > 3) {
            at += ldC;
            store1(s30, alpha, beta, c, at);
        }
    }

    private static void store4(
            DoubleVector s0,
            DoubleVector s1,
            DoubleVector s2,
            DoubleVector s3,
            double alpha,
            double beta,
            double[] c,
            int at) {
        store2(s0, s1, alpha, beta, c, at);
        store2(s2, s3, alpha, beta, c, at + 2 * COUNT);
    }

    private static void store2(DoubleVector s0, DoubleVector s1, double alpha, double beta, double[] c, int at) {
        store1(s0, alpha, beta, c, at);
        store1(s1, alpha, beta, c, at + COUNT);
    }

    private static void store1(DoubleVector s, double alpha, double beta, double[] c, int at) {
        DoubleVector factor = Lanes.all(alpha);
        if (beta == 0) {
            s.mul(factor).intoArray(c, at);
        } else {
            s.fma(factor, Lanes.load(c, at).mul(beta)).intoArray(c, at);
        }
    }
}
