package org.icl4j.examples.metarep;

import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.model.LinearTransformer;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Clipping;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;
import org.icl4j.solvers.linear.LinearModel;

/** A transformer that is examined: what it answers after every layer. */
interface Examinee {

    /** What is read after layers 0 to L, shape [L + 1][tasks][queries]. */
    double[][][] answers(TaskBatch batch);

    /** How a transformer is trained. */
    record Course(RegressionTasks tasks, int contextSize, int layers, int width, int steps, int probeTasks, long seed) {

        /** The same with another number of training steps. */
        Course withSteps(int other) {
            return new Course(tasks, contextSize, layers, width, other, probeTasks, seed);
        }

        private Pretraining pretraining(Transformer model, double rate) {
            return Pretraining.of(model, tasks)
                    .context(contextSize)
                    .queries(4)
                    .batch(32)
                    .steps(steps)
                    .seed(seed)
                    .trainer(t -> t.withOptimiser(Adam.defaults().withLearningRate(rate))
                            .withSchedule(Schedule.cosine(steps, 0.02).warmedUp(Math.max(1, steps / 20)))
                            .withClipping(Clipping.global(1)));
        }

        private TaskBatch probing() {
            TaskBatch batch = tasks.batch(probeTasks, contextSize, 4);
            tasks.sample(batch, Randoms.of(seed).split("probes"));
            return batch;
        }

        /** Softmax attention with MLPs. */
        Probed softmax(Progress progress) {
            Transformer model = Transformer.softmax()
                    .layers(layers)
                    .width(width)
                    .heads(4)
                    .hidden(2 * width)
                    .format(PromptFormat.pairs(tasks.inputWidth(), 1))
                    .build();
            int[] ends = new int[layers + 1];
            for (int l = 0; l <= layers; l++) {
                ends[l] = 1 + 2 * l;
            }
            return probed(pretraining(model, 2e-3).train(progress), ends);
        }

        /** Linear attention, all weights free. */
        Probed linear(Progress progress) {
            return probed(pretraining(linearModel().build(), 3e-3).train(progress), blocks());
        }

        /** Linear attention whose layers are steps of preconditioned gradient descent, whatever their weights. */
        Probed sparse(Progress progress) {
            return probed(pretraining(linearModel().sparse().build(), 1e-2).train(progress), blocks());
        }

        private LinearTransformer linearModel() {
            return Transformer.linear().layers(layers).format(PromptFormat.negatedPairs(tasks.inputWidth(), 1));
        }

        private int[] blocks() {
            int[] ends = new int[layers + 1];
            for (int l = 0; l <= layers; l++) {
                ends[l] = l;
            }
            return ends;
        }

        private Probed probed(TransformerLearner learner, int[] ends) {
            LayerStates states = new LayerStates(learner, ends);
            return new Probed(learner, states, states.probes(probing()));
        }
    }

    /** A trained transformer, read by probes. */
    record Probed(TransformerLearner learner, LayerStates states, List<LinearModel> probes) implements Examinee {

        @Override
        public double[][][] answers(TaskBatch batch) {
            return states.answers(batch, probes);
        }

        /** The answers as the format reads them, minus the query's target slot, after every layer of a linear transformer. */
        double[][][] slots(TaskBatch batch) {
            int d = batch.inputWidth();
            int m = batch.querySize();
            Points[] all = states.at(batch);
            double[][][] answers = new double[all.length][batch.tasks()][m];
            for (int l = 0; l < all.length; l++) {
                for (int b = 0; b < batch.tasks(); b++) {
                    for (int q = 0; q < m; q++) {
                        answers[l][b][q] = -all[l].get(b * m + q, d);
                    }
                }
            }
            return answers;
        }

        /**
         * What the weights of a sparse linear transformer say that it does: w += Q_l X'(y - X w) / n after layer l, its algorithm without any layer.
         *
         * @param batch tasks
         * @return shape [L + 1][tasks][queries]
         */
        double[][][] preconditionedDescent(TaskBatch batch) {
            List<Layer> blocks = LayerStates.parts(learner.layer());
            int d = batch.inputWidth();
            double[][][] answers = new double[blocks.size() + 1][batch.tasks()][];
            double[] parameters = learner.parameters();
            for (int b = 0; b < batch.tasks(); b++) {
                var x = Numbers.matrix(batch.context(b).inputs().toRows());
                double[] y = batch.context(b).targets().column(0);
                var queries = Numbers.matrix(batch.queries(b).toRows());
                double[] w = new double[d];
                answers[0][b] = queries.operate(w);
                for (int l = 1; l <= blocks.size(); l++) {
                    double[][] q =
                            ((LinearAttention) blocks.get(l - 1)).keyQuery().read(parameters);
                    double[] residual = x.operate(w);
                    for (int i = 0; i < residual.length; i++) {
                        residual[i] = y[i] - residual[i];
                    }
                    double[] gradient = x.preMultiply(residual);
                    for (int i = 0; i < d; i++) {
                        for (int j = 0; j < d; j++) {
                            w[i] += q[i][j] * gradient[j] / y.length;
                        }
                    }
                    answers[l][b] = queries.operate(w);
                }
            }
            return answers;
        }
    }

    /** Conjugate gradients wired by hand: what must be found. */
    record Wired(WiredTransformer transformer) implements Examinee {

        static Wired conjugateGradients(int width, double ridge, int layers) {
            return new Wired(
                    ConjugateGradientTransformer.of(width, ridge, layers).transformer());
        }

        @Override
        public double[][][] answers(TaskBatch batch) {
            double[][][] answers = new double[transformer.steps() + 1][batch.tasks()][];
            Parallel.run(batch.tasks(), b -> {
                double[][] all = transformer.answers(batch.context(b), batch.queries(b));
                for (int t = 0; t < all.length; t++) {
                    answers[t][b] = all[t];
                }
            });
            return answers;
        }
    }
}
