package org.icl4j.examples.lineartransformers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.theory.LinearTaskTheory;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 04: the matrix Q of one sparse layer of linear attention, trained on tasks, beside the optimal preconditioner A* of
 * {@link LinearTaskTheory} (Ahn et al. 2023, theorem 1; Zhang, Frei and Bartlett 2023; the general form is ours). The risk of a trained Q
 * is not sampled: the closed form gives it for any matrix.
 */
public final class OptimalPreconditionerExperiment implements Experiment {

    private static final int[] LENGTHS = {3, 5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160};

    /** How much work. */
    private record Size(int seeds, LinearTraining training) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new LinearTraining(200, 64, 0.05))
                    : new Size(5, new LinearTraining(3000, 512, 0.1));
        }
    }

    /** The experiment. */
    public OptimalPreconditionerExperiment() {}

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String name() {
        return "optimal-preconditioner";
    }

    @Override
    public String summary() {
        return "the trained matrix of a linear layer beside the optimal preconditioner in closed form";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Results results = Results.table("closed form", "case", "measured");
        List<Panel> maps = new ArrayList<>();
        List<double[][]> skewed = new ArrayList<>();
        List<PreconditionerCase> cases = PreconditionerCase.all();
        for (int c = 0; c < cases.size(); c++) {
            PreconditionerCase one = cases.get(c);
            LinearTaskTheory theory = one.theory();
            double[][] optimal = theory.optimal(PreconditionerCase.CONTEXT);
            double[] risks = new double[size.seeds()];
            double[] distances = new double[size.seeds()];
            for (int k = 0; k < size.seeds(); k++) {
                long seed = run.seed() + k;
                // Contexts of another length are for the layers of the second case.
                double[][] a = one.test() != PreconditionerCase.CONTEXT
                        ? skewed.get(k)
                        : one.train(size.training(), seed, report.progress(one.name() + ", seed " + seed));
                risks[k] = theory.risk(a, one.test());
                distances[k] = PreconditionerCase.distance(a, optimal);
                if (k == 0 && c > 0 && c < 4) {
                    double most = greatest(optimal);
                    maps.add(HeatMap.ofMatrix(one.name() + ": trained", a)
                            .range(-most, most)
                            .signed());
                    maps.add(HeatMap.ofMatrix("closed form", optimal)
                            .range(-most, most)
                            .signed());
                }
                if (c == 1) {
                    skewed.add(a);
                }
            }
            results.add(theory.risk(optimal, one.test()), risks, one.name(), "risk");
            results.add(0, distances, one.name(), "|A - A*| / |A*|");
        }
        CsvOutput lengths = new CsvOutput("length", "trained_mean", "trained_low", "trained_high", "optimal", "plain");
        report.add("lengths", Figure.of(lengths(cases.get(1).theory(), skewed, lengths)));
        report.add("lengths", lengths);
        report.add("matrices", Figure.of(maps).columns(2).panelSize(420, 330));
        report.write(
                "The preconditioner that one layer learns, d = " + PreconditionerCase.WIDTH
                        + ", trained on contexts of " + PreconditionerCase.CONTEXT + ", over " + size.seeds()
                        + " seeds.",
                results);
    }

    private static double greatest(double[][] matrix) {
        return Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    /** Trained at one length, used at others: the risk beside that of the optimum for each length. */
    private static Plot lengths(LinearTaskTheory theory, List<double[][]> trained, CsvOutput csv) {
        double[] at = new double[LENGTHS.length];
        double[] mean = new double[at.length];
        double[] optimum = new double[at.length];
        double[] plain = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            int m = LENGTHS[i];
            at[i] = m;
            double[] risks =
                    trained.stream().mapToDouble(a -> theory.risk(a, m)).toArray();
            Estimate estimate = Estimate.of(Results.CONFIDENCE, risks);
            mean[i] = estimate.mean();
            optimum[i] = theory.risk(theory.optimal(m), m);
            plain[i] = theory.risk(theory.optimalStep(m), m);
            csv.numbers(m, mean[i], estimate.low(), estimate.high(), optimum[i], plain[i]);
        }
        return Plot.of("Trained on contexts of 20, used on others", "pairs in the context", "risk")
                .add(Series.line(at, plain).in(Ink.ORANGE).dashed().named("best plain step for each length"))
                .add(Series.line(at, optimum).in(Ink.BLACK).dashed().named("best matrix for each length"))
                .add(Series.line(at, mean).in(Ink.BLUE).named("trained on 20"))
                .xLogarithmic()
                .yLogarithmic();
    }
}
