package org.icl4j.kernels;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.internal.algebra.KernelAlgebra;
import org.icl4j.kernels.internal.text.FamilyRegistry;
import org.icl4j.kernels.internal.text.KernelParser;

/**
 * A kernel: a symmetric function k(x, z) of two points. <b>A lambda is a kernel</b>:
 *
 * <pre>{@code
 * Kernel kernel = (x, z) -> 1 / (1 + Math.abs(x[0] - z[0]));
 * }</pre>
 *
 * <p>Everything else has a default that follows from {@link #value}. A kernel that can do better than one pair at a time
 * overrides {@link #block}; {@link #radial} and {@link #dotProduct} do that for a profile of the squared distance or of the
 * inner product. The built-in families and every combination of kernels work on blocks. Combinations of
 * {@link DifferentiableKernel}s are differentiable.
 *
 * <p>Because k is symmetric, the engine ({@link Gram}) may ask for k(z, x) where k(x, z) is meant.
 *
 * <p>Implementations are immutable and thread-safe: the engine calls {@link #block} from several threads.
 */
@FunctionalInterface
public interface Kernel {

    /**
     * The kernel at one pair.
     *
     * @param x a point, length d; read only
     * @param z a point, length d; read only
     * @return k(x, z)
     */
    double value(double[] x, double[] z);

    /**
     * A block of the kernel matrix: {@code result[i * tile.stride() + j] = k(x_i, z_j)} for the tile's rows i and columns j.
     * Whoever overrides it must give the same numbers as {@link #value} up to rounding, and numbers that depend on the pair
     * alone, not on the rest of the tile. What is left in columns from {@code tile.columns()} to {@code tile.stride()} is
     * never used.
     *
     * <p>The default calls {@link #value} for every pair. A kernel of distances or inner products is faster as
     *
     * <pre>{@code
     * tile.squaredDistances(result);
     * for (int i = 0; i < tile.length(); i++) {
     *     result[i] = 1 / (1 + result[i]);
     * }
     * }</pre>
     *
     * @param tile the pairs asked for
     * @param result receives the block, row-major, at least {@code tile.length()} long
     */
    default void block(Tile tile, double[] result) {
        tile.pairs(this, result);
    }

    /**
     * The diagonal k(x_i, x_i) for i in [from, from + count).
     *
     * @param x points of width d
     * @param from first point
     * @param count number of points
     * @param result receives count numbers
     * @param offset where in {@code result} to begin
     */
    default void diagonal(Points x, int from, int count, double[] result, int offset) {
        for (int i = 0; i < count; i++) {
            double[] point = x.row(from + i);
            result[offset + i] = value(point, point);
        }
    }

    /**
     * Whether every kernel matrix of distinct points is known to be positive (semi)definite.
     *
     * @return what is known; {@link Definiteness#UNKNOWN} unless overridden
     */
    default Definiteness definiteness() {
        return Definiteness.UNKNOWN;
    }

    /**
     * Whether k(x, z) is known to depend on x - z alone.
     *
     * @return false unless overridden
     */
    default boolean isStationary() {
        return false;
    }

    /**
     * Whether k(x, z) is known to depend on the inner product x' z alone.
     *
     * @return false unless overridden
     */
    default boolean isDotProduct() {
        return false;
    }

    /**
     * The function log k(x, z) as something the engine can evaluate, for kernels that are exponentials. A weighted mean
     * with weights k(x, z_j) / sum_j k(x, z_j) is then a softmax of it, which neither overflows nor divides 0 by 0.
     *
     * @return log k where it is known to exist everywhere; empty unless overridden
     */
    default Optional<Kernel> logarithm() {
        return Optional.empty();
    }

    /**
     * The text from which {@link #parse} makes an equal kernel: what a model file stores where there is one.
     *
     * @return such as {@code "2.0 * gaussian(0.5) + linear()"}
     * @throws IllegalArgumentException if the kernel, or a part of it, has no text: a lambda, a user's class that does not
     *     override this, a kernel centred, warped, declared, checked or under an exponential
     */
    default String specification() {
        throw new IllegalArgumentException("kernel: " + this
                + " has no text form; a class of your own has one when it overrides specification() and a"
                + " KernelFamily.Catalogue lists it; models of a kernel without one are saved all the same, and read"
                + " back by who has the kernel and gives it to load");
    }

