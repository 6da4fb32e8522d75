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

    private final Points inputs;
    private final Points rows;
    private final Labels rowLabels;
    private final int[] categories;
    private final Progress progress;
    private double least = Double.POSITIVE_INFINITY;

    ClassifierSearch(Points inputs, Labels labels, int[] categories, int maxRows, long seed, Progress progress) {
        this.inputs = inputs;
        int[] chosen = Strata.rows(labels, maxRows, seed);
        this.rows = inputs.select(chosen);
        this.rowLabels = labels.select(chosen);
        this.categories = categories;
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
        List<Best> found = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            found.add(best(candidates.get(i)));
            least = Math.min(least, found.get(i).loss());
            if (!progress.update(STAGE, i + 1L, candidates.size(), least)) {
                break;
            }
        }
        found.sort(Comparator.comparingDouble(Best::loss));
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

    /** The ridge of least loss: every second one, then the neighbours of the best. */
    private Best best(Candidate candidate) {
        LooFits fits = new LooFits(candidate.kernel(), candidate.coding().apply(rows), rowLabels);
        Best best = null;
        for (int e = LEAST_EXPONENT; e <= GREATEST_EXPONENT; e += STRIDE) {
            best = better(best, candidate, fits, e);
        }
        if (best == null) {
            throw new IllegalStateException("no ridge was tried");
        }
        int centre = (int) Math.rint(-Math.log(best.ridge()) / Math.log(4));
        for (int e : new int[] {centre - 1, centre + 1}) {
            if (e >= LEAST_EXPONENT && e <= GREATEST_EXPONENT) {
                best = better(best, candidate, fits, e);
            }
        }
        return best;
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
