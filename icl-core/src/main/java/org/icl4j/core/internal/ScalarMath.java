package org.icl4j.core.internal;

import org.icl4j.core.VectorMath;

/** {@link VectorMath} in plain Java: the oracle of the other providers, and the fallback where they are absent. */
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
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
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
        double sum = 0;
        for (int i = 0; i < length; i++) {
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
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            a[i] = Math.exp(a[i] - max);
            sum += a[i];
        }
        for (int i = offset; i < offset + length; i++) {
            a[i] /= sum;
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
            int row = offsetC + i * ldC;
            for (int j = 0; j < n; j++) {
                c[row + j] = beta == 0 ? 0 : beta * c[row + j];
            }
            for (int p = 0; p < k; p++) {
                double factor = alpha * (transposeA ? a[offsetA + p * ldA + i] : a[offsetA + i * ldA + p]);
                if (transposeB) {
                    for (int j = 0; j < n; j++) {
                        c[row + j] += factor * b[offsetB + j * ldB + p];
                    }
                } else {
                    axpy(factor, b, offsetB + p * ldB, c, row, n);
                }
            }
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
        for (int i = 0; i < rows; i++) {
            int row = offset + i * ld;
            java.util.Arrays.fill(result, row, row + columns, 0);
            for (int k = 0; k < d; k++) {
                double coordinate = x[offsetX + i * d + k];
                int line = offsetZ + k * ldZ;
                for (int j = 0; j < columns; j++) {
                    double difference = coordinate - zTransposed[line + j];
                    result[row + j] += difference * difference;
                }
            }
        }
    }
}
