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
 * Newton-Schulz for ridge regression: with S = X'X + ridge I,
 *
 * <pre>
 *   M_0 = a I,   M_{k+1} = 2 M_k - M_k S M_k,   f_k(x) = x'M_k X'y
 * </pre>
 *
 * One head a step. Tokens: x | u | g | y | out, width 3 d + 2, where u_j = M_k x_j: as M_k S M_k x_j = sum_i (u_j'x_i) u_i over the context, the head (query u, key x, value u) is the
 * whole matrix product, without any token that holds a matrix. A ridge is d further tokens sqrt(ridge) e_k, which make X'X the sum X'X + ridge I. The error I - M S squares at each step, so it converges
 * for 0 &lt; a &lt; 2/l_max(S), and the last steps give the ridge (for noise ridge, the Bayes) predictor to rounding.
 *
 * <p>Sources: Fu et al. 2023 (the iteration in a transformer; one layer a step, O(d) width, as here); Giannou et al. 2023 (13 layers a step). The wiring with u, and the ridge as tokens, are ours.
 */
public final class NewtonTransformer implements Construction {

    private final int width;
    private final double scale;
    private final double ridge;
    private final int steps;
    private final WiredTransformer transformer;

    private NewtonTransformer(int width, double scale, double ridge, int steps, int targets) {
        this.width = width;
        this.scale = scale;
        this.ridge = ridge;
        this.steps = steps;
        Wiring wiring = Wiring.of(
                "Newton-Schulz",
                width,
                targets,
                "x:" + width,
                "u:" + width,
                "g:" + width,
                "y:" + targets,
                "out:" + targets);
        Placement token = (row, x, y) -> {
            for (int k = 0; k < width; k++) {
                row[k] = x[k];
                row[width + k] = scale * x[k];
            }
            System.arraycopy(y, 0, row, 3 * width, targets);
        };
        wiring.support(token).query(token);
        if (ridge > 0) {
            for (int k = 0; k < width; k++) {
                int column = k;
                wiring.extra(row -> {
                    row[column] = Math.sqrt(ridge);
                    row[width + column] = scale * Math.sqrt(ridge);
                });
            }
        }
        Score dot = Score.dotProduct(1);
        wiring.attend("multiply", dot, Normaliser.none(), "u", "x", "u", "g", -1)
                .set("combine", Rule.of("u", 2, "u").plus(1, "g"), Rule.zero("g"))
                .repeat(steps);
        wiring.attend("read", dot, Normaliser.none(), "u", "x", "y", "out", 1).readout();
        this.transformer = wiring.answer("out", 1);
    }

    /**
     * The construction.
     *
     * @param width d
     * @param scale a, above 0
     * @param ridge at least 0, added to X'X
     * @param steps k, at least 1
     * @return the construction
     */
    public static NewtonTransformer of(int width, double scale, double ridge, int steps) {
        return new NewtonTransformer(
                Require.positive("width", width),
                Require.positive("scale", scale),
                Require.nonNegative("ridge", ridge),
                Require.positive("steps", steps),
                1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public NewtonTransformer withTargets(int count) {
        return new NewtonTransformer(width, scale, ridge, steps, Require.positive("count", count));
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
        int d = width;
        double[][] s = new double[d][d];
        double[] xy = new double[d];
        for (int i = 0; i < context.size(); i++) {
            double[] x = context.inputs().row(i);
            for (int k = 0; k < d; k++) {
                xy[k] += x[k] * context.targets().get(i, 0);
                for (int l = 0; l < d; l++) {
                    s[k][l] += x[k] * x[l];
                }
            }
        }
        double[][] m = new double[d][d];
        for (int k = 0; k < d; k++) {
            s[k][k] += ridge;
            m[k][k] = scale;
        }
        double[][] answers = new double[steps + 1][queries.size()];
        for (int t = 0; t <= steps; t++) {
            double[] w = Loops.times(m, xy);
            for (int i = 0; i < queries.size(); i++) {
                answers[t][i] = Loops.dot(w, queries.row(i));
            }
            double[][] msm = multiply(multiply(m, s), m);
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    m[k][l] = 2 * m[k][l] - msm[k][l];
                }
            }
        }
        return answers;
    }

    private static double[][] multiply(double[][] a, double[][] b) {
        int n = a.length;
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    @Override
    public String toString() {
        return "NewtonTransformer[width=" + width + ", scale=" + scale + ", ridge=" + ridge + ", steps=" + steps + "]";
    }
}
