package org.icl4j.examples.metarep;

import java.util.Arrays;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelTraining;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.TaskObjective;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/** One softmax head that has been trained: its weights w(x, z) = exp(s(x, z)) / sum over the context, and its answers. */
interface TrainedHead {

    /** Rows that sum to 1, shape [m, n]. */
    double[][] weights(Points queries, Points inputs);

    /** The head as a learner. */
    InContextLearner<?> learner();

    /** The head between this and another, half of the parameters of each. */
    TrainedHead halfway(TrainedHead other);

    /** What heads are trained on. */
    record Lessons(RegressionTasks tasks, int contextSize, int steps, long seed) {}

    /** The score is x'M z: queries and keys are linear in the inputs, values are the targets times a number. */
    final class Bilinear implements TrainedHead {

        private final Transformer model;
        private final MultiHeadAttention attention;
        private final double[] parameters;

        private Bilinear(Transformer model, MultiHeadAttention attention, double[] parameters) {
            this.model = model;
            this.attention = attention;
            this.parameters = parameters;
        }

        private static Bilinear untrained(int d) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            MultiHeadAttention attention =
                    MultiHeadAttention.single(d + 1, d, 1).add(builder, "head");
            ParameterLayout layout = builder.build();
            return new Bilinear(
                    Transformer.of(attention, layout, PromptFormat.pairs(d, 1)), attention, new double[layout.size()]);
        }

        static Bilinear train(Lessons lessons, Progress progress) {
            int d = lessons.tasks().inputWidth();
            Bilinear head = untrained(d);
            // Queries and keys see x alone, values y alone.
            boolean[] frozen = new boolean[head.parameters.length];
            Randoms randoms = Randoms.of(lessons.seed());
            Randoms start = randoms.split("initial parameters");
            for (int row = 0; row < 2 * d + 1; row++) {
                for (int column = 0; column <= d; column++) {
                    int at = row * (d + 1) + column;
                    frozen[at] = row < 2 * d == (column == d);
                    head.parameters[at] = frozen[at] ? 0 : row < 2 * d ? start.gaussian() : 1;
                }
            }
            TaskBatch batch = lessons.tasks().batch(32, lessons.contextSize(), 8);
            Trainer.steps(lessons.steps())
                    .withOptimiser(Adam.defaults().withLearningRate(0.02))
                    .withSchedule(Schedule.cosine(lessons.steps(), 0.01))
                    .withLayout(head.model.layout())
                    .withFrozen(frozen)
                    .train(
                            TaskObjective.squared(head.model.layer(), head.parameters.length, head.model.format()),
                            head.parameters,
                            batch,
                            lessons.tasks()::sample,
                            randoms.split("tasks"),
                            progress);
            return head;
        }

        /** M = W_Q'W_K / sqrt(d), shape [d, d]. */
        double[][] scoreMatrix() {
            int d = model.format().inputWidth();
            double[][] q = attention.queryWeight(0).read(parameters);
            double[][] k = attention.keyWeight(0).read(parameters);
            double[][] m = new double[d][d];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    for (int l = 0; l < d; l++) {
                        m[i][j] += q[l][i] * k[l][j] / Math.sqrt(d);
                    }
                }
            }
            return m;
        }

        @Override
        public double[][] weights(Points queries, Points inputs) {
            double[][] s = Numbers.matrix(queries.toRows())
                    .multiply(Numbers.matrix(scoreMatrix()))
                    .multiply(Numbers.matrix(inputs.toRows()).transpose())
                    .getData();
            return Kernels.softmax(s);
        }

        @Override
        public InContextLearner<?> learner() {
            return model.learner(parameters);
        }

        /** In M, not in W_Q and W_K, which rotate freely against each other: W_Q := M's transpose times sqrt(d), W_K := I. */
        @Override
        public TrainedHead halfway(TrainedHead other) {
            Bilinear that = (Bilinear) other;
            int d = model.format().inputWidth();
            double[][] a = scoreMatrix();
            double[][] b = that.scoreMatrix();
            double[][] q = new double[d][d + 1];
            double[][] k = new double[d][d + 1];
            for (int i = 0; i < d; i++) {
                k[i][i] = 1;
                for (int j = 0; j < d; j++) {
                    q[j][i] = (a[i][j] + b[i][j]) / 2 * Math.sqrt(d);
                }
            }
            Bilinear middle = untrained(d);
            middle.attention.queryWeight(0).write(q, middle.parameters);
            middle.attention.keyWeight(0).write(k, middle.parameters);
            int last = parameters.length - 1;
            middle.parameters[last] = (parameters[last] + that.parameters[last]) / 2;
            return middle;
        }
    }

    /** The score is that of embeddings by a network: the head of the learned kernel. */
    record Embedded(LearnedKernel kernel) implements TrainedHead {

        static Embedded train(Lessons lessons, int width, Progress progress) {
            return new Embedded(LearnedKernelTraining.defaults()
                    .withTasks(lessons.tasks())
                    .withWidth(width)
                    .withBatch(32, lessons.contextSize(), 8)
                    .withSteps(lessons.steps())
                    .withAdam(Adam.defaults().withLearningRate(2e-3))
                    .withSeed(lessons.seed())
                    .train(progress)
                    .kernel());
        }

        @Override
        public double[][] weights(Points queries, Points inputs) {
            return kernel.weights(queries, inputs).toRows();
        }

        @Override
        public InContextLearner<?> learner() {
            return kernel;
        }

        @Override
        public TrainedHead halfway(TrainedHead other) {
            double[] a = kernel.parameters();
            double[] b = ((Embedded) other).kernel.parameters();
            double[] middle = new double[a.length];
            Arrays.setAll(middle, i -> (a[i] + b[i]) / 2);
            return new Embedded(LearnedKernel.of(kernel.inputWidth(), kernel.width(), middle));
        }
    }
}
