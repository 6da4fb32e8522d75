package org.icl4j.kernels.features;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;

/**
 * Random features of the exponential dot product, the kernel of softmax attention: unbiased for
 *
 * <pre>k(x, z) = exp(s x'z) = exp(u'v),   u = sqrt(s) x, v = sqrt(s) z</pre>
 *
 * <p>With w_1, ..., w_D drawn from N(0, I):
 *
 * <pre>
 * POSITIVE        phi(x)_j = exp(w_j'u - |u|^2 / 2) / sqrt(D),                               m = D
 * HYPERBOLIC      phi(x) = (exp(w_j'u - |u|^2 / 2), exp(-w_j'u - |u|^2 / 2)) / sqrt(2 D),    m = 2 D
 * TRIGONOMETRIC   phi(x) = exp(|u|^2 / 2) (cos(w_j'u), sin(w_j'u)) / sqrt(D),                m = 2 D
 * </pre>
 *
 * <p>Variance of the estimate for independent frequencies, with z = |u + v|^2:
 *
 * <pre>
 * POSITIVE        e^z k^2 (1 - e^-z) / D
 * HYPERBOLIC      e^z k^2 (1 - e^-z)^2 / (2 D)
 * TRIGONOMETRIC   e^z k^-2 (1 - e^-|u - v|^2)^2 / (2 D)
 * </pre>
 *
 * <p>Positive features never give a negative attention weight, and are exact where u = -v; trigonometric ones are exact at
 * u = v and bad where k is small. All have relative errors that grow exponentially with |u + v|: <b>look at
 * {@link #expectedError} before you use them on large points</b>. {@link Sampling#ORTHOGONAL} lowers the variance by
 * b (b - 1) |c| / D^2 for each block of b &lt;= d, with c = k^2 (e^-z 1F1(d; d/2; z/2) - 1) &lt;= 0 for the first two forms and
 * e^(|u|^2 + |v|^2) (1F1(d; d/2; -y) - e^(-2 y)), y = |u - v|^2 / 2, for the third.
 *
 * <p>Cost: 2 d D flops and m exponentials (or cosines) a point. A feature that overflows is refused by
 * {@link #transform(Points)}, with the point's number.
 *
 * <p>Source: Choromanski et al. (2021), Rethinking attention with Performers, lemmas 1 and 2; the variances of the first
 * two there (lemma 2), the third from {@link RandomFourierFeatures}. Their implementation is
 * {@link PracticalPositiveFeatures}.
 */
public final class PositiveFeatures implements FeatureMap {

    /** Which functions are the features. */
    public enum Form {
        /** exp(w'u - |u|^2 / 2). */
        POSITIVE,
        /** The same for w and -w. */
        HYPERBOLIC,
        /** exp(|u|^2 / 2) times cosine and sine: not positive. */
        TRIGONOMETRIC
    }

    private final ExponentialDotProduct kernel;
    private final int width;
    private final int size;
    private final Form form;
    private final Sampling sampling;
    private final long seed;
    private final Projection projection;

    private PositiveFeatures(
            ExponentialDotProduct kernel, int width, int size, Form form, Sampling sampling, long seed) {
        this.kernel = Require.notNull("kernel", kernel);
        this.form = Require.notNull("form", form);
        this.sampling = Require.notNull("sampling", sampling);
        this.width = width;
        this.size = size;
        this.seed = seed;
        Transforms.requireDrawable(width, size);
        if (form != Form.POSITIVE && size % 2 != 0) {
            throw Require.error("size", "must be even for " + form + " features, got " + size);
        }
        double[][] frequencies = new double[form == Form.POSITIVE ? size : size / 2][width];
        sampling.draw(frequencies, new double[0], false, Randoms.of(seed).split("features"));
        projection = new Projection(frequencies, Math.sqrt(kernel.scale()));
    }

