package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.List;
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
    private final double[][][][] weights;
    private final double[][][][] answers;

    private Exam(double condition, TaskBatch batch, int steps, double ridge) {
        this.condition = condition;
        this.batch = batch;
        int tasks = batch.tasks();
        int algorithms = Algorithm.values().length;
        this.weights = new double[algorithms][steps + 1][tasks][];
        this.answers = new double[algorithms][steps + 1][tasks][];
        Parallel.run(tasks, b -> {
            double[][] x = batch.context(b).inputs().toRows();
            double[] y = batch.context(b).targets().column(0);
            double[][] queries = batch.queries(b).toRows();
            for (Algorithm algorithm : Algorithm.values()) {
                double[][] w = algorithm.weights(x, y, ridge, steps);
                for (int t = 0; t <= steps; t++) {
                    weights[algorithm.ordinal()][t][b] = w[t];
                    answers[algorithm.ordinal()][t][b] = Numbers.matrix(queries).operate(w[t]);
                }
            }
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
        return weights[0].length - 1;
    }

    /** After t steps, shape [tasks][queries]. */
    double[][] answers(Algorithm algorithm, int t) {
        return answers[algorithm.ordinal()][t];
    }

    /** After t steps, shape [tasks][d]. */
    double[][] weights(Algorithm algorithm, int t) {
        return weights[algorithm.ordinal()][t];
    }

    /** The algorithms that have been run. */
    static List<Algorithm> algorithms() {
        return new ArrayList<>(List.of(Algorithm.values()));
    }
}
