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
import org.icl4j.kernels.stationary.Gaussian;

/**
 * Kernel ridge regression under a Gaussian by softmax attention: preconditioned Richardson,
 *
 * <pre>
 *   alpha := alpha + w (D + I)^-1 (y - (K + ridge I) alpha),     D = diag(K 1),   f(x) = k(x)'alpha
 * </pre>
 *
 * Softmax over Gaussian logits is (D)^-1 K; one sink token of logit 0 makes it (D + I)^-1 K and, as its own weight, shows each token 1/(D_j + 1). Since the rows of (D + I)^-1 (K + ridge I) sum to at most 1 for ridge up to 1,
 * w = 1 then converges whatever the data. The logit -|x - z|^2/(2 h^2) is a dot product of [x, 1, -|x|^2/2] and [z, -|z|^2/2, 1].
 *
 * <p>Tokens: x | one | s | sink | y | alpha | f | sigma | u | move, s = -|x|^2/2 from the embedding, width d + 4 + 5 t for t targets. A step is one softmax head, one token-wise product sigma (y - ridge alpha) and linear maps; the answer divides
 * by sigma. Without the two token-wise units a ReLU network approximates them.
 *
 * <p>Source: Kulick, Li, Yan and Tang 2026 (arXiv 2605.08475, abstract): preconditioned Richardson by a softmax transformer. The sink token and this wiring are ours.
 */
public final class RichardsonTransformer implements Construction {

    private final double lengthScale;
    private final double ridge;
    private final double step;
    private final int steps;
    private final WiredTransformer transformer;

    private RichardsonTransformer(int d, double lengthScale, double ridge, double step, int steps, int targets) {
        this.lengthScale = lengthScale;
        this.ridge = ridge;
        this.step = step;
        this.steps = steps;
        String t = ":" + targets;
        Wiring w = Wiring.of(
                "softmax Richardson",
                d,
                targets,
                "x:" + d,
                "one",
                "s",
                "sink",
                "y" + t,
                "alpha" + t,
                "f" + t,
                "sigma",
                "u" + t,
                "move" + t);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            row[d] = 1;
            row[d + 1] = -Loops.dot(x, x) / 2;
            System.arraycopy(y, 0, row, w.column("y"), targets);
        };
        w.support(token).query(token);
        w.extra(row -> row[w.column("sink")] = 1);
        evaluate(w);
        w.set("residual", Rule.of("u", 1, "y").plus(-ridge, "alpha"));
        w.multiply("precondition", "u", "u", "sigma");
        w.set("difference", Rule.of("u", 1, "u").plus(-1, "f"));
        w.copyUnless("mask", "move", "u", "sink", step, ConjugateGradientTransformer.BOUND);
        w.set("update", Rule.of("alpha", 1, "alpha").plus(1, "move"));
        w.repeat(steps);
        evaluate(w);
        w.divide("normalise", "f", "f", "sigma");
        w.readout();
        this.transformer = w.answer("f", 1);
    }

    private void evaluate(Wiring w) {
        w.set("clear", Rule.zero("f"), Rule.zero("sigma"));
        w.attend(
                "smooth",
                Score.dotProduct(1 / (lengthScale * lengthScale)),
                Normaliser.softmax(),
                "x,one,s",
                "x,s,one",
                "alpha,sink",
                "f,sigma",
                1);
    }

    /**
     * The construction.
     *
     * @param width d
     * @param lengthScale h of exp(-|x - z|^2/(2 h^2)), above 0
     * @param ridge at least 0
     * @param step w, above 0; 1 converges for ridge up to 1
     * @param steps L, at least 1
     * @return the construction
     */
    public static RichardsonTransformer of(int width, double lengthScale, double ridge, double step, int steps) {
        return new RichardsonTransformer(
                Require.positive("width", width),
                Require.positive("lengthScale", lengthScale),
                Require.nonNegative("ridge", ridge),
                Require.positive("step", step),
                Require.positive("steps", steps),
                1);
    }

    /**
     * The same for several targets, each of which has its own alpha; the weights of the smoother are common.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public RichardsonTransformer withTargets(int count) {
        return new RichardsonTransformer(
                transformer.inputWidth(), lengthScale, ridge, step, steps, Require.positive("count", count));
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
        Gaussian kernel = new Gaussian(lengthScale);
        double[][] k = Loops.gram(kernel, context.inputs(), context.inputs());
        double[][] cross = Loops.gram(kernel, queries, context.inputs());
        double[] y = context.targets().column(0);
        double[] alpha = new double[y.length];
        double[][] answers = new double[steps + 1][];
        answers[0] = new double[queries.size()];
        for (int t = 1; t <= steps; t++) {
            double[] f = Loops.times(k, alpha);
            double[] next = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                double d = 1;
                for (double value : k[i]) {
                    d += value;
                }
                next[i] = alpha[i] + step * (y[i] - f[i] - ridge * alpha[i]) / d;
            }
            alpha = next;
            answers[t] = Loops.times(cross, alpha);
        }
        return answers;
    }

    @Override
    public String toString() {
        return "RichardsonTransformer[lengthScale=" + lengthScale + ", ridge=" + ridge + ", step=" + step + ", steps="
                + steps + "]";
    }
}
