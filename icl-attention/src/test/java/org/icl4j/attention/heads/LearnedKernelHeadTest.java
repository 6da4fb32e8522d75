package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Objective;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedKernelHeadTest {

    private static final int STEPS_PER_ROUND = 100;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTrainingStepAllocatesNothingOnceWarm(int threads) {
        LearnedKernelHead head = new LearnedKernelHead(1, 32, threads);
        SinusoidTasks tasks = SinusoidTasks.standard();
        TaskBatch batch = new TaskBatch(16, 20, 6, 1);
        Randoms randoms = Randoms.of(1);
        double[] parameters = head.initialParameters(randoms);
        double[] gradient = new double[parameters.length];
        Optimiser.State adam = Adam.defaults().start(head.layout());
        Runnable steps = () -> {
            for (int i = 0; i < STEPS_PER_ROUND; i++) {
                tasks.sample(batch, randoms);
                head.lossAndGradient(parameters, batch, gradient);
                adam.update(parameters, gradient, 1e-3);
            }
        };
        AllocationMeter.assertNoneOnceWarm(head, steps);
    }

    @Test
    void batchesMayChangeShapeBetweenCalls() {
        LearnedKernelHead head = new LearnedKernelHead(2, 8);
        double[] parameters = head.initialParameters(Randoms.of(1));
        double[] gradient = new double[parameters.length];
        for (int n : new int[] {3, 200, 1, 3}) {
            TaskBatch batch = LearnedKernelHeadProperties.batch(n, n, 2, 2, n);
            double expected = new ComposedHead(2, 8).lossAndGradient(parameters, batch, new double[parameters.length]);
            assertThat(head.lossAndGradient(parameters, batch, gradient)).isCloseTo(expected, within(1e-12 * expected));
        }
    }

    @Test
    void logitsOfAnySizeDoNotOverflow() {
        LearnedKernelHead head = new LearnedKernelHead(1, 8);
        TaskBatch batch = LearnedKernelHeadProperties.batch(5, 30, 4, 1, 3);
        double[] parameters = head.initialParameters(Randoms.of(2));
        for (String name : new String[] {"query.weight", "key.weight"}) {
            int from = head.layout().slice(name).offset();
            for (int i = from; i < from + 64; i++) {
                parameters[i] *= 1e4;
            }
        }
        double[] gradient = new double[parameters.length];
        double expected = new ComposedHead(1, 8).lossAndGradient(parameters, batch, gradient);
        // Logits of 1e8 or so carry an absolute error of 1e8 eps each, and weights a relative error of as much.
        assertThat(head.lossAndGradient(parameters, batch, gradient)).isCloseTo(expected, within(1e-6 * expected));
        for (double g : gradient) {
            assertThat(g).isFinite();
        }
    }

    @Test
    void initialParametersAreUniformAsInPyTorchAndDrawnByName() {
        LearnedKernelHead head = new LearnedKernelHead(1, 64);
        double[] parameters = head.initialParameters(Randoms.of(0));
        double greatest = 0;
        double squares = 0;
        double[][] weight = head.layout().slice("query.weight").read(parameters);
        for (double[] row : weight) {
            for (double v : row) {
                greatest = Math.max(greatest, Math.abs(v));
                squares += v * v;
            }
        }
        // U(-1/8, 1/8): 4096 draws come within 1/400 of the bound but for a chance of e^-10; variance 1/192, 5
        // deviations.
        assertThat(greatest).isBetween(0.125 * (1 - 1.0 / 400), 0.125);
        double deviation = 1.0 / 192 * Math.sqrt(0.8 / 4096);
        assertThat(squares / 4096).isCloseTo(1.0 / 192, within(5 * deviation));
        assertThat(head.layout().slice("key.weight").read(parameters)[0]).isNotEqualTo(weight[0]);
        assertThat(head.initialParameters(Randoms.of(0))).isEqualTo(parameters);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void contextsOfSeveralLengthsAndOtherWidthsAreRefused(Objective<TaskBatch> head) {
        double[] parameters = new double[head.parameterCount()];
        int targets = head instanceof TableHead ? 3 : 1;
        TaskBatch shorter = new TaskBatch(2, 5, 1, 2, targets, 0);
        head.lossAndGradient(parameters, shorter, parameters.clone());
        shorter.contextLengths()[1] = 4;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.lossAndGradient(parameters, shorter, parameters.clone()))
                .withMessage("batch: has contexts shorter than 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.lossAndGradient(parameters, new TaskBatch(2, 5, 1, 2, 2, 0), parameters.clone()))
                .withMessage("batch: expected widths 2 and " + targets + ", got 2 and 2");
    }

    static Stream<Objective<TaskBatch>> heads() {
        return Stream.of(new LearnedKernelHead(2, 4), new ComposedHead(2, 4), TableHead.classification(2, 4, 3));
    }

    @Test
    void badInput() {
        LearnedKernelHead head = new LearnedKernelHead(2, 4);
        double[] good = new double[head.parameterCount()];
        TaskBatch batch = new TaskBatch(1, 2, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.lossAndGradient(new double[3], batch, good))
                .withMessageContaining("parameters: expected length " + good.length + ", got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.lossAndGradient(good, batch, new double[3]))
                .withMessageContaining("gradient: expected length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.lossAndGradient(good, new TaskBatch(1, 2, 1, 3), good))
                .withMessage("batch: expected widths 2 and 1, got 3 and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new LearnedKernelHead(0, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new LearnedKernelHead(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LearnedKernelHead(1, 4, 0));
    }
}
