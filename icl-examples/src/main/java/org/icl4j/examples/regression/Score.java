package org.icl4j.examples.regression;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.icl4j.core.Metrics;
import org.icl4j.solvers.gp.Prediction;

/**
 * How well a method did on the test rows of a split.
 *
 * @param rmse root mean squared error
 * @param logDensity mean log density of the actual targets
 * @param coverage the part of the actual targets within their central intervals of 95 %
 * @param seconds of choosing and fitting
 */
record Score(double rmse, double logDensity, double coverage, double seconds) {

    /** Of predictive distributions of the observations. */
    static Score of(RegressionData.Split split, Prediction predictive, double seconds) {
        return new Score(
                Metrics.rootMeanSquaredError(
                        predictive.means().column(0), split.actual().column(0)),
                predictive.logDensity(split.actual()),
                predictive.coverage(split.actual(), 0.95),
                seconds);
    }

    static double[] each(List<Score> scores, ToDoubleFunction<Score> part) {
        return scores.stream().mapToDouble(part).toArray();
    }
}
