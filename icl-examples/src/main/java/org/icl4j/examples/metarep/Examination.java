package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.jspecify.annotations.Nullable;

/** One kind of transformer in one exam: every seed, every layer, every algorithm. */
final class Examination {

    private static final int DRAWS = 2000;

    private final Exam exam;
    private final int layers;
    private final double[][][][] answers;
    private final double[] nonlinearity;
    private final Map<Algorithm, Likeness[][]> likeness = new EnumMap<>(Algorithm.class);
    private final Map<Algorithm, Likeness[][]> sameStep = new EnumMap<>(Algorithm.class);

    /**
     * Examines.
     *
     * @param exam the tasks
     * @param models one a seed
     */
    Examination(Exam exam, List<? extends Examinee> models) {
        this.exam = exam;
        int seeds = models.size();
        this.answers = new double[seeds][][][];
        this.nonlinearity = new double[seeds];
        double[][][][] implied = new double[seeds][][][];
        for (int s = 0; s < seeds; s++) {
            answers[s] = models.get(s).answers(exam.batch());
            implied[s] = new double[answers[s].length][][];
            for (int l = 0; l < answers[s].length; l++) {
                implied[s][l] = Likeness.implied(exam, answers[s][l]);
            }
            int last = answers[s].length - 1;
            nonlinearity[s] = Likeness.nonlinearity(exam, answers[s][last], implied[s][last]);
        }
        this.layers = answers[0].length - 1;
        for (Algorithm algorithm : Algorithm.values()) {
            Likeness[][] best = new Likeness[seeds][layers];
            Likeness[][] same = new Likeness[seeds][layers];
            for (int s = 0; s < seeds; s++) {
                for (int l = 1; l <= layers; l++) {
                    best[s][l - 1] = Likeness.best(exam, answers[s][l], implied[s][l], algorithm);
                    same[s][l - 1] = Likeness.at(exam, answers[s][l], implied[s][l], algorithm, l);
                }
            }
            likeness.put(algorithm, best);
            sameStep.put(algorithm, same);
        }
    }

    Exam exam() {
        return exam;
    }

    int layers() {
        return layers;
    }

    int seeds() {
        return answers.length;
    }

    /** What is measured of a likeness. */
    @FunctionalInterface
    interface Measure {
        double of(Likeness likeness);
    }

    /** The mean over layers 1 to L, with its interval over seeds. */
    Estimate overLayers(Algorithm algorithm, boolean same, Measure measure) {
        Likeness[][] all = of(same ? sameStep : likeness, algorithm);
        return over(s -> {
            double sum = 0;
            for (Likeness one : all[s]) {
                sum += measure.of(one) / layers;
            }
            return sum;
        });
    }

    /** One layer's, with its interval over seeds. */
    Estimate atLayer(Algorithm algorithm, int layer, Measure measure) {
        return over(s -> measure.of(of(likeness, algorithm)[s][layer - 1]));
    }

    /** The share of the last layer's answers that is not linear in the query. */
    Estimate nonlinearity() {
        return over(s -> nonlinearity[s]);
    }

    /** Mean squared error after a layer. */
    Estimate error(int layer) {
        return over(s -> error(answers[s][layer]));
    }

    /** Mean squared error of an algorithm after a step. */
    double error(Algorithm algorithm, int step) {
        return error(exam.answers(algorithm, step));
    }

    private double error(double[][] f) {
        double sum = 0;
        for (int b = 0; b < f.length; b++) {
            sum += Likeness.squared(f[b], exam.batch().queryTargets(b)) / f[b].length / f.length;
        }
        return sum;
    }

    private Estimate over(IntToDoubleFunction value) {
        if (seeds() == 1) {
            double only = value.applyAsDouble(0);
            return new Estimate(only, 0, only, only);
        }
        return Numbers.overSeeds(seeds(), value);
    }

    /**
     * Who it is.
     *
     * @param best the algorithm of least distance
     * @param alike those that cannot be told from the best: their distance is not greater by a margin whose interval is above 0
     * @param next the least of the others' margins
     */
    record Verdict(Algorithm best, List<Algorithm> alike, Estimate next) {}

    /** From each measuring task's squared difference, the mean over layers, paired between algorithms, resampled over seeds and tasks. */
    Verdict verdict(Randoms randoms) {
        Map<Algorithm, double[][]> distance = new EnumMap<>(Algorithm.class);
        likeness.forEach((algorithm, all) -> {
            double[][] d = new double[seeds()][all[0][0].perTask().length];
            for (int s = 0; s < d.length; s++) {
                for (int b = 0; b < d[s].length; b++) {
                    for (Likeness one : all[s]) {
                        d[s][b] += one.perTask()[b] / layers;
                    }
                }
            }
            distance.put(algorithm, d);
        });
        Algorithm best = distance.keySet().stream()
                .min(Comparator.comparingDouble(a -> mean(of(distance, a))))
                .orElseThrow();
        List<Algorithm> alike = new ArrayList<>();
        @Nullable Estimate next = null;
        for (Algorithm other : Algorithm.values()) {
            if (other == best) {
                continue;
            }
            double[][] gap = new double[seeds()][];
            for (int s = 0; s < gap.length; s++) {
                gap[s] = minus(of(distance, other)[s], of(distance, best)[s]);
            }
            Estimate margin = Bootstrap.mean(gap, DRAWS, randoms.split(other.name()));
            if (margin.low() <= 0) {
                alike.add(other);
            }
            if (next == null || margin.mean() < next.mean()) {
                next = margin;
            }
        }
        return new Verdict(best, alike, Objects.requireNonNull(next));
    }

    private static <T> T of(Map<Algorithm, T> map, Algorithm algorithm) {
        return Objects.requireNonNull(map.get(algorithm));
    }

    private static double mean(double[][] values) {
        double sum = 0;
        for (double[] row : values) {
            for (double v : row) {
                sum += v / row.length / values.length;
            }
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] - b[i];
        }
        return c;
    }
}
