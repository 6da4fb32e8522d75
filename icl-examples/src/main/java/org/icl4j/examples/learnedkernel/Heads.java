package org.icl4j.examples.learnedkernel;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.heads.LearnedKernelTraining;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;

/** Pretrained heads, one per seed, and their errors on the test. */
final class Heads {

    /**
     * One head.
     *
     * @param seed of its initial parameters and its training tasks
     * @param trained the head and its training report
     * @param errors mean squared test errors, one per noise draw, [draws, 1]
     */
    record Head(long seed, LearnedKernelTraining.Result trained, Points errors) {
        Metrics.Summary summary() {
            return Metrics.summary(errors.column(0));
        }
    }

    private final int steps;
    private final List<Head> heads = new ArrayList<>();

    Heads(int steps) {
        this.steps = steps;
    }

    void train(long seed, GridTasks test, Progress progress) {
        LearnedKernelTraining.Result result = LearnedKernelTraining.defaults()
                .withTasks(GridTasks.DISTRIBUTION)
                .withSteps(steps)
                .withSeed(seed)
                .train((stage, done, total, loss) -> progress.update("head, seed " + seed, done, total, loss));
        double[] errors = new double[test.tasks()];
        for (int draw = 0; draw < errors.length; draw++) {
            double[] answers =
                    result.kernel().fit(test.one(draw)).predict(test.queries()).column(0);
            errors[draw] = Metrics.meanSquaredError(answers, test.truth().column(draw));
        }
        heads.add(new Head(seed, result, Points.ofColumn("errors", errors)));
    }

    List<Head> all() {
        return List.copyOf(heads);
    }

    Head first() {
        return heads.get(0);
    }

    /** All errors together; the heads, not the draws, are what the standard error counts. */
    Row row() {
        int draws = first().errors().size();
        double[] errors = new double[heads.size() * draws];
        double[] means = new double[heads.size()];
        for (int k = 0; k < heads.size(); k++) {
            heads.get(k).errors().copyRows(0, draws, errors, k * draws);
            means[k] = heads.get(k).summary().mean();
        }
        long last = heads.get(heads.size() - 1).seed();
        String seeds = heads.size() == 1 ? "seed " + last : "seeds " + first().seed() + " to " + last;
        double standardError = heads.size() == 1
                ? Metrics.summary(errors).standardError()
                : Metrics.summary(means).standardError();
        // Linear in the values, but the values are not linear in the targets: no exact expectation.
        return new Row(
                "pretrained head",
                steps + " steps, " + seeds,
                0.0039,
                Double.NaN,
                Metrics.summary(errors),
                standardError);
    }
}
