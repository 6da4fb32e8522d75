package org.icl4j.attention.theory;

import org.icl4j.core.Require;

/**
 * Bounds on the error of iterative methods on A x = b with A symmetric positive definite of condition number k = l_max/l_min, as factors
 * of the error at the start.
 *
 * <p>Sources: Saad 2003, "Iterative methods for sparse linear systems", sections 4.2 and 6.11; Polyak 1964 (heavy ball).
 */
public final class ConvergenceBounds {

    private ConvergenceBounds() {}

    private static double root(double condition, int steps) {
        if (Require.finite("condition", condition) < 1) {
            throw Require.error("condition", "must be at least 1, got " + condition);
        }
        Require.inRange("steps", steps, 0, Integer.MAX_VALUE);
        return Math.sqrt(condition);
    }

    /**
     * Conjugate gradients, in the A-norm: |x_t - x|_A is at most this times |x_0 - x|_A.
     *
     * @param condition k, at least 1
     * @param steps t, at least 0
     * @return 2 / (c^t + c^-t), c = (sqrt k + 1)/(sqrt k - 1), which is 1/T_t of the inverted interval and at most 2 c^-t
     */
    public static double conjugateGradient(double condition, int steps) {
        double root = root(condition, steps);
        if (root == 1) {
            return steps == 0 ? 1 : 0;
        }
        double power = Math.pow((root + 1) / (root - 1), steps);
        return 2 / (power + 1 / power);
    }

    /**
     * Chebyshev's iteration, in the 2-norm (and the A-norm): the same number, reached without inner products by a method that knows the
     * ends of the spectrum.
     *
     * @param condition k, at least 1
     * @param steps t, at least 0
     * @return 2 / (c^t + c^-t)
     */
    public static double chebyshev(double condition, int steps) {
        return conjugateGradient(condition, steps);
    }

    /**
     * Gradient descent with the best constant step 2/(l_max + l_min).
     *
     * @param condition k, at least 1
     * @param steps t, at least 0
     * @return ((k - 1)/(k + 1))^t
     */
    public static double gradientDescent(double condition, int steps) {
        root(condition, steps);
        return Math.pow((condition - 1) / (condition + 1), steps);
    }

    /**
     * The rate that heavy ball with the best constants reaches in the long run; a polynomial factor in t may stand before it.
     *
     * @param condition k, at least 1
     * @param steps t, at least 0
     * @return ((sqrt k - 1)/(sqrt k + 1))^t
     */
    public static double heavyBall(double condition, int steps) {
        double root = root(condition, steps);
        return Math.pow((root - 1) / (root + 1), steps);
    }
}
