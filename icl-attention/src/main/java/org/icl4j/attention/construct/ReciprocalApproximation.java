package org.icl4j.attention.construct;

import org.icl4j.attention.construct.Wiring.Rule;
import org.icl4j.core.Require;

/**
 * Division without a unit that divides: 1/x on [low, high] by a ReLU network and Newton steps, which are products. So a transformer that divides needs no more than bilinear units and a ReLU network.
 *
 * <p>The network is the chord of 1/x between k + 1 knots in geometric progression of ratio q = (high/low)^(1/k). On a chord from a to q a the relative error is (x - a)(q a - x)/(q a^2),
 *
 * <pre>
 *   |x y - 1| &lt;= e_0 = (q - 1)^2/(4 q),    and after s steps y := y (2 - x y):   |x y - 1| &lt;= e_0^(2^s)
 * </pre>
 *
 * Both bounds are exact; in floating point the network's slopes, up to 1/low^2, cancel, which leaves
 * an error of about eps (high/low)^2 that the Newton steps square away too: hence high/low is at most 10^7.
 *
 * @param low least x, above 0
 * @param high greatest x, above {@code low}, at most 1e7 low
 * @param knots k, chords, at least 1
 * @param newtonSteps s, at least 0
 */
public record ReciprocalApproximation(double low, double high, int knots, int newtonSteps) {

    /**
     * Checks the range.
     *
     * @param low least x, above 0
     * @param high greatest x, above {@code low}, at most 1e7 low
     * @param knots k, chords, at least 1
     * @param newtonSteps s, at least 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ReciprocalApproximation {
        Require.positive("low", low);
        if (!(Require.finite("high", high) > low) || high > 1e7 * low) {
            throw Require.error("high", "must be above low = " + low + " and at most 1e7 times it, got " + high);
        }
        Require.positive("knots", knots);
        Require.inRange("newtonSteps", newtonSteps, 0, 10);
    }

    /**
     * The ratio of neighbouring knots.
     *
     * @return q
     */
    public double ratio() {
        return Math.pow(high / low, 1.0 / knots);
    }

    /**
     * The greatest relative error |x y - 1| for x in the range, before rounding.
     *
     * @return ((q - 1)^2/(4 q))^(2^s)
     */
    public double bound() {
        double q = ratio();
        return Math.pow((q - 1) * (q - 1) / (4 * q), Math.pow(2, newtonSteps));
    }

    /**
     * The knots.
     *
     * @return low q^i, i = 0 to k
     */
    double[] abscissae() {
        double[] t = new double[knots + 1];
        for (int i = 0; i <= knots; i++) {
            t[i] = low * Math.pow(ratio(), i);
        }
        return t;
    }

    /**
     * A transformer of this alone: its query's answer is the approximation of 1/x_1, for inputs of one coordinate; the context is ignored.
     *
     * @return the transformer
     */
    public WiredTransformer transformer() {
        Wiring wiring = Wiring.of("reciprocal", 1, "x", "one", "y", "xy", "z");
        wiring.query((token, x, y) -> {
            token[0] = x[0];
            token[1] = 1;
        });
        double[] t = abscissae();
        double[] slopes = new double[knots];
        for (int i = 0; i < knots; i++) {
            slopes[i] = -1 / (t[i] * t[i + 1]);
        }
        // 1/t_0 + s_0 (x - t_0) + sum_i (s_i - s_{i-1}) relu(x - t_i)
        wiring.chords("look up", "y", "x", "one", t, slopes, 1 / t[0]);
        for (int s = 0; s < newtonSteps; s++) {
            wiring.multiply("product", "xy", "x", "y")
                    .set("error", Rule.of("z", 2, "one").plus(-1, "xy"))
                    .multiply("correct", "y", "y", "z");
        }
        return wiring.step().answer("y", 1);
    }
}
