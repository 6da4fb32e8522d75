package org.icl4j.kernels.features;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;

/**
 * Positive features as the authors' program computes them: stabilised by a shift of the exponent, and kept from 0 by a small
 * number. With u = sqrt(s) x,
 *
 * <pre>phi(x)_j = (exp(w_j'u - |u|^2 / 2 - c(x)) + epsilon) / sqrt(m)</pre>
 *
 * <p>where the stabiliser c(x) is the row's own greatest w_j'u (theirs for queries), or one number for all points (theirs for
 * keys: the greatest w_j'u of all keys and features). Attention divides by the sum of its weights, in which
 * these factors cancel; the kernel that the map approximates therefore is
 *
 * <pre>k(x, z) = exp(s x'z - c(x) - c(z))</pre>
 *
 * <p><b>Biased.</b> Without epsilon, phi(x)'phi(z) is the unbiased estimate of {@link PositiveFeatures} times exp(-c(x) -
 * c(z)). Epsilon adds to it, always upwards, {@link #shift}:
 *
 * <pre>epsilon (a + b) + epsilon^2,   a = (1/m) sum_j exp(w_j'u - |u|^2 / 2 - c(x)), b the same of z</pre>
 *
 * <p>For one stabiliser c given beforehand, E a = E b = e^-c and the bias is 2 epsilon e^-c + epsilon^2, relative to the kernel
 * (2 epsilon e^c + epsilon^2 e^(2 c)) / exp(s x'z): a weight that should be small is drowned. With the greatest w_j'u it depends
 * on the draw, and is not known in closed form.
 *
 * <p>Source: the reference implementation of Choromanski et al. (2021), nonnegative_softmax_kernel_feature_creator in
 * fast_attention/jax/fast_attention.py of google-research/google-research, with epsilon = {@value #EPSILON}; the width's
 * fourth root there is the scale s = 1 / sqrt(d) here. Where we differ: keys are stabilised by a number fixed when the map is
 * made, not by the batch's maximum, so that a point's features do not depend on the batch.
 */
public final class PracticalPositiveFeatures implements FeatureMap {

    /** The epsilon of the reference implementation. */
    public static final double EPSILON = 1e-4;

    private final PositiveFeatures exact;
    private final double epsilon;
    // One number for all points, or NaN for each row's own.
    private final double stabiliser;
    // Whether the number was chosen without looking at the frequencies.
    private final boolean independent;

    private PracticalPositiveFeatures(PositiveFeatures exact, double epsilon, double stabiliser, boolean independent) {
        this.exact = Require.notNull("exact", exact);
        this.epsilon = Require.nonNegative("epsilon", epsilon);
        this.stabiliser = stabiliser;
        this.independent = independent;
        if (exact.form() != PositiveFeatures.Form.POSITIVE) {
            throw Require.error("exact", "must be of the form POSITIVE, got " + exact.form());
        }
    }

    /**
     * Stabilised by each row's own greatest w_j'u, as queries are.
     *
     * @param exact the unbiased features with the same frequencies
     * @param epsilon added to each feature, at least 0; {@link #EPSILON} in the reference implementation
     * @return the map
     * @throws IllegalArgumentException if the features are not of the form POSITIVE or epsilon is out of range
     */
    public static PracticalPositiveFeatures byRow(PositiveFeatures exact, double epsilon) {
        return new PracticalPositiveFeatures(exact, epsilon, Double.NaN, false);
    }

    /**
     * Stabilised by one number: bias and variance are then known.
     *
     * @param exact the unbiased features with the same frequencies
     * @param epsilon added to each feature, at least 0
     * @param stabiliser c, chosen without looking at the frequencies, such as 0
     * @return the map
     * @throws IllegalArgumentException if the features are not of the form POSITIVE or a number is out of range
     */
    public static PracticalPositiveFeatures by(PositiveFeatures exact, double epsilon, double stabiliser) {
        return new PracticalPositiveFeatures(exact, epsilon, Require.finite("stabiliser", stabiliser), true);
    }

