package org.icl4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.icl4j.attention.heads.LearnedKernelHead;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Randoms;

/** Steps a second of training the learned-kernel head: sampling, loss, gradient and Adam; and the bytes a step allocates. */
public final class HeadTraining {

    private HeadTraining() {}

    /**
     * Measures and prints one line of JSON. The rate is the median over tenths of the steps, the first tenth left out;
     * the bytes are those of the last tenth.
     *
     * @param arguments steps, width
     */
    public static void main(String[] arguments) {
        int tenth = Math.max(1, Integer.parseInt(arguments[0]) / 10);
        int width = Integer.parseInt(arguments[1]);
        HeadSteps steps = new HeadSteps(width);
        steps.run(tenth);
        double[] rates = new double[9];
        double loss = 0;
        long before = 0;
        for (int part = 0; part < rates.length; part++) {
            before = allocated();
            long start = System.nanoTime();
            loss = steps.run(tenth);
            rates[part] = tenth / MachineRates.seconds(start);
        }
        double perStep = (double) (allocated() - before) / tenth;
        java.util.Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"steps\": %d, \"width\": %d, \"loss\": %.5f, \"steps_per_s\": %.1f, "
                        + "\"allocated_bytes_per_step\": %.3f}%n",
                10 * tenth,
                width,
                loss,
                rates[4],
                perStep);
    }

    /** Bytes allocated so far by all live threads. */
    private static long allocated() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** The training loop in the setting of the comparison: batch 64, 40 context points, 10 queries. */
    static final class HeadSteps {

        private final SinusoidTasks tasks = SinusoidTasks.standard();
        private final LearnedKernelHead head;
        private final TaskBatch batch = new TaskBatch(64, 40, 10, 1);
        private final Randoms randoms = Randoms.of(0);
        private final double[] parameters;
        private final double[] gradient;
        private final Optimiser.State adam;

        HeadSteps(int width) {
            head = new LearnedKernelHead(1, width);
            parameters = head.initialParameters(randoms.split("initial parameters"));
            gradient = new double[parameters.length];
            adam = Adam.defaults().start(head.layout());
        }

        double run(int steps) {
            double loss = 0;
            for (int step = 0; step < steps; step++) {
                tasks.sample(batch, randoms);
                loss = head.lossAndGradient(parameters, batch, gradient);
                adam.update(parameters, gradient, 1e-3);
            }
            return loss;
        }
    }
}
