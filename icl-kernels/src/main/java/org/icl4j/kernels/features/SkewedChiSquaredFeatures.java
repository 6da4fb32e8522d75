package org.icl4j.kernels.features;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;

/**
 * Random Fourier features of the skewed chi-squared kernel, for coordinates above -c:
 *
 * <pre>k(x, z) = prod_k 2 sqrt(x_k + c) sqrt(z_k + c) / (x_k + z_k + 2 c)</pre>
 *
 * <p>It is the product of 1 / cosh(t_k / 2) in t_k = log(x_k + c) - log(z_k + c), so the features are {@link
 * RandomFourierFeatures} of the logarithms, with frequencies of density 1 / cosh(pi w); unbiasedness and variance are theirs.
 * scikit-learn's SkewedChi2Sampler is the form SHIFTED_COSINE.
 *
 * <p>Source: Li, Ionescu and Sminchisescu (2010), Random Fourier approximations for skewed multiplicative histogram
 * kernels.
 */
public final class SkewedChiSquaredFeatures implements FeatureMap {

    private final double skewedness;
    private final RandomFourierFeatures ofLogarithms;

    private SkewedChiSquaredFeatures(double skewedness, RandomFourierFeatures ofLogarithms) {
        this.skewedness = Require.positive("skewedness", skewedness);
        this.ofLogarithms = ofLogarithms;
    }

    /**
     * Pairs of cosine and sine with independent frequencies.
     *
     * @param skewedness c, positive
     * @param width d, the number of coordinates of a point
     * @param size m, even
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if a number is out of range
     */
    public static SkewedChiSquaredFeatures of(double skewedness, int width, int size, long seed) {
        return new SkewedChiSquaredFeatures(
                skewedness, RandomFourierFeatures.of(SpectralDistribution.hyperbolicSecant(), width, size, seed));
    }

    /**
     * The same map, its frequencies drawn otherwise.
     *
     * @param sampling how the frequencies depend on each other
     * @return a new map
     * @throws IllegalArgumentException if the sequence has too few coordinates
     */
    public SkewedChiSquaredFeatures withSampling(Sampling sampling) {
        return new SkewedChiSquaredFeatures(skewedness, ofLogarithms.withSampling(sampling));
    }

    @Override
    public int width() {
        return ofLogarithms.width();
    }

    @Override
    public int size() {
        return ofLogarithms.size();
    }

    @Override
    public Kernel kernel() {
        return this::value;
    }

    private double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        double product = 1;
        for (int k = 0; k < x.length; k++) {
            double a = shifted("x", k, x[k]);
            double b = shifted("z", k, z[k]);
            product *= 2 * Math.sqrt(a) * Math.sqrt(b) / (a + b);
        }
        return product;
    }

    private double shifted(String name, int k, double value) {
        double shifted = value + skewedness;
        if (!(shifted > 0)) {
            throw Require.error(name, "must be above " + -skewedness + ", got " + name + "[" + k + "] = " + value);
        }
        return shifted;
    }

    private double[] logarithms(String name, double[] x) {
        double[] logarithms = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            logarithms[k] = Math.log(shifted(name, k, x[k]));
        }
        return logarithms;
    }

    @Override
    public OptionalLong seed() {
        return ofLogarithms.seed();
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        double[] logarithms = new double[count * width()];
        x.copyRows(from, count, logarithms, 0);
        for (int i = 0; i < logarithms.length; i++) {
            double shifted = logarithms[i] + skewedness;
            if (!(shifted > 0)) {
                throw Require.error(
                        "x",
                        "must be above " + -skewedness + ", got x[" + (from + i / width()) + "][" + i % width() + "] = "
                                + logarithms[i]);
            }
            logarithms[i] = Math.log(shifted);
        }
        ofLogarithms.rowsInto(Points.ofRows("x", count, width(), logarithms), 0, count, result, offset);
    }

    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return ofLogarithms.bias(logarithms("x", x), logarithms("z", z));
    }

    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return ofLogarithms.variance(logarithms("x", x), logarithms("z", z));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SkewedChiSquaredFeatures that
                && skewedness == that.skewedness
                && ofLogarithms.equals(that.ofLogarithms);
    }

    @Override
    public int hashCode() {
        return Objects.hash(skewedness, ofLogarithms);
    }

    @Override
    public String toString() {
        return "SkewedChiSquaredFeatures[" + skewedness + ", " + ofLogarithms + "]";
    }
}
