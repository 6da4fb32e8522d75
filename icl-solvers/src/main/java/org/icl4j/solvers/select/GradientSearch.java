package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.internal.search.BoxLbfgs;
import org.jspecify.annotations.Nullable;

/** One search of {@link KernelSearch}: few rows and many starts, then more rows and fewer, in a {@link SearchBox}. */
final class GradientSearch {

    /** A search begins on so many rows, and goes on with twice as many. */
    private static final int FEWEST_ROWS = 500;

    private static final int GROWTH = 2;

    /** Fewer rows are taken at once: half of them can choose the worse of two optima. */
    private static final int STAGED_ROWS = 900;

    /** More rows than these, taken at once, have more than one start followed to its end. */
    private static final int ONE_OPTIMUM_ROWS = 300;

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

    /** Powers of ten by which a ridge is raised where more rows have no factor. */
    private static final int MORE_RIDGES = 8;

    private final SearchBox box;
    private final Criterion criterion;
    private final int restarts;
    private final @Nullable Integer firstRows;
    private final long seed;
    private final boolean centredTargets;
    private final @Nullable Double ridge;
    private final Progress progress;
    private final Context rows;
    private final int total;

    private int asked;
    private boolean stopped;
    /** The least value on the rows of now, and where it is. */
    private GramObjective.Value least = GramObjective.Value.UNDEFINED;

    private double[] best = new double[0];

