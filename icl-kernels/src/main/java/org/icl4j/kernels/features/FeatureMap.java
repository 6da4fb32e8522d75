package org.icl4j.kernels.features;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An explicit map of points to vectors whose inner products are, or are close to, a kernel:
 *
 * <pre>phi: R^d to R^m,   phi(x)' phi(z) ~ k(x, z)</pre>
 *
 * <p>With it a kernel method on n points becomes a linear one on the n x m table of {@link #transform(Points)}: ridge
 * regression costs n m^2 instead of n^3 / 3. {@link #induced()} is the kernel phi(x)' phi(z) itself, which any solver takes.
 *
 * <p>Implementations are immutable and thread-safe. A random map is drawn when it is made, from its {@link #seed()} alone. The
 * features of a point depend, to the last bit, on the map and the point: not on the rest of the batch, nor on the
 * number of threads.
 *
 * <p>A map of one's own has {@link #width}, {@link #size}, {@link #kernel} and {@link #rowsInto}.
 */
public interface FeatureMap {

    /**
     * The number of coordinates of a point.
     *
     * @return d
     */
    int width();

    /**
     * The number of features.
     *
     * @return m
     */
    int size();

    /**
     * The kernel that inner products of features approximate.
     *
     * @return k
     */
    Kernel kernel();

    /**
     * The features of the points [from, from + count), on the calling thread: for loops that consume them block by block
     * and hold no n x m table.
     *
     * @param x shape [n, d]
     * @param from the first point
     * @param count number of points
     * @param result receives count rows of m numbers, row-major
     * @param offset where in {@code result} to begin
     * @throws IllegalArgumentException if the width is not d, the range does not fit, or a feature is not finite
     */
    void rowsInto(Points x, int from, int count, double[] result, int offset);

    /**
     * The variance of phi(x)' phi(z) over the map's random draws, that is over seeds.
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return the variance, at least 0, infinite where it exceeds float64 and never NaN; 0 for a map without random draws;
     *     empty where no formula is known
     */
    default OptionalDouble variance(double[] x, double[] z) {
        return OptionalDouble.empty();
    }

    /**
     * The mean of phi(x)' phi(z) over seeds, less k(x, z).
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return the bias; 0 for an unbiased map; empty where it is not known
     */
    default OptionalDouble bias(double[] x, double[] z) {
        return OptionalDouble.empty();
    }

    /**
     * The root mean square of the error phi(x)' phi(z) - k(x, z) over seeds, sqrt(variance + bias^2).
     *
     * @param x a point, length d
     * @param z a point, length d
     * @return the error to expect; empty where the variance or the bias is
     */
    default OptionalDouble expectedError(double[] x, double[] z) {
        OptionalDouble variance = variance(x, z);
        OptionalDouble bias = bias(x, z);
        return variance.isPresent() && bias.isPresent()
                ? OptionalDouble.of(Math.hypot(Math.sqrt(variance.getAsDouble()), bias.getAsDouble()))
                : OptionalDouble.empty();
    }

    /**
     * The seed that the map was drawn from.
     *
     * @return the seed; empty for a map without random draws
     */
    default OptionalLong seed() {
        return OptionalLong.empty();
    }

    /**
     * The features of all points, by blocks of rows on {@link Parallel#threads()} threads. Memory: 8 n m bytes.
     *
     * @param x shape [n, d]
     * @return shape [n, m]
     * @throws IllegalArgumentException if the width is not d, the table does not fit in memory or has more than 2^31 numbers,
     *     or a feature is not finite
     */
    default Points transform(Points x) {
        return Transforms.points(Parallel.threads(), this, x);
    }

    /**
     * The features of the rows of an array, by blocks of rows on {@link Parallel#threads()} threads. Memory: 8 n m bytes of
     * native memory.
     *
     * @param x shape [n, d]; read, never written
     * @return a new array of shape [n, m], float64, order 'c'
     * @throws IllegalArgumentException as {@link #transform(Points)}, or if the array is null, empty or not finite
     */
    default INDArray transform(INDArray x) {
        return Transforms.array(Parallel.threads(), this, Points.of("x", x));
    }

    /**
     * The features of rows.
     *
     * @param x n rows of d numbers
     * @return n rows of m numbers
     * @throws IllegalArgumentException as {@link #transform(Points)}, or if the table is null, empty, ragged or not finite
     */
    default double[][] transform(double[][] x) {
        return transform(Points.of("x", x)).toRows();
    }

    /**
     * The features of one point.
     *
     * @param x a point, length d
     * @return m numbers
     * @throws IllegalArgumentException if the length is not d, or a number or a feature is not finite
     */
    default double[] transform(double[] x) {
        Require.length("x", x, width(), "the map's width");
        double[] result = new double[size()];
        Transforms.block(this, Points.ofRows("x", 1, x.length, x.clone()), 0, 1, result, 0);
        return result;
    }

    /**
     * The kernel phi(x)' phi(z): positive semidefinite, of rank at most m. Where many kernel values are needed,
     * transforming once and using the linear kernel is faster.
     *
     * @return the kernel of this map
     */
    default Kernel induced() {
        return new InducedKernel(this);
    }
}
