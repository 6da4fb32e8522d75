package org.icl4j.attention.construct;

import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * GD++: gradient descent whose inputs change on the way. Each step takes a gradient step on the current inputs, then maps every input, queries included:
 *
 * <pre>
 *   r_j := r_j - eta mean_i (x_j'x_i) r_i,      x_j := (I - gamma X'X/n) x_j
 * </pre>
 *
 * The map shrinks the directions of large curvature, so that later steps can be larger. Tokens: x | r, width d + 1; two heads of linear attention a step.
 *
 * <p>Source: von Oswald et al. 2023, appendix A.10 (shared eta and gamma; their code has gamma/N^2 for our gamma/n). Ahn et al. 2023 train it layer by layer.
 */
public final class PlusPlusTransformer implements Construction {

    private final int width;
    private final double[] steps;
    private final double[] gammas;
    private final WiredTransformer transformer;

    private PlusPlusTransformer(int width, double[] steps, double[] gammas, int targets) {
        this.width = width;
        this.steps = steps;
        this.gammas = gammas;
        Wiring wiring = Wiring.of("GD++", width, targets, "x:" + width, "r:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, width);
            System.arraycopy(y, 0, row, width, targets);
        };
        wiring.support(token).query(token);
        for (int t = 0; t < steps.length; t++) {
            wiring.attend("descend", Score.dotProduct(1), Normaliser.mean(), "x", "x", "r", "r", -steps[t])
                    .attend("flatten", Score.dotProduct(1), Normaliser.mean(), "x", "x", "x", "x", -gammas[t])
                    .step();
        }
        this.transformer = wiring.answer("r", -1);
    }

    /**
     * The construction with steps of its own for each layer.
     *
     * @param width d
     * @param steps eta_1 to eta_L
     * @param gammas gamma_1 to gamma_L
     * @return the construction
     */
    public static PlusPlusTransformer of(int width, double[] steps, double[] gammas) {
        Require.positive("width", width);
        if (Require.finite("steps", steps).length == 0) {
            throw Require.error("steps", "is empty");
        }
        Require.length("gammas", Require.finite("gammas", gammas), steps.length, "one per step");
        return new PlusPlusTransformer(width, steps.clone(), gammas.clone(), 1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public PlusPlusTransformer withTargets(int count) {
        return new PlusPlusTransformer(width, steps, gammas, Require.positive("count", count));
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
        int n = context.size();
        int m = queries.size();
        double[][] x = new double[n + m][];
        double[] r = new double[n + m];
        for (int i = 0; i < n + m; i++) {
            x[i] = i < n ? context.inputs().row(i) : queries.row(i - n);
            r[i] = i < n ? context.targets().get(i, 0) : 0;
        }
        double[][] answers = new double[steps.length + 1][m];
        for (int t = 0; t < steps.length; t++) {
            double[] g = new double[width]; // X'r/n
            double[][] h = new double[width][width]; // X'X/n
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < width; k++) {
                    g[k] += x[i][k] * r[i] / n;
                    for (int l = 0; l < width; l++) {
                        h[k][l] += x[i][k] * x[i][l] / n;
                    }
                }
            }
            for (int j = 0; j < n + m; j++) {
                r[j] -= steps[t] * Loops.dot(x[j], g);
                double[] moved = Loops.times(h, x[j]);
                double[] next = new double[width];
                for (int k = 0; k < width; k++) {
                    next[k] = x[j][k] - gammas[t] * moved[k];
                }
                x[j] = next;
            }
            for (int i = 0; i < m; i++) {
                answers[t + 1][i] = -r[n + i];
            }
        }
        return answers;
    }

    @Override
    public String toString() {
        return "PlusPlusTransformer[width=" + width + ", steps=" + steps.length + "]";
    }
}