    /**
     * Positive features with independent frequencies.
     *
     * @param kernel such as {@code ExponentialDotProduct.softmax(d)}
     * @param width d, the number of coordinates of a point
     * @param size m
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static PositiveFeatures of(ExponentialDotProduct kernel, int width, int size, long seed) {
        return new PositiveFeatures(kernel, width, size, Form.POSITIVE, Sampling.INDEPENDENT, seed);
    }

    /**
     * Hyperbolic pairs, exp(w'u - |u|^2 / 2) and exp(-w'u - |u|^2 / 2).
     *
     * @param kernel such as {@code ExponentialDotProduct.softmax(d)}
     * @param width d, the number of coordinates of a point
     * @param size m, even
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static PositiveFeatures hyperbolic(ExponentialDotProduct kernel, int width, int size, long seed) {
        return new PositiveFeatures(kernel, width, size, Form.HYPERBOLIC, Sampling.INDEPENDENT, seed);
    }

    /**
     * Trigonometric features of the exponential dot product: those of the Gaussian kernel, times exp(|u|^2 / 2).
     *
     * @param kernel such as {@code ExponentialDotProduct.softmax(d)}
     * @param width d, the number of coordinates of a point
     * @param size m, even
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static PositiveFeatures trigonometric(ExponentialDotProduct kernel, int width, int size, long seed) {
        return new PositiveFeatures(kernel, width, size, Form.TRIGONOMETRIC, Sampling.INDEPENDENT, seed);
    }

    /**
     * The same map, its frequencies drawn otherwise.
     *
     * @param newSampling how the frequencies depend on each other
     * @return a new map
     * @throws IllegalArgumentException if the sequence has too few coordinates
     */
    public PositiveFeatures withSampling(Sampling newSampling) {
        return new PositiveFeatures(kernel, width, size, form, newSampling, seed);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    double scale() {
        return kernel.scale();
    }

    Projection projection() {
        return projection;
    }

    /**
     * The form of the features.
     *
     * @return positive, hyperbolic or trigonometric
     */
    public Form form() {
        return form;
    }

    /**
     * How the frequencies were drawn.
     *
     * @return the sampling
     */
    public Sampling sampling() {
        return sampling;
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        double[] halfNorms = Projection.squaredNorms(x, from, count, 0.5 * kernel.scale());
        projection.apply(x, from, count, result, offset, size);
        double logFactor = 0.5 * Math.log(size);
        Trigonometry trigonometry = new Trigonometry();
        for (int i = 0; i < count; i++) {
            int row = offset + i * size;
            switch (form) {
                case POSITIVE -> exponentials(result, row, size, halfNorms[i] + logFactor);
                case HYPERBOLIC -> {
                    int half = size / 2;
                    for (int j = row; j < row + half; j++) {
                        result[j + half] = -result[j];
                    }
                    exponentials(result, row, size, halfNorms[i] + logFactor);
                }
                case TRIGONOMETRIC -> waves(result, row, Math.exp(halfNorms[i]), trigonometry);
            }
        }
        Transforms.requireFinite(this, from, count, result, offset);
    }

    private static void exponentials(double[] a, int offset, int length, double shift) {
        for (int j = offset; j < offset + length; j++) {
            a[j] -= shift;
        }
        VectorMath.get().exp(1, a, offset, length);
    }

    // The angles stand in the first half of the row.
    private void waves(double[] result, int row, double factor, Trigonometry trigonometry) {
        int half = size / 2;
        trigonometry.cosinesAndSines(result, row, half, factor / Math.sqrt(half), result, row, result, row + half);
    }

    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return OptionalDouble.of(0);
    }

    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        if (sampling == Sampling.SOBOL || sampling == Sampling.HALTON) {
            return OptionalDouble.empty();
        }
        boolean orthogonal = sampling == Sampling.ORTHOGONAL && width > 1;
        double product = 2 * kernel.scale() * PointPair.innerProduct(x, z);
        double difference = kernel.scale() * PointPair.squaredDistance(x, z);
        // |u + v|^2, without cancellation of its own.
        double sum = kernel.scale() * squaredSum(x, z);
        double one;
        double covariance = 0;
        if (form == Form.TRIGONOMETRIC) {
            // |u|^2 + |v|^2
            double norms = 0.5 * (sum + difference);
            double gap = Math.expm1(-difference);
            one = Math.exp(norms + 2 * Math.log(-gap)) / 2;
            if (orthogonal) {
                double c = Variances.alternatingKummer(width, 0.5 * difference) - Math.exp(-difference);
                covariance = Math.copySign(Math.exp(norms + Math.log(Math.abs(c))), c);
            }
        } else {
            // Exponents are added before exp is taken: neither factor then overflows alone.
            double gap = -Math.expm1(-sum);
            one = form == Form.POSITIVE
                    ? Math.exp(sum + product + Math.log(gap))
                    : Math.exp(sum + product + 2 * Math.log(gap)) / 2;
            if (orthogonal) {
                covariance = -Math.exp(product + Math.log1p(-Variances.scaledKummer(width, 0.5 * sum)));
            }
        }
        return Variances.of(Variances.ofBlocks(one, covariance, projection.count(), width));
    }

    private static double squaredSum(double[] x, double[] z) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] + z[k]) * (x[k] + z[k]);
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PositiveFeatures that
                && kernel.equals(that.kernel)
                && width == that.width
                && size == that.size
                && form == that.form
                && sampling == that.sampling
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kernel, width, size, form, sampling, seed);
    }

    @Override
    public String toString() {
        return "PositiveFeatures[" + kernel + ", " + width + " to " + size + ", " + form + ", " + sampling + ", seed "
                + seed + "]";
    }
}
