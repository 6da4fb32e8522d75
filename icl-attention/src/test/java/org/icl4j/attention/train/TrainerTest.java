package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.heads.ComposedHead;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

class TrainerTest {

    /** The mean over a batch of (p - x)^2 / 2, whose minimum is the mean of x. */
    private record Quadratic(int parameterCount) implements Objective<double[]> {

        @Override
        public double lossAndGradient(double[] parameters, double[] batch, double[] gradient) {
            double loss = 0;
            for (int i = 0; i < parameterCount; i++) {
                gradient[i] = parameters[i] - batch[i];
                loss += gradient[i] * gradient[i] / 2;
            }
            return loss;
        }
    }

    private static void fill(double[] batch, Randoms randoms) {
        for (int i = 0; i < batch.length; i++) {
            batch[i] = 3 + 0.1 * randoms.gaussian();
        }
    }

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
                        TrainerTest::fill,
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
    void aScheduleScalesTheLearningRate() {
        double[] parameters = new double[2];
        Trainer.steps(10)
                .withSchedule(step -> step < 3 ? 1 : 0)
                .train(new Quadratic(2), parameters, new double[2], TrainerTest::fill, Randoms.of(1), Progress.NONE);
        // Three steps of 0.001 in a steady direction.
        assertThat(parameters).containsExactly(new double[] {0.003, 0.003}, within(1e-4));
    }

