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
import org.icl4j.kernels.dotproduct.ArcCosine;

/**
 * A layer of random neurons: the features of the arc-cosine kernels of order 0 (steps) and 1 (rectifiers),
 *
 * <pre>
 * order 0   phi(x)_j = sqrt(2 / m) step(w_j'x),         k = 1 - t / pi
 * order 1   phi(x)_j = sqrt(2 / m) max(w_j'x, 0),      k = |x| |z| (sin t + (pi - t) cos t) / pi
 * </pre>
 *
 * <p>with t the angle between x and z and w_j drawn from N(0, I). Unbiased; for independent frequencies
 *
 * <pre>
 * order 0   Var = k (2 - k) / m
 * order 1   Var = (2 k2 - k^2) / m,   k2 = |x|^2 |z|^2 (3 sin t cos t + (pi - t) (1 + 2 cos^2 t)) / pi, the kernel of order 2
 * </pre>
 *
 * <p>because (2 / m) times a product of two steps is (2 / m) times a Bernoulli variable, and the squared product of two
 * rectifiers is the product of squared rectifiers, the features of order 2. A step is 1/2 at 0, as in {@link ArcCosine}.
 *
 * <p>Source: Cho and Saul (2009), Kernel methods for deep learning.
 */
public final class ArcCosineFeatures implements FeatureMap {

    private final ArcCosine kernel;
    private final int width;
    private final int size;
    private final Sampling sampling;
    private final long seed;
    private final Projection projection;

    private ArcCosineFeatures(ArcCosine kernel, int width, int size, Sampling sampling, long seed) {
        this.kernel = Require.notNull("kernel", kernel);
        Require.inRange("kernel.order", kernel.order(), 0, 1);
        this.width = width;
        this.size = size;
        this.sampling = Require.notNull("sampling", sampling);
        this.seed = seed;
        Transforms.requireDrawable(width, size);
        double[][] frequencies = new double[size][width];
        sampling.draw(frequencies, new double[0], false, Randoms.of(seed).split("features"));
        projection = new Projection(frequencies, 1);
    }

    /**
     * Features with independent weights.
     *
     * @param kernel of order 0 or 1
     * @param width d, the number of coordinates of a point
     * @param size m
     * @param seed of the weights
     * @return the map
     * @throws IllegalArgumentException if a number is out of range
     */
    public static ArcCosineFeatures of(ArcCosine kernel, int width, int size, long seed) {
        return new ArcCosineFeatures(kernel, width, size, Sampling.INDEPENDENT, seed);
    }

    /**
     * The same map, its weights drawn otherwise.
     *
     * @param newSampling how the weights depend on each other
     * @return a new map
     * @throws IllegalArgumentException if the sequence has too few coordinates
     */
    public ArcCosineFeatures withSampling(Sampling newSampling) {
        return new ArcCosineFeatures(kernel, width, size, newSampling, seed);
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

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        projection.apply(x, from, count, result, offset, size);
        double factor = Math.sqrt(2.0 / size);
        int end = offset + count * size;
        if (kernel.order() == 0) {
            for (int i = offset; i < end; i++) {
                result[i] = result[i] > 0 ? factor : result[i] < 0 ? 0 : factor / 2;
            }
        } else {
            VectorMath.get().relu(result, offset, end - offset);
            for (int i = offset; i < end; i++) {
                result[i] *= factor;
            }
        }
        Transforms.requireFinite(this, from, count, result, offset);
    }

    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return OptionalDouble.of(0);
    }

    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        if (sampling != Sampling.INDEPENDENT && width > 1) {
            return OptionalDouble.empty();
        }
        double k = kernel.value(x, z);
        if (kernel.order() == 1) {
            return Variances.of((2 * new ArcCosine(2).value(x, z) - k * k) / size);
        }
        // A step at 0 is 1/2: what is left to vary is the other point's.
        boolean zeroX = isZero(x);
        boolean zeroZ = isZero(z);
        return Variances.of((zeroX && zeroZ ? 0 : zeroX || zeroZ ? 0.25 : k * (2 - k)) / size);
    }

    private static boolean isZero(double[] x) {
        return PointPair.innerProduct(x, x) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArcCosineFeatures that
                && kernel.equals(that.kernel)
                && width == that.width
                && size == that.size
                && sampling == that.sampling
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kernel, width, size, sampling, seed);
    }

    @Override
    public String toString() {
        return "ArcCosineFeatures[" + kernel + ", " + width + " to " + size + ", " + sampling + ", seed " + seed + "]";
    }
}
