package org.icl4j.solvers.select;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.icl4j.core.Context;
import org.icl4j.core.Require;
import org.icl4j.solvers.Scaling;

/** One search of {@link KernelSelection}. Length scales and ridges are searched by their logarithms. */
final class SelectionSearch {

    private static final int COARSE_ROWS = 300;
    /** Length scales from median / 16 to 16 median. */
    private static final int GRID = 9;

    private static final double FACTOR = 2;
    /** Relative precision of the length scale and of the ridge: the error is flat there. */
    private static final double LENGTH_SCALE_PRECISION = 0.03;

    private static final double RIDGE_PRECISION = 0.02;
    private static final double FLAT = 1e-6;
    private static final int REFINEMENTS = 8;
    /** Ridges relative to the kernel's mean diagonal: 10^-15 to 10^2, two a decade; those below arithmetic's reach are left out. */
    private static final int RIDGES = 35;

    private final KernelSelection selection;
    private final int total;
    private final Context rows;
    private final double median;

    private Trial best;
    private int done;
    private int planned;
    private boolean stopped;

    private record Trial(double lengthScale, double ridge, double error, int rows) {}

    SelectionSearch(KernelSelection selection, int total, Context rows) {
        this.selection = selection;
        this.total = total;
        this.rows = rows;
        this.median = DistanceMedian.of(rows.inputs());
        this.best = new Trial(median, 1, Double.POSITIVE_INFINITY, rows.size());
    }

    KernelSelection.Choice run() {
        Double given = selection.lengthScale();
        if (given != null) {
            planned = 1;
            evaluate(rows, given);
        } else {
            planned = GRID + 3 + REFINEMENTS;
            search(grid());
        }
        return choice();
    }

    /** The best of the grid, on few rows. */
    private double grid() {
        Context few = rows;
        if (rows.size() > COARSE_ROWS) {
            // Every so-manieth row: the rows may be sorted.
            int[] chosen = new int[COARSE_ROWS];
            Arrays.setAll(chosen, i -> (int) ((long) i * rows.size() / COARSE_ROWS));
            few = rows.select(chosen);
        }
        for (int i = 0; i < GRID && !stopped; i++) {
            evaluate(few, median * Math.pow(FACTOR, i - GRID / 2));
        }
        double centre = best.lengthScale();
        if (few != rows && !stopped) {
            best = new Trial(centre, best.ridge(), Double.POSITIVE_INFINITY, rows.size());
        }
        return centre;
    }

    /** From a grid point: walks until both neighbours are worse, then Brent's method between them. */
    private void search(double start) {
        if (stopped) {
            return;
        }
        double centre = start;
        double error = evaluate(rows, centre);
        for (double direction : new double[] {1 / FACTOR, FACTOR}) {
            // A few steps only: where the error keeps falling, a limit such as a straight line fits best.
            for (int walked = 0; walked < 4 && !stopped; walked++) {
                double neighbour = evaluate(rows, centre * direction);
                if (!(neighbour < error)) {
                    break;
                }
                error = neighbour;
                centre *= direction;
            }
        }
        double log = Math.log(centre);
        double width = Math.log(FACTOR);
        minimise(
                l -> stopped ? Double.POSITIVE_INFINITY : evaluate(rows, Math.exp(l)),
                log - width,
                log,
                log + width,
                LENGTH_SCALE_PRECISION,
                REFINEMENTS);
    }

    /** The least error over ridges of one length scale. */
    private double evaluate(Context context, double lengthScale) {
        LeaveOneOut errors = LeaveOneOut.of(selection.family().apply(lengthScale), context)
                .withCentredTargets(selection.centredTargets());
        Trial trial = bestRidge(errors, lengthScale, context.size());
        if (trial.error() < best.error()) {
            best = trial;
        }
        done++;
        planned = Math.max(planned, done);
        stopped |= !selection.progress().update("select", done, planned, best.error());
        return trial.error();
    }

