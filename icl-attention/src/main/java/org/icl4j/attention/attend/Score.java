package org.icl4j.attention.attend;

import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;

/**
 * How well a query matches a key: a score s(q, k). A value; it combines freely with any {@link Normaliser}.
 *
 * <pre>
 *   dotProduct(c)         c q'k                                   with softmax: Nadaraya-Watson under exp(c q'k)
 *   gaussian(h)           -|q - k|^2 / (2 h^2)                    with softmax: Nadaraya-Watson under the Gaussian kernel
 *   cosine(T)             cos(theta) / T                          theta the angle between q and k
 *   cayley(T)             -theta^2 / (2 T^2)
 *   geometric(b1, b2, T)  (b1 cos(theta) - b2 sin(theta)) / T
 *   kernel(k)             k(q, k)                                 with rowSums: Nadaraya-Watson; with none: a step of
 *                                                                 functional gradient descent
 * </pre>
 *
 * <p>A large c of {@code dotProduct} picks the key of greatest inner product, not the nearest; {@code gaussian} with a small h
 * picks the nearest.
 */
public interface Score {

    /**
     * A workspace for one application.
     *
     * @return a new pass
     */
    Pass pass();

    /** One application to a block of queries and keys. Not thread-safe. */
    interface Pass {

        /**
         * Scores of all pairs of a block.
         *
         * @param math arithmetic
         * @param m queries
         * @param n keys
         * @param width their width k
         * @param q shape [m, k], leading dimension {@code ldQ}
         * @param offsetQ its first element
         * @param ldQ its leading dimension
         * @param k shape [n, k], leading dimension {@code ldK}
         * @param offsetK its first element
         * @param ldK its leading dimension
         * @param s receives S, shape [m, n], leading dimension n, from the array's start
         */
        void forward(
                VectorMath math,
                int m,
                int n,
                int width,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s);

        /**
         * Goes back to a block that {@link #forward} was given before, without computing its scores again, where a score can: its
         * next {@link #backward} is that block's.
         *
         * @param m queries
         * @param n keys
         * @param width their width k
         * @param q shape [m, k], leading dimension {@code ldQ}
         * @param offsetQ its first element
         * @param ldQ its leading dimension
         * @param k shape [n, k], leading dimension {@code ldK}
         * @param offsetK its first element
         * @param ldK its leading dimension
         * @return whether it did; false, as by default, asks for {@link #forward} again
         */
        default boolean restore(
                int m, int n, int width, double[] q, int offsetQ, int ldQ, double[] k, int offsetK, int ldK) {
            return false;
        }

        /**
         * Gradients of the block that {@link #forward} was last given.
         *
         * @param math arithmetic
         * @param d dL/dS, shape [m, n]; may be overwritten
         * @param dq receives dL/dQ, laid out as q
         * @param offsetDq its first element
         * @param ldDq its leading dimension
         * @param beta 0 to write dL/dK into dk, 1 to add it
         * @param dk laid out as k
         * @param offsetDk its first element
         * @param ldDk its leading dimension
         */
        void backward(
                VectorMath math,
                double[] d,
                double[] dq,
                int offsetDq,
                int ldDq,
                double beta,
                double[] dk,
                int offsetDk,
                int ldDk);
    }

    /**
     * The scaled dot product.
     *
     * @param scale c, finite; 1/sqrt(k) is usual
     * @return the score c q'k
     */
    static Score dotProduct(double scale) {
        return new DotProduct(scale);
    }

    /**
     * The Gaussian's exponent.
     *
     * @param lengthScale h, positive
     * @return the score -|q - k|^2 / (2 h^2)
     */
    static Score gaussian(double lengthScale) {
        return new GaussianScore(lengthScale);
    }

    /**
     * The cosine. A zero vector is at a right angle to every vector.
     *
     * @param temperature T, positive
     * @return the score cos(theta) / T
     */
    static Score cosine(double temperature) {
        Require.positive("temperature", temperature);
        return new AngleScore("cosine(" + temperature + ")", c -> c / temperature, c -> 1 / temperature);
    }

    /**
     * The squared angle. Its gradient is taken as 0 at the kink theta = pi. The angle is the arc cosine of the cosine, so angles
     * below 1e-8 are lost in rounding; {@code kernel(new Cayley(T))} with row sums keeps them.
     *
     * @param temperature T in radians, positive
     * @return the score -theta^2 / (2 T^2)
     */
    static Score cayley(double temperature) {
        Require.positive("temperature", temperature);
        double f = 1 / (temperature * temperature);
        // ds/dcos = -theta f dtheta/dcos = f theta / sin(theta), which tends to f at theta = 0.
        return new AngleScore("cayley(" + temperature + ")", c -> -0.5 * f * square(Math.acos(c)), c -> {
            double sine = Math.sqrt((1 - c) * (1 + c));
            return c <= -1 ? 0 : sine < 1e-8 && c > 0 ? f : f * Math.acos(c) / sine;
        });
    }

    private static double square(double number) {
        return number * number;
    }

    /**
     * The scalar and the bivector part of the geometric product of two directions. Its gradient is taken as 0 at the kinks,
     * theta = 0 and pi.
     *
     * @param cosineWeight b1, finite
     * @param sineWeight b2, finite
     * @param temperature T, positive
     * @return the score (b1 cos(theta) - b2 sin(theta)) / T
     */
    static Score geometric(double cosineWeight, double sineWeight, double temperature) {
        Require.finite("cosineWeight", cosineWeight);
        Require.finite("sineWeight", sineWeight);
        Require.positive("temperature", temperature);
        // dsin/dcos = -cos/sin
        return new AngleScore(
                "geometric(" + cosineWeight + ", " + sineWeight + ", " + temperature + ")",
                c -> (cosineWeight * c - sineWeight * Math.sqrt((1 - c) * (1 + c))) / temperature,
                c -> Math.abs(c) >= 1
                        ? 0
                        : (cosineWeight + sineWeight * c / Math.sqrt((1 - c) * (1 + c))) / temperature);
    }

    /**
     * Any function of the cosine.
     *
     * @param name for {@code toString}
     * @param profile from the cosine, in [-1, 1], to the score
     * @param derivative of the profile
     * @return the score
     */
    static Score ofCosine(String name, DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        return new AngleScore(
                Require.notNull("name", name),
                Require.notNull("profile", profile),
                Require.notNull("derivative", derivative));
    }

    /**
     * A kernel's value. Its hyperparameters are fixed; what trains are the maps that make queries and keys. It
     * costs several times a built-in score. Once warm it allocates nothing if the kernel does not: see {@link org.icl4j.kernels.TileWindow}.
     *
     * @param kernel the kernel
     * @return the score k(q, k)
     */
    static Score kernel(DifferentiableKernel kernel) {
        return new KernelScore(Require.notNull("kernel", kernel));
    }
}
