package org.icl4j.core.internal;

import java.util.Arrays;
import org.icl4j.core.VectorMath;

/**
 * {@link VectorMath} in plain Java: the oracle of the other providers, and the fallback where they are absent. No fused
 * multiply-add, which is very slow on processors without it. Loops that matter run over rows copied to the start of arrays
 * of their own: only then does the JVM's compiler turn them into vector code.
 */
public final class ScalarMath implements VectorMath {

    /** Terms of a product's sums, and columns, that are taken at a time. */
    private static final int BLOCK_K = 64;

    private static final int BLOCK_N = 256;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void exp(double scale, double[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            a[i] = Math.exp(scale * a[i]);
        }
    }

    @Override
    public double sum(double[] a, int offset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = offset;
        int end = offset + length;
        for (; i < end - 3; i += 4) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
        }
        double sum = (s0 + s1) + (s2 + s3);
        for (; i < end; i++) {
            sum += a[i];
        }
        return sum;
    }

    @Override
    public double max(double[] a, int offset, int length) {
        double max = a[offset];
        for (int i = offset + 1; i < offset + length; i++) {
            max = Math.max(max, a[i]);
        }
        return max;
    }

    @Override
    public double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < length - 3; i += 4) {
            int p = offsetA + i;
            int q = offsetB + i;
            s0 += a[p] * b[q];
            s1 += a[p + 1] * b[q + 1];
            s2 += a[p + 2] * b[q + 2];
            s3 += a[p + 3] * b[q + 3];
        }
        double sum = (s0 + s1) + (s2 + s3);
        for (; i < length; i++) {
            sum += a[offsetA + i] * b[offsetB + i];
        }
        return sum;
    }

    @Override
    public void axpy(double alpha, double[] x, int offsetX, double[] y, int offsetY, int length) {
        for (int i = 0; i < length; i++) {
            y[offsetY + i] += alpha * x[offsetX + i];
        }
    }

    @Override
    public void softmax(double[] a, int offset, int length) {
        double max = max(a, offset, length);
        for (int i = offset; i < offset + length; i++) {
            a[i] = Math.exp(a[i] - max);
        }
        double factor = 1 / sum(a, offset, length);
        for (int i = offset; i < offset + length; i++) {
            a[i] *= factor;
        }
    }

    @Override
    public void gemm(
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
        for (int i = 0; i < m; i++) {
            for (int at = offsetC + i * ldC, end = at + n; at < end; at++) {
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
        int rowStep = transposeA ? 1 : ldA;
        int termStep = transposeA ? ldA : 1;
        Scratch scratch = SCRATCH.get();
        for (int p = 0; p < k; p += BLOCK_K) {
            int terms = Math.min(BLOCK_K, k - p);
            for (int j = 0; j < n; j += BLOCK_N) {
                int columns = Math.min(BLOCK_N, n - j);
                if (transposeB) {
                    copyTransposed(b, offsetB + j * ldB + p, ldB, scratch.rows, terms, columns);
                } else {
                    copy(b, offsetB + p * ldB + j, ldB, scratch.rows, terms, columns);
                }
                int i = 0;
                for (; i < m - 1; i += 2) {
                    int from = offsetA + i * rowStep + p * termStep;
                    Arrays.fill(scratch.sums, 0, columns, 0);
                    Arrays.fill(scratch.others, 0, columns, 0);
                    combineTwo(scratch, terms, columns, a, from, from + rowStep, termStep);
                    axpy(alpha, scratch.sums, 0, c, offsetC + i * ldC + j, columns);
                    axpy(alpha, scratch.others, 0, c, offsetC + (i + 1) * ldC + j, columns);
                }
                if (i < m) {
                    Arrays.fill(scratch.sums, 0, columns, 0);
                    combine(
                            scratch.sums,
                            scratch.rows,
                            terms,
                            columns,
                            a,
                            offsetA + i * rowStep + p * termStep,
                            termStep);
                    axpy(alpha, scratch.sums, 0, c, offsetC + i * ldC + j, columns);
                }
            }
        }
    }

    private static void copy(double[] b, int from, int ldB, double[][] rows, int terms, int columns) {
        for (int p = 0; p < terms; p++) {
            System.arraycopy(b, from + p * ldB, rows[p], 0, columns);
        }
    }

    private static void copyTransposed(double[] b, int from, int ldB, double[][] rows, int terms, int columns) {
        for (int p = 0; p < terms; p++) {
            double[] row = rows[p];
            for (int j = 0; j < columns; j++) {
                row[j] = b[from + j * ldB + p];
            }
        }
    }

    /** {@link #combine} for two rows of A, which share what is read of B; the same bits. */
    private static void combineTwo(Scratch scratch, int terms, int columns, double[] a, int from, int other, int step) {
        double[][] rows = scratch.rows;
        int p = 0;
        for (; p < terms - 3; p += 4) {
            int at = from + p * step;
            int to = other + p * step;
            combineFourTwice(
                    scratch.sums,
                    scratch.others,
                    columns,
                    rows[p],
                    rows[p + 1],
                    rows[p + 2],
                    rows[p + 3],
                    a[at],
                    a[at + step],
                    a[at + 2 * step],
                    a[at + 3 * step],
                    a[to],
                    a[to + step],
                    a[to + 2 * step],
                    a[to + 3 * step]);
        }
        for (; p < terms; p++) {
            combineOne(scratch.sums, columns, a[from + p * step], rows[p]);
            combineOne(scratch.others, columns, a[other + p * step], rows[p]);
        }
    }

    private static void combineFourTwice(
            double[] sums,
            double[] others,
            int columns,
            double[] row0,
            double[] row1,
            double[] row2,
            double[] row3,
            double a0,
            double a1,
            double a2,
            double a3,
            double b0,
            double b1,
            double b2,
            double b3) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j] + a1 * row1[j] + a2 * row2[j] + a3 * row3[j];
            others[j] = others[j] + b0 * row0[j] + b1 * row1[j] + b2 * row2[j] + b3 * row3[j];
        }
    }

    /** sums_j = sum over p of a_p rows_pj, in the order of p. */
    private static void combine(
            double[] sums, double[][] rows, int terms, int columns, double[] a, int from, int step) {
        int p = 0;
        for (; p < terms - 3; p += 4) {
            int at = from + p * step;
            combineFour(
                    sums,
                    columns,
                    a[at],
                    rows[p],
                    a[at + step],
                    rows[p + 1],
                    a[at + 2 * step],
                    rows[p + 2],
                    a[at + 3 * step],
                    rows[p + 3]);
        }
        for (; p < terms; p++) {
            combineOne(sums, columns, a[from + p * step], rows[p]);
        }
    }

    private static void combineFour(
            double[] sums,
            int columns,
            double a0,
            double[] row0,
            double a1,
            double[] row1,
            double a2,
            double[] row2,
            double a3,
            double[] row3) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j] + a1 * row1[j] + a2 * row2[j] + a3 * row3[j];
        }
    }

    private static void combineOne(double[] sums, int columns, double a0, double[] row0) {
        for (int j = 0; j < columns; j++) {
            sums[j] = sums[j] + a0 * row0[j];
        }
    }

    @Override
    public void squaredDistances(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        distances(true, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }

    @Override
    public void absoluteDistances(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        distances(false, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }

    private static void distances(
            boolean squared,
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] zTransposed,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        Scratch scratch = SCRATCH.get();
        for (int j = 0; j < columns; j += BLOCK_N) {
            int width = Math.min(BLOCK_N, columns - j);
            for (int i = 0; i < rows; i++) {
                Arrays.fill(result, offset + i * ld + j, offset + i * ld + j + width, 0);
            }
            for (int k = 0; k < d; k += BLOCK_K) {
                int terms = Math.min(BLOCK_K, d - k);
                copy(zTransposed, offsetZ + k * ldZ + j, ldZ, scratch.rows, terms, width);
                for (int i = 0; i < rows; i++) {
                    int at = offset + i * ld + j;
                    System.arraycopy(result, at, scratch.sums, 0, width);
                    int p = 0;
                    for (; squared && p < terms - 3; p += 4) {
                        addFourSquares(scratch, width, x, offsetX + i * d + k + p, p);
                    }
                    for (; p < terms; p++) {
                        double coordinate = x[offsetX + i * d + k + p];
                        if (squared) {
                            addSquares(scratch.sums, width, coordinate, scratch.rows[p]);
                        } else {
                            addAbsolute(scratch.sums, width, coordinate, scratch.rows[p]);
                        }
                    }
                    System.arraycopy(scratch.sums, 0, result, at, width);
                }
            }
        }
    }

    private static void addFourSquares(Scratch scratch, int width, double[] x, int at, int p) {
        double[][] rows = scratch.rows;
        addFourSquares(
                scratch.sums,
                width,
                x[at],
                rows[p],
                x[at + 1],
                rows[p + 1],
                x[at + 2],
                rows[p + 2],
                x[at + 3],
                rows[p + 3]);
    }

    /** {@link #addSquares} of four coordinates, in their order: the same bits, a quarter of the traffic. */
    private static void addFourSquares(
            double[] sums,
            int width,
            double x0,
            double[] row0,
            double x1,
            double[] row1,
            double x2,
            double[] row2,
            double x3,
            double[] row3) {
        for (int j = 0; j < width; j++) {
            double d0 = x0 - row0[j];
            double d1 = x1 - row1[j];
            double d2 = x2 - row2[j];
            double d3 = x3 - row3[j];
            sums[j] = sums[j] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
        }
    }

    private static void addSquares(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            double difference = coordinate - row[j];
            sums[j] = sums[j] + difference * difference;
        }
    }

    private static void addAbsolute(double[] sums, int width, double coordinate, double[] row) {
        for (int j = 0; j < width; j++) {
            sums[j] = sums[j] + Math.abs(coordinate - row[j]);
        }
    }

    private static final class Scratch {
        final double[][] rows = new double[BLOCK_K][BLOCK_N];
        final double[] sums = new double[BLOCK_N];
        final double[] others = new double[BLOCK_N];
    }
}
