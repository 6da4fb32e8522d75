package org.icl4j.attention.construct;

import java.util.Arrays;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.Rule;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * Gradient descent on linear regression, with a preconditioner, momentum, a ridge and a start of one's own: one head of linear attention a step. The loss
 * is (1/2n)|X w - y|^2 + (ridge/2)|w|^2, and step t is
 *
 * <pre>
 *   w_{t+1} = w_t + eta_t A (X'(y - X w_t)/n - ridge w_t) + beta_t (w_t - w_{t-1})
 * </pre>
 *
 * (A = I where there is a ridge). With constant steps and beta = 0 it is gradient descent, with constant beta heavy ball (Polyak 1964), with the steps of
 * {@link #chebyshev} Chebyshev's semi-iteration.
 *
 * <p>Tokens: x | y | r | old, width d + 3 (d + 3 t for t targets). A token's r is its residual y_j - x_j'w_t, of a query -x'w_t; so x_j'w = y_j - r_j, and a step is linear in what tokens hold:
 * r := (1 + beta - eta ridge) r - beta old + eta ridge y, old := r, and the head adds -eta mean_i (x_j'A x_i) old_i. The embedding puts r = y - x'w_0.
 *
 * <p>Sources: von Oswald et al. 2023, proposition 1 (A = I, ridge = beta = 0; their W_0 enters through the first layer's value map, ours through the
 * embedding); Ahn et al. 2023 (A). Momentum and ridge in the token are ours.
 */
public final class DescentTransformer implements Construction {

    private final double[][] preconditioner;
    private final double[] steps;
    private final double[] momenta;
    private final double ridge;
    private final double[] start;
    private final int targets;
    private final WiredTransformer transformer;

    private DescentTransformer(
            String name,
            double[][] preconditioner,
            double[] steps,
            double[] momenta,
            double ridge,
            double[] start,
            int targets) {
        this.preconditioner = preconditioner;
        this.steps = steps;
        this.momenta = momenta;
        this.ridge = ridge;
        this.start = start;
        this.targets = targets;
        this.transformer = wire(name);
    }

    /**
     * Plain gradient descent.
     *
     * @param width d
     * @param step eta, finite
     * @param steps L, at least 1
     * @return the construction
     */
    public static DescentTransformer of(int width, double step, int steps) {
        Require.positive("width", width);
        double[] etas = new double[Require.positive("steps", steps)];
        Arrays.fill(etas, Require.finite("step", step));
        return new DescentTransformer(
                "gradient descent", identity(width), etas, new double[steps], 0, new double[width], 1);
    }

    /**
     * Preconditioned gradient descent.
     *
     * @param preconditioner A, shape [d, d], step size included, symmetric or not
     * @param steps L, at least 1
     * @return the construction
     */
    public static DescentTransformer preconditioned(double[][] preconditioner, int steps) {
        int d = Require.positive("preconditioner.length", Require.notNull("preconditioner", preconditioner).length);
        double[][] a = new double[d][];
        for (int i = 0; i < d; i++) {
            String row = "preconditioner[" + i + "]";
            a[i] = Require.finite(row, Require.length(row, preconditioner[i], d, "the matrix is square"))
                    .clone();
        }
        double[] ones = new double[Require.positive("steps", steps)];
        Arrays.fill(ones, 1);
        return new DescentTransformer(
                "preconditioned gradient descent", a, ones, new double[steps], 0, new double[d], 1);
    }

    /**
     * Heavy ball.
     *
     * @param width d
     * @param step eta, finite
     * @param momentum beta, finite
     * @param ridge at least 0, of the mean loss
     * @param steps L, at least 1
     * @return the construction
     */
    public static DescentTransformer heavyBall(int width, double step, double momentum, double ridge, int steps) {
        Require.positive("width", width);
        double[] etas = new double[Require.positive("steps", steps)];
        double[] betas = new double[steps];
        Arrays.fill(etas, Require.finite("step", step));
        Arrays.fill(betas, Require.finite("momentum", momentum));
        betas[0] = 0; // there is no step before the first
        return new DescentTransformer(
                "heavy ball", identity(width), etas, betas, Require.nonNegative("ridge", ridge), new double[width], 1);
    }

    /**
     * Chebyshev's semi-iteration for spectra within known ends (Saad 2003, algorithm 12.1).
     *
     * @param width d
     * @param low least eigenvalue of X'X/n + ridge I that is provided for, above 0
     * @param high greatest one, above {@code low}
     * @param ridge at least 0, of the mean loss
     * @param steps L, at least 1
     * @return the construction
     */
    public static DescentTransformer chebyshev(int width, double low, double high, double ridge, int steps) {
        Require.positive("width", width);
        Require.positive("low", low);
        Require.nonNegative("ridge", ridge);
        if (!(Require.finite("high", high) > low)) {
            throw Require.error("high", "must be above low = " + low + ", got " + high);
        }
        double[] etas = new double[Require.positive("steps", steps)];
        double[] betas = new double[steps];
        double theta = (high + low) / 2;
        double delta = (high - low) / 2;
        double sigma = theta / delta;
        double rho = 1 / sigma;
        etas[0] = 1 / theta;
        for (int t = 1; t < steps; t++) {
            double next = 1 / (2 * sigma - rho);
            etas[t] = 2 * next / delta;
            betas[t] = next * rho;
            rho = next;
        }
        return new DescentTransformer("Chebyshev", identity(width), etas, betas, ridge, new double[width], 1);
    }

    /**
     * The same steps from another start.
     *
     * @param weights w_0, length d
     * @return a new construction
     */
    public DescentTransformer from(double[] weights) {
        Require.length("weights", Require.finite("weights", weights), start.length, "one per input");
        return new DescentTransformer(
                "gradient descent from w_0", preconditioner, steps, momenta, ridge, weights.clone(), targets);
    }

    private static double[][] identity(int d) {
        double[][] i = new double[d][d];
        for (int k = 0; k < d; k++) {
            i[k][k] = 1;
        }
        return i;
    }

    private WiredTransformer wire(String name) {
        int d = start.length;
        Wiring wiring = Wiring.of(name, d, targets, "x:" + d, "y:" + targets, "r:" + targets, "old:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            double answer = Loops.dot(x, start);
            for (int c = 0; c < targets; c++) {
                row[d + c] = y[c];
                row[d + targets + c] = y[c] - answer;
                row[d + 2 * targets + c] = y[c] - answer;
            }
        };
        wiring.support(token).query(token);
        int t = 0;
        while (t < steps.length) {
            int same = t + 1;
            while (same < steps.length && steps[same] == steps[t] && momenta[same] == momenta[t]) {
                same++;
            }
            double shrink = steps[t] * ridge;
            wiring.set(
                    "move",
                    Rule.of("r", 1 + momenta[t] - shrink, "r")
                            .plus(-momenta[t], "old")
                            .plus(shrink, "y"),
                    Rule.of("old", 1, "r"));
            wiring.attend(
                    "descend", Score.dotProduct(1), Normaliser.mean(), "x", preconditioner, "x", "old", "r", -steps[t]);
            wiring.repeat(same - t);
            t = same;
        }
        return wiring.answer("r", -1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public DescentTransformer withTargets(int count) {
        return new DescentTransformer(
                transformer.name(), preconditioner, steps, momenta, ridge, start, Require.positive("count", count));
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        return Loops.perTarget(context, one -> answers(one, queries));
    }

    private double[][] answers(Context context, Points queries) {
        double[][] iterates = iterates(context);
        double[][] answers = new double[iterates.length][queries.size()];
        for (int t = 0; t < answers.length; t++) {
            for (int i = 0; i < queries.size(); i++) {
                answers[t][i] = Loops.dot(iterates[t], queries.row(i));
            }
        }
        return answers;
    }

    /**
     * The algorithm's weights after every step.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @return w_0 to w_L
     */
    public double[][] iterates(Context context) {
        Require.notNull("context", context);
        int d = start.length;
        int n = context.size();
        double[][] w = new double[steps.length + 1][];
        w[0] = start.clone();
        for (int t = 0; t < steps.length; t++) {
            double[] g = new double[d]; // X'(y - X w)/n - ridge w
            for (int i = 0; i < n; i++) {
                double[] x = context.inputs().row(i);
                double r = context.targets().get(i, 0) - Loops.dot(x, w[t]);
                for (int k = 0; k < d; k++) {
                    g[k] += x[k] * r / n;
                }
            }
            for (int k = 0; k < d; k++) {
                g[k] -= ridge * w[t][k];
            }
            w[t + 1] = new double[d];
            for (int k = 0; k < d; k++) {
                double before = t == 0 ? w[0][k] : w[t - 1][k];
                w[t + 1][k] = w[t][k] + steps[t] * Loops.dot(preconditioner[k], g) + momenta[t] * (w[t][k] - before);
            }
        }
        return w;
    }

    @Override
    public String toString() {
        return "DescentTransformer[width=" + start.length + ", targets=" + targets + ", ridge=" + ridge + ", steps="
                + steps.length + "]";
    }
}
