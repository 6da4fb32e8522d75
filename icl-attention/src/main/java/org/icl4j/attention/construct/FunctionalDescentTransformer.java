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
import org.icl4j.kernels.DifferentiableKernel;

/**
 * Functional gradient descent: attention whose score is a kernel, without normaliser, takes a step in that kernel's function space,
 *
 * <pre>
 *   alpha := (1 - r ridge) alpha + r (y - K alpha),     f(x) = k(x)'alpha
 * </pre>
 *
 * which for ridge 0 is f := f + r sum_i (y_i - f(x_i)) k(., x_i), and with a ridge tends to kernel ridge regression for r &lt; 2/(l_max(K) + ridge).
 * Tokens: x | y | alpha | f, width d + 3. A step computes f = K alpha by one head and updates alpha token by token; the readout is the same head once more.
 * The kernel must vanish or the context's tokens be the only keys, which they are.
 *
 * <p>Source: Cheng, Chen and Sra 2024 (in the residuals' slots, ridge 0); coefficients in the token and the ridge are ours. Closed form: {@link org.icl4j.attention.theory.FunctionalDescent}.
 */
public final class FunctionalDescentTransformer implements Construction {

    private final DifferentiableKernel kernel;
    private final double step;
    private final double ridge;
    private final int steps;
    private final int width;
    private final WiredTransformer transformer;

    private FunctionalDescentTransformer(
            DifferentiableKernel kernel, int width, double step, double ridge, int steps, int targets) {
        this.kernel = kernel;
        this.step = step;
        this.ridge = ridge;
        this.steps = steps;
        this.width = width;
        Wiring wiring = Wiring.of(
                "functional gradient descent",
                width,
                targets,
                "x:" + width,
                "y:" + targets,
                "alpha:" + targets,
                "f:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, width);
            System.arraycopy(y, 0, row, width, targets);
        };
        wiring.support(token).query(token);
        Score score = Score.kernel(kernel);
        wiring.set("clear", Rule.zero("f"))
                .attend("evaluate", score, Normaliser.none(), "x", "x", "alpha", "f", 1)
                .set(
                        "descend",
                        Rule.of("alpha", 1 - step * ridge, "alpha")
                                .plus(step, "y")
                                .plus(-step, "f"))
                .repeat(steps);
        wiring.set("clear", Rule.zero("f"))
                .attend("read", score, Normaliser.none(), "x", "x", "alpha", "f", 1)
                .readout();
        this.transformer = wiring.answer("f", 1);
    }

    /**
     * The construction.
     *
     * @param kernel k
     * @param width d
     * @param step r, finite
     * @param ridge at least 0
     * @param steps L, at least 1
     * @return the construction
     */
    public static FunctionalDescentTransformer of(
            DifferentiableKernel kernel, int width, double step, double ridge, int steps) {
        return new FunctionalDescentTransformer(
                Require.notNull("kernel", kernel),
                Require.positive("width", width),
                Require.finite("step", step),
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
    public FunctionalDescentTransformer withTargets(int count) {
        return new FunctionalDescentTransformer(kernel, width, step, ridge, steps, Require.positive("count", count));
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
        double[][] k = Loops.gram(kernel, context.inputs(), context.inputs());
        double[][] cross = Loops.gram(kernel, queries, context.inputs());
        double[] y = context.targets().column(0);
        double[] alpha = new double[y.length];
        double[][] answers = new double[steps + 1][];
        answers[0] = new double[queries.size()];
        for (int t = 1; t <= steps; t++) {
            double[] f = Loops.times(k, alpha);
            for (int i = 0; i < y.length; i++) {
                alpha[i] += step * (y[i] - f[i] - ridge * alpha[i]);
            }
            answers[t] = Loops.times(cross, alpha);
        }
        return answers;
    }

    @Override
    public String toString() {
        return "FunctionalDescentTransformer[" + kernel + ", width=" + width + ", step=" + step + ", ridge=" + ridge
                + ", steps=" + steps + "]";
    }
}
