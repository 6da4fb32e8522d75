package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * A kernel of the Euclidean distance in units of a length scale,
 *
 * <pre>k(x, z) = g(u),  u = |x - z|^2 / l^2</pre>
 *
 * <p>From the {@link #profile() profile} g with its derivative everything else follows: blocks, derivatives, the diagonal.
 * A family of one's own is a few lines:
 *
 * <pre>{@code
 * record Cauchy(double lengthScale) implements IsotropicKernel {
 *     Cauchy {
 *         Require.positive("lengthScale", lengthScale);
 *     }
 *     public Profile profile() {
 *         return Profile.of(u -> 1 / (1 + u), u -> -1 / ((1 + u) * (1 + u)));
 *     }
 *     public Cauchy withHyperparameters(double... values) {
 *         Require.length("values", values, 1, "one length scale");
 *         return new Cauchy(values[0]);
 *     }
 * }
 * }</pre>
 */
public interface IsotropicKernel extends DifferentiableKernel {

    /**
     * The length scale.
     *
     * @return l, positive, such that l^2 neither overflows nor vanishes
     */
    double lengthScale();

    /**
     * The kernel as a function of the squared distance.
     *
     * @return g
     */
    Profile profile();

    @Override
    default double value(double[] x, double[] z) {
        return profile().value(PointPair.squaredDistance(x, z) * Isotropic.scale(this));
    }

    @Override
    default void block(Tile tile, double[] result) {
        tile.squaredDistances(result);
        profile().values(tile, Isotropic.scale(this), result);
    }

    @Override
    default void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, profile().value(0));
    }

    /** {@inheritDoc} The length scale, unless overridden. */
    @Override
    default List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("lengthScale", lengthScale()));
    }

    // du/dlog l = -2 u, so dk/dlog l = -2 u g'(u)
    @Override
    default void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        Isotropic.lengthScaleGradient(tile, Isotropic.scale(this), profile(), values, gradients[0]);
    }

    // du/dx = 2 (x - z) / l^2, so dk/dx = 2 g'(u) / l^2 (x - z)
    @Override
    default void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double scale = Isotropic.scale(this);
        double[] inner = tile.borrow();
        Isotropic.slopeWeights(tile, scale, profile(), 2 * scale, weights, inner);
        Contractions.differences(tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    default boolean isStationary() {
        return true;
    }

    /**
     * A function g of u at least 0, with its derivative g'. Where u is infinite (a distance whose square overflows) the value
     * is g's limit. Immutable and thread-safe.
     */
    interface Profile {

        /**
         * The value.
         *
         * @param u the squared distance over the squared length scale, at least 0, possibly infinite
         * @return g(u)
         */
        double value(double u);

        /**
         * The derivative.
         *
         * @param u as of {@link #value}, but finite
         * @return g'(u), finite; 0 at a u (usually u = 0) where there is no finite derivative
         */
        double slope(double u);

        /**
         * The logarithm of the value, for profiles that are positive everywhere. The default takes the logarithm of {@link
         * #value}; better ones stay finite where that vanishes.
         *
         * @param u as of {@link #value}, but finite
         * @return log g(u)
         */
        default double logarithm(double u) {
            return Math.log(value(u));
        }

        /**
         * The values of a block: {@code a[i] = g(scale a[i])}.
         *
         * @param tile whose block it is
         * @param scale 1 / l^2
         * @param a squared distances, {@code tile.length()} of them, overwritten with values
         */
        default void values(Tile tile, double scale, double[] a) {
            for (int i = 0; i < tile.length(); i++) {
                a[i] = value(scale * a[i]);
            }
        }

        /**
         * The values and derivatives of a block: {@code slopes[i] = g'(u[i])} and {@code u[i] = g(u[i])}.
         *
         * @param tile whose block it is
         * @param u finite, {@code tile.length()} of them, overwritten with values
         * @param slopes receives the derivatives
         */
        default void valuesAndSlopes(Tile tile, double[] u, double[] slopes) {
            for (int i = 0; i < tile.length(); i++) {
                slopes[i] = slope(u[i]);
                u[i] = value(u[i]);
            }
        }

        /**
         * A profile from two functions.
         *
         * @param value g
         * @param slope g'
         * @return the profile
         */
        static Profile of(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
            return new Isotropic.FunctionProfile(value, slope);
        }
    }
}
