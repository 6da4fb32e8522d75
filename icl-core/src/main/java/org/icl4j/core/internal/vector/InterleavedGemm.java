package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import org.icl4j.core.math.VectorMath;

/**
 * Products of {@link VectorMath#INTERLEAVED} pairs of small matrices at once, each lane of a vector another pair: no side has to
 * fill a vector, and nothing is copied. Blocks of four rows and four columns are kept in registers; each element is the chain of
 * {@link Gemm}.
 */
final class InterleavedGemm {

    private static final int ALL = VectorMath.INTERLEAVED;

    private static final ThreadLocal<double[]> TILE = ThreadLocal.withInitial(() -> new double[16 * COUNT]);

    private InterleavedGemm() {}

    static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int ldB,
            double beta,
            double[] c,
            int offsetC,
            int ldC) {
        int rowStep = ALL * (transposeA ? 1 : ldA);
        int termA = ALL * (transposeA ? ldA : 1);
        int columnStep = ALL * (transposeB ? ldB : 1);
        int termB = ALL * (transposeB ? 1 : ldB);
        double[] tile = TILE.get();
        int p = 0;
        do {
            int terms = Math.min(Gemm.BLOCK_K, k - p);
            double factor = p == 0 ? beta : 1;
            for (int lane = 0; lane < ALL; lane += COUNT) {
                for (int i = 0; i < m; i += 4) {
                    int fromA = offsetA + i * rowStep + p * termA + lane;
                    int rows = Math.min(4, m - i);
                    for (int j = 0; j < n; j += 4) {
                        int fromB = offsetB + j * columnStep + p * termB + lane;
                        int columns = Math.min(4, n - j);
                        block(rows, columns, terms, a, fromA, rowStep, termA, b, fromB, columnStep, termB, tile);
                        int at = offsetC + ALL * (i * ldC + j) + lane;
                        update(rows, columns, alpha, tile, factor, c, at, ALL * ldC);
                    }
                }
            }
            p += Gemm.BLOCK_K;
        } while (p < k);
    }

    private static void block(
            int rows,
            int columns,
            int k,
            double[] a,
            int fromA,
            int rowStep,
            int termA,
            double[] b,
            int fromB,
            int columnStep,
            int termB,
            double[] tile) {
        if (rows == 4 && columns == 4) {
            square(k, a, fromA, rowStep, termA, b, fromB, columnStep, termB, tile);
        } else if (rows == 4) {
            for (int j = 0; j < columns; j++) {
                line(k, a, fromA, rowStep, termA, b, fromB + j * columnStep, termB, tile, j * COUNT, 4 * COUNT);
            }
        } else if (columns == 4) {
            for (int i = 0; i < rows; i++) {
                line(k, b, fromB, columnStep, termB, a, fromA + i * rowStep, termA, tile, 4 * i * COUNT, COUNT);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int to = (4 * i + j) * COUNT;
                    one(k, a, fromA + i * rowStep, termA, b, fromB + j * columnStep, termB, tile, to);
                }
            }
        }
    }

    private static void square(
            int k,
            double[] a,
            int fromA,
            int rowStep,
            int termA,
            double[] b,
            int fromB,
            int columnStep,
            int termB,
            double[] tile) {
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
            DoubleVector b1 = fromArray(SPECIES, b, q + columnStep);
            DoubleVector b2 = fromArray(SPECIES, b, q + 2 * columnStep);
            DoubleVector b3 = fromArray(SPECIES, b, q + 3 * columnStep);
            DoubleVector x = fromArray(SPECIES, a, p);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = fromArray(SPECIES, a, p + rowStep);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = fromArray(SPECIES, a, p + 2 * rowStep);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = fromArray(SPECIES, a, p + 3 * rowStep);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            p += termA;
            q += termB;
        }
        s00.intoArray(tile, 0);
        s01.intoArray(tile, COUNT);
        s02.intoArray(tile, 2 * COUNT);
        s03.intoArray(tile, 3 * COUNT);
        s10.intoArray(tile, 4 * COUNT);
        s11.intoArray(tile, 5 * COUNT);
        s12.intoArray(tile, 6 * COUNT);
        s13.intoArray(tile, 7 * COUNT);
        s20.intoArray(tile, 8 * COUNT);
        s21.intoArray(tile, 9 * COUNT);
        s22.intoArray(tile, 10 * COUNT);
        s23.intoArray(tile, 11 * COUNT);
        s30.intoArray(tile, 12 * COUNT);
        s31.intoArray(tile, 13 * COUNT);
        s32.intoArray(tile, 14 * COUNT);
        s33.intoArray(tile, 15 * COUNT);
    }

    /** Four rows of X with one column: the results go to every step-th place of the tile. */
    private static void line(
            int k,
            double[] x,
            int fromX,
            int stepX,
            int termX,
            double[] y,
            int fromY,
            int termY,
            double[] tile,
            int to,
            int step) {
        DoubleVector s0 = broadcast(SPECIES, 0);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int p = fromX;
        int q = fromY;
        for (int t = 0; t < k; t++) {
            DoubleVector v = fromArray(SPECIES, y, q);
            s0 = v.fma(fromArray(SPECIES, x, p), s0);
            s1 = v.fma(fromArray(SPECIES, x, p + stepX), s1);
            s2 = v.fma(fromArray(SPECIES, x, p + 2 * stepX), s2);
            s3 = v.fma(fromArray(SPECIES, x, p + 3 * stepX), s3);
            p += termX;
            q += termY;
        }
        s0.intoArray(tile, to);
        s1.intoArray(tile, to + step);
        s2.intoArray(tile, to + 2 * step);
        s3.intoArray(tile, to + 3 * step);
    }

    private static void one(
            int k, double[] x, int fromX, int termX, double[] y, int fromY, int termY, double[] tile, int to) {
        DoubleVector s = broadcast(SPECIES, 0);
        int p = fromX;
        int q = fromY;
        for (int t = 0; t < k; t++) {
            s = fromArray(SPECIES, x, p).fma(fromArray(SPECIES, y, q), s);
            p += termX;
            q += termY;
        }
        s.intoArray(tile, to);
    }

    /** c = fma(alpha, s, beta c), or alpha s. */
    private static void update(
            int rows, int columns, double alpha, double[] tile, double beta, double[] c, int from, int ldC) {
        DoubleVector factor = broadcast(SPECIES, alpha);
        for (int i = 0; i < rows; i++) {
            int at = from + i * ldC;
            for (int j = 0; j < columns; j++, at += ALL) {
                DoubleVector s = fromArray(SPECIES, tile, (4 * i + j) * COUNT);
                if (beta == 0) {
                    s.mul(factor).intoArray(c, at);
                } else {
                    s.fma(factor, fromArray(SPECIES, c, at).mul(beta)).intoArray(c, at);
                }
            }
        }
    }
}
