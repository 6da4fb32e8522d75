package org.icl4j.core.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * Learners on the same tasks. Each task is drawn once; every learner fits its context and answers its queries; the error of the answers is
 * one number a task and learner. {@link ComparisonResult} has their means, with Student intervals, and the differences between
 * learners, paired task by task. Pairing takes out what makes a task hard for everybody, so that differences much smaller than the spread of the
 * errors can be seen.
 *
 * <pre>{@code
 * Comparison.on(tasks, 1000, 7)
 *         .add("trained", trained)
 *         .add("ridge", RidgeRegression.of(0.01))
 *         .run()
 *         .print(System.out);
 * }</pre>
 *
 * <p>A comparison is an immutable value: each method returns a new one. Tasks are spread over {@link Parallel#threads()} threads; the
 * result depends on the seed alone. Learners must be as {@link InContextLearner} says: fitting does not change them.
 */
public final class Comparison {

    private static final String DEFAULT_MEASURE = "mean squared error";
    private static final double DEFAULT_CONFIDENCE = 0.95;

    // Between reports of progress. A fixed share of the work, so that waiting for the slowest task of each costs
    // little.
    private static final int STAGES = 50;

    private final TaskSource tasks;
    private final int count;
    private final long seed;
    private final Map<String, InContextLearner<?>> learners;
    private final @Nullable String reference;
    private final String measureName;
    private final ToDoubleBiFunction<double[], double[]> measure;
    private final double confidence;

    private Comparison(
            TaskSource tasks,
            int count,
            long seed,
            Map<String, InContextLearner<?>> learners,
            @Nullable String reference,
            String measureName,
            ToDoubleBiFunction<double[], double[]> measure,
            double confidence) {
        this.tasks = tasks;
        this.count = count;
        this.seed = seed;
        this.learners = learners;
        this.reference = reference;
        this.measureName = measureName;
        this.measure = measure;
        this.confidence = confidence;
    }

    /**
     * A comparison without learners, by mean squared error and with intervals of 95 %.
     *
     * @param tasks where the tasks come from
     * @param count how many, at least 2
     * @param seed of the tasks
     * @return the comparison
     */
    public static Comparison on(TaskSource tasks, int count, long seed) {
        Require.notNull("tasks", tasks);
        Require.inRange("count", count, 2, Integer.MAX_VALUE);
        return new Comparison(
                tasks, count, seed, Map.of(), null, DEFAULT_MEASURE, Metrics::meanSquaredError, DEFAULT_CONFIDENCE);
    }

    /**
     * This comparison with one more learner. The first one added is what the others are compared with, unless {@link #against} says otherwise.
     *
     * @param name in tables, figures and errors; not blank, and not given before
     * @param learner what fits each context
     * @return a new comparison
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Comparison add(String name, InContextLearner<?> learner) {
        Require.notNull("name", name);
        Require.notNull("learner", learner);
        if (name.isBlank()) {
            throw Require.error("name", "is blank");
        }
        Map<String, InContextLearner<?>> more = new LinkedHashMap<>(learners);
        if (more.put(name, learner) != null) {
            throw Require.error("name", "\"" + name + "\" has been added already");
        }
        return new Comparison(tasks, count, seed, more, reference, measureName, measure, confidence);
    }

    /**
     * This comparison with the differences taken from another learner than the first.
     *
     * @param name of a learner that has been added
     * @return a new comparison
     * @throws IllegalArgumentException if there is no learner of that name
     */
    public Comparison against(String name) {
        Require.notNull("name", name);
        if (!learners.containsKey(name)) {
            throw Require.error("name", "no learner is called \"" + name + "\"; there are " + learners.keySet());
        }
        return new Comparison(tasks, count, seed, learners, name, measureName, measure, confidence);
    }

    /**
     * This comparison with another measure of error.
     *
     * @param name of the measure, such as {@code "mean absolute error"}
     * @param error of one task's answers (first) against the true ones (second), both row-major, such as {@code
     *     Metrics::meanAbsoluteError}; less is better
     * @return a new comparison
     */
    public Comparison withMeasure(String name, ToDoubleBiFunction<double[], double[]> error) {
        Require.notNull("name", name);
        Require.notNull("error", error);
        return new Comparison(tasks, count, seed, learners, reference, name, error, confidence);
    }

    /**
     * This comparison with intervals of another confidence.
     *
     * @param probability between 0 and 1, such as 0.99
     * @return a new comparison
     */
    public Comparison withConfidence(double probability) {
        Estimate.requireConfidence(probability);
        return new Comparison(tasks, count, seed, learners, reference, measureName, measure, probability);
    }

    /**
     * Runs every learner on every task.
     *
     * @return the errors
     * @throws IllegalStateException as {@link #run(Progress)} does
     */
    public ComparisonResult run() {
        return run(Progress.NONE);
    }

    /**
     * Runs every learner on every task. When the listener asks to stop, the result is that of the tasks finished so far, two at least.
     *
     * @param progress told about finished tasks
     * @return the errors
     * @throws IllegalStateException if no learner has been added, or if a learner throws, answers in another shape or has an error that is
     *     not finite; the message names the learner and the task's number, and the cause is the learner's own exception
     */
    public ComparisonResult run(Progress progress) {
        Require.notNull("progress", progress);
        if (learners.isEmpty()) {
            throw new IllegalStateException("no learner has been added to the comparison");
        }
        String[] names = learners.keySet().toArray(String[]::new);
        double[][] errors = new double[names.length][count];
        int stage = Math.max(2 * Parallel.threads(), count / STAGES);
        int done = 0;
        boolean wanted = true;
        while (done < count && wanted) {
            int first = done;
            int size = Math.min(stage, count - first);
            Parallel.run(size, i -> run(first + i, errors));
            done += size;
            wanted = progress.update("compare", done, count, Double.NaN);
        }
        String against = reference == null ? names[0] : reference;
        return new ComparisonResult(seed, measureName, confidence, against, names, done, errors);
    }

    private void run(int number, double[][] errors) {
        Task task;
        try {
            task = Require.notNull("task", tasks.task(seed, number));
        } catch (RuntimeException e) {
            throw new IllegalStateException("drawing task " + number + " of seed " + seed + " failed: " + e, e);
        }
        double[] truth = task.answers().toRowMajor();
        int row = 0;
        for (Map.Entry<String, InContextLearner<?>> entry : learners.entrySet()) {
            errors[row++][number] = error(entry.getKey(), entry.getValue(), number, task, truth);
        }
    }

    private double error(String name, InContextLearner<?> learner, int number, Task task, double[] truth) {
        double error;
        try {
            Points answers = learner.fit(task.context()).predict(task.queries());
            Require.width("answers", answers, task.answers().width(), "t must match the task's");
            error = measure.applyAsDouble(answers.toRowMajor(), truth);
        } catch (RuntimeException e) {
            throw new IllegalStateException(place(name, number) + " failed: " + e, e);
        }
        if (!Double.isFinite(error)) {
            throw new IllegalStateException(place(name, number) + " has a " + measureName + " of " + error);
        }
        return error;
    }

    private String place(String name, int number) {
        return "\"" + name + "\" on task " + number + " of seed " + seed;
    }

    @Override
    public String toString() {
        return "Comparison[" + learners.keySet() + ", tasks=" + count + ", seed=" + seed + ", " + measureName + "]";
    }
}