    /**
     * Stabilised by the greatest w_j'u of some points, as keys are.
     *
     * @param exact the unbiased features with the same frequencies
     * @param epsilon added to each feature, at least 0
     * @param keys shape [n, d]
     * @return the map; none of the keys' features overflows
     * @throws IllegalArgumentException if the features are not of the form POSITIVE, epsilon is out of range or the keys' width
     *     is not d
     */
    public static PracticalPositiveFeatures byKeys(PositiveFeatures exact, double epsilon, Points keys) {
        Require.notNull("exact", exact);
        Require.width("keys", Require.notNull("keys", keys), exact.width(), "the map's width is " + exact.width());
        int m = exact.size();
        int block = Transforms.blockRows(m);
        double[] products = new double[Math.min(block, keys.size()) * m];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int from = 0; from < keys.size(); from += block) {
            int rows = Math.min(block, keys.size() - from);
            exact.projection().apply(keys, from, rows, products, 0, m);
            greatest = Math.max(greatest, VectorMath.get().max(products, 0, rows * m));
        }
        return new PracticalPositiveFeatures(exact, epsilon, Require.finite("keys", greatest), false);
    }

    @Override
    public int width() {
        return exact.width();
    }

    @Override
    public int size() {
        return exact.size();
    }

    @Override
    public Kernel kernel() {
        return (x, z) -> Math.exp(exact.scale() * PointPair.innerProduct(x, z) - stabiliser(x) - stabiliser(z));
    }

    /**
     * The stabiliser c(x) of a point: features times exp(c(x)) are those of {@link PositiveFeatures}, but for epsilon.
     *
     * @param x a point, length d
     * @return c(x)
     */
    public double stabiliser(double[] x) {
        Transforms.requirePair(this, x, x);
        if (!Double.isNaN(stabiliser)) {
            return stabiliser;
        }
        double[] products = new double[size()];
        exact.projection().apply(Points.ofRows("x", 1, x.length, x.clone()), 0, 1, products, 0, products.length);
        return VectorMath.get().max(products, 0, products.length);
    }

    /**
     * What epsilon adds to phi(x)'phi(z), for these frequencies: positive unless epsilon is 0.
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return epsilon (a + b) + epsilon^2
     */
    public double shift(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        double m = size();
        // Features are (value + epsilon) / sqrt(m), so their mean is (a + epsilon) / sqrt(m).
        double a = sum(transform(x)) / Math.sqrt(m) - epsilon;
        double b = sum(transform(z)) / Math.sqrt(m) - epsilon;
        return epsilon * (a + b) + epsilon * epsilon;
    }

    private static double sum(double[] values) {
        return VectorMath.get().sum(values, 0, values.length);
    }

    @Override
    public OptionalLong seed() {
        return exact.seed();
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        VectorMath math = VectorMath.get();
        int m = size();
        double factor = 1 / Math.sqrt(m);
        double[] halfNorms = Projection.squaredNorms(x, from, count, 0.5 * exact.scale());
        exact.projection().apply(x, from, count, result, offset, m);
        for (int i = 0; i < count; i++) {
            int row = offset + i * m;
            double shift = halfNorms[i] + (Double.isNaN(stabiliser) ? math.max(result, row, m) : stabiliser);
            for (int j = row; j < row + m; j++) {
                result[j] -= shift;
            }
            math.exp(1, result, row, m);
            for (int j = row; j < row + m; j++) {
                result[j] = factor * (result[j] + epsilon);
            }
        }
        Transforms.requireFinite(this, from, count, result, offset);
    }

    /** Known for one stabiliser given beforehand: 2 epsilon e^-c + epsilon^2. */
    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return independent
                ? OptionalDouble.of(2 * epsilon * Math.exp(-stabiliser) + epsilon * epsilon)
                : OptionalDouble.empty();
    }

    /**
     * Known for one stabiliser given beforehand and independent frequencies. A feature's product is q^2 A B + epsilon q (A + B)
     * + epsilon^2 with q = e^-c, A = exp(w'u - |u|^2 / 2) and B the same of z; all moments of A and B are exponentials.
     */
    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        if (!independent || exact.sampling() != Sampling.INDEPENDENT) {
            return OptionalDouble.empty();
        }
        double s = exact.scale();
        double uu = s * PointPair.innerProduct(x, x);
        double vv = s * PointPair.innerProduct(z, z);
        double uv = s * PointPair.innerProduct(x, z);
        double q = Math.exp(-stabiliser);
        double one = q * q * Math.exp(uv);
        double ofProduct = one * one * Math.expm1(uu + vv + 2 * uv);
        double ofSum = Math.expm1(uu) + Math.expm1(vv) + 2 * Math.expm1(uv);
        // Cov(A B, A) = E A^2 B - E A B = k (e^(|u|^2 + u'v) - 1)
        double mixed = one * (Math.expm1(uu + uv) + Math.expm1(vv + uv));
        double all = ofProduct + epsilon * epsilon * q * q * ofSum + 2 * epsilon * q * mixed;
        return Variances.of(all / size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PracticalPositiveFeatures that
                && exact.equals(that.exact)
                && epsilon == that.epsilon
                && independent == that.independent
                && Double.compare(stabiliser, that.stabiliser) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(exact, epsilon, stabiliser, independent);
    }

    @Override
    public String toString() {
        String by = Double.isNaN(stabiliser) ? "by row" : "by " + stabiliser;
        return "PracticalPositiveFeatures[" + exact + ", epsilon " + epsilon + ", stabilised " + by + "]";
    }
}
