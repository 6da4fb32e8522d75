package org.icl4j.examples.metarep;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;

/**
 * Tasks of one condition number and what every algorithm answers after every step. Tasks 0, 2, 4, ... choose which step of an algorithm goes with a layer;
 * the others measure how well.
 */
final class Exam {

    private final double condition;
    private final TaskBatch batch;
    private final int steps;
    private final Map<Algorithm, Course> courses = new EnumMap<>(Algorithm.class);

    /** What one algorithm does: its weights, shape [steps + 1][tasks][d], and answers, [steps + 1][tasks][queries]. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Course(double[][][] weights, double[][][] answers) {}

    private Exam(double condition, TaskBatch batch, int steps, double ridge) {
        this.condition = condition;
        this.batch = batch;
        int tasks = batch.tasks();
        this.steps = steps;
        for (Algorithm algorithm : Algorithm.values()) {
            courses.put(algorithm, new Course(new double[steps + 1][tasks][], new double[steps + 1][tasks][]));
        }
        Parallel.run(tasks, b -> {
            double[][] x = batch.context(b).inputs().toRows();
            double[] y = batch.context(b).targets().column(0);
            double[][] queries = batch.queries(b).toRows();
            courses.forEach((algorithm, course) -> {
                double[][] w = algorithm.weights(x, y, ridge, steps);
                for (int t = 0; t <= steps; t++) {
                    course.weights[t][b] = w[t];
                    course.answers[t][b] = Numbers.matrix(queries).operate(w[t]);
                }
            });
        });
    }

    /** The tasks that transformers are trained on and examined with: linear functions, w ~ N(0, I/d). */
    static RegressionTasks tasks(int width, double noise, double... conditions) {
        return RegressionTasks.of(
                        new SpectrumInputs(width, conditions),
                        Functions.linear(width).scaled(1 / Math.sqrt(width)))
                .withNoise(noise);
    }

    static Exam of(RegressionTasks tasks, double condition, Sizes sizes, Randoms randoms) {
        TaskBatch batch = tasks.batch(sizes.tasks(), sizes.contextSize(), sizes.queries());
        tasks.sample(batch, randoms);
        return new Exam(condition, batch, sizes.steps(), sizes.ridge());
    }

    /** How much there is of what. */
    record Sizes(int tasks, int contextSize, int queries, int steps, double ridge) {}

    double condition() {
        return condition;
    }

    TaskBatch batch() {
        return batch;
    }

    /** Steps that were run. */
    int steps() {
        return steps;
    }

    /** After t steps, shape [tasks][queries]. */
    double[][] answers(Algorithm algorithm, int t) {
        return course(algorithm).answers[t];
    }

    /** After t steps, shape [tasks][d]. */
    double[][] weights(Algorithm algorithm, int t) {
        return course(algorithm).weights[t];
    }

    private Course course(Algorithm algorithm) {
        return Objects.requireNonNull(courses.get(algorithm));
    }
}
