package org.icl4j.examples.learnedkernel;

import java.util.Arrays;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Task;
import org.icl4j.core.compare.TaskSource;

/**
 * Regression tasks in the layout of the test: 200 evenly spaced x in [-3, 3] with targets f(x) + noise N(0, 1), asked at 100
 * evenly spaced x without noise. All tasks share their inputs, so that each is one target column and one decomposition of
 * a kernel matrix serves them all.
 *
 * @param context inputs [200, 1], targets [200, tasks]
 * @param queries [100, 1]
 * @param truth f at the queries, [100, tasks]
 */
record GridTasks(Context context, Points queries, Points truth) {

    static final SinusoidTasks DISTRIBUTION = SinusoidTasks.standard();
    static final double LOW = DISTRIBUTION.input().low();
    static final double HIGH = DISTRIBUTION.input().high();
    private static final int CONTEXT_POINTS = 200;
    private static final int QUERY_POINTS = 100;
    private static final Sinusoid SINE = new Sinusoid(1, 1, 0);

    /** A sinusoid a sin(w x + p). */
    private record Sinusoid(double amplitude, double frequency, double phase) {
        double at(double x) {
            return amplitude * Math.sin(frequency * x + phase);
        }
    }

    /** The test: f = sin in every task, each with its own noise. */
    static GridTasks sine(int draws, Randoms randoms) {
        Sinusoid[] functions = new Sinusoid[draws];
        Arrays.fill(functions, SINE);
        return of(functions, DISTRIBUTION.noise(), randoms);
    }

    /** The test's function itself, one task. */
    static GridTasks sineWithoutNoise() {
        return of(new Sinusoid[] {SINE}, 0, Randoms.of(0));
    }

    /** Functions from the distribution that the head is pretrained on. */
    static GridTasks sinusoids(int tasks, Randoms randoms) {
        Randoms stream = randoms.split("functions");
        Sinusoid[] functions = new Sinusoid[tasks];
        for (int k = 0; k < tasks; k++) {
            functions[k] = new Sinusoid(
                    draw(DISTRIBUTION.amplitude(), stream),
                    draw(DISTRIBUTION.frequency(), stream),
                    draw(DISTRIBUTION.phase(), stream));
        }
        return of(functions, DISTRIBUTION.noise(), randoms);
    }

    private static double draw(SinusoidTasks.Range range, Randoms randoms) {
        return randoms.uniform(range.low(), range.high());
    }

    private static GridTasks of(Sinusoid[] functions, double deviation, Randoms randoms) {
        int tasks = functions.length;
        double[] x = grid(CONTEXT_POINTS);
        double[] queries = grid(QUERY_POINTS);
        double[] targets = new double[CONTEXT_POINTS * tasks];
        double[] truth = new double[QUERY_POINTS * tasks];
        for (int k = 0; k < tasks; k++) {
            Randoms noise = randoms.split("noise").split(k);
            for (int i = 0; i < CONTEXT_POINTS; i++) {
                targets[i * tasks + k] = functions[k].at(x[i]) + deviation * noise.gaussian();
            }
            for (int q = 0; q < QUERY_POINTS; q++) {
                truth[q * tasks + k] = functions[k].at(queries[q]);
            }
        }
        return new GridTasks(
                Context.of(Points.ofColumn("inputs", x), Points.ofRows("targets", CONTEXT_POINTS, tasks, targets)),
                Points.ofColumn("queries", queries),
                Points.ofRows("truth", QUERY_POINTS, tasks, truth));
    }

    /** Evenly spaced numbers from {@link #LOW} to {@link #HIGH}, both included. */
    static double[] grid(int points) {
        double[] x = new double[points];
        for (int i = 0; i < points; i++) {
            x[i] = LOW + (HIGH - LOW) * i / (points - 1);
        }
        return x;
    }

    int tasks() {
        return truth.width();
    }

    /** The context of one task. */
    Context one(int task) {
        return Context.of(
                context.inputs(), Points.ofColumn("targets", context.targets().column(task)));
    }

    /** These tasks for comparisons: number i of any seed is task i. */
    TaskSource source() {
        return new TaskSource() {
            @Override
            public Task draw(Randoms randoms) {
                return drawn(randoms.integer(tasks()));
            }

            @Override
            public Task task(long seed, int number) {
                return drawn(number);
            }

            private Task drawn(int number) {
                return new Task(one(number), queries, Points.ofColumn("answers", truth.column(number)));
            }
        };
    }

    /** Mean squared error at the queries, task by task, of a predictor with a target column for each. */
    double[] errors(Predictor predictor) {
        Points answers = predictor.predict(queries);
        double[] errors = new double[tasks()];
        for (int q = 0; q < queries.size(); q++) {
            for (int k = 0; k < errors.length; k++) {
                double difference = answers.get(q, k) - truth.get(q, k);
                errors[k] += difference * difference / queries.size();
            }
        }
        return errors;
    }
}
