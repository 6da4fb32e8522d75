package org.icl4j.core.internal.fused;

import java.util.Arrays;
import org.icl4j.core.internal.blas.HeapProducts;
import org.icl4j.core.math.VectorMath;

/**
 * {@link VectorMath} in plain Java, with the operations of the Vector API provider in their order: the same bits, whichever of the
 * two answers. Its loops are compiled in milliseconds, and most of them become vector instructions in the JVM's compiler.
 * Large products go to OpenBLAS, whose sums are the same chains ({@link HeapProducts}). For processors that fuse
 * multiply-adds.
 */
public final class FusedMath implements VectorMath {

    private final FusedSums sums;

    /**
     * The arithmetic of vectors of so many lanes.
     *
     * @param lanes 2, 4 or 8
     */
    public FusedMath(int lanes) {
        this.sums = new FusedSums(lanes);
    }

    @Override
    public String name() {
        return "plain Java";
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
        FusedExponential.exp(scale, 0, a, offset, length);
    }

    @Override
    public void expOfRoots(double scale, double b, double c, double[] a, int offset, int length) {
        FusedExponential.expOfRoots(scale, b, c, a, offset, length);
    }

    @Override
    public void logOfOnePlus(double scale, double[] a, int offset, int length) {
        FusedLogarithm.ofOnePlus(scale, a, offset, length);
    }

    @Override
    public double sum(double[] a, int offset, int length) {
        return sums.sum(a, offset, length);
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
        return sums.dot(a, offsetA, b, offsetB, length);
    }

    @Override
    public void addDots(
            int rows, double[] a, int offsetA, int ldA, double[] b, int offsetB, int length, double[] y, int offsetY) {
        sums.addDots(rows, a, offsetA, ldA, b, offsetB, length, y, offsetY);
    }

    @Override
    public void axpy(double alpha, double[] x, int offsetX, double[] y, int offsetY, int length) {
        FusedScratch scratch = FusedScratch.get();
        for (int i = 0; i < length; i += FusedScratch.COLUMNS) {
            int count = Math.min(FusedScratch.COLUMNS, length - i);
            System.arraycopy(x, offsetX + i, scratch.others, 0, count);
            System.arraycopy(y, offsetY + i, scratch.sums, 0, count);
            addMultiple(alpha, scratch.others, scratch.sums, count);
            System.arraycopy(scratch.sums, 0, y, offsetY + i, count);
        }
    }

    private static void addMultiple(double alpha, double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.fma(alpha, x[i], y[i]);
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
        FusedExponential.exp(1, -max(a, offset, length), a, offset, length);
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
        if (k == 0) {
            scale(m, n, beta, c, offsetC, ldC);
        } else if (HeapProducts.pays(m, n, k)) {
            HeapProducts.multiply(
                    transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
        } else {
            FusedGemm.multiply(
                    transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int offsetC, int ldC) {
        for (int i = 0; i < m; i++) {
            int at = offsetC + i * ldC;
            if (beta == 0) {
                Arrays.fill(c, at, at + n, 0);
            } else {
                for (int j = at; j < at + n; j++) {
                    c[j] = beta * c[j];
                }
            }
        }
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
        FusedDistances.compute(true, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
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
        FusedDistances.compute(false, rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }

    @Override
    public double dotDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return sums.differences(x, w, offsetW, z, offsetZ, length);
    }

    @Override
    public double dotSquaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return sums.squaredDifferences(x, w, offsetW, z, offsetZ, length);
    }
}
