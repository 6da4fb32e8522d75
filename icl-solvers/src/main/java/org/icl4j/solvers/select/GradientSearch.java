package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

    /** A search begins on so many rows, and goes on with three times as many. */
    private static final int FEWEST_ROWS = 300;

    private static final int GROWTH = 3;

    /** Starts get so many evaluations each, and the better half of them so many more, until one is left. */
    private static final int ROUND = 6;

    private static final int EVALUATIONS = 40;

    /** The least gain that is worth an evaluation. f is a mean over points: 3e-4 are a twentieth of 150 rows' log likelihood, 1e-5 a hundredth of 1000's. */
    private static final double COARSE_GAIN = 3e-4;

    private static final double FINE_GAIN = 1e-5;
    /** Two points that differ by less are taken for one, and of two that differ by more the better stays so on more rows. */
    private static final double SAME = 1e-3;

    private static final double DECIDED = 0.05;

    private static final double GRADIENT = 1e-4;

    /** Length scales are sought within this factor of the spread of the inputs, unless bounds are given. */
    private static final double REACH = 1e3;

    /** Ridges in units of the kernel's mean diagonal. */
    private static final double LEAST_RIDGE = 1e-13;

    private static final double GREATEST_RIDGE = 1e4;
    private static final double START_RIDGE = 0.05;
    /** Powers of ten by which a ridge is raised where more rows have no factor. */
    private static final int MORE_RIDGES = 8;

    /** Ridges that are nearer than this to the usual start are no other start. */
    private static final double NEAR = 0.1;

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
    /** The least value on the rows of now, and where it is. */
    private GramObjective.Value least = GramObjective.Value.UNDEFINED;

    private double[] best = new double[0];

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

    /** @param startRidge where the only start has its ridge; null for several starts */
    KernelSearch.Choice run(@Nullable Double startRidge) {
        List<String> constant = constantTargets();
        List<BoxLbfgs> searches = List.of();
        for (int size : sizes(rows.size())) {
            boolean last = size == rows.size();
            if (stopped && !last) {
                continue;
            }
            double gain = last ? FINE_GAIN : COARSE_GAIN;
            try (GramObjective objective = new GramObjective(criterion, some(size), centredTargets)) {
                least = GramObjective.Value.UNDEFINED;
                BoxLbfgs.Objective f = (theta, gradient) -> at(objective, theta, gradient);
                if (searches.isEmpty()) {
                    List<double[]> starts = startRidge == null ? starts(objective) : from(startRidge);
                    // What few rows take for the best is one of two on more.
                    searches = halved(started(starts, f), gain, last ? 1 : 2);
                } else {
                    searches.forEach(search -> continued(search, f));
                    searches.forEach(search -> search.advance(COARSE_GAIN, EVALUATIONS));
                    searches = halved(searches, gain, 1);
                }
                searches.forEach(search -> search.advance(gain, EVALUATIONS));
                searches = undecided(searches);
            }
        }
        return choice(constant);
    }

    /** On more rows, whose matrix may want a larger ridge to be positive definite at working precision. */
    private void continued(BoxLbfgs search, BoxLbfgs.Objective f) {
        double[] theta = search.theta().clone();
        search.on(f, theta);
        for (int k = 0; ridge == null && k < MORE_RIDGES && !Double.isFinite(search.value()); k++) {
            theta[free] += Math.log(10);
            search.on(f, theta);
        }
    }

    /** Numbers of rows, each three times the one before it, the last all of them. */
    private static int[] sizes(int n) {
        IntStream.Builder sizes = IntStream.builder();
        for (long size = FEWEST_ROWS; 3 * size <= 2L * n; size *= GROWTH) {
            sizes.add((int) size);
        }
        return sizes.add(n).build().toArray();
    }

    /** Every so-manieth row: the rows may be sorted. */
    private Context some(int size) {
        int n = rows.size();
        return size == n
                ? rows
                : rows.select(IntStream.range(0, size)
                        .map(i -> (int) ((long) i * n / size))
                        .toArray());
    }

    /** The kernel's own numbers with this ridge, and, where it is small, with one that takes more of the targets for noise: few rows cannot tell. */
    private List<double[]> from(double startRidge) {
        double usual = START_RIDGE * diagonal;
        double[] own = with(space.theta(), Math.log(startRidge));
        return ridge != null || startRidge > NEAR * usual
                ? List.of(own)
                : List.of(own, with(space.theta(), Math.log(usual)));
    }

    private List<BoxLbfgs> started(List<double[]> starts, BoxLbfgs.Objective f) {
        double[] lower = bounds(limits(space.lower(), -1), LEAST_RIDGE);
        double[] upper = bounds(limits(space.upper(), 1), GREATEST_RIDGE);
        List<BoxLbfgs> searches = new ArrayList<>();
        for (double[] start : starts) {
            searches.add(new BoxLbfgs(f, start, lower, upper, GRADIENT));
        }
        return searches;
    }

    /** The best of several, by successive halving: each takes a few steps, then the better half a few more. */
    private static List<BoxLbfgs> halved(List<BoxLbfgs> searches, double gain, int left) {
        List<BoxLbfgs> best = new ArrayList<>(searches);
        while (best.size() > left) {
            best.forEach(search -> search.advance(gain, ROUND));
            best.sort(Comparator.comparingDouble(BoxLbfgs::value));
            best = new ArrayList<>(best.subList(0, Math.max(left, best.size() / 2)));
        }
        return best;
    }

    /** Without the second of two that have come to one point, or to one that more rows will not make the better. */
    private static List<BoxLbfgs> undecided(List<BoxLbfgs> searches) {
        List<BoxLbfgs> sorted = new ArrayList<>(searches);
        sorted.sort(Comparator.comparingDouble(BoxLbfgs::value));
        double behind =
                sorted.size() == 1 ? 0 : sorted.get(1).value() - sorted.get(0).value();
        return behind > SAME && behind < DECIDED ? sorted : sorted.subList(0, 1);
    }

    private double at(GramObjective objective, double[] theta, double[] gradient) {
        if (stopped && Double.isFinite(least.f())) {
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
        }
        if (value.f() < least.f() || best.length == 0) {
            least = value;
            best = theta.clone();
        }
        int planned = (restarts + 3) * ROUND + 3 * EVALUATIONS;
        stopped |= !progress.update("select", asked, Math.max(planned, asked), least.f());
        return value.f();
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

    private KernelSearch.Choice choice(List<String> constant) {
        double[] theta = best;
        GramObjective.Value value = least;
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
