package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.heads.AllocationMeter;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.attention.mix.TokenMixing;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.junit.jupiter.api.Test;

/** Whole training steps of transformers, and answers of trained ones. */
class TrainingStepTest {

    private static final RegressionTasks LINES = RegressionTasks.linear(1).withNoise(0.1);

    private static final List<Transformer> MODELS = List.of(
            Transformer.linear()
                    .layers(3)
                    .format(PromptFormat.negatedPairs(1, 1))
                    .build(),
            Transformer.softmax()
                    .layers(2)
                    .width(8)
                    .heads(2)
                    .format(PromptFormat.pairs(1, 1))
                    .build(),
            Transformer.softmax()
                    .layers(1)
                    .looped(2)
                    .width(8)
                    .heads(2)
                    .smoothing(Score.gaussian(1))
                    .format(PromptFormat.pairs(1, 1))
                    .build());

    private static Transformer mixing(TokenMixer mixer) {
        return Transformer.of(
                PromptFormat.pairs(1, 1),
                w -> Sequential.of(
                        Dense.add(w, "in", 2, 4),
                        Residual.of(TokenMixing.add(w, "mix", 4, 2, mixer)),
                        Dense.add(w, "out", 4, 1)));
    }

    /** Models with mixers in attention's place, and one that takes a prompt of 12 tokens for a table of 2 columns. */
    private static List<Transformer> otherModels() {
        List<Transformer> models = new ArrayList<>();
        for (TokenMixer mixer : List.of(
                TokenMixer.softmax(),
                TokenMixer.positiveFeatures(5, 1),
                TokenMixer.gatedDelta(),
                TokenMixer.leastSquares(0.5, 0.9),
                TokenMixer.gatedMesa(0.5, 4),
                TokenMixer.chebyshev(0.5, 1, 4),
                TokenMixer.kernelRidge(Score.dotProduct(1), 0.5),
                TokenMixer.kernelRidge(Score.kernel(new Gaussian(1.1)), 0.5),
                TokenMixer.localLinear(1, 0.5))) {
            models.add(mixing(mixer));
        }
        for (DifferentiableKernel kernel : List.of(
                new Matern(1.5, 1),
                new Linear(),
                new ExponentialDotProduct(0.5)
                        .plus(new Gaussian(1).times(new Linear()).scaled(0.5)))) {
            models.add(Transformer.of(
                    PromptFormat.pairs(1, 1),
                    w -> Sequential.of(
                            Dense.add(w, "in", 2, 4),
                            Residual.of(MultiHeadAttention.of(4, 2)
                                    .score(Score.kernel(kernel))
                                    .normaliser(Normaliser.none())
                                    .add(w, "kernel")),
                            Dense.add(w, "out", 4, 1))));
        }
        models.add(Transformer.of(
                PromptFormat.pairs(1, 1),
                w -> Sequential.of(
                        Dense.add(w, "in", 2, 4),
                        Residual.of(
                                MultiHeadAttention.of(4, 2).along(Axis.rows(2)).add(w, "rows")),
                        Residual.of(MultiHeadAttention.of(4, 2)
                                .along(Axis.columns(2))
                                .add(w, "columns")),
                        Dense.add(w, "out", 4, 1))));
        return models;
    }

    @Test
    void allocateNothingOnceWarm() {
        List<Transformer> models = new ArrayList<>(MODELS);
        models.addAll(otherModels());
        for (Transformer model : models) {
            DataParallel<TaskBatch> objective =
                    TaskObjective.squared(model.layer(), model.layout().size(), model.format());
            double[] parameters = model.initialParameters(Randoms.of(0));
            double[] gradient = new double[parameters.length];
            Optimiser.State adam = Adam.defaults().start(model.layout());
            // Of 11 tasks shares have 1 or 2, and a worker meets both.
            TaskBatch batch = new TaskBatch(11, 10, 2, 1);
            Randoms randoms = Randoms.of(1);
            TaskDistribution tasks = MODELS.contains(model) ? SinusoidTasks.standard() : LINES;
            Runnable steps = () -> {
                for (int i = 0; i < 5; i++) {
                    tasks.sample(batch, randoms);
                    objective.lossAndGradient(parameters, batch, gradient);
                    adam.update(parameters, gradient, 1e-3);
                }
            };
            AllocationMeter.assertNoneOnceWarm(model, steps);
        }
    }

    @Test
    void anAnswerHasTheSameBitsWhateverElseIsAsked() {
        Randoms randoms = Randoms.of(5);
        Context context = Context.of(
                Points.ofRows("x", 12, 1, randoms.gaussians(12)), Points.ofRows("y", 12, 1, randoms.gaussians(12)));
        double[] queries = randoms.gaussians(70);
        for (Transformer model : MODELS) {
            TransformerLearner learner = model.learner(model.initialParameters(Randoms.of(2)));
            double[] together = learner.fit(context)
                    .predict(Points.ofRows("queries", 70, 1, queries))
                    .toRowMajor();
            for (int i = 0; i < 70; i += 3) {
                double[] alone = learner.fit(context)
                        .predict(Points.ofRows("queries", 1, 1, new double[] {queries[i]}))
                        .toRowMajor();
                assertThat(alone[0]).isEqualTo(together[i]);
            }
        }
    }

    @Test
    void aSmoothersAnswersAreMeansOfTheContextsTargets() {
        Randoms randoms = Randoms.of(7);
        double[] y = randoms.gaussians(12);
        Context context = Context.of(Points.ofRows("x", 12, 1, randoms.gaussians(12)), Points.ofRows("y", 12, 1, y));
        Transformer model = MODELS.get(2);
        double[] answers = model.learner(model.initialParameters(Randoms.of(2)))
                .fit(context)
                .predict(Points.ofRows("queries", 9, 1, randoms.gaussians(9)))
                .toRowMajor();
        double least = Arrays.stream(y).min().orElseThrow();
        double greatest = Arrays.stream(y).max().orElseThrow();
        for (double answer : answers) {
            assertThat(answer).isBetween(least, greatest);
        }
    }
}
