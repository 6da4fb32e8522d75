package org.icl4j.core.internal;

import org.icl4j.core.math.VectorMath;

/**
 * Vectors once they are compiled, plain Java until then. Vectors that the JVM has not compiled are objects, and each operation on
 * one takes a microsecond; compiling a loop takes a few tenths of a second, many times what a small fit takes. So plain Java
 * works, with the same bits, until it has spent on a loop what its compilation costs; then the loop is warmed up
 * beside the work ({@link Warmth}), and takes over when it is faster.
 */
final class WarmingMath implements VectorMath {

    private final VectorMath vectors;
    private final VectorMath plain;

    private final Warmth exp = new Warmth(2, Trial.EXP);
    private final Warmth roots = new Warmth(3, Trial.EXP_OF_ROOTS);
    private final Warmth logarithms = new Warmth(6, Trial.LOG_OF_ONE_PLUS);
    private final Warmth sums = new Warmth(0.4, Trial.SUM);
    private final Warmth maxima = new Warmth(1, Trial.MAX);
    private final Warmth dots = new Warmth(0.4, Trial.DOT);
    private final Warmth axpys = new Warmth(0.3, Trial.AXPY);
    private final Warmth rectifiers = new Warmth(0.5, Trial.RECTIFIERS);
    private final Warmth softmaxes = new Warmth(3, Trial.SOFTMAX);
    private final Warmth products = new Warmth(0.1, Trial.PRODUCTS);
    private final Warmth distances = new Warmth(0.15, Trial.DISTANCES);
    private final Warmth absolutes = new Warmth(0.15, Trial.ABSOLUTES);
    private final Warmth wideDistances = new Warmth(0.15, Trial.WIDE_DISTANCES);
    private final Warmth wideAbsolutes = new Warmth(0.15, Trial.WIDE_ABSOLUTES);
    private final Warmth combinations = new Warmth(0.6, Trial.COMBINATIONS);
    private final Warmth differences = new Warmth(1, Trial.DIFFERENCES);

    WarmingMath(VectorMath vectors, VectorMath plain) {
        this.vectors = vectors;
        this.plain = plain;
    }

    /** Which of the two works, for so many elements of a loop. */
    private VectorMath by(Warmth loop, long elements) {
        return loop.isWarm(elements, vectors, plain) ? vectors : plain;
    }

    @Override
    public String name() {
        return vectors.name();
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void exp(double scale, double[] a, int offset, int length) {
        by(exp, length).exp(scale, a, offset, length);
    }

    @Override
    public void expOfRoots(double scale, double b, double c, double[] a, int offset, int length) {
        by(roots, length).expOfRoots(scale, b, c, a, offset, length);
    }

    @Override
    public void logOfOnePlus(double scale, double[] a, int offset, int length) {
        by(logarithms, length).logOfOnePlus(scale, a, offset, length);
    }

    @Override
    public double sum(double[] a, int offset, int length) {
        return by(sums, length).sum(a, offset, length);
    }

    @Override
    public double max(double[] a, int offset, int length) {
        return by(maxima, length).max(a, offset, length);
    }

    @Override
    public double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        return by(dots, length).dot(a, offsetA, b, offsetB, length);
    }

    @Override
    public void addDots(
            int rows, double[] a, int offsetA, int ldA, double[] b, int offsetB, int length, double[] y, int offsetY) {
        by(dots, (long) rows * length).addDots(rows, a, offsetA, ldA, b, offsetB, length, y, offsetY);
    }

    @Override
    public void axpy(double alpha, double[] x, int offsetX, double[] y, int offsetY, int length) {
        by(axpys, length).axpy(alpha, x, offsetX, y, offsetY, length);
    }

    @Override
    public void relu(double[] a, int offset, int length) {
        by(rectifiers, length).relu(a, offset, length);
    }

    @Override
    public void gate(double[] g, int offsetG, double[] a, int offsetA, int length) {
        by(rectifiers, length).gate(g, offsetG, a, offsetA, length);
    }

    @Override
    public void softmax(double[] a, int offset, int length) {
        by(softmaxes, length).softmax(a, offset, length);
    }

    @Override
    public void softmaxGradient(double[] a, int offsetA, double[] d, int offsetD, int length) {
        by(softmaxes, length).softmaxGradient(a, offsetA, d, offsetD, length);
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
        by(products, (long) m * n * k)
                .gemm(transposeA, transposeB, m, n, k, alpha, a, offsetA, ldA, b, offsetB, ldB, beta, c, offsetC, ldC);
    }

    @Override
    public boolean distancesFromProducts(
            double norm, double[] norms, int offsetNorms, double threshold, double[] a, int offset, int length) {
        return by(combinations, length).distancesFromProducts(norm, norms, offsetNorms, threshold, a, offset, length);
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
        by(d > VectorMathProviders.NARROW ? wideDistances : distances, (long) rows * columns * d)
                .squaredDistances(rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
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
        by(d > VectorMathProviders.NARROW ? wideAbsolutes : absolutes, (long) rows * columns * d)
                .absoluteDistances(rows, columns, d, x, offsetX, zTransposed, offsetZ, ldZ, result, offset, ld);
    }

    @Override
    public double dotDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return by(differences, length).dotDifferences(x, w, offsetW, z, offsetZ, length);
    }

    @Override
    public double dotSquaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        return by(differences, length).dotSquaredDifferences(x, w, offsetW, z, offsetZ, length);
    }
}
