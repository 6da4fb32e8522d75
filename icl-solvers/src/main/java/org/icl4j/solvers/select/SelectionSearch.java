package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
    /** Half steps from the median to an end of the grid; the walk beyond it ends at twice as many. */
    private static final int LAST = GRID - 1;
    /** Relative precision of the length scale and of the ridge: the error is flat there. */
    private static final double LENGTH_SCALE_PRECISION = 0.03;

    private static final double RIDGE_PRECISION = 0.02;
    private static final double FLAT = 1e-6;
    private static final int REFINEMENTS = 8;
    /** Basins to look into, if their errors on the grid are that close to the least. */
    private static final int STARTS = 3;

    private static final double CLOSE = 0.02;
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

    /** @param least whether a smaller ridge could not be tried */
    private record Trial(double lengthScale, double ridge, double error, int rows, boolean least) {}

    SelectionSearch(KernelSelection selection, int total, Context rows) {
        this.selection = selection;
        this.total = total;
        this.rows = rows;
        this.median = DistanceMedian.of(rows.inputs());
        this.best = new Trial(median, 1, Double.POSITIVE_INFINITY, rows.size(), false);
    }

    KernelSelection.Choice run() {
        Double given = selection.lengthScale();
        if (given != null) {
            planned = 1;
            evaluate(rows, given);
        } else {
            planned = 2 * GRID + REFINEMENTS;
            NavigableMap<Integer, Double> grid = grid();
            extend(grid);
            fill(grid);
            minima(grid).forEach(step -> refine(step, grid));
        }
        return choice();
    }

    /** Steps are halves of the grid's. */
    private double lengthScale(int step) {
        return median * Math.pow(FACTOR, step / 2.0);
    }

    private void evaluate(int step, Map<Integer, Double> errors) {
        if (!stopped) {
            errors.put(step, evaluate(rows, lengthScale(step)));
        }
    }

    /**
     * The errors at the points of the grid, on all rows. Where there are many, only at those that few rows do not decide
     * against: an error of m residuals is known to about 1 / sqrt(2 m) of itself, and with more rows a shorter length scale,
     * in another basin, may be the better.
     */
    private NavigableMap<Integer, Double> grid() {
        NavigableMap<Integer, Double> errors = new TreeMap<>();
        boolean many = rows.size() > COARSE_ROWS;
        Context few = many ? few() : rows;
        for (int step = -LAST; step <= LAST && !stopped; step += 2) {
            errors.put(step, evaluate(few, lengthScale(step)));
        }
        if (!many || stopped) {
            return errors;
        }
        Trial coarse = best;
        best = new Trial(coarse.lengthScale(), coarse.ridge(), Double.POSITIVE_INFINITY, rows.size(), false);
        NavigableMap<Integer, Double> all = new TreeMap<>();
        double undecided = coarse.error() * (1 + 2 / Math.sqrt(2.0 * COARSE_ROWS));
        errors.forEach((step, error) -> {
            if (error <= undecided || lengthScale(step) == coarse.lengthScale()) {
                evaluate(step, all);
            }
        });
        return all;
    }

    /** Every so-manieth row: the rows may be sorted. */
    private Context few() {
        int[] chosen = new int[COARSE_ROWS];
        Arrays.setAll(chosen, i -> (int) ((long) i * rows.size() / COARSE_ROWS));
        return rows.select(chosen);
    }

    /** Beyond either end while the error falls, but a few steps only: where it keeps falling, a limit such as a straight line fits best. */
    private void extend(NavigableMap<Integer, Double> errors) {
        for (int side : new int[] {-1, 1}) {
            if (errors.isEmpty()) {
                return; // stopped before the first
            }
            double inner = Double.POSITIVE_INFINITY;
            int end = side < 0 ? errors.firstKey() : errors.lastKey();
            while (!stopped && at(end, errors) < inner && at(end, errors) <= close() && Math.abs(end) < 2 * LAST) {
                inner = at(end, errors);
                end += 2 * side;
                evaluate(end, errors);
            }
        }
    }

    /** Infinite where nothing was tried. */
    private static double at(int step, Map<Integer, Double> errors) {
        return errors.getOrDefault(step, Double.POSITIVE_INFINITY);
    }

    private double close() {
        return best.error() * (1 + CLOSE);
    }

    /** Between neighbours that are both close to the least error a basin may hide. */
    private void fill(NavigableMap<Integer, Double> errors) {
        for (int step : List.copyOf(errors.keySet())) {
            if (at(step, errors) <= close() && at(step + 2, errors) <= close()) {
                evaluate(step + 1, errors);
            }
        }
    }

    /** The steps with an error close to the least, below those of both neighbours; the best first, at most {@value #STARTS}. */
    private List<Integer> minima(NavigableMap<Integer, Double> errors) {
        return errors.keySet().stream()
                .filter(step -> at(step, errors) <= close()
                        && (step.equals(errors.firstKey()) || at(step, errors) < at(errors.lowerKey(step), errors))
                        && (step.equals(errors.lastKey()) || at(step, errors) <= at(errors.higherKey(step), errors)))
                .sorted(Comparator.comparingDouble(step -> at(step, errors)))
                .limit(STARTS)
                .toList();
    }

    /** Brent's method between the neighbours of a step. */
    private void refine(int step, NavigableMap<Integer, Double> errors) {
        Integer below = errors.lowerKey(step);
        Integer above = errors.higherKey(step);
        minimise(
                l -> stopped ? Double.POSITIVE_INFINITY : evaluate(rows, Math.exp(l)),
                Math.log(lengthScale(below == null ? step - 2 : below)),
                Math.log(lengthScale(step)),
                Math.log(lengthScale(above == null ? step + 2 : above)),
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
            return new Trial(lengthScale, given, error, rows, false);
        }
        double scale = errors.meanDiagonal() > 0 ? errors.meanDiagonal() : 1;
        double least = Math.max(1e-15 * scale, 2 * errors.leastRidge());
        Trial found = new Trial(lengthScale, scale, Double.POSITIVE_INFINITY, rows, false);
        double step = 0.5 * Math.log(10);
        double log = 0;
        for (int i = 0; i < RIDGES; i++) {
            double ridge = scale * Math.pow(10, -15 + 0.5 * i);
            double error = ridge < least ? Double.POSITIVE_INFINITY : errors.errorOrInfinity(ridge);
            // Where the error is flat to within its rounding, the larger ridge: the equations are better conditioned.
            double flat = Math.max(FLAT, 4 * errors.leastRidge() / found.ridge());
            if (error <= found.error() * (1 + flat) && error < Double.POSITIVE_INFINITY) {
                log = Math.log(ridge);
                found = new Trial(lengthScale, ridge, error, rows, log - step < Math.log(least));
            }
        }
        double low = Math.max(Math.log(least), log - step);
        double ridge =
                Math.exp(minimise(r -> errors.errorOrInfinity(Math.exp(r)), low, log, log + step, RIDGE_PRECISION, 30));
        double error = errors.errorOrInfinity(ridge);
        double flat = Math.max(FLAT, 4 * errors.leastRidge() / ridge);
        return error < found.error() * (1 - flat)
                ? new Trial(lengthScale, ridge, error, rows, ridge < least * (1 + RIDGE_PRECISION))
                : found;
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
        List<String> borders = borders();
        for (String border : borders) {
            text += "; " + border;
        }
        for (String warning : ConstantTargets.warnings(rows.targets())) {
            text += "; " + warning;
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
                borders,
                text);
    }

    private List<String> borders() {
        List<String> borders = new ArrayList<>();
        if (best.least()) {
            borders.add(
                    "the ridge ends at the least that arithmetic allows for this kernel: a smaller one may be better");
        }
        double steps = 2 * Math.log(best.lengthScale() / median) / Math.log(FACTOR);
        if (selection.lengthScale() == null && !stopped && Math.abs(steps) > 2 * LAST - 1) {
            borders.add(
                    steps < 0
                            ? "the length scale ends at the least of those searched: a shorter one may be better"
                            : "the length scale ends at the greatest of those searched: a longer one may be better");
        }
        return borders;
    }
}
