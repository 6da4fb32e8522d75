package org.icl4j.examples.learnedkernel;

import org.icl4j.core.Metrics;

/**
 * A line of the table.
 *
 * @param method the estimator
 * @param setting its numbers, and how they were chosen
 * @param published the mean squared error of A. Sudjianto's notebook, one noise draw; NaN where there is none
 * @param expected the exact expected error of {@link ExactErrors}; NaN where the answers are not linear in the targets
 * @param errors measured mean squared errors, one per noise draw (and per trained head)
 * @param standardError of the mean of the errors
 */
record Row(
        String method,
        String setting,
        double published,
        double expected,
        Metrics.Summary errors,
        double standardError) {

    /** A line whose errors are independent. */
    static Row of(String method, String setting, double published, double expected, double[] errors) {
        Metrics.Summary summary = Metrics.summary(errors);
        return new Row(method, setting, published, expected, summary, summary.standardError());
    }
}
