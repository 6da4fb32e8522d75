package org.icl4j.core.internal;

import org.icl4j.core.VectorMath;

/**
 * {@link VectorMath} in plain Java: the oracle of the other providers, and the fallback where they are absent. No fused
 * multiply-add, which is very slow on processors without it.
 */
public final class ScalarMath implements VectorMath {

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
        ScalarGemm.compute(
                transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
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
        ScalarDistances.compute(true, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
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
        ScalarDistances.compute(false, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }
}