    /** What is known of the sign of c' K c for a kernel matrix K of distinct points and c not 0. */
    enum Definiteness {
        /** Above 0: Cholesky needs no ridge, up to rounding. */
        POSITIVE_DEFINITE,
        /** At least 0. */
        POSITIVE_SEMIDEFINITE,
        /** At least 0 for every c whose entries sum to 0; either sign otherwise. */
        CONDITIONALLY_POSITIVE_DEFINITE,
        /** Either sign occurs. */
        INDEFINITE,
        /** Nothing has been declared. */
        UNKNOWN
    }

    /**
     * A kernel of the distance, k(x, z) = profile(|x - z|^2), with the block engine's speed. The distance is computed
     * without cancellation, and is exactly 0 between equal points. Where the profile is an exponential, give its exponent and
     * {@link #exponential}; where it is known to be positive definite, say so with {@link #declared}.
     *
     * @param profile a function of the <em>squared</em> Euclidean distance
     * @return the kernel
     */
    static Kernel radial(DoubleUnaryOperator profile) {
        return KernelAlgebra.radial(profile);
    }

    /**
     * A kernel of the inner product, k(x, z) = profile(x' z), with the block engine's speed.
     *
     * @param profile a function of the inner product
     * @return the kernel
     */
    static Kernel dotProduct(DoubleUnaryOperator profile) {
        return KernelAlgebra.dotProduct(profile);
    }

    /**
     * The kernel that a text describes.
     *
     * <pre>{@code
     * sum     = product {"+" product}
     * product = factor {"*" factor}
     * factor  = number | part {"^" whole | "[" column {"," column} "]"}
     * part    = family ["(" [number {"," number}] ")"] | "normalised" "(" sum ")" | "(" sum ")"
     * }</pre>
     *
     * <p>What a short text may ask for is bounded: 100 parentheses and 5 {@code normalised} within each other, 200 factors; families
     * bound their own numbers. So the cost of a kernel from a file grows no faster than its text.
     *
     * <p>A number multiplies ({@link #scaled}), {@code ^} is {@link #power}, brackets are {@link #onColumns}. The families are
     * those of {@link #families}; one without parameters may leave out its parentheses. Examples: {@code 2 * gaussian(0.5) +
     * linear * polynomial(3, 1, 0.1)}, {@code gaussian(0.5)[0, 2] * normalised(linear[1]) ^ 2}.
     *
     * @param text the description; spaces do not matter
     * @return the kernel; its {@code toString} and {@link #specification} parse back to an equal one
     * @throws IllegalArgumentException if the text does not parse, with the position and what was expected there
     */
    static Kernel parse(String text) {
        return new KernelParser(text).parse();
    }

    /**
     * The families that {@link #parse} knows: the library's own, and those of every {@link KernelFamily.Catalogue} on the class
     * path.
     *
     * @return the families, in the order of their catalogues
     */
    static List<KernelFamily> families() {
        return List.copyOf(FamilyRegistry.families().values());
    }

    /**
     * The sum k1(x, z) + k2(x, z), block by block.
     *
     * @param other the kernel added
     * @return the sum; differentiable if both are
     */
    default Kernel plus(Kernel other) {
        return KernelAlgebra.sum(this, other);
    }

    /**
     * The product k1(x, z) k2(x, z), block by block.
     *
     * @param other the other factor
     * @return the product; differentiable if both are
     */
    default Kernel times(Kernel other) {
        return KernelAlgebra.product(this, other);
    }

    /**
     * The kernel s k(x, z): one rounding more. The factor of a differentiable kernel is its hyperparameter {@code "factor"},
     * also where it is 1; otherwise a factor of 1 is left out.
     *
     * @param factor s, positive
     * @return the scaled kernel
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    default Kernel scaled(double factor) {
        return KernelAlgebra.scaled(Require.positive("factor", factor), this);
    }

    /**
     * The kernel k(x, z)^p, by repeated squaring.
     *
     * @param exponent p, at least 1; 1 gives this kernel
     * @return the power; positive (semi)definite if this is
     * @throws IllegalArgumentException if the exponent is below 1
     */
    default Kernel power(int exponent) {
        return KernelAlgebra.power(this, exponent);
    }

