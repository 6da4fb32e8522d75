package org.icl4j.core.internal.scalar;

import org.icl4j.core.math.VectorMath;

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
    public String toString() {
        return name();
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
    public void expOfRoots(double scale, double b, double c, double[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            double q = Math.sqrt(scale * a[i]);
            a[i] = q > 708 ? 0 : (1 + q * (b + q * c)) * Math.exp(-q);
        }
    }

    @Override
    public void logOfOnePlus(double scale, double[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            double v = Math.min(scale * a[i], 1e300);
            // The rounding of 1 + v cancels (Goldberg 1991, theorem 4); several times as fast as log1p.
            double w = 1 + v;
            a[i] = w == 1 ? v : Math.log(w) * (v / (w - 1));
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
    public void relu(double[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            a[i] = Math.max(a[i], 0);
        }
    }

    @Override
    public void gate(double[] g, int offsetG, double[] a, int offsetA, int length) {
        for (int i = 0; i < length; i++) {
            a[offsetA + i] = g[offsetG + i] > 0 ? a[offsetA + i] : 0;
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
    public void softmaxGradient(double[] a, int offsetA, double[] d, int offsetD, int length) {
        double mean = dot(a, offsetA, d, offsetD, length);
        for (int i = 0; i < length; i++) {
            d[offsetD + i] = a[offsetA + i] * (d[offsetD + i] - mean);
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
    public boolean distancesFromProducts(
            double norm, double[] norms, int offsetNorms, double threshold, double[] a, int offset, int length) {
        boolean good = true;
        for (int j = 0; j < length; j++) {
            double scale = norm + norms[offsetNorms + j];
            double distance = scale - 2 * a[offset + j];
            a[offset + j] = distance;
            good &= distance >= threshold * scale;
        }
        return good;
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

    @Override
    public double dotDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        double even = 0;
        double odd = 0;
        int j = 0;
        for (; j < length - 1; j += 2) {
            even += w[offsetW + j] * (x - z[offsetZ + j]);
            odd += w[offsetW + j + 1] * (x - z[offsetZ + j + 1]);
        }
        return j < length ? even + odd + w[offsetW + j] * (x - z[offsetZ + j]) : even + odd;
    }

    @Override
    public double dotSquaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        double even = 0;
        double odd = 0;
        int j = 0;
        for (; j < length - 1; j += 2) {
            double first = x - z[offsetZ + j];
            double second = x - z[offsetZ + j + 1];
            even += w[offsetW + j] * first * first;
            odd += w[offsetW + j + 1] * second * second;
        }
        if (j == length) {
            return even + odd;
        }
        double last = x - z[offsetZ + j];
        return even + odd + w[offsetW + j] * last * last;
    }
}
