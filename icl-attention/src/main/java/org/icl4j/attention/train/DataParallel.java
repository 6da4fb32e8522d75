package org.icl4j.attention.train;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.ParallelLoop;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * An objective whose batch is a number of tasks, spread over threads. The tasks are cut into at most {@value #BLOCKS} blocks,
 * fixed by their number alone; each block has a gradient of its own, and these are added up in order. So the result has the same
 * bits whatever the number of threads. Each thread has a worker with workspaces of its own, which takes one block after the other, so
 * that what it wrote for one is still in a cache for the next.
 *
 * <p>Memory: {@value #BLOCKS} gradients and a worker for each thread. After the first call with a number of tasks a call allocates nothing
 * of its own. Not thread-safe.
 *
 * @param <B> the kind of batch
 */
public final class DataParallel<B> implements Objective<B> {

    /** The most blocks. */
    public static final int BLOCKS = 8;

    private final VectorMath math = VectorMath.get();
    private final int parameterCount;
    private final ToIntFunction<B> size;
    private final Supplier<Worker<B>> workers;
    private final int threads;
    private @Nullable Blocks<B> blocks;

    /**
     * An objective on the default number of threads.
     *
     * @param parameterCount the length of the parameter vector
     * @param size the number of tasks in a batch
     * @param workers makes workers, which share nothing
     */
    public DataParallel(int parameterCount, ToIntFunction<B> size, Supplier<Worker<B>> workers) {
        this(parameterCount, size, workers, Parallel.threads());
    }

    /**
     * An objective.
     *
     * @param parameterCount the length of the parameter vector
     * @param size the number of tasks in a batch
     * @param workers makes workers, which share nothing
     * @param threads at most so many at a time; the results do not depend on it
     */
    public DataParallel(int parameterCount, ToIntFunction<B> size, Supplier<Worker<B>> workers, int threads) {
        this.parameterCount = Require.positive("parameterCount", parameterCount);
        this.size = Require.notNull("size", size);
        this.workers = Require.notNull("workers", workers);
        this.threads = Require.positive("threads", threads);
    }

    /**
     * The same objective on another number of threads, with workspaces of its own.
     *
     * @param count at most so many at a time; the results do not depend on it
     * @return a new objective
     */
    public DataParallel<B> onThreads(int count) {
        return new DataParallel<>(parameterCount, size, workers, Require.positive("count", count));
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public double lossAndGradient(double[] parameters, B batch, double[] gradient) {
        Require.length("parameters", parameters, parameterCount, "the objective's parameter count");
        Require.length("gradient", gradient, parameterCount, "the objective's parameter count");
        Require.notNull("batch", batch);
        int tasks = Require.positive("tasks", size.applyAsInt(batch));
        Blocks<B> work = blocks;
        if (work == null || work.tasks != tasks) {
            work = new Blocks<>(tasks, parameterCount, workers, threads);
            blocks = work;
        }
        double loss = work.run(parameters, batch);
        System.arraycopy(work.gradients[0], 0, gradient, 0, parameterCount);
        for (int b = 1; b < work.gradients.length; b++) {
            math.axpy(1, work.gradients[b], 0, gradient, 0, parameterCount);
        }
        return loss;
    }

    /**
     * Computes the share of some tasks. It depends on the arguments alone, not on what the worker did before.
     *
     * @param <B> the kind of batch
     */
    @FunctionalInterface
    public interface Worker<B> {

        /**
         * The share of the tasks [from, to) in the batch's mean loss and in its gradient.
         *
         * @param parameters the parameter vector; read only
         * @param batch the whole batch; read only
         * @param from the first task
         * @param to the first task that is not of the share
         * @param gradient the share of the gradient is ADDED to it
         * @return the share of the mean loss: the sum over these tasks, divided by the number of all
         */
        double share(double[] parameters, B batch, int from, int to, double[] gradient);
    }

    private static final class Blocks<B> {

        final int tasks;
        final double[][] gradients;
        private final double[] losses;
        private final ArrayBlockingQueue<Worker<B>> idle;
        private final ParallelLoop loop;
        private double[] parameters = {};
        private @Nullable B batch;

        Blocks(int tasks, int parameterCount, Supplier<Worker<B>> supplier, int threads) {
            this.tasks = tasks;
            int count = Math.min(BLOCKS, tasks);
            this.gradients = new double[count][parameterCount];
            this.losses = new double[count];
            int together = Math.min(threads, count);
            this.idle = new ArrayBlockingQueue<>(together);
            for (int w = 0; w < together; w++) {
                idle.add(Require.notNull("worker", supplier.get()));
            }
            this.loop = ParallelLoop.of(threads, count, this::runBlock);
        }

        double run(double[] theta, B given) {
            parameters = theta;
            batch = given;
            loop.run();
            batch = null;
            double loss = 0;
            for (double part : losses) {
                loss += part;
            }
            return loss;
        }

        private int start(int block) {
            return (int) ((long) block * tasks / gradients.length);
        }

        private void runBlock(int block) {
            Arrays.fill(gradients[block], 0);
            Worker<B> worker = idle.remove(); // as many as run at a time
            try {
                losses[block] = worker.share(
                        parameters, Require.notNull("batch", batch), start(block), start(block + 1), gradients[block]);
            } finally {
                idle.add(worker);
            }
        }
    }

    @Override
    public String toString() {
        return "DataParallel[" + parameterCount + " parameters" + ", threads=" + threads + "]";
    }
}
