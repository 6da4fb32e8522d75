package org.icl4j.solvers.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.jspecify.annotations.Nullable;

/** The search of {@link TunedClassifier}. */
final class ClassifierSearch {

    /** With more coordinates the additive kernel is left out: each coordinate is a kernel. */
    static final int ADDITIVE_WIDTH = 64;

    private static final String STAGE = "select";

    /** Ridges are 4^-exponent. */
    private static final int LEAST_EXPONENT = -1;

    private static final int GREATEST_EXPONENT = 6;
    private static final int STRIDE = 2;

    /** On more rows, candidates are tried on half of them first. */
    private static final int FEW_ROWS = 200;

    /** So many of those are tried on all rows. */
    private static final int FINALISTS = 4;

    private final Points inputs;
    private final Points rows;
    private final Labels rowLabels;
    private final int[] categories;
    private final long seed;
    private final Progress progress;
    private double least = Double.POSITIVE_INFINITY;

    ClassifierSearch(Points inputs, Labels labels, int[] categories, int maxRows, long seed, Progress progress) {
        this.inputs = inputs;
        int[] chosen = Strata.rows(labels, maxRows, seed);
        this.rows = inputs.select(chosen);
        this.rowLabels = labels.select(chosen);
        this.categories = categories;
        this.seed = seed;
        this.progress = progress;
    }

    /** A reading with a kernel. */
    private record Candidate(ColumnCoding.Reading reading, ColumnCoding coding, String name, Kernel kernel) {}

    /** The best of a candidate. */
    private record Best(Candidate candidate, double ridge, LeaveOneOutScores scores) {
        double loss() {
            return scores.logLoss();
        }
    }

    TunedClassifier.Choice run() {
        List<Candidate> candidates = candidates();
        boolean twice = rows.size() > FEW_ROWS;
        int steps = candidates.size() + (twice ? FINALISTS : 0);
        int[] half = twice ? Strata.rows(rowLabels, rows.size() / 2, seed) : null;
        List<Best> found = new ArrayList<>();
        boolean going = true;
        for (int i = 0; i < candidates.size() && going; i++) {
            found.add(best(candidates.get(i), half));
            going = told(found.get(i), i + 1, steps);
        }
        found.sort(Comparator.comparingDouble(Best::loss));
        if (twice && going) {
            least = Double.POSITIVE_INFINITY;
            int finalists = Math.min(FINALISTS, found.size());
            List<Best> last = new ArrayList<>();
            for (int i = 0; i < finalists && (going || i == 0); i++) {
                last.add(again(found.get(i)));
                going = told(last.get(i), candidates.size() + i + 1, steps);
            }
            last.sort(Comparator.comparingDouble(Best::loss));
            found = last;
        }
        Best first = found.get(0);
        List<String> warnings = new ArrayList<>();
        if (first.ridge() == ridge(GREATEST_EXPONENT) || first.ridge() == ridge(LEAST_EXPONENT)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the ridge chosen, %.3g, is the %s tried: a %s one may be better",
                    first.ridge(),
                    first.ridge() == ridge(GREATEST_EXPONENT) ? "least" : "greatest",
                    first.ridge() == ridge(GREATEST_EXPONENT) ? "lesser" : "greater"));
        }
        return new TunedClassifier.Choice(
                first.candidate().coding(),
                first.candidate().kernel(),
                first.ridge(),
                first.loss(),
                first.scores().accuracy(),
                rows.size(),
                found.stream()
                        .map(b -> new TunedClassifier.Trial(
                                b.candidate().reading(), b.candidate().name(), b.ridge(), b.loss()))
                        .toList(),
                warnings);
    }

    private boolean told(Best best, int done, int steps) {
        least = Math.min(least, best.loss());
        return progress.update(STAGE, done, steps, least);
    }

    private static double ridge(int exponent) {
        return Math.scalb(1.0, -2 * exponent);
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        List<ColumnCoding> codings = new ArrayList<>();
        for (ColumnCoding.Reading reading : ColumnCoding.Reading.values()) {
            ColumnCoding coding = ColumnCoding.of(inputs, reading, categories);
            if (codings.contains(coding)) {
                continue;
            }
            codings.add(coding);
            new CandidateKernels(coding.apply(rows))
                    .all()
                    .forEach((name, kernel) -> all.add(new Candidate(reading, coding, name, kernel)));
        }
        return all;
    }

    /** The ridge of least loss: every second one, from the greatest down, then the neighbours of the best. */
    private Best best(Candidate candidate, int @Nullable [] some) {
        LooFits fits = fits(candidate, some);
        Best best = null;
        for (int e = LEAST_EXPONENT; e <= GREATEST_EXPONENT; e += STRIDE) {
            best = better(best, candidate, fits, e);
        }
        if (best == null) {
            throw new IllegalStateException("no ridge was tried");
        }
        return withNeighbours(best, fits);
    }

    /** The same candidate on all rows, with the ridges around the best. */
    private Best again(Best before) {
        LooFits fits = fits(before.candidate(), null);
        Best best = better(null, before.candidate(), fits, exponent(before.ridge()));
        return withNeighbours(best, fits);
    }

    private LooFits fits(Candidate candidate, int @Nullable [] some) {
        Points coded = candidate.coding().apply(rows);
        return some == null
                ? new LooFits(candidate.kernel(), coded, rowLabels)
                : new LooFits(candidate.kernel(), coded.select(some), rowLabels.select(some));
    }

    private static Best withNeighbours(Best best, LooFits fits) {
        Best result = best;
        int centre = exponent(best.ridge());
        for (int e : new int[] {centre - 1, centre + 1}) {
            if (e >= LEAST_EXPONENT && e <= GREATEST_EXPONENT) {
                result = better(result, best.candidate(), fits, e);
            }
        }
        return result;
    }

    private static int exponent(double ridge) {
        return -Math.getExponent(ridge) / 2;
    }

    private static Best better(@Nullable Best best, Candidate candidate, LooFits fits, int exponent) {
        LeaveOneOutScores scores;
        try {
            scores = fits.at(ridge(exponent));
        } catch (NotPositiveDefiniteException e) {
            scores = LeaveOneOutScores.NONE;
        }
        return best == null || scores.logLoss() < best.loss() ? new Best(candidate, ridge(exponent), scores) : best;
    }
}
