package org.icl4j.attention.construct;

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
 * Recursive least squares, one pair of the context a step: after step t the answers are those of ridge regression on the first t pairs, which is what a mesa layer gives at position t. With
 * P_0 = I/ridge, w_0 = 0 and a gate g (1 forgets nothing), the pair (x, y) gives
 *
 * <pre>
 *   w := w + P x (y - x'w)/(g + x'P x),     P := (P - P x x'P/(g + x'P x))/g
 * </pre>
 *
 * so that w_t minimises sum_i g^(t-i) (y_i - x_i'w)^2 + g^t ridge |w|^2. No token holds a matrix: token j has u_j = P x_j and its residual r_j = y_j - x_j'w (a query -x'w), and both change by one head,
 *
 * <pre>
 *   f   := 1 at the token whose turn it is, 0 elsewhere                    ReLU network on the position, which falls by 1 a step
 *   s_j := sum_i (u_j'x_i) f_i  =  x_j'P x_now                               attention
 *   h   := f / (g + s)                                                        token-wise quotient, 0 but at x_now
 *   (u_j, r_j) -= sum_i (s_j h_i) (u_i, r_i),   then u := u/g                 attention; linear
 * </pre>
 *
 * Tokens: x | u | r | position | one | f | s | g+s | h, width 2 d + t + 6. All steps have the same weights; there are as many as the largest context, and a longer one is refused.
 *
 * <p>Sources: the recursion (Plackett 1950); von Oswald et al. 2023, "Uncovering mesa-optimization algorithms", and MesaNet 2025 (the layer, as the optimum at each position; MesaNet's
 * gate does not weaken its ridge, ours does). That two heads and one quotient suffice is ours.
 */
public final class RecursiveLeastSquaresTransformer implements Construction {

    private final int width;
    private final double ridge;
    private final double gate;
    private final int largestContext;
    private final WiredTransformer transformer;

    private RecursiveLeastSquaresTransformer(int d, int targets, double ridge, double gate, int largestContext) {
        this.width = d;
        this.ridge = ridge;
        this.gate = gate;
        this.largestContext = largestContext;
        Wiring w = Wiring.of(
                "recursive least squares",
                d,
                targets,
                "x:" + d,
                "u:" + d,
                "r:" + targets,
                "position",
                "one",
                "f",
                "s",
                "g+s",
                "h");
        Placement token = (row, x, y) -> {
            for (int k = 0; k < d; k++) {
                row[k] = x[k];
                row[d + k] = x[k] / ridge;
            }
            System.arraycopy(y, 0, row, 2 * d, targets);
            row[w.column("one")] = 1;
        };
        w.support(token).query(token).position("position").largestContext(largestContext);
        Score dot = Score.dotProduct(1);
        w.whereZero("turn", "f", "position", "one")
                .attend("gain", dot, Normaliser.none(), "u", "x", "f", "s", 1)
                .set(
                        "next",
                        Rule.of("g+s", gate, "one").plus(1, "s"),
                        Rule.of("position", 1, "position").plus(-1, "one"))
                .divide("weigh", "h", "f", "g+s")
                .attend("learn", dot, Normaliser.none(), "s", "h", "u,r", "u,r", -1)
                .set("forget", Rule.of("u", 1 / gate, "u"), Rule.zero("s"))
                .repeat(largestContext);
        this.transformer = w.answer("r", -1);
    }

    /**
     * The construction for one target.
     *
     * @param width d
     * @param ridge above 0
     * @param gate g, in (0, 1]: how much less each pair counts than the next; 1 for ridge regression
     * @param largestContext the number of steps and the most pairs that a context may have
     * @return the construction
     */
    public static RecursiveLeastSquaresTransformer of(int width, double ridge, double gate, int largestContext) {
        if (!(gate > 0 && gate <= 1)) {
            throw Require.error("gate", "must be in (0, 1], got " + gate);
        }
        return new RecursiveLeastSquaresTransformer(
                Require.positive("width", width),
                1,
                Require.positive("ridge", ridge),
                gate,
                Require.positive("largestContext", largestContext));
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public RecursiveLeastSquaresTransformer withTargets(int count) {
        return new RecursiveLeastSquaresTransformer(
                width, Require.positive("count", count), ridge, gate, largestContext);
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
        double[][] p = new double[width][width];
        for (int k = 0; k < width; k++) {
            p[k][k] = 1 / ridge;
        }
        double[] w = new double[width];
        double[][] answers = new double[largestContext + 1][];
        answers[0] = new double[queries.size()];
        for (int t = 0; t < largestContext; t++) {
            if (t < context.size()) {
                double[] x = context.inputs().row(t);
                double[] px = Loops.times(p, x);
                double denominator = gate + Loops.dot(x, px);
                double error = context.targets().get(t, 0) - Loops.dot(x, w);
                for (int k = 0; k < width; k++) {
                    w[k] += px[k] * error / denominator;
                    for (int l = 0; l < width; l++) {
                        p[k][l] = (p[k][l] - px[k] * px[l] / denominator) / gate;
                    }
                }
            }
            answers[t + 1] = new double[queries.size()];
            for (int q = 0; q < queries.size(); q++) {
                answers[t + 1][q] = Loops.dot(w, queries.row(q));
            }
        }
        return answers;
    }

    @Override
    public String toString() {
        return "RecursiveLeastSquaresTransformer[width=" + width + ", ridge=" + ridge + ", gate=" + gate
                + ", largestContext=" + largestContext + "]";
    }
}
