package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.attention.train.Quadratic.train;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.heads.ComposedHead;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class TrainerTest {

    @Test
    void trainingFindsTheMinimumAndReportsTheLosses() {
        double[] parameters = new double[4];
        List<Long> seen = new ArrayList<>();
        long start = System.nanoTime();
        TrainingReport report = Trainer.steps(1050)
                .withOptimiser(Adam.defaults().withLearningRate(0.02))
                .withTraceEvery(100)
                .train(
                        new Quadratic(4),
                        parameters,
                        new double[4],
                        Quadratic::fill,
                        Randoms.of(1),
                        (s, done, t, loss) -> {
                            seen.add(done);
                            return true;
                        });
        assertThat(report.seconds()).isBetween(0.0, 1e-9 * (System.nanoTime() - start));
        // Adam at rate a jitters about the minimum by a few a.
        assertThat(parameters).containsExactly(new double[] {3, 3, 3, 3}, within(0.2));
        assertThat(report.steps()).isEqualTo(1050);
        assertThat(report.stopped()).isFalse();
        assertThat(report.trace()).hasSize(11);
        assertThat(report.finalLoss()).isLessThan(0.1).isLessThan(report.trace().get(0) / 50);
        assertThat(seen).hasSize(11).first().isEqualTo(100L);
        assertThat(seen).last().isEqualTo(1050L);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        assertThat(trainHead(3)).containsExactly(trainHead(3));
        assertThat(trainHead(4)[0]).isNotEqualTo(trainHead(3)[0]);
    }

    private static double[] trainHead(long seed) {
        ComposedHead head = new ComposedHead(1, 8);
        Randoms randoms = Randoms.of(seed);
        double[] parameters = head.initialParameters(randoms.split("initial"));
        Trainer.steps(20)
                .train(
                        head,
                        parameters,
                        new TaskBatch(4, 10, 3, 1),
                        SinusoidTasks.standard()::sample,
                        randoms.split("tasks"),
                        Progress.NONE);
        return parameters;
    }

    @Test
    void trainingTheHeadLowersTheLoss() {
        ComposedHead head = new ComposedHead(1, 16);
        double[] parameters = head.initialParameters(Randoms.of(0));
        TrainingReport report = Trainer.steps(400)
                .withOptimiser(Adam.defaults().withLearningRate(3e-3))
                .train(
                        head,
                        parameters,
                        new TaskBatch(16, 20, 5, 1),
                        SinusoidTasks.standard()::sample,
                        Randoms.of(1),
                        Progress.NONE);
        // a sin(wx + p) has variance E a^2 / 2 = 0.875: what answering 0 costs.
        assertThat(report.trace().get(0)).isGreaterThan(0.5);
        assertThat(report.finalLoss()).isLessThan(0.4);
    }

    @Test
    void theListenerCanStopIt() {
        TrainingReport report = Trainer.steps(1000)
                .withTraceEvery(10)
                .train(
                        new Quadratic(2),
                        new double[2],
                        new double[2],
                        Quadratic::fill,
                        Randoms.of(1),
                        (stage, done, total, loss) -> done < 30);
        assertThat(report.stopped()).isTrue();
        assertThat(report.steps()).isEqualTo(30);
        assertThat(report.trace()).hasSize(3);
        // After the last step there is nothing left to stop.
        TrainingReport whole = Trainer.steps(30)
                .withTraceEvery(10)
                .train(
                        new Quadratic(2),
                        new double[2],
                        new double[2],
                        Quadratic::fill,
                        Randoms.of(1),
                        (stage, done, total, loss) -> done < 30);
        assertThat(whole.stopped()).isFalse();
        assertThat(whole.steps()).isEqualTo(30);
    }

    @Test
    void aLossThatIsNotFiniteEndsItWithTheStep() {
        double[] parameters = {1e200, 0};
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Trainer.steps(10)
                        .train(
                                new Quadratic(2),
                                parameters,
                                new double[2],
                                Quadratic::fill,
                                Randoms.of(1),
                                Progress.NONE))
                .withMessage("training diverged: the loss is Infinity and the gradient has norm Infinity at step 0; the"
                        + " parameters are those after 0 steps; lower the learning rate 0.001");
        assertThat(parameters).containsExactly(1e200, 0);
    }

    @Test
    void aRunEndsWhenItsEvaluationDoesNotImproveAndKeepsTheBest() {
        double[] parameters = new double[4];
        int[] calls = {0};
        double[] values = {3, 2, 5, 6, 7};
        TrainingReport report =
                train(Trainer.steps(100).withEvaluation(10, p -> values[calls[0]++], 3), parameters, Progress.NONE);
        assertThat(report.steps()).isEqualTo(50);
        assertThat(report.stopped()).isTrue();
        double[] best = new double[4];
        train(Trainer.steps(20), best, Progress.NONE);
        assertThat(parameters).containsExactly(best);
    }

    @Test
    void theMonitorIsToldLossRateAndTimeLeft() {
        List<TrainingState> states = new ArrayList<>();
        train(
                Trainer.steps(30)
                        .withTraceEvery(10)
                        .withSchedule(Schedule.steps(10, 0.5))
                        .withMonitor(states::add),
                new double[4],
                Progress.NONE);
        assertThat(states).extracting(TrainingState::step).containsExactly(10, 20, 30);
        assertThat(states).extracting(TrainingState::learningRate).containsExactly(1e-3, 5e-4, 2.5e-4);
        assertThat(states.get(2).secondsLeft()).isZero();
        assertThat(states).allMatch(s -> s.gradientNorm() > 0 && s.loss() > 0);
    }

    /** A loss may be finite where its gradient is not; then no further loss would tell after the last step. */
    @Test
    void parametersThatAreNotFiniteAreNotHandedOut() {
        Objective<double[]> kink = new Objective<>() {
            @Override
            public int parameterCount() {
                return 2;
            }

            @Override
            public double lossAndGradient(double[] parameters, double[] batch, double[] gradient) {
                gradient[0] = 1;
                gradient[1] = Double.NaN;
                return 1;
            }
        };
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Trainer.steps(1)
                        .train(kink, new double[2], new double[2], Quadratic::fill, Randoms.of(1), Progress.NONE))
                .withMessageContaining("the gradient has norm NaN at step 0");
    }
}
