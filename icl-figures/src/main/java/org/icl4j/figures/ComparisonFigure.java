package org.icl4j.figures;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Estimate;

/**
 * Figures of {@link ComparisonResult comparisons}, with the intervals that the results have.
 *
 * <pre>{@code
 * ComparisonFigure.of(Comparison.on(tasks, 1000, 7).add("a", a).add("b", b).run()).writeTo(Path.of("comparison.png"));
 * }</pre>
 */
public final class ComparisonFigure {

    /** Of means, beyond which the least could not be told from 0 on a linear axis. */
    private static final int SPREAD = 20;

    private ComparisonFigure() {}

    /**
     * Mean errors beside differences to the reference: {@link #errors} and {@link #differences}.
     *
     * @param result of a comparison
     * @return a figure of two panels
     */
    public static Figure of(ComparisonResult result) {
        Require.notNull("result", result);
        if (result.names().size() == 1) {
            return Figure.of(errors(result));
        }
        return Figure.of(errors(result), differences(result));
    }

    /**
     * The mean error of each learner as a bar, with its interval. Where the greatest mean is more than {@value #SPREAD} times the least, the axis
     * is logarithmic.
     *
     * @param result of a comparison
     * @return the bars
     */
    public static Bars errors(ComparisonResult result) {
        Require.notNull("result", result);
        Bars bars = Bars.of("Error over " + result.tasks() + " tasks", result.measure());
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (String name : result.names()) {
            Estimate error = result.error(name);
            bars = bar(bars, name, error);
            least = Math.min(least, error.mean());
            greatest = Math.max(greatest, error.mean());
        }
        return least > 0 && greatest > SPREAD * least ? bars.logarithmic() : bars;
    }

    /**
     * The paired difference of each learner to the reference as a bar, with its interval. A bar to the left is a learner that is better.
     *
     * @param result of a comparison of two learners or more
     * @return the bars
     */
    public static Bars differences(ComparisonResult result) {
        Require.notNull("result", result);
        Bars bars = Bars.of("Difference to " + result.reference(), result.measure() + ", paired");
        for (String name : result.names()) {
            if (!name.equals(result.reference())) {
                bars = bar(bars, name, result.difference(name));
            }
        }
        return bars;
    }

    private static Bars bar(Bars bars, String name, Estimate estimate) {
        return bars.bar(name, estimate.mean(), estimate.low(), estimate.high());
    }

    /**
     * Mean error against a number that differs between comparisons, such as the length of the context: a line with a band for each
     * learner.
     *
     * @param title above the plot
     * @param xLabel what the number is
     * @param x the number of each comparison, in order
     * @param results as many comparisons, of the same learners
     * @return the plot
     */
    public static Plot curves(String title, String xLabel, double[] x, List<ComparisonResult> results) {
        Require.notNull("title", title);
        Require.notNull("xLabel", xLabel);
        if (Require.finite("x", x).length == 0) {
            throw Require.error("x", "is empty");
        }
        if (Require.notNull("results", results).size() != x.length) {
            throw Require.error(
                    "results", "expected " + x.length + " comparisons, one for each x, got " + results.size());
        }
        for (int i = 0; i < results.size(); i++) {
            Require.notNull("results[" + i + "]", results.get(i));
        }
        Plot plot = Plot.of(title, xLabel, results.get(0).measure());
        for (String name : results.get(0).names()) {
            double[] mean = new double[x.length];
            double[] low = new double[x.length];
            double[] high = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                Estimate estimate = results.get(i).error(name);
                mean[i] = estimate.mean();
                low[i] = estimate.low();
                high[i] = estimate.high();
            }
            plot = plot.line(name, x, mean).band(name, x, low, high);
        }
        return plot;
    }
}
