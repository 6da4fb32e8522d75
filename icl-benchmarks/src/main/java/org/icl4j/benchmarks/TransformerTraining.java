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
 * Training steps of deep transformers on linear regression, the peer of {@code transformer_torch.py}: one line for each of the
 * linear and the softmax model, on all threads and on one, with the floating-point rate of the whole step beside the rate of a
 * product of the kind that it is made of.
 */
public final class TransformerTraining {

    private static final int D = 20;
    private static final int N = 40;
    private static final int BATCH = 256;

    private TransformerTraining() {}

    /** Linear regression with normal inputs and weights. */
    private record Regression() implements TaskDistribution {

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
            for (int b = 0; b < batch.tasks(); b++) {
                for (int k = 0; k < D; k++) {
                    batch.truth()[b * D + k] = randoms.gaussian();
                }
                fill(batch, b, batch.contextSize(), batch.contextInputs(), batch.contextTargets(), randoms);
                fill(batch, b, batch.querySize(), batch.queryInputs(), batch.queryTargets(), randoms);
            }
        }

        private static void fill(TaskBatch batch, int b, int size, double[] x, double[] y, Randoms randoms) {
            for (int i = b * size; i < (b + 1) * size; i++) {
                y[i] = 0;
                for (int k = 0; k < D; k++) {
                    x[i * D + k] = randoms.gaussian();
                    y[i] += x[i * D + k] * batch.truth()[b * D + k];
                }
            }
        }
    }

    /**
     * Runs.
     *
     * @param arguments seconds of each measurement, 5 by default
     */
    public static void main(String[] arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 5;
        System.out.printf("VectorMath: %s, threads %d%n", VectorMath.get().name(), Parallel.threads());
        double peak = gemmRate(seconds / 2);
        System.out.printf(Locale.ROOT, "gemm 512 x 64 x 256 on all threads: %.1f GFLOP/s%n", peak);
        Transformer linear = Transformer.linear()
                .layers(3)
                .format(PromptFormat.negatedPairs(D, 1))
                .build();
        Transformer softmax = Transformer.softmax()
                .layers(3)
                .width(64)
                .heads(4)
                .format(PromptFormat.pairs(D, 1))
                .build();
        for (int threads : new int[] {Parallel.threads(), 1}) {
            measure("linear", linear, threads, seconds, 0, peak);
            // Per token and layer: maps 2 (w 3w + w w + 8 w w) and attention 4 n w; three times that with the backward
            // pass.
            double flops = 3.0 * BATCH * (N + 1) * 3 * (2 * 12 * 64 * 64 + 4 * (N + 1) * 64);
            measure("softmax", softmax, threads, seconds, flops, peak);
        }
    }

    private static double gemmRate(double seconds) {
        VectorMath math = VectorMath.get();
        int m = 512;
        int n = 256;
        int k = 64;
        int threads = Parallel.threads();
        double[][] a = new double[threads][m * k];
        double[][] b = new double[threads][k * n];
        double[][] c = new double[threads][m * n];
        double best = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            Parallel.run(threads, threads, t -> {
                for (int r = 0; r < 200; r++) {
                    math.gemm(false, false, m, n, k, 1, a[t], 0, k, b[t], 0, n, 0, c[t], 0, n);
                }
            });
            best = Math.max(best, 400.0 * m * n * k * threads / (System.nanoTime() - start));
        }
        return best;
    }

    private static void measure(
            String name, Transformer model, int threads, double seconds, double flops, double peak) {
        ParameterLayout layout = model.layout();
        DataParallel<TaskBatch> objective = TaskObjective.squared(model.layer(), layout.size(), model.format())
                .onThreads(threads);
        double[] parameters = model.initialParameters(Randoms.of(0));
        double[] gradient = new double[parameters.length];
        Optimiser.State adam = Adam.defaults().start(layout);
        TaskDistribution tasks = new Regression();
        TaskBatch batch = tasks.batch(BATCH, N, 1);
        Randoms randoms = Randoms.of(1);
        long start = System.nanoTime();
        long steps = 0;
        double loss = 0;
        long warm = start + (long) (seconds * 5e8);
        long end = start + (long) (seconds * 1.5e9);
        long from = 0;
        while (System.nanoTime() < end) {
            tasks.sample(batch, randoms);
            loss = objective.lossAndGradient(parameters, batch, gradient);
            adam.update(parameters, gradient, 1e-3);
            if (from == 0 && System.nanoTime() > warm) {
                from = System.nanoTime();
                steps = 0;
            } else {
                steps++;
            }
        }
        double rate = steps / ((System.nanoTime() - from) * 1e-9);
        System.out.printf(
                Locale.ROOT,
                "%s, %d threads: %.2f steps/s, loss %.4f%s%n",
                name,
                threads,
                rate,
                loss,
                flops == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %.1f GFLOP/s, %.2f of gemm",
                                rate * flops * 1e-9,
                                rate * flops * 1e-9 / peak));
    }
}
