package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.internal.search.BoxLbfgs;
import org.jspecify.annotations.Nullable;

/** One search of {@link KernelSearch}. theta holds the free hyperparameters' logarithms, then log r unless the ridge is given. */
final class GradientSearch {

    private static final int COARSE_ROWS = 300;
    /** Each start gets so many evaluations; the best goes on. */
    private static final int FIRST_EVALUATIONS = 15;

    private static final int COARSE_EVALUATIONS = 40;
    private static final int FINE_EVALUATIONS = 40;

    /** f is a mean over points: gains of 1e-4 are 0.03 nats of 300 rows, of 1e-5 a hundredth of 1000. */
    private static final double COARSE_GAIN = 1e-4;

    private static final double FINE_GAIN = 1e-5;
    private static final double GRADIENT = 1e-4;

    /** Length scales are sought within this factor of the spread of the inputs, unless bounds are given. */
    private static final double REACH = 1e3;

    /** Ridges in units of the kernel's mean diagonal. */
    private static final double LEAST_RIDGE = 1e-13;

    private static final double GREATEST_RIDGE = 1e4;
    private static final double START_RIDGE = 0.05;

    /** How far random starts lie from the spread of the inputs, in logarithms. */
    private static final double SPREAD = 1;

    private static final Pattern LENGTH_SCALE = Pattern.compile("(?:.*[.])?lengthScale([0-9]*)");

    private final Hyperparameters space;
    private final Criterion criterion;
    private final int restarts;
    private final long seed;
    private final boolean centredTargets;
    private final @Nullable Double ridge;
    private final Progress progress;
    private final Context rows;
    private final int total;
    private final int free;
    private final double diagonal;
    /** The free parameters, length scales by the spread of the inputs. */
    private final double[] spread;

    private int asked;
    private boolean stopped;
    private double least = Double.POSITIVE_INFINITY;

    GradientSearch(
            Hyperparameters space,
            Criterion criterion,
            int restarts,
            long seed,
            boolean centredTargets,
            @Nullable Double ridge,
            Progress progress,
            Context rows,
            int total) {
        this.space = space;
        this.criterion = criterion;
        this.restarts = restarts;
        this.seed = seed;
        this.centredTargets = centredTargets;
        this.ridge = ridge;
        this.progress = progress;
        this.rows = rows;
        this.total = total;
        this.free = space.free().size();
        this.diagonal = meanDiagonal();
        this.spread = spread();
        Memory.require(
                "choosing hyperparameters on " + rows.size() + " rows",
                GramObjective.bytes(rows.size()),
                "use fewer rows: withMaxRows");
    }

    private double meanDiagonal() {
        double[] k = new double[rows.size()];
        space.kernel().diagonal(rows.inputs(), 0, k.length, k, 0);
        double mean = Arrays.stream(k).map(Math::abs).average().orElse(1);
        return mean > 0 ? mean : 1;
    }

    /** @param startRidge where the only start has its ridge; null for several starts, on few rows first */
    KernelSearch.Choice run(@Nullable Double startRidge) {
        List<String> constant = constantTargets();
        if (startRidge != null) {
            return refined(within(with(space.theta(), Math.log(startRidge))), constant);
        }
        Context few = rows;
        if (rows.size() > COARSE_ROWS) {
            // Every so-manieth row: the rows may be sorted.
            int[] chosen = new int[COARSE_ROWS];
            Arrays.setAll(chosen, i -> (int) ((long) i * rows.size() / COARSE_ROWS));
            few = rows.select(chosen);
        }
        double[] theta;
        try (GramObjective coarse = new GramObjective(criterion, few, centredTargets)) {
            BoxLbfgs.Minimum best = null;
            for (double[] start : starts(coarse)) {
                if (!stopped || best == null) {
                    BoxLbfgs.Minimum found = minimise(coarse, start, COARSE_GAIN, FIRST_EVALUATIONS);
                    best = best == null || found.value() < best.value() ? found : best;
                }
            }
            theta = Require.notNull("start", best).theta();
            if (!stopped && few != rows) {
                theta = minimise(coarse, theta, COARSE_GAIN, COARSE_EVALUATIONS).theta();
            }
        }
        if (few != rows) {
            least = Double.POSITIVE_INFINITY;
        }
        return refined(theta, constant);
    }

