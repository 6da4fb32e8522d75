package org.icl4j.attention.model;

import java.util.function.UnaryOperator;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Trainer;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Pretraining of an architecture on a distribution of tasks: at each step a fresh batch, the gradient of the mean loss of all
 * queries, and one update.
 *
 * <pre>{@code
 * TransformerLearner learner = Pretraining.of(model, tasks).context(20).steps(20_000).seed(0).train(Progress.NONE);
 * }</pre>
 *
 * The result is a function of the options alone: the same bits whatever the number of threads.
 *
 * @param model the architecture
 * @param tasks the distribution
 * @param batchSize tasks in a step
 * @param contextSize the most pairs in a context
 * @param querySize queries of a task
 * @param loss what an answer costs
 * @param trainer the loop: steps, optimiser, schedule and the rest
 * @param seed seed of the initial parameters and of the tasks
 */
public record Pretraining(
        Transformer model,
        TaskDistribution tasks,
        int batchSize,
        int contextSize,
        int querySize,
        Loss loss,
        Trainer trainer,
        long seed) {

    /**
     * Checks the options.
     *
     * @param model the architecture
     * @param tasks the distribution
     * @param batchSize tasks in a step
     * @param contextSize the most pairs in a context
     * @param querySize queries of a task
     * @param loss what an answer costs
     * @param trainer the loop: steps, optimiser, schedule and the rest
     * @param seed seed of the initial parameters and of the tasks
     * @throws IllegalArgumentException if an argument is out of its range, or the tasks' widths are not the format's
     */
    public Pretraining {
        Require.notNull("model", model);
        Require.notNull("tasks", tasks);
        Require.positive("batchSize", batchSize);
        Require.positive("contextSize", contextSize);
        Require.positive("querySize", querySize);
        Require.notNull("loss", loss);
        Require.notNull("trainer", trainer);
        PromptFormat format = model.format();
        if (tasks.inputWidth() != format.inputWidth() || tasks.targetWidth() != format.targetWidth()) {
            throw Require.error(
                    "tasks",
                    "have inputs of width " + tasks.inputWidth() + " and targets of width " + tasks.targetWidth()
                            + ", the model's prompts are of " + format.inputWidth() + " and " + format.targetWidth());
        }
    }

    /**
     * The default options: batches of 64 tasks, 20 pairs, 1 query, squared loss, 5000 steps of Adam, seed 0.
     *
     * @param model the architecture
     * @param tasks the distribution
     * @return the options
     */
    public static Pretraining of(Transformer model, TaskDistribution tasks) {
        return new Pretraining(model, tasks, 64, 20, 1, Loss.SQUARED, Trainer.steps(5000), 0);
    }

    /**
     * These options with contexts of another size.
     *
     * @param contextSize n, at least 1
     * @return new options
     */
    public Pretraining context(int contextSize) {
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, trainer, seed);
    }

    /**
     * These options with another number of queries.
     *
     * @param querySize m, queries of each task, at least 1
     * @return new options
     */
    public Pretraining queries(int querySize) {
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, trainer, seed);
    }

    /**
     * These options with batches of another size.
     *
     * @param batchSize tasks in a step, at least 1
     * @return new options
     */
    public Pretraining batch(int batchSize) {
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, trainer, seed);
    }

    /**
     * These options with another loss.
     *
     * @param loss what an answer costs
     * @return new options
     */
    public Pretraining loss(Loss loss) {
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, trainer, seed);
    }

    /**
     * These options with another number of steps.
     *
     * @param steps at least 1
     * @return new options
     */
    public Pretraining steps(int steps) {
        Require.positive("steps", steps);
        return trainer(t -> t.withSteps(steps));
    }

    /**
     * These options with Adam at another learning rate; {@link #trainer} takes other optimisers.
     *
     * @param learningRate the step size, above 0
     * @return new options
     */
    public Pretraining learningRate(double learningRate) {
        Adam adam = Adam.defaults().withLearningRate(learningRate);
        return trainer(t -> t.withOptimiser(adam));
    }

    /**
     * These options with the loop changed: its optimiser, schedule, clipping, checkpoints and the rest.
     *
     * @param change from the present trainer to another
     * @return new options
     */
    public Pretraining trainer(UnaryOperator<Trainer> change) {
        Require.notNull("change", change);
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, change.apply(trainer), seed);
    }

    /**
     * These options with another seed.
     *
     * @param number any number
     * @return new options
     */
    public Pretraining seed(long number) {
        return new Pretraining(model, tasks, batchSize, contextSize, querySize, loss, trainer, number);
    }

    /**
     * Trains.
     *
     * @param progress told the loss from time to time; where it stops the run, the learner is as trained by then
     * @return the learner
     * @throws org.icl4j.attention.train.DivergedException if the loss grows without bound
     */
    public TransformerLearner train(Progress progress) {
        return run(progress).learner();
    }

    /**
     * Trains, and says how it went.
     *
     * @param progress told the loss from time to time; where it stops the run, the learner is as trained by then
     * @return the learner and the report
     * @throws org.icl4j.attention.train.DivergedException if the loss grows without bound
     */
    public Result run(Progress progress) {
        Require.notNull("progress", progress);
        Randoms randoms = Randoms.of(seed);
        double[] parameters = model.initialParameters(randoms.split("initial parameters"));
        TaskBatch batch = tasks.batch(batchSize, contextSize, querySize);
        Trainer loop = trainer.withLayout(model.layout()).withFrozen(model.frozen());
        TrainingReport report = loop.train(
                TaskObjective.of(model.layer(), model.layout().size(), model.format(), loss),
                parameters,
                batch,
                tasks::sample,
                randoms.split("tasks"),
                progress);
        return new Result(model.learner(parameters), report);
    }

    /**
     * A trained model.
     *
     * @param learner the model as a learner
     * @param report what the training did
     */
    public record Result(TransformerLearner learner, TrainingReport report) {

        /**
         * Checks that both are there.
         *
         * @param learner the model as a learner
         * @param report what the training did
         */
        public Result {
            Require.notNull("learner", learner);
            Require.notNull("report", report);
        }
    }
}
