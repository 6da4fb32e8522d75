package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
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
import org.junit.jupiter.api.Test;

/** A step of training allocates nothing. */
class TrainerAllocationTest {

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
        assertThat(allocatedBySteps(stack, parameters, tokens, Quadratic::fill)).isZero();
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
                    trainer.train(objective, parameters, batch, Quadratic::fill, Randoms.of(0), Progress.NONE);
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
