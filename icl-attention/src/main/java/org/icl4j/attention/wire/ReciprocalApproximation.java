package org.icl4j.attention.wire;

import org.icl4j.core.Require;

/**
 * Division without a unit that divides: 1/x on [low, high] by a ReLU network and Newton steps, which are products. So a transformer that divides needs no more than attention and a ReLU network: see
 * {@code ConjugateGradientTransformer.dividingBy}.
 *
 * <p>The network is the chord of 1/x between k + 1 knots t_i in geometric progression of ratio q = (high/low)^(1/k), written from the right,
 *
 * <pre>
 *   y = 1/high + sum_i h_i relu(t_i - x),    h_i = (1/t_{i-1} - 1/t_{i+1})/t_i: the slopes' differences, all positive
 * </pre>
 *
 * so that nothing cancels and y is right to k eps relatively, whatever high/low. On a chord from a to q a the relative error is (x - a)(q a - x)/(q a^2),
 *
 * <pre>
 *   |x y - 1| &lt;= e_0 = (q - 1)^2/(4 q),    and after s steps y := y (2 - x y):   |x y - 1| &lt;= e_0^(2^s)
 * </pre>
 *
 * for x in [low, high], if e_0 &lt; 1. Below low the first chord goes on to y = (1 + 1/q)/low at 0, so that 0 &lt;= x y &lt; 1, and the steps keep it there: a vanishing denominator gives a finite number, not an
 * infinite one. Above high the network is the constant 1/high, and Newton's steps need not converge: such x are refused where this is used.
 *
 * @param low least x, above 0
 * @param high greatest x, above {@code low}
 * @param knots k, chords, at least 1
 * @param newtonSteps s, at least 0
 */
public record ReciprocalApproximation(double low, double high, int knots, int newtonSteps) {

    /**
     * Checks the range.
     *
     * @param low least x, above 0
     * @param high greatest x, above {@code low}
     * @param knots k, chords, at least 1
     * @param newtonSteps s, at least 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ReciprocalApproximation {
        Require.positive("low", low);
        if (!(Require.finite("high", high) > low)) {
            throw Require.error("high", "must be above low = " + low + ", got " + high);
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

    /** The knots low q^i, i = 0 to k. */
    double[] abscissae() {
        double[] t = new double[knots + 1];
        for (int i = 0; i <= knots; i++) {
            t[i] = low * Math.pow(ratio(), i);
        }
        return t;
    }

    /** What relu(t_i - x) is multiplied with: at the right end the last slope, then how much steeper each chord is; the first goes on below low. */
    double[] heights() {
        double[] t = abscissae();
        double[] h = new double[knots + 1];
        double slope = 0;
        for (int i = knots; i > 0; i--) {
            double steeper = 1 / (t[i - 1] * t[i]);
            h[i] = steeper - slope;
            slope = steeper;
        }
        return h;
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
        wiring.reciprocal("look up", "y", "x", "one", this);
        for (int s = 0; s < newtonSteps; s++) {
            wiring.multiply("product", "xy", "x", "y")
                    .set("error", Rule.of("z", 2, "one").plus(-1, "xy"))
                    .multiply("correct", "y", "y", "z");
        }
        return wiring.step().answer("y", 1);
    }
}