    private double[] within(double[] theta) {
        double[] lower = bounds(limits(space.lower(), -1), LEAST_RIDGE);
        double[] upper = bounds(limits(space.upper(), 1), GREATEST_RIDGE);
        for (int q = 0; q < theta.length; q++) {
            theta[q] = Math.max(lower[q], Math.min(upper[q], theta[q]));
        }
        return theta;
    }

    /** On all rows, from one start. */
    private KernelSearch.Choice refined(double[] theta, List<String> constant) {
        try (GramObjective all = new GramObjective(criterion, rows, centredTargets)) {
            BoxLbfgs.Minimum chosen = minimise(all, theta, FINE_GAIN, stopped ? 1 : FINE_EVALUATIONS);
            return choice(all, chosen.theta(), constant);
        }
    }

    private BoxLbfgs.Minimum minimise(GramObjective objective, double[] start, double gain, int evaluations) {
        return BoxLbfgs.minimise(
                (theta, gradient) -> {
                    if (stopped && asked > 0 && least < Double.POSITIVE_INFINITY) {
                        return Double.POSITIVE_INFINITY;
                    }
                    GramObjective.Value value = objective.at(space.at(kernelPart(theta)), ridge(theta));
                    asked++;
                    if (Double.isFinite(value.f())) {
                        double[] part = space.gradient(value.kernelGradient());
                        System.arraycopy(part, 0, gradient, 0, free);
                        if (ridge == null) {
                            gradient[free] = value.ridgeGradient();
                        }
                        least = Math.min(least, value.f());
                    }
                    int planned = (restarts + 3) * FIRST_EVALUATIONS + COARSE_EVALUATIONS + FINE_EVALUATIONS;
                    stopped |= !progress.update("select", asked, Math.max(planned, asked), least);
                    return value.f();
                },
                start,
                bounds(limits(space.lower(), -1), LEAST_RIDGE),
                bounds(limits(space.upper(), 1), GREATEST_RIDGE),
                GRADIENT,
                gain,
                evaluations);
    }

    private double[] kernelPart(double[] theta) {
        return Arrays.copyOf(theta, free);
    }

    private double ridge(double[] theta) {
        return ridge != null ? ridge : Math.exp(theta[free]);
    }

    private double[] bounds(double[] kernel, double relativeRidge) {
        return with(kernel, Math.log(relativeRidge * diagonal));
    }

    private double[] with(double[] kernel, double logRidge) {
        double[] theta = Arrays.copyOf(kernel, ridge == null ? free + 1 : free);
        if (ridge == null) {
            theta[free] = logRidge;
        }
        return theta;
    }

    /** The kernel's own numbers, length scales by the spread of the inputs, and random ones around those. */
    private List<double[]> starts(GramObjective coarse) {
        double log = Math.log(START_RIDGE * diagonal);
        List<double[]> starts = new ArrayList<>();
        double[] own = space.theta();
        boolean moved = !Arrays.equals(own, spread);
        starts.add(with(spread, log));
        if (ridge == null) {
            starts.add(with(spread, Math.log(smallRidge(coarse))));
        }
        if (moved) {
            starts.add(with(own, log));
        }
        for (int r = 0; r < restarts; r++) {
            Randoms randoms = Randoms.of(seed).split("start").split(r);
            double[] random = spread.clone();
            for (int q = 0; q < free; q++) {
                random[q] += SPREAD * randoms.gaussian();
            }
            starts.add(with(random, Math.log(diagonal) + randoms.uniform(Math.log(1e-5), 0)));
        }
        return starts;
    }

    /** The best of the small ridges: exact data and trends in a few directions want one far below the usual start. */
    private double smallRidge(GramObjective coarse) {
        double best = 1e-4;
        double found = Double.POSITIVE_INFINITY;
        for (double relative = 1e-4; relative > LEAST_RIDGE; relative *= 1e-2) {
            double f = coarse.at(space.at(spread), relative * diagonal).f();
            asked++;
            if (f < found) {
                found = f;
                best = relative;
            }
        }
        return best * diagonal;
    }