    /**
     * The kernel of some coordinates of the points: {@code kernel.onColumns(0, 2)} compares (x_0, x_2) with (z_0, z_2).
     *
     * @param columns which coordinates, counted from 0, in this order; all different
     * @return the kernel on points of any width that has these coordinates
     * @throws IllegalArgumentException if none is given, one is negative or one occurs twice; when it is evaluated, if
     *     points have no such coordinate
     */
    default Kernel onColumns(int... columns) {
        return KernelAlgebra.onColumns(this, columns);
    }

    /**
     * The normalised kernel k(x, z) / sqrt(k(x, x) k(z, z)), the cosine of the angle between x and z in feature space. It is
     * exactly 1 between equal points, never beyond 1 where this kernel is known to be positive semidefinite, and as definite as
     * this kernel.
     *
     * @return the normalised kernel; evaluating it throws an {@link IllegalArgumentException} that names the point where
     *     k(x, x) is not positive, such as 0 under {@code linear()}
     */
    default Kernel normalised() {
        return KernelAlgebra.normalised(this);
    }

    /**
     * The exponential exp(k(x, z)), evaluated by the library's own exponential, a tile at a time: several times faster than {@code
     * Math.exp} in a profile. Its {@link #logarithm} is this kernel.
     *
     * <pre>{@code
     * Kernel kernel = Kernel.radial(u -> -u / (1 + u)).exponential();   // exp(-u / (1 + u)), u = |x - z|^2
     * }</pre>
     *
     * @return the exponential; positive (semi)definite if this is (Schur), and positive semidefinite if this is conditionally
     *     positive definite (Schoenberg 1938), such as minus a squared distance
     */
    default Kernel exponential() {
        return KernelAlgebra.exponential(this);
    }

    /**
     * The same kernel with its definiteness stated. The library cannot see it in a lambda, and is careful where it does not
     * know; what is declared is believed, and combinations follow from it.
     *
     * <pre>{@code
     * Kernel kernel = Kernel.radial(u -> 1 / (1 + u)).declared(Kernel.Definiteness.POSITIVE_DEFINITE);
     * }</pre>
     *
     * <p>{@code KernelContract}, in the test artifact, searches for a counterexample. A wrong declaration makes no wrong number:
     * a matrix that is not positive definite is found where it is factored.
     *
     * @param definiteness what is known of the kernel
     * @return the declared kernel; this one if it says the same of itself
     */
    default Kernel declared(Definiteness definiteness) {
        return KernelAlgebra.declared(this, definiteness);
    }

    /**
     * The kernel whose features have mean 0 over reference points r_1, ..., r_n: k(x, z) - m(x) - m(z) + M with m(x) the mean
     * of k(x, r_i) and M the mean of m(r_i). Positive semidefinite if this kernel is, also conditionally. The means of
     * the reference points are computed here, at the cost of n^2 values, those of other points when they are met, at
     * the cost of n values each.
     *
     * @param reference shape [n, d]
     * @return the centred kernel
     * @throws IllegalArgumentException if a value between reference points is not finite
     */
    default Kernel centred(Points reference) {
        return KernelAlgebra.centred(this, reference);
    }

    /**
     * The kernel of mapped points, k(f(x), f(z)). In a block f is called once a point, not once a pair. It is differentiable
     * if this is and f is a {@link DifferentiableMap}.
     *
     * @param map f, from points of one width to points of one width; does not write to its argument; thread-safe
     * @return the warped kernel; positive semidefinite if this kernel is
     */
    default Kernel warped(UnaryOperator<double[]> map) {
        return KernelAlgebra.warped(this, map);
    }

    /**
     * The same kernel in a mode for finding mistakes: every block is compared with {@link #value} of its pairs in both
     * orders. A value that is NaN or infinite, that is not the pair's own, or not symmetric (by more than 1e-10 of the
     * greatest value of the block and of its points with themselves) is an {@link IllegalArgumentException} that names the
     * two points, their indices and both numbers. So is a {@link #value} that writes into its arguments. Two calls of {@link
     * #value} a pair slower; the numbers are the same bits.
     *
     * @return the checked kernel
     */
    default Kernel checked() {
        return KernelAlgebra.checked(this);
    }
}
