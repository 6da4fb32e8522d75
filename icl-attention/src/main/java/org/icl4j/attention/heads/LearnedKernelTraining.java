package org.icl4j.attention.heads;

import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Trainer;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * Pretraining of a {@link LearnedKernel} on a distribution of tasks: at each step a fresh batch, the gradient of the mean
 * squared error of all queries, and one update of Adam.
 *
 * <pre>{@code
 * LearnedKernelTraining.Result result = LearnedKernelTraining.defaults().withSeed(1).train(Progress.NONE);
 * double[] answers = result.kernel().fit(x, y).predict(queries);
 * }</pre>
 *
 * The result is a function of the options alone: the same bits whatever the number of threads.
 *
 * @param tasks the distribution of tasks
 * @param width w, the width of the embeddings
 * @param batchSize tasks in a step
 * @param contextSize pairs in a task's context
 * @param querySize queries of a task
 * @param steps updates
 * @param adam settings of the optimiser
 * @param seed seed of the initial parameters and of the tasks
 */
public record LearnedKernelTraining(
        TaskDistribution tasks,
        int width,
        int batchSize,
        int contextSize,
        int querySize,
        int steps,
        Adam adam,
        long seed) {

    /**
     * Checks the options.
     *
     * @param tasks the distribution of tasks
     * @param width w, the width of the embeddings
     * @param batchSize tasks in a step
     * @param contextSize pairs in a task's context
     * @param querySize queries of a task
     * @param steps updates
     * @param adam settings of the optimiser
     * @param seed seed of the initial parameters and of the tasks
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public LearnedKernelTraining {
        Require.notNull("tasks", tasks);
        Require.positive("width", width);
        Require.positive("batchSize", batchSize);
        Require.positive("contextSize", contextSize);
        Require.positive("querySize", querySize);
        Require.positive("steps", steps);
        Require.notNull("adam", adam);
    }

    /**
     * The published setting: sinusoids, width 64, 64 tasks of 40 pairs and 10 queries, Adam at 0.001; 5000 steps, seed 0.
     *
     * @return the options
     */
    public static LearnedKernelTraining defaults() {
        return new LearnedKernelTraining(SinusoidTasks.standard(), 64, 64, 40, 10, 5000, Adam.defaults(), 0);
    }

    /**
     * These options with other tasks.
     *
     * @param distribution the tasks
     * @return new options
     */
    public LearnedKernelTraining withTasks(TaskDistribution distribution) {
        return new LearnedKernelTraining(distribution, width, batchSize, contextSize, querySize, steps, adam, seed);
    }

    /**
     * These options with another width.
     *
     * @param embedding w, at least 1
     * @return new options
     */
    public LearnedKernelTraining withWidth(int embedding) {
        return new LearnedKernelTraining(tasks, embedding, batchSize, contextSize, querySize, steps, adam, seed);
    }

    /**
     * These options with batches of another shape.
     *
     * @param batchSize tasks in a step, at least 1
     * @param contextSize pairs in a task's context, at least 1
     * @param querySize queries of a task, at least 1
     * @return new options
     */
    public LearnedKernelTraining withBatch(int batchSize, int contextSize, int querySize) {
        return new LearnedKernelTraining(tasks, width, batchSize, contextSize, querySize, steps, adam, seed);
    }

    /**
     * These options with another number of steps.
     *
     * @param updates at least 1
     * @return new options
     */
    public LearnedKernelTraining withSteps(int updates) {
        return new LearnedKernelTraining(tasks, width, batchSize, contextSize, querySize, updates, adam, seed);
    }

    /**
     * These options with another optimiser.
     *
     * @param options settings of Adam
     * @return new options
     */
    public LearnedKernelTraining withAdam(Adam options) {
        return new LearnedKernelTraining(tasks, width, batchSize, contextSize, querySize, steps, options, seed);
    }

    /**
     * These options with another seed.
     *
     * @param number any number
     * @return new options
     */
    public LearnedKernelTraining withSeed(long number) {
        return new LearnedKernelTraining(tasks, width, batchSize, contextSize, querySize, steps, adam, number);
    }

    /**
     * Trains a head.
     *
     * @param progress told the loss from time to time; where it stops the run, the head is as trained by then
     * @return the head and the report
     * @throws ArithmeticException if the loss grows without bound, which too great a learning rate brings about
     */
    public Result train(Progress progress) {
        return train(progress, Parallel.threads());
    }

    Result train(Progress progress, int threads) {
        Require.notNull("progress", progress);
        int d = tasks.inputWidth();
        LearnedKernelHead head = new LearnedKernelHead(d, width, threads);
        Randoms randoms = Randoms.of(seed);
        double[] parameters = head.initialParameters(randoms.split("initial parameters"));
        TaskBatch batch = new TaskBatch(batchSize, contextSize, querySize, d);
        TrainingReport report = Trainer.steps(steps)
                .withOptimiser(adam)
                .train(head, parameters, batch, tasks::sample, randoms.split("tasks"), progress);
        return new Result(LearnedKernel.of(d, width, parameters), report);
    }

    /**
     * A trained head.
     *
     * @param kernel the head
     * @param report what the training did
     */
    public record Result(LearnedKernel kernel, TrainingReport report) {

        /**
         * Checks that both are there.
         *
         * @param kernel the head
         * @param report what the training did
         */
        public Result {
            Require.notNull("kernel", kernel);
            Require.notNull("report", report);
        }
    }
}
