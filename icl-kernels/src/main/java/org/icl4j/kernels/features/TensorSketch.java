package org.icl4j.kernels.features;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.dotproduct.Polynomial;

/**
 * Features of the polynomial kernel by hashing: with u = (sqrt(s) x, sqrt(c)), the p-fold tensor power of u, whose inner
 * products are (u'v)^p, is projected on m numbers by a count sketch that is the cyclic convolution of p sketches of u,
 *
 * <pre>
 * k(x, z) = (s x'z + c)^p
 * C_t(u) = sum_i sign_t(i) u_i e_(hash_t(i)),   phi(x) = C_1(u) * ... * C_p(u)  (cyclic, length m)
 * </pre>
 *
 * <p>Unbiased. With hashes and signs drawn for every coordinate, A = (u'v)^2, S = sum_i u_i^2 v_i^2, B = |u|^2 |v|^2 - S, C = A - S:
 *
 * <pre>
 * Var = ((A + B)^p + (A + C)^p - 2 A^p) / m + q ((A + B + C)^p - (A + B)^p - (A + C)^p + A^p)
 * q = 1 / m^2 for odd m, 2 / m^2 for even m
 * </pre>
 *
 * <p>exactly: each of the p modes pairs the four indices of a squared estimate in one of three ways, of weights A, B and C; the two hashes
 * then collide with probability 1, 1 / m or q. (Pham and Pagh bound it by (3^p - 1) |u|^(2p) |v|^(2p) / m.)
 *
 * <p>Cost a point: p d m flops where d is small, else p + 1 fast Fourier transforms of length below 2 p m. Memory: 12 p d bytes.
 *
 * <p>Source: Pham and Pagh (2013), Fast and scalable polynomial kernels via explicit feature maps; scikit-learn's
 * PolynomialCountSketch is the same map (gamma = s, coef0 = c).
 */
public final class TensorSketch implements FeatureMap {

    private final Polynomial kernel;
    private final int width;
    private final int size;
    private final long seed;
    private final CountSketches sketches;

    private TensorSketch(Polynomial kernel, int width, int size, long seed) {
        this.kernel = Require.notNull("kernel", kernel);
        this.width = Require.positive("width", width);
        this.size = Require.positive("size", size);
        this.seed = seed;
        Transforms.requireMemory(
                () -> "the sketches of " + kernel, 12.0 * kernel.degree() * width + 64.0 * size, "use a smaller size");
        sketches = new CountSketches(
                kernel.degree(), sketched(), size, Randoms.of(seed).split("sketches"));
    }

    // One more coordinate for the constant, where there is one.
    private int sketched() {
        return width + (kernel.offset() == 0 ? 0 : 1);
    }

    /**
     * The sketch of a polynomial kernel.
     *
     * @param kernel of a degree of at least 1
     * @param width d, the number of coordinates of a point
     * @param size m
     * @param seed of hashes and signs
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static TensorSketch of(Polynomial kernel, int width, int size, long seed) {
        return new TensorSketch(kernel, width, size, seed);
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
        double root = Math.sqrt(kernel.scale());
        double[] u = new double[sketched()];
        for (int i = 0; i < count; i++) {
            x.copyRows(from + i, 1, u, 0);
            for (int k = 0; k < width; k++) {
                u[k] *= root;
            }
            if (u.length > width) {
                u[width] = Math.sqrt(kernel.offset());
            }
            sketches.apply(u, result, offset + i * size);
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
        int p = kernel.degree();
        double s = kernel.scale();
        double c = kernel.offset();
        double product = s * PointPair.innerProduct(x, z) + c;
        double squares = c * c;
        for (int k = 0; k < width; k++) {
            squares += s * x[k] * z[k] * (s * x[k] * z[k]);
        }
        double a = product * product;
        double b = (s * PointPair.innerProduct(x, x) + c) * (s * PointPair.innerProduct(z, z) + c) - squares;
        double both = a - squares;
        double q = (size % 2 == 0 ? 2.0 : 1.0) / size / size;
        double once = (Math.pow(a + b, p) - Math.pow(a, p)) + (Math.pow(a + both, p) - Math.pow(a, p));
        double twice = (Math.pow(a + b + both, p) - Math.pow(a + b, p)) - (Math.pow(a + both, p) - Math.pow(a, p));
        return Variances.of(once / size + q * twice);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSketch that
                && kernel.equals(that.kernel)
                && width == that.width
                && size == that.size
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kernel, width, size, seed);
    }

    @Override
    public String toString() {
        return "TensorSketch[" + kernel + ", " + width + " to " + size + ", seed " + seed + "]";
    }
}
