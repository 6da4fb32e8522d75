package org.icl4j.attention.theory;

import org.icl4j.core.Require;

/**
 * Exact risks of the usual baselines on linear regression with x ~ N(0, I), w ~ N(0, I), after k examples, divided by d as Garg et al. 2022
 * report them. All are E (f(x) - w'x)^2 / d against targets without noise.
 *
 * <p>Derivations: minimum-norm least squares projects w on the span of k random directions, so 1 - k/d of |w|^2 is left; its noise
 * s2 tr (X'X)^-1 is s2 d/(k-d-1) by the inverse Wishart's mean. Averaging, X'y/k, is one gradient step of size 1: (d+1)/k by the formula
 * of {@link IndependentInputs}.
 */
public final class BaselineCurves {

    private BaselineCurves() {}

    /**
     * Least squares of minimum norm, no noise.
     *
     * @param width d
     * @param examples k, at least 0
     * @return max(0, 1 - k/d)
     */
    public static double leastSquares(int width, int examples) {
        Require.positive("width", width);
        Require.inRange("examples", examples, 0, Integer.MAX_VALUE);
        return Math.max(0, 1 - (double) examples / width);
    }

    /**
     * Least squares with noisy targets.
     *
     * @param width d
     * @param examples k, at least d + 2: below, the mean is infinite
     * @param noise s2, at least 0
     * @return s2/(k - d - 1)
     */
    public static double noisyLeastSquares(int width, int examples, double noise) {
        Require.positive("width", width);
        Require.inRange("examples", examples, width + 2, Integer.MAX_VALUE);
        return Require.nonNegative("noise", noise) / (examples - width - 1);
    }

    /**
     * Averaging, w = X'y/k.
     *
     * @param width d
     * @param examples k, at least 1
     * @return (d + 1)/k
     */
    public static double averaging(int width, int examples) {
        Require.positive("width", width);
        return (width + 1.0) / Require.positive("examples", examples);
    }
}
