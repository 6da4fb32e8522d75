package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.heads.AllocationMeter;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Whole training steps of transformers, and answers of trained ones. */
class TrainingStepTest {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

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

    // Rounds go on until one is clean: vectors that are not compiled yet lie on the heap.
    @Test
    void allocateNothingOnceWarm() {
        for (Transformer model : MODELS) {
            DataParallel<TaskBatch> objective =
                    TaskObjective.squared(model.layer(), model.layout().size(), model.format());
            double[] parameters = model.initialParameters(Randoms.of(0));
            double[] gradient = new double[parameters.length];
            Optimiser.State adam = Adam.defaults().start(model.layout());
            TaskBatch batch = new TaskBatch(24, 10, 2, 1);
            Randoms randoms = Randoms.of(1);
            SinusoidTasks tasks = SinusoidTasks.standard();
            Runnable steps = () -> {
                for (int i = 0; i < 5; i++) {
                    tasks.sample(batch, randoms);
                    objective.lossAndGradient(parameters, batch, gradient);
                    adam.update(parameters, gradient, 1e-3);
                }
            };
            steps.run();
            AllocationMeter meter = new AllocationMeter();
            long least = Long.MAX_VALUE;
            long start = System.nanoTime();
            while (least > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
                least = Math.min(least, meter.measure(steps));
            }
            assertThat(least).as("bytes in 5 steps of %s", model).isZero();
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
