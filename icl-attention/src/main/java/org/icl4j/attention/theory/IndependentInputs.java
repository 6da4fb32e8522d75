package org.icl4j.attention.theory;

import org.icl4j.core.Require;

/**
 * The best single gradient step for inputs whose coordinates are independent, centred and alike, normal or not. Tasks: y = w'x without
 * noise, w ~ N(0, I), n pairs, from w = 0 on the loss (1/2n)|Xw - y|^2. Only variance v and kurtosis k = E x^4 / v^2 matter:
 *
 * <pre>
 *   eta* = (1/v) n / (n + d + k - 2)          risk = E (f(x) - w'x)^2 = v d (d + k - 2) / (n + d + k - 2)
 * </pre>
 *
 * Derivation: with H = X'X/n, f - w'x = x'(eta H - I) w, so risk = v (eta^2 E tr H^2 - 2 eta E tr H + d), E tr H = d v and
 * E tr H^2 = d v^2 (n + d + k - 2)/n. Normal inputs have k = 3, uniform ones 1.8.
 *
 * <p>Source of the setting: von Oswald et al. 2023, who find eta by search; the formula is ours, checked against simulation. Their loss is
 * half the risk.
 *
 * @param width d
 * @param variance v, above 0
 * @param kurtosis k, at least 1
 */
public record IndependentInputs(int width, double variance, double kurtosis) {

    /**
     * Checks the numbers.
     *
     * @param width d
     * @param variance v, above 0
     * @param kurtosis k, at least 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public IndependentInputs {
        Require.positive("width", width);
        Require.positive("variance", variance);
        if (Require.finite("kurtosis", kurtosis) < 1) {
            throw Require.error("kurtosis", "must be at least 1, got " + kurtosis);
        }
    }

    /**
     * Standard normal coordinates.
     *
     * @param width d
     * @return v = 1, k = 3
     */
    public static IndependentInputs gaussian(int width) {
        return new IndependentInputs(width, 1, 3);
    }

    /**
     * Coordinates uniform on [-r, r].
     *
     * @param width d
     * @param range r, above 0
     * @return v = r^2/3, k = 9/5
     */
    public static IndependentInputs uniform(int width, double range) {
        Require.positive("range", range);
        return new IndependentInputs(width, range * range / 3, 1.8);
    }

    private double spread(int contextSize) {
        return Require.positive("contextSize", contextSize) + width + kurtosis - 2;
    }

    /**
     * The best step.
     *
     * @param contextSize n
     * @return eta*
     */
    public double optimalStep(int contextSize) {
        return contextSize / (variance * spread(contextSize));
    }

    /**
     * The expected squared error of one step.
     *
     * @param step eta
     * @param contextSize n
     * @return v (eta^2 d v^2 (n + d + k - 2)/n - 2 eta d v + d)
     */
    public double risk(double step, int contextSize) {
        Require.finite("step", step);
        double ev = step * variance;
        return variance * width * (ev * ev * spread(contextSize) / contextSize - 2 * ev + 1);
    }

    /**
     * The expected squared error of the best step.
     *
     * @param contextSize n
     * @return v d (d + k - 2)/(n + d + k - 2)
     */
    public double optimalRisk(int contextSize) {
        return variance * width * (width + kurtosis - 2) / spread(contextSize);
    }
}