    private Trial bestRidge(LeaveOneOut errors, double lengthScale, int rows) {
        Double given = selection.ridge();
        if (given != null) {
            // Too small a ridge for this length scale may do for another; if there is no other, the error says so.
            boolean hopeless = selection.lengthScale() == null && given <= errors.leastRidge();
            double error = hopeless ? Double.POSITIVE_INFINITY : errors.errorOrInfinity(given);
            return new Trial(lengthScale, given, error, rows);
        }
        double scale = errors.meanDiagonal() > 0 ? errors.meanDiagonal() : 1;
        double least = Math.max(1e-15 * scale, 2 * errors.leastRidge());
        Trial found = new Trial(lengthScale, scale, Double.POSITIVE_INFINITY, rows);
        double log = 0;
        for (int i = 0; i < RIDGES; i++) {
            double ridge = scale * Math.pow(10, -15 + 0.5 * i);
            double error = ridge < least ? Double.POSITIVE_INFINITY : errors.errorOrInfinity(ridge);
            // Where the error is flat to within its rounding, the larger ridge: the equations are better conditioned.
            double flat = Math.max(FLAT, 4 * errors.leastRidge() / found.ridge());
            if (error <= found.error() * (1 + flat) && error < Double.POSITIVE_INFINITY) {
                found = new Trial(lengthScale, ridge, error, rows);
                log = Math.log(ridge);
            }
        }
        double step = 0.5 * Math.log(10);
        double low = Math.max(Math.log(least), log - step);
        double ridge =
                Math.exp(minimise(r -> errors.errorOrInfinity(Math.exp(r)), low, log, log + step, RIDGE_PRECISION, 30));
        double error = errors.errorOrInfinity(ridge);
        double flat = Math.max(FLAT, 4 * errors.leastRidge() / ridge);
        return error < found.error() * (1 - flat) ? new Trial(lengthScale, ridge, error, rows) : found;
    }

    /** Brent's method on [low, high] from {@code start}; the best argument it has seen. */
    private static double minimise(
            DoubleUnaryOperator error, double low, double start, double high, double precision, int evaluations) {
        double[] seen = {start, Double.POSITIVE_INFINITY};
        if (!(low < start && start < high)) {
            return start;
        }
        UnivariateObjectiveFunction objective = new UnivariateObjectiveFunction(v -> {
            double e = error.applyAsDouble(v);
            if (e < seen[1]) {
                seen[0] = v;
                seen[1] = e;
            }
            return e;
        });
        try {
            new BrentOptimizer(1e-10, precision)
                    .optimize(
                            objective,
                            GoalType.MINIMIZE,
                            new MaxEval(evaluations),
                            new SearchInterval(low, high, start));
        } catch (TooManyEvaluationsException e) {
            return seen[0];
        }
        return seen[0];
    }

    private KernelSelection.Choice choice() {
        if (best.error() == Double.POSITIVE_INFINITY && selection.ridge() == null) {
            throw Require.error("targets", "are too large: every leave-one-out error tried overflows; scale them");
        }
        if (best.error() == Double.POSITIVE_INFINITY) {
            throw Require.error(
                    "ridge",
                    "no length scale tried, around the median distance " + median
                            + ", gives a positive definite matrix " + "with the ridge " + selection.ridge()
                            + "; use a larger one");
        }
        String text = String.format(
                Locale.ROOT,
                "length scale %.4g%s, ridge %.4g%s: least leave-one-out error %.6g on %d of %d rows, %d length scales tried",
                best.lengthScale(),
                selection.lengthScale() == null
                        ? String.format(Locale.ROOT, " (median distance %.4g)", median)
                        : " (given)",
                best.ridge(),
                selection.ridge() == null ? "" : " (given)",
                best.error(),
                best.rows(),
                total,
                done);
        if (best.rows() < total) {
            text += ", rows drawn with seed " + selection.seed();
        }
        if (stopped) {
            text += ", stopped early";
        }
        for (String warning : Scaling.warnings(rows.inputs())) {
            text += "; " + warning;
        }
        return new KernelSelection.Choice(
                selection.family().apply(best.lengthScale()),
                best.lengthScale(),
                best.ridge(),
                selection.centredTargets(),
                best.error(),
                best.rows(),
                text);
    }
}
