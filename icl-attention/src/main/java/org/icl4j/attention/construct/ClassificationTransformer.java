package org.icl4j.attention.construct;

import java.util.Arrays;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * In-context classification by one softmax layer: a step of kernel gradient descent on the cross-entropy whose size adapts to the context. With k(x, z) = exp(c x'z), logits f = 0 and so equal probabilities 1/C at the start,
 *
 * <pre>
 *   f_c(x) := eta(x) sum_i (1[y_i = c] - 1/C) k(x_i, x),      eta(x) = 1/sum_i k(x_i, x)
 * </pre>
 *
 * is the functional gradient -dL/df of L = -sum_i log p(y_i) in the kernel's space, times eta; and it is the answer of a softmax head with values one-hot(y_i) - 1/C. Linear attention takes the same step with a constant eta, which is too small
 * or too large as |x| and the context vary. Tokens: x | e | out, e the centred one-hot label. The answers are C logits, largest for the class that is chosen.
 *
 * <p>Source: Dragutinovic, Singh and Saxe 2025, "Softmax >= Linear: transformers may learn to classify in-context by kernel gradient descent". They train it; the weights here are ours.
 */
public final class ClassificationTransformer implements Construction {

    private final double scale;
    private final int classes;
    private final WiredTransformer transformer;

    private ClassificationTransformer(int d, int classes, double scale) {
        this.scale = scale;
        this.classes = classes;
        Wiring w = Wiring.of("classification", d, classes, "x:" + d, "e:" + classes, "out:" + classes);
        w.support((row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            for (int c = 0; c < classes; c++) {
                row[d + c] = y[c] - 1.0 / classes;
            }
        });
        w.query((row, x, y) -> System.arraycopy(x, 0, row, 0, d));
        w.requiring(this::check);
        this.transformer = w.attend("step", Score.dotProduct(scale), Normaliser.softmax(), "x", "x", "e", "out", 1)
                .step()
                .answer("out", 1);
    }

    /**
     * The construction.
     *
     * @param width d
     * @param classes C, at least 2
     * @param scale c of the kernel exp(c x'z), above 0
     * @return the construction
     */
    public static ClassificationTransformer of(int width, int classes, double scale) {
        return new ClassificationTransformer(
                Require.positive("width", width),
                Require.inRange("classes", classes, 2, 100_000),
                Require.positive("scale", scale));
    }

    private void check(Context context) {
        for (int i = 0; i < context.size(); i++) {
            double[] y = context.targets().row(i);
            boolean oneHot = Arrays.stream(y).allMatch(v -> v == 0 || v == 1)
                    && Arrays.stream(y).sum() == 1;
            if (!oneHot) {
                throw Require.error(
                        "context.targets[" + i + "]", "must be one-hot, a 1 among zeros, got " + Arrays.toString(y));
            }
        }
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    /**
     * The step size at one query.
     *
     * @param context inputs [n, d]
     * @param query x, length d
     * @return eta = 1/sum_i exp(c x_i'x), 0 where the sum overflows
     */
    public double step(Context context, double[] query) {
        Points keys = Require.notNull("context", context).inputs();
        Require.width("context.inputs", keys, transformer.inputWidth(), "wired for it");
        Require.length("query", Require.finite("query", query), keys.width(), "one per input");
        double sum = 0;
        for (int i = 0; i < keys.size(); i++) {
            sum += Math.exp(scale * Loops.dot(keys.row(i), query));
        }
        return 1 / sum;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        check(context);
        double[][] answers = new double[2][queries.size() * classes];
        double probability = Math.exp(0) / (classes * Math.exp(0)); // softmax of equal logits
        for (int q = 0; q < queries.size(); q++) {
            double[] log = new double[context.size()];
            for (int i = 0; i < log.length; i++) {
                log[i] = scale * Loops.dot(context.inputs().row(i), queries.row(q));
            }
            double top = Arrays.stream(log).max().orElseThrow(); // cancels between k and eta
            double inverseStep = 0;
            for (int i = 0; i < log.length; i++) {
                double k = Math.exp(log[i] - top);
                inverseStep += k;
                for (int c = 0; c < classes; c++) {
                    answers[1][q * classes + c] += k * (context.targets().get(i, c) - probability);
                }
            }
            for (int c = 0; c < classes; c++) {
                answers[1][q * classes + c] /= inverseStep;
            }
        }
        return answers;
    }

    @Override
    public String toString() {
        return "ClassificationTransformer[classes=" + classes + ", scale=" + scale + "]";
    }
}