    private double[] spread() {
        double[] start = space.theta();
        double[] scales = Scaling.standardising(rows.inputs()).scales();
        double root = Math.sqrt(scales.length);
        double median = DistanceMedian.of(rows.inputs());
        List<Hyperparameter> parameters = space.free();
        double[] lower = space.lower();
        double[] upper = space.upper();
        for (int q = 0; q < free; q++) {
            Matcher matcher = LENGTH_SCALE.matcher(parameters.get(q).name());
            if (matcher.matches()) {
                String column = matcher.group(1);
                int k = column.isEmpty() ? 0 : Integer.parseInt(column);
                double scale = k >= 1 && k <= scales.length ? root * scales[k - 1] : median;
                start[q] = Math.max(lower[q], Math.min(upper[q], Math.log(scale)));
            }
        }
        return start;
    }

    /** The space's bounds, and for length scales of default bounds those around the spread of the inputs if they are narrower. */
    private double[] limits(double[] bounds, double direction) {
        double[] limits = bounds.clone();
        List<Hyperparameter> parameters = space.free();
        double[] own = space.theta();
        for (int q = 0; q < free; q++) {
            Hyperparameter parameter = parameters.get(q);
            boolean open = parameter.lower() <= Hyperparameter.DEFAULT_LOWER
                    && parameter.upper() >= Hyperparameter.DEFAULT_UPPER;
            if (open && LENGTH_SCALE.matcher(parameter.name()).matches()) {
                double reach = spread[q] + direction * Math.log(REACH);
                limits[q] = direction < 0
                        ? Math.max(limits[q], Math.min(reach, own[q]))
                        : Math.min(limits[q], Math.max(reach, own[q]));
            }
        }
        return limits;
    }

    private List<String> constantTargets() {
        Points targets = rows.targets();
        List<String> warnings = ConstantTargets.warnings(targets);
        if (warnings.size() == targets.width() && (centredTargets || allZero(targets))) {
            throw Require.error(
                    "targets", "are constant: every kernel and ridge predicts them; give the kernel and the ridge");
        }
        return warnings;
    }

    private static boolean allZero(Points targets) {
        return Arrays.stream(targets.toRowMajor()).allMatch(y -> y == 0);
    }

    private KernelSearch.Choice choice(GramObjective objective, double[] theta, List<String> constant) {
        GramObjective.Value value = objective.at(space.at(kernelPart(theta)), ridge(theta));
        if (!Double.isFinite(value.f())) {
            throw Require.error(
                    "kernel",
                    "no hyperparameters tried, around " + space.kernel() + ", give a positive definite matrix"
                            + (ridge == null ? "" : " with the ridge " + ridge + ": use a larger one"));
        }
        List<String> warnings = new ArrayList<>(constant);
        double[] lower = bounds(limits(space.lower(), -1), LEAST_RIDGE);
        double[] upper = bounds(limits(space.upper(), 1), GREATEST_RIDGE);
        for (int q = 0; q < theta.length; q++) {
            boolean low = theta[q] <= lower[q] + 1e-9;
            if (low || theta[q] >= upper[q] - 1e-9) {
                String name = q < free ? space.names().get(q) : "ridge";
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s ends at its %s bound %.3g",
                        name,
                        low ? "lower" : "upper",
                        Math.exp(theta[q])));
            }
        }
        if (space.names().stream().anyMatch(name -> LENGTH_SCALE.matcher(name).matches() && !name.matches(".*[0-9]"))) {
            warnings.addAll(Scaling.warnings(rows.inputs()));
        }
        if (stopped) {
            warnings.add("stopped early");
        }
        double n = rows.size() * (double) rows.targets().width();
        double shown = criterion == Criterion.LEAVE_ONE_OUT
                ? value.error()
                : -n * (value.f() + 0.5 * (1 + Math.log(2 * Math.PI)));
        String text = String.format(
                Locale.ROOT,
                "%s, ridge %.4g%s: %s %.6g on %d of %d rows, %d evaluations",
                space.at(kernelPart(theta)),
                ridge(theta),
                ridge == null ? "" : " (given)",
                criterion == Criterion.LEAVE_ONE_OUT ? "leave-one-out error" : "log marginal likelihood",
                shown,
                rows.size(),
                total,
                asked);
        if (rows.size() < total) {
            text += ", rows drawn with seed " + seed;
        }
        return new KernelSearch.Choice(
                space.at(kernelPart(theta)),
                ridge(theta),
                value.scale(),
                centredTargets,
                criterion,
                shown,
                rows.size(),
                warnings,
                text);
    }
}
