package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import org.icl4j.core.internal.blas.HeapProducts;
import org.icl4j.core.math.VectorMath;

/**
 * {@link VectorMath} on the JDK's Vector API. Compiled against the incubator module and loaded by name only.
 *
 * <p>Everything here is made of additions, products, fused multiply-adds and bit operations, whose results are the same
 * in the interpreter, in both compilers and on every width of vector. Two things are avoided for that reason:
 * {@code lanewise(EXP)}, which changes its last digit when a loop gets hot and is replaced by a call into another library,
 * and {@code reduceLanes(ADD)}, whose order is not specified.
 */
public final class VectorApiMath implements VectorMath {

    /** Public for the lookup by name. */
    public VectorApiMath() {
        if (Lanes.COUNT < 2) {
            throw new IllegalStateException("this processor has no vectors of float64");
        }
    }

    @Override
    public String name() {
        return "Vector API, " + Lanes.COUNT + " lanes";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public int lanes() {
        return Lanes.COUNT;
    }

    @Override
    public void exp(double scale, double[] a, int offset, int length) {
        Exponential.exp(scale, 0, a, offset, length);
    }

    @Override
    public void expOfRoots(double scale, double b, double c, double[] a, int offset, int length) {
        RootExponential.map(scale, b, c, a, offset, length);
    }

    @Override
    public void logOfOnePlus(double scale, double[] a, int offset, int length) {
        Logarithm.ofOnePlus(scale, a, offset, length);
    }

    @Override
    public double sum(double[] a, int offset, int length) {
        return Reductions.sum(a, offset, length);
    }

    @Override
    public double max(double[] a, int offset, int length) {
        return Reductions.max(a, offset, length);
    }

    @Override
    public double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        return Reductions.dot(a, offsetA, b, offsetB, length);
    }

    @Override
    public void axpy(double alpha, double[] x, int offsetX, double[] y, int offsetY, int length) {
        DoubleVector factor = broadcast(SPECIES, alpha);
        int i = 0;
        for (int end = length - Lanes.COUNT; i <= end; i += Lanes.COUNT) {
            fromArray(SPECIES, x, offsetX + i)
                    .fma(factor, fromArray(SPECIES, y, offsetY + i))
                    .intoArray(y, offsetY + i);
        }
        for (; i < length; i++) {
            y[offsetY + i] = Math.fma(alpha, x[offsetX + i], y[offsetY + i]);
        }
    }

    @Override
    public void relu(double[] a, int offset, int length) {
        Rectifier.relu(a, offset, length);
    }

    @Override
    public void gate(double[] g, int offsetG, double[] a, int offsetA, int length) {
        Rectifier.gate(g, offsetG, a, offsetA, length);
    }

    @Override
    public void softmax(double[] a, int offset, int length) {
        double max = Reductions.max(a, offset, length);
        Exponential.exp(1, -max, a, offset, length);
        Reductions.scale(1 / Reductions.sum(a, offset, length), a, offset, length);
    }

    @Override
    public void softmaxGradient(double[] a, int offsetA, double[] d, int offsetD, int length) {
        Reductions.weigh(a, offsetA, d, offsetD, length, Reductions.dot(a, offsetA, d, offsetD, length));
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
        HeapProducts.count(m, n, k);
        Gemm.multiply(transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
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
        Distances.squared(rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
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
        AbsoluteDistances.compute(rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }

    @Override
    public boolean distancesFromProducts(
            double norm, double[] norms, int offsetNorms, double threshold, double[] a, int offset, int length) {
        return ProductDistances.combine(norm, norms, offsetNorms, threshold, a, offset, length);
    }

    @Override
    public double dotDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return DifferenceSums.plain(x, w, offsetW, z, offsetZ, length);
    }

    @Override
    public double dotSquaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return DifferenceSums.squared(x, w, offsetW, z, offsetZ, length);
    }
}
