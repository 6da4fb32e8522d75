package org.icl4j.examples.taskdiversity;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.PoolBayes;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 09: a softmax transformer is trained on a pool of K linear tasks and then asked about tasks of the pool and about others
 * (Raventos et al. 2023). With few tasks it comes to answer as who knows the pool, with many as who knows only its distribution: ridge
 * regression. Both references are Bayes predictors, in closed form.
 */
public final class TaskDiversityExperiment implements Experiment {

    private static final int QUERIES = 4;

    /** How much work. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Size(int seeds, int[] pools, int steps, int batch, int test) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new int[] {2, 64}, 20, 16, 40)
                    : new Size(5, new int[] {2, 8, 32, 256}, 600, 64, 1000);
        }
    }

    /** The experiment. */
    public TaskDiversityExperiment() {}

    @Override
    public int number() {
        return 9;
    }

    @Override
    public String name() {
        return "task-diversity";
    }

    @Override
    public String summary() {
        return "a transformer memorises a small pool of tasks and learns in context from a large one";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        LinearBayes ridge = Pool.ridge();
        Results results = Results.table("reference", "pool", "measured", "reference is");
        List<double[]> means = new ArrayList<>();
        for (int count : size.pools()) {
            double[][] found = new double[8][size.seeds()];
            for (int k = 0; k < size.seeds(); k++) {
                Pool pool = new Pool(count, run.seed() + k);
                TransformerLearner trained = pool.train(
                        size.steps(), size.batch(), report.progress("pool of " + count + ", seed " + pool.seed()));
                PoolBayes memory = pool.pooledBayes();
                Randoms randoms = Randoms.of(pool.seed()).split("test");
                TaskBatch known = draw(pool.tasks(), size.test(), randoms.split("pool"));
                TaskBatch others = draw(Pool.fresh(), size.test(), randoms.split("fresh"));
                found[0][k] = Pool.differences(trained, memory, known)[0];
                found[1][k] = Pool.differences(memory, ridge, known)[0];
                double[] toMemory = Pool.differences(trained, memory, others);
                found[2][k] = toMemory[0];
                found[3][k] = toMemory[1];
                found[4][k] = Pool.differences(trained, ridge, others)[1];
                found[5][k] = Pool.differences(ridge, memory, others)[0];
                found[6][k] = Pool.differences(memory, ridge, others)[0];
                found[7][k] = Pool.differences(memory, ridge, others)[1];
            }
            String name = String.valueOf(count);
            double between = mean(found[7]);
            results.add(mean(found[1]), found[0], name, "error on the pool's tasks", "Bayes with the pool");
            results.add(mean(found[5]), found[2], name, "error on fresh tasks", "ridge");
            results.add(between, found[3], name, "distance to Bayes with the pool, fresh", "ridge from it");
            results.add(between, found[4], name, "distance to ridge, fresh", "Bayes with the pool from it");
            double[] row = new double[found.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = mean(found[i]);
            }
            means.add(row);
        }
        report.add("errors", figure(size.pools(), means));
        report.write(
                "Transformers trained on pools of linear tasks, d = " + Pool.WIDTH + ", n = " + Pool.CONTEXT + ", over "
                        + size.seeds() + " seeds.",
                results);
    }

    private static TaskBatch draw(RegressionTasks tasks, int count, Randoms randoms) {
        TaskBatch batch = tasks.batch(count, Pool.CONTEXT, QUERIES);
        tasks.sample(batch, randoms);
        return batch;
    }

    private static double mean(double[] values) {
        return Metrics.summary(values).mean();
    }

    private static Figure figure(int[] pools, List<double[]> means) {
        double[] at = new double[pools.length];
        double[][] columns = new double[8][pools.length];
        for (int p = 0; p < pools.length; p++) {
            at[p] = pools[p];
            for (int i = 0; i < columns.length; i++) {
                columns[i][p] = means.get(p)[i];
            }
        }
        Plot errors = Plot.of("Squared error", "tasks in the pool", "squared error")
                .add(Series.line(at, columns[0]).in(Ink.BLUE).named("transformer, pool's tasks"))
                .add(Series.line(at, columns[1]).in(Ink.BLUE).dashed().named("Bayes with the pool, pool's tasks"))
                .add(Series.line(at, columns[2]).in(Ink.VERMILLION).named("transformer, fresh tasks"))
                .add(Series.line(at, columns[6]).in(Ink.VERMILLION).dashed().named("Bayes with the pool, fresh tasks"))
                .add(Series.line(at, columns[5]).in(Ink.BLACK).dashed().named("ridge, fresh tasks"))
                .xLogarithmic();
        Plot distances = Plot.of("Whose answers it gives on fresh tasks", "tasks in the pool", "squared distance")
                .add(Series.line(at, columns[3]).in(Ink.PURPLE).named("to Bayes with the pool"))
                .add(Series.line(at, columns[4]).in(Ink.GREEN).named("to ridge"))
                .add(Series.line(at, columns[7]).in(Ink.GREY).dashed().named("between the two"))
                .xLogarithmic();
        return Figure.of(errors, distances);
    }
}
