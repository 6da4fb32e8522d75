package org.icl4j.examples.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.kernels.tools.KernelSpectrum;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.spectrum.StochasticSpectrum;

/**
 * Experiment 32: how many parameters a ridge leaves. The effective dimension tr K (K + r I)^-1 of normal points in three dimensions, for a
 * Gaussian and two Matern kernels and ridges from 1e-4 to 100: exactly from all eigenvalues, from a randomly pivoted factor of low rank, and by
 * Hutchinson's probes with their interval, beside the decay of the eigenvalues that explains all three.
 */
public final class EffectiveDimensionExperiment implements Experiment {

    private static final double[] RIDGES = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100};
    private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.ORANGE, Ink.GREEN);
    private static final int WIDTH = 3;

    /** How much work. */
    private record Size(int rows, int rank, int seeds) {
        static Size of(boolean quick) {
            return quick ? new Size(150, 60, 3) : new Size(2000, 400, 10);
        }
    }

    /** The experiment. */
    public EffectiveDimensionExperiment() {}

    @Override
    public int number() {
        return 32;
    }

    @Override
    public String name() {
        return "effective-dimension";
    }

    @Override
    public String summary() {
        return "the effective dimension against the ridge: exactly, from a low rank, by random probes";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Randoms randoms = Randoms.of(run.seed()).split("points");
        Points x = Points.ofRows("points", size.rows(), WIDTH, randoms.gaussians(size.rows() * WIDTH));
        List<Kernel> kernels = List.of(new Gaussian(1), new Matern(2.5, 1), new Matern(0.5, 1));
        Results results = Results.table("exact", "kernel", "ridge", "by");
        CsvOutput values = new CsvOutput("kernel", "number", "eigenvalue");
        Plot decay = Plot.of("Eigenvalues of K", "number", "eigenvalue")
                .xLogarithmic()
                .yLogarithmic();
        Plot dimension = Plot.of("Effective dimension", "ridge", "tr K (K + r I)^-1")
                .xLogarithmic()
                .yLogarithmic();
        int covered = 0;
        int intervals = 0;
        for (int k = 0; k < kernels.size(); k++) {
            Kernel kernel = kernels.get(k);
            KernelSpectrum spectrum = KernelSpectrum.of(kernel, x);
            decay = decay.add(decay(kernel, spectrum, values).in(INKS.get(k)));
            double[] exact = new double[RIDGES.length];
            double[][] low = new double[RIDGES.length][size.seeds()];
            double[][] probes = new double[RIDGES.length][size.seeds()];
            Estimate[] first = new Estimate[RIDGES.length];
            for (int s = 0; s < size.seeds(); s++) {
                long seed = run.seed() + s;
                try (LowRankFactor factor = LowRankFactor.randomlyPivoted(kernel, x, size.rank(), seed)) {
                    double[] found = factor.eigenvalues();
                    for (int r = 0; r < RIDGES.length; r++) {
                        low[r][s] = sum(found, RIDGES[r]);
                    }
                }
                for (int r = 0; r < RIDGES.length; r++) {
                    exact[r] = spectrum.effectiveDimension(RIDGES[r]);
                    Estimate estimate = StochasticSpectrum.of(KernelProblem.of(kernel, x, RIDGES[r]))
                            .withRank(size.rank())
                            .withSeed(seed)
                            .effectiveDimension();
                    probes[r][s] = estimate.mean();
                    first[r] = s == 0 ? estimate : first[r];
                    intervals++;
                    covered += exact[r] >= estimate.low() && exact[r] <= estimate.high() ? 1 : 0;
                }
                report.progress(kernel.toString()).update("seed", s + 1, size.seeds(), probes[0][s]);
            }
            for (int r = 0; r < RIDGES.length; r++) {
                String ridge = String.format(Locale.ROOT, "%.0e", RIDGES[r]);
                results.add(exact[r], low[r], kernel.toString(), ridge, "rank " + size.rank());
                results.add(exact[r], probes[r], kernel.toString(), ridge, "16 probes");
            }
            dimension = drawn(dimension, kernel, exact, low, first, INKS.get(k));
        }
        report.add("spectra", Figure.of(decay, dimension)).add("eigenvalues", values);
        report.write(
                size.rows() + " normal points in " + WIDTH + " dimensions, " + size.seeds()
                        + " seeds. Of the intervals of 95 % that the probes tell, " + covered + " of " + intervals
                        + " hold the exact number.",
                results);
    }

    /** sum_j s_j / (s_j + r). */
    private static double sum(double[] eigenvalues, double ridge) {
        double sum = 0;
        for (double s : eigenvalues) {
            sum += s / (s + ridge);
        }
        return sum;
    }

    /** What is above rounding. */
    private static Series decay(Kernel kernel, KernelSpectrum spectrum, CsvOutput csv) {
        double[] s = spectrum.eigenvalues();
        List<double[]> shown = new ArrayList<>();
        for (int j = 0; j < s.length && s[j] > s.length * Math.ulp(s[0]); j++) {
            shown.add(new double[] {j + 1, s[j]});
            csv.row(kernel.toString(), j + 1, s[j]);
        }
        return Series.line(
                        shown.stream().mapToDouble(point -> point[0]).toArray(),
                        shown.stream().mapToDouble(point -> point[1]).toArray())
                .named(kernel.toString());
    }

    private static Plot drawn(Plot plot, Kernel kernel, double[] exact, double[][] low, Estimate[] probes, Ink ink) {
        double[] rank = new double[RIDGES.length];
        double[] from = new double[RIDGES.length];
        double[] to = new double[RIDGES.length];
        for (int r = 0; r < RIDGES.length; r++) {
            rank[r] = low[r][0];
            // The axis is logarithmic: an interval that reaches below 0 ends at a hundredth of its middle.
            from[r] = Math.max(probes[r].low(), 0.01 * probes[r].mean());
            to[r] = probes[r].high();
        }
        return plot.add(Series.line(RIDGES, exact).in(ink).named(kernel.toString()))
                .add(Series.points(RIDGES, rank).in(ink))
                .add(Series.intervals(RIDGES, from, to).in(ink));
    }
}
