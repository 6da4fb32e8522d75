package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.icl4j.attention.train.Quadratic.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Progress;
import org.icl4j.core.model.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that write checkpoints: what a resumed one gives, and what a diverging one leaves. */
class TrainerCheckpointTest {

    @TempDir
    Path folder;

    private static final ParameterLayout LAYOUT = layout("a");

    private static ParameterLayout layout(String name) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add(name, 2, 2);
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void aResumedRunHasTheBitsOfAnUninterruptedOne(Optimiser optimiser) {
        Path file = folder.resolve("run.zip");
        Trainer whole = Trainer.steps(40)
                .withOptimiser(optimiser)
                .withSchedule(Schedule.cosine(40, 0.1).warmedUp(5))
                .withClipping(Clipping.global(1))
                .withAccumulation(2)
                .withLayout(LAYOUT);
        double[] expected = {1, 2, 3, 4};
        train(whole, expected, Progress.NONE);
        double[] half = {1, 2, 3, 4};
        train(whole.withTraceEvery(1).withCheckpoints(file, 7, LAYOUT), half, (s, done, t, loss) -> done < 17);
        Checkpoint checkpoint = Checkpoint.load(file, LAYOUT);
        assertThat(checkpoint.step()).isEqualTo(17);
        assertThat(checkpoint.parameters()).containsExactly(half);
        double[] resumed = new double[4];
        TrainingReport report = train(whole.resumedFrom(checkpoint), resumed, Progress.NONE);
        assertThat(resumed).containsExactly(expected);
        assertThat(report.steps()).isEqualTo(40);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.load(file, layout("b")))
                .withMessageContaining("b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(
                        whole.withOptimiser(optimiser instanceof Sgd ? Adam.defaults() : Sgd.of(1))
                                .resumedFrom(checkpoint),
                        resumed,
                        Progress.NONE))
                .withMessageContaining("remembers");
    }

    static Stream<Optimiser> optimisers() {
        return Stream.of(
                new Sgd(0.05, 0.9),
                Adam.defaults().withDecays(0.9, 0.98),
                Adam.defaults().withWeightDecay(0.1),
                Muon.defaults());
    }

    /**
     * Numbers go from 0 to 3 as 3 (1 - 0.95^t), the evaluation is least where the first is at 1, at step 8, and five further evaluations
     * are out of patience at step 18. The cuts: before any evaluation, at the best one, while it waits, at the end.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 13, 18})
    void aResumedRunWithEvaluationsStopsWhereAnUninterruptedOneDoes(int cut) {
        Trainer trainer = Trainer.steps(40)
                .withOptimiser(Sgd.of(0.05))
                .withLayout(LAYOUT)
                .withTraceEvery(1)
                .withEvaluation(2, p -> Math.abs(p[0] - 1), 5);
        double[] expected = new double[4];
        assertThat(train(trainer, expected, Progress.NONE).steps()).isEqualTo(18);
        assertThat(expected[0]).isBetween(0.9, 1.1);

        Path file = folder.resolve("evaluated.zip");
        train(trainer.withCheckpoints(file, 100, LAYOUT), new double[4], (s, done, t, loss) -> done < cut);
        Checkpoint checkpoint = Checkpoint.load(file, LAYOUT);
        assertThat(checkpoint.step()).isEqualTo(cut);
        double[] resumed = new double[4];
        assertThat(train(trainer.resumedFrom(checkpoint), resumed, Progress.NONE)
                        .steps())
                .isEqualTo(18);
        assertThat(resumed).containsExactly(expected);
    }

    @Test
    void checkpointsWithoutEvaluationsAreReadAndThoseOfLaterVersionsRefused() {
        Checkpoint now = Checkpoint.of(LAYOUT, new double[4], Sgd.of(0.05).start(LAYOUT));
        ModelFile file = now.toModelFile();
        Checkpoint old =
                Checkpoint.load(file.without(Set.of("checkpoint-format")).toBytes(), LAYOUT);
        Trainer trainer =
                Trainer.steps(3).withOptimiser(Sgd.of(0.05)).withLayout(LAYOUT).resumedFrom(old);
        assertThat(train(trainer, new double[4], Progress.NONE).steps()).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(trainer.withEvaluation(1, p -> 0, 1), new double[4], Progress.NONE))
                .withMessageContaining("checkpoint: of format 1 does not hold the best evaluation");
        byte[] later = file.with("checkpoint-format", 3L).toBytes();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.load(later, LAYOUT))
                .withMessageContaining("is a checkpoint of format 3, known are 1 to 2");
    }

    @Test
    void aCheckpointOfFormat1StaysOneWhenItIsSavedAgain() {
        Checkpoint now =
                Checkpoint.of(LAYOUT, new double[] {1, 2, 3, 4}, Sgd.of(0.05).start(LAYOUT));
        byte[] first = now.toModelFile().without(Set.of("checkpoint-format")).toBytes();
        Checkpoint old = Checkpoint.load(first, LAYOUT);
        for (int time = 0; time < 2; time++) { // the second time from a file that names its format
            old = Checkpoint.load(old.toBytes(), LAYOUT);
            assertThat(old.toModelFile().integer("checkpoint-format")).isEqualTo(1);
            assertThat(old.parameters()).containsExactly(1, 2, 3, 4);
            assertThatIllegalArgumentException().isThrownBy(old::evaluated).withMessageContaining("of format 1");
        }
    }

    @Test
    void aDivergingRunKeepsTheLastGoodCheckpoint() {
        Path file = folder.resolve("good.zip");
        double[] parameters = new double[4];
        // Gradient descent on |p - c|^2 / 4 per number at rate 50 multiplies the error by -24 a step.
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> train(
                        Trainer.steps(1000)
                                .withOptimiser(Sgd.of(50))
                                .withTraceEvery(10)
                                .withCheckpoints(file, 50, LAYOUT),
                        parameters,
                        Progress.NONE))
                .satisfies(e -> {
                    assertThat(e.step()).isBetween(51, 999);
                    assertThat(e.gradientNorm()).isGreaterThan(1e100);
                    assertThat(e).hasMessageContaining("at step " + e.step()).hasMessageContaining("norm");
                });
        assertThat(Arrays.stream(parameters)).allMatch(Double::isFinite);
        assertThat(Checkpoint.load(file, LAYOUT).step()).isGreaterThanOrEqualTo(50);
    }
}
