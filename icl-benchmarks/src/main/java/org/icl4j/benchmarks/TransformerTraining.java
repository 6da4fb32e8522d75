package org.icl4j.benchmarks;

import java.util.Locale;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.TaskObjective;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;

/**
 * Training steps of deep transformers on linear regression, beside {@code peers/attention_torch.py}: the linear model or the softmax
 * model, on so many threads, with the floating-point rate of the whole step. One line of JSON.
 */
public final class TransformerTraining {

    private static final int D = 20;
    private static final int N = 40;
    private static final int BATCH = 256;
    private static final int LAYERS = 3;
    private static final int WIDTH = 64; // of the softmax model

    private TransformerTraining() {}

    /** Linear regression with normal inputs and weights; blocks of tasks have streams of their own. */
    private record Regression(int threads) implements TaskDistribution {

        private static final int BLOCKS = 8;

        @Override
        public int inputWidth() {
            return D;
        }

        @Override
        public int truthWidth() {
            return D;
        }

        @Override
        public void sample(TaskBatch batch, Randoms randoms) {
            Parallel.run(threads, BLOCKS, block -> {
                Randoms stream = randoms.split("block " + block);
                for (int b = block * batch.tasks() / BLOCKS; b < (block + 1) * batch.tasks() / BLOCKS; b++) {
                    for (int k = 0; k < D; k++) {
                        batch.truth()[b * D + k] = stream.gaussian();
                    }
                    fill(batch, b, batch.contextSize(), batch.contextInputs(), batch.contextTargets(), stream);
                    fill(batch, b, batch.querySize(), batch.queryInputs(), batch.queryTargets(), stream);
                }
            });
        }

        private static void fill(TaskBatch batch, int b, int size, double[] x, double[] y, Randoms randoms) {
            for (int i = b * size; i < (b + 1) * size; i++) {
                double sum = 0;
                for (int k = 0; k < D; k++) {
                    double number = randoms.gaussian();
                    x[i * D + k] = number;
                    sum += number * batch.truth()[b * D + k];
                }
                y[i] = sum;
            }
        }
    }

    /**
     * Runs.
     *
     * @param arguments {@code linear} or {@code softmax}, seconds of warming up, seconds of measuring, threads
     */
    public static void main(String[] arguments) {
        boolean linear = arguments[0].equals("linear");
        double warm = Double.parseDouble(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        int threads = arguments.length > 3 ? Integer.parseInt(arguments[3]) : Parallel.threads();
        Transformer model = linear
                ? Transformer.linear()
                        .layers(LAYERS)
                        .format(PromptFormat.negatedPairs(D, 1))
                        .build()
                : Transformer.softmax()
                        .layers(LAYERS)
                        .width(WIDTH)
                        .heads(4)
                        .format(PromptFormat.pairs(D, 1))
                        .build();
        ParameterLayout layout = model.layout();
        DataParallel<TaskBatch> objective = TaskObjective.squared(model.layer(), layout.size(), model.format())
                .onThreads(threads);
        double[] parameters = model.initialParameters(Randoms.of(0));
        double[] gradient = new double[parameters.length];
        Optimiser.State adam = Adam.defaults().start(layout);
        TaskDistribution tasks = new Regression(threads);
        TaskBatch batch = tasks.batch(BATCH, N, 1);
        Randoms randoms = Randoms.of(1);
        double[] loss = {0};
        int[] step = {0};
        double rate = Rates.perSecond(warm, seconds, () -> {
            tasks.sample(batch, randoms.split("step " + step[0]++));
            loss[0] = objective.lossAndGradient(parameters, batch, gradient);
            adam.update(parameters, gradient, 1e-3);
        });
        double flops = BATCH * (linear ? linearFlops() : softmaxFlops());
        System.out.printf(
                Locale.ROOT,
                "{\"model\": \"%s\", \"vector_math\": \"%s\", \"threads\": %d, \"steps_per_s\": %.2f, \"gflops\": %.1f, "
                        + "\"loss\": %.4f}%n",
                arguments[0],
                VectorMath.get().name(),
                threads,
                rate,
                rate * flops / 1e9,
                loss[0]);
    }

    // Of one sequence, computed token by token, as a peer would; the model itself goes by the tokens' moments and takes
    // less.
    // A layer takes G = C'C, M = Q G P and Z M, with tokens of width w = D + 1. Of three layers the
    // last answers for one query alone, and the first needs no gradient in its tokens. So there are three products G,
    // and two C (dG + dG'); two Z M, two Z'dZ and one dZ M'; four products of [w, w] forward, and of A = dM P', A G',
    // Q'A and (Q G)'dM seven.
    private static double linearFlops() {
        double w = D + 1;
        return 5 * 2 * N * w * w + 5 * 2 * (N + 1) * w * w + 11 * 2 * w * w * w;
    }

    // Maps of 3 w w, w w and 8 w w, and attention 4 n w, for each token and layer; three times that with the backward
    // pass. The last layer is counted in full, as its peer computes it.
    private static double softmaxFlops() {
        double w = WIDTH;
        return 3 * LAYERS * (N + 1) * (2 * 12 * w * w + 4 * (N + 1) * w);
    }
}