    GradientSearch(
            Hyperparameters space,
            Criterion criterion,
            int restarts,
            @Nullable Integer firstRows,
            long seed,
            boolean centredTargets,
            @Nullable Double ridge,
            Progress progress,
            Context rows,
            int total) {
        this.box = new SearchBox(space, ridge, rows.inputs());
        this.criterion = criterion;
        this.restarts = restarts;
        this.firstRows = firstRows;
        this.seed = seed;
        this.centredTargets = centredTargets;
        this.ridge = ridge;
        this.progress = progress;
        this.rows = rows;
        this.total = total;
        Memory.require(
                "choosing hyperparameters on " + rows.size() + " rows",
                GramObjective.bytes(rows.size()),
                "use fewer rows: withMaxRows");
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
                    ToDoubleFunction<double[]> plain =
                            theta -> valueAt(objective, theta).f();
                    List<double[]> starts =
                            startRidge == null ? box.starts(plain, restarts, seed) : box.from(startRidge);
                    // What few rows take for the best is one of several on more: all of these go on there.
                    searches = size > ONE_OPTIMUM_ROWS
                            ? bestTwoOfEachKind(starts, f, gain)
                            : halved(started(starts, f), gain, last ? 1 : 2);
                    searches = followed(searches, gain, last);
                } else {
                    searches.forEach(search -> continued(search, f));
                    searches = undecided(followed(searches, gain, true));
                }
            }
        }
        return choice(constant);
    }

    /** Each to its end, from the least value up; if wanted, without the ends of those that will not reach the least found. */
    private List<BoxLbfgs> followed(List<BoxLbfgs> searches, double gain, boolean hopefulOnly) {
        List<BoxLbfgs> sorted = sorted(searches);
        double lowest = Double.POSITIVE_INFINITY;
        for (BoxLbfgs search : sorted) {
            search.advance(gain, EVALUATIONS, hopefulOnly ? lowest : Double.POSITIVE_INFINITY);
            raise(search, gain);
            lowest = Math.min(lowest, search.value());
        }
        return sorted;
    }

    private static List<BoxLbfgs> sorted(List<BoxLbfgs> searches) {
        List<BoxLbfgs> sorted = new ArrayList<>(searches);
        sorted.sort(Comparator.comparingDouble(BoxLbfgs::value));
        return sorted;
    }

    /** On more rows, whose matrix may want a larger ridge to be positive definite at working precision. */
    private void continued(BoxLbfgs search, BoxLbfgs.Objective f) {
        double[] theta = search.theta().clone();
        search.on(f, theta);
        for (int k = 0; ridge == null && k < MORE_RIDGES && !Double.isFinite(search.value()); k++) {
            theta = box.raised(theta);
            search.on(f, theta);
        }
    }

    /**
     * Raises a small ridge tenfold as long as that is better, and goes on from there. f changes with r, by ever less with log r the smaller r is:
     * a search in log r can come to rest where the targets have noise and f has only begun to fall.
     */
    private void raise(BoxLbfgs search, double gain) {
        boolean moved = false;
        while (box.smallRidge(search.theta()) && search.jump(box.raised(search.theta()))) {
            moved = true;
        }
        if (moved) {
            search.advance(gain, EVALUATIONS);
        }
    }

    /** Numbers of rows, each twice the one before it, the last all of them. */
    private int[] sizes(int n) {
        IntStream.Builder sizes = IntStream.builder();
        int first = firstRows != null ? firstRows : n < STAGED_ROWS ? n : FEWEST_ROWS;
        for (long size = first; 3 * size <= 2L * n; size *= GROWTH) {
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

    private List<BoxLbfgs> started(List<double[]> starts, BoxLbfgs.Objective f) {
        return starts.stream()
                .map(start -> new BoxLbfgs(f, start, box.lower(), box.upper(), GRADIENT))
                .toList();
    }

    /** Of the starts with much noise and of those with little the best two: they lead to different optima, of which a few steps do not tell the better. */
    private List<BoxLbfgs> bestTwoOfEachKind(List<double[]> starts, BoxLbfgs.Objective f, double gain) {
        List<BoxLbfgs> best = new ArrayList<>();
        for (boolean small : new boolean[] {false, true}) {
            List<double[]> kind = starts.stream()
                    .filter(start -> box.smallRidge(start) == small)
                    .toList();
            if (!kind.isEmpty()) {
                best.addAll(halved(started(kind, f), gain, 2));
            }
        }
        return best;
    }

    /** The best of several, by successive halving: each takes a few steps, then the better half a few more. */
    private static List<BoxLbfgs> halved(List<BoxLbfgs> searches, double gain, int left) {
        List<BoxLbfgs> best = new ArrayList<>(searches);
        while (best.size() > left) {
            best.forEach(search -> search.advance(gain, ROUND));
            best = sorted(best);
            best = new ArrayList<>(best.subList(0, Math.max(left, best.size() / 2)));
        }
        return best;
    }

    /** Without the second of two that have come to one point, or to one that more rows will not make the better. */
    private static List<BoxLbfgs> undecided(List<BoxLbfgs> searches) {
        List<BoxLbfgs> sorted = sorted(searches);
        double behind =
                sorted.size() == 1 ? 0 : sorted.get(1).value() - sorted.get(0).value();
        return behind > SAME && behind < DECIDED ? sorted : sorted.subList(0, 1);
    }

    private double at(GramObjective objective, double[] theta, double[] gradient) {
        if (stopped && Double.isFinite(least.f())) {
            return Double.POSITIVE_INFINITY;
        }
        GramObjective.Value value = valueAt(objective, theta);
        if (Double.isFinite(value.f())) {
            box.gradient(value, gradient);
        }
        if (value.f() < least.f() || best.length == 0) {
            least = value;
            best = theta.clone();
        }
        int planned = (restarts + 3) * ROUND + 3 * EVALUATIONS;
        stopped |= !progress.update("select", asked, Math.max(planned, asked), least.f());
        return value.f();
    }

    private GramObjective.Value valueAt(GramObjective objective, double[] theta) {
        asked++;
        return objective.at(box.kernel(theta), box.ridge(theta));
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
                    "no hyperparameters tried, around " + box.kernel(theta) + ", give a positive definite matrix"
                            + (ridge == null ? "" : " with the ridge " + ridge + ": use a larger one"));
        }
        List<String> warnings = new ArrayList<>(constant);
        warnings.addAll(box.borders(theta));
        if (box.sharesALengthScale()) {
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
                box.kernel(theta),
                box.ridge(theta),
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
                box.kernel(theta),
                box.ridge(theta),
                value.scale(),
                centredTargets,
                criterion,
                shown,
                rows.size(),
                warnings,
                text);
    }
}