    @Test
    void theListenerCanStopIt() {
        TrainingReport report = Trainer.steps(1000)
                .withTraceEvery(10)
                .train(
                        new Quadratic(2),
                        new double[2],
                        new double[2],
                        TrainerTest::fill,
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
                        TrainerTest::fill,
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
                                TrainerTest::fill,
                                Randoms.of(1),
                                Progress.NONE))
                .withMessage("training diverged: the loss is Infinity and the gradient has norm Infinity at step 0; the"
                        + " parameters are those after 0 steps; lower the learning rate 0.001");
        assertThat(parameters).containsExactly(1e200, 0);
    }

    /** Four numbers, each sought at 3. */
    static TrainingReport train(Trainer trainer, double[] parameters, Progress progress) {
        return trainer.train(new Quadratic(4), parameters, new double[4], TrainerTest::fill, Randoms.of(5), progress);
    }

    @Test
    void frozenParametersKeepTheirBitsAndDecayIsOfMatricesOnly() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("matrix", 2, 1);
        builder.add("bias", 1, 2);
        ParameterLayout layout = builder.build();
        double[] parameters = {5, 5, 5, 5};
        train(
                Trainer.steps(50)
                        .withOptimiser(Adam.defaults().withWeightDecay(0.5))
                        .withLayout(layout)
                        .withFrozen(new boolean[] {false, true, false, true}),
                parameters,
                Progress.NONE);
        assertThat(parameters[1]).isEqualTo(5);
        assertThat(parameters[3]).isEqualTo(5);
        // Both move down by Adam's 0.001 a step; the matrix shrinks by 0.0005 of itself a step besides.
        assertThat(parameters[2]).isCloseTo(4.95, within(0.005));
        assertThat(parameters[0]).isCloseTo(4.95 - 50 * 0.0005 * 4.95, within(0.01));
    }

    @Test
    void clippingShortensTheWholeOrEachMatrix() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("long", 1, 2);
        builder.add("short", 2, 1);
        double[] whole = {3, 4, 0.3, 0.4}; // of lengths 5 and 0.5
        double[] each = whole.clone();
        Clipping.global(1).apply(VectorMath.get(), builder.build(), whole);
        Clipping.perMatrix(1).apply(VectorMath.get(), builder.build(), each);
        double length = Math.sqrt(25.25);
        assertThat(whole)
                .containsExactly(new double[] {3 / length, 4 / length, 0.3 / length, 0.4 / length}, within(1e-15));
        assertThat(each).containsExactly(new double[] {0.6, 0.8, 0.3, 0.4}, within(1e-15));
        double[] moved = new double[4];
        train(Trainer.steps(1).withOptimiser(Sgd.of(1)).withClipping(Clipping.global(0.5)), moved, Progress.NONE);
        assertThat(Math.sqrt(Arrays.stream(moved).map(v -> v * v).sum())).isCloseTo(0.5, within(1e-15));
    }

    /** A step of size 1 on |p - x|^2 / 2 goes to the mean of the batches, each from a stream of its own. */
    @Test
    void accumulationIsTheMeanOfTheBatches() {
        double[] parameters = {7, -1, 2, 0};
        TrainingReport report =
                train(Trainer.steps(1).withOptimiser(Sgd.of(1)).withAccumulation(3), parameters, Progress.NONE);
        double[] mean = new double[4];
        double loss = 0;
        for (int b = 0; b < 3; b++) {
            double[] batch = new double[4];
            fill(batch, Randoms.of(5).split(0).split(b));
            for (int i = 0; i < 4; i++) {
                mean[i] += batch[i] / 3;
                loss += Math.pow(new double[] {7, -1, 2, 0}[i] - batch[i], 2) / 6;
            }
        }
        assertThat(parameters).containsExactly(mean, within(1e-14));
        assertThat(report.finalLoss()).isCloseTo(loss, within(1e-13));
    }

    @Test
    void schedulesHaveTheFactorsOfTheirFormulas() {
        // cos(pi t / 3) is 1, 1/2, -1/2, -1
        Schedule cosine = Schedule.cosine(3, 0.2);
        double[] factors = {1, 0.8, 0.4, 0.2, 0.2};
        double[] warm = {0.25, 0.5, 0.75, 1, 1};
        for (int t = 0; t < 5; t++) {
            assertThat(cosine.factor(t)).isCloseTo(factors[t], within(1e-15));
            assertThat(Schedule.constant().warmedUp(4).factor(t)).isEqualTo(warm[t]);
            assertThat(cosine.warmedUp(4).factor(t)).isCloseTo(factors[t] * warm[t], within(1e-15));
        }
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
                        .train(kink, new double[2], new double[2], TrainerTest::fill, Randoms.of(1), Progress.NONE))
                .withMessageContaining("the gradient has norm NaN at step 0");
    }

    /** Mean square of a deep model's outputs on fixed tokens. */
    private static final class Stack implements Objective<double[]> {

        private static final Sequences SHAPE = new Sequences(4, 12, 9);

        private final Layer.Pass pass;
        private final int outputs;
        private final int size;
        private final double[] outputGradient;

        Stack(Layer layer, int size) {
            this.pass = layer.pass();
            this.outputs = SHAPE.rows() * layer.outputWidth();
            this.size = size;
            this.outputGradient = new double[outputs];
        }

        @Override
        public int parameterCount() {
            return size;
        }

        @Override
        public double lossAndGradient(double[] parameters, double[] batch, double[] gradient) {
            Arrays.fill(gradient, 0);
            double[] y = pass.forward(parameters, batch, SHAPE);
            double loss = 0;
            for (int i = 0; i < outputs; i++) {
                loss += y[i] * y[i] / outputs;
                outputGradient[i] = 2 * y[i] / outputs;
            }
            pass.backward(parameters, outputGradient, gradient);
            return loss;
        }
    }

    @Test
    void aStepAllocatesNothing() {
        ComposedHead head = new ComposedHead(1, 16);
        TaskBatch tasks = new TaskBatch(8, 20, 5, 1);
        SinusoidTasks sinusoids = SinusoidTasks.standard();
        assertThat(allocatedBySteps(head, head.initialParameters(Randoms.of(1)), tasks, sinusoids::sample))
                .isZero();

        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = Sequential.of(
                LinearAttention.add(builder, "linear", 6, true),
                Dense.add(builder, "in", 6, 10),
                new ReLU(10),
                MultiHeadAttention.single(10, 4, 5).add(builder, "softmax"));
        double[] parameters = new double[builder.build().size()];
        layer.initialise(parameters, Randoms.of(2));
        Stack stack = new Stack(layer, parameters.length);
        double[] tokens = new double[Stack.SHAPE.rows() * 6];
        assertThat(allocatedBySteps(stack, parameters, tokens, TrainerTest::fill))
                .isZero();
    }

    /** A run of 400 steps allocates what one of 200 does, with steps in two parts as well. */
    @Test
    void aRunAllocatesNothingInItsSteps() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        double[] batch = new double[4];
        Quadratic objective = new Quadratic(4);
        for (int accumulation = 1; accumulation <= 2; accumulation++) {
            long least = Long.MAX_VALUE;
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (least > 0 && System.nanoTime() < deadline) {
                long[] bytes = new long[2];
                for (int run = 0; run < 2; run++) {
                    Trainer trainer =
                            Trainer.steps(200 + 200 * run).withTraceEvery(1000).withAccumulation(accumulation);
                    double[] parameters = new double[4];
                    long before = threads.getThreadAllocatedBytes(self);
                    trainer.train(objective, parameters, batch, TrainerTest::fill, Randoms.of(0), Progress.NONE);
                    bytes[run] = threads.getThreadAllocatedBytes(self) - before;
                }
                least = Math.min(least, Math.abs(bytes[1] - bytes[0]));
            }
            assertThat(least).isZero();
        }
    }

    /** Bytes that 200 steps of sampling, loss, gradient and update allocate on this thread, once warm. */
    private static <B> long allocatedBySteps(
            Objective<B> objective, double[] parameters, B batch, BiConsumer<B, Randoms> sampler) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        Randoms randoms = Randoms.of(0);
        Optimiser.State adam = Adam.defaults().start(ParameterLayout.vector(parameters.length));
        double[] gradient = new double[parameters.length];
        long least = Long.MAX_VALUE;
        // The least of many rounds: until the JVM's second compiler has come to them, the Vector API's operations put
        // their vectors on the heap. On a quiet machine that takes half a second.
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (least > 0 && System.nanoTime() < deadline) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int step = 0; step < 200; step++) {
                sampler.accept(batch, randoms);
                objective.lossAndGradient(parameters, batch, gradient);
                adam.update(parameters, gradient, 1e-3);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        return least;
    }
}
