package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.math.Parallel;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * How wide must heads be? Kernel ridge regression on m directions of the features against the oracle with all, where m is counted in effective dimensions.
 * MetaRepICL asks this with targets of pure noise and the error of the coefficients; here targets come from the model and predictions are compared.
 */
public final class WidthExperiment extends MetaRepExperiment {

    private static final double[] FACTORS = {0.25, 0.5, 1, 2, 3, 4, 6};

    private static final List<Widths.Method> METHODS = List.of(Widths.Method.values());

    /** How much work. */
    private record Size(int features, int points, int queries, int seeds) {
        static Size of(boolean quick) {
            return quick ? new Size(12, 24, 20, 2) : new Size(96, 192, 400, 20);
        }
    }

    /** The experiment. */
    public WidthExperiment() {
        super(22, "width", "how many directions a kernel needs: best, Nystrom and sketched, in effective dimensions");
    }

    @Override
    void measure(ExperimentRun run, Report report) {
        Size size = Size.of(run.quick());
        Map<String, double[]> spectra = new LinkedHashMap<>();
        spectra.put("i^-1", spectrum(size.features(), i -> 1 / i));
        spectra.put("i^-2", spectrum(size.features(), i -> 1 / (i * i)));
        spectra.put("2^-i/4", spectrum(size.features(), i -> Math.pow(2, -i / 4)));
        double[] ridges = {10, 1, 0.1};
        Stages stages = new Stages(run.progress(), spectra.size() * ridges.length);
        Table table = new Table(
                "width",
                "Mean squared difference of the predictions from the oracle's, of the oracle's mean square, with 95 % intervals over contexts",
                "spectrum",
                "ridge",
                "d_eff",
                "m over d_eff",
                "m",
                "best rank m",
                "Nystrom leverage",
                "Nystrom uniform",
                "Gaussian sketch");
        Table risks = new Table(
                "risks",
                "Squared error over the oracle's",
                "spectrum",
                "ridge",
                "m over d_eff",
                "best rank m",
                "Nystrom leverage",
                "Nystrom uniform",
                "Gaussian sketch");
        List<Plot> plots = new ArrayList<>();
        for (Map.Entry<String, double[]> spectrum : spectra.entrySet()) {
            for (double ridge : ridges) {
                Randoms randoms =
                        Randoms.of(run.seed()).split(spectrum.getKey()).split((long) (1000 * ridge));
                Found found = measure(size, spectrum.getValue(), ridge, randoms);
                for (int f = 0; f < FACTORS.length; f++) {
                    List<Object> row = new ArrayList<>(
                            List.of(spectrum.getKey(), ridge, found.dimension(), FACTORS[f], found.width(f)));
                    List<Object> risk = new ArrayList<>(List.of(spectrum.getKey(), ridge, FACTORS[f]));
                    for (int k = 0; k < METHODS.size(); k++) {
                        row.add(Numbers.overSeeds(found.differences[k][f]));
                        risk.add(Numbers.overSeeds(found.risks[k][f]));
                    }
                    table.row(row.toArray());
                    risks.row(risk.toArray());
                }
                if (ridge == 1) {
                    plots.add(plot("Spectrum " + spectrum.getKey() + ", ridge 1", found));
                }
                stages.done("width");
            }
        }
        report.add(table).add(risks).add("width", Figure.of(plots).columns(2).panelSize(560, 400));
    }

    private static double[] spectrum(int p, DoubleUnaryOperator value) {
        double[] s = new double[p];
        Arrays.setAll(s, i -> value.applyAsDouble(i + 1.0));
        return s;
    }

    /** Shapes [methods][factors][contexts]. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Found(double[] dimensions, double[][] widths, double[][][] differences, double[][][] risks) {

        Estimate dimension() {
            return Numbers.overSeeds(dimensions);
        }

        Estimate width(int factor) {
            return Numbers.overSeeds(widths[factor]);
        }
    }

    private static Found measure(Size size, double[] spectrum, double ridge, Randoms randoms) {
        int methods = METHODS.size();
        double[] dimensions = new double[size.seeds()];
        double[][] widths = new double[FACTORS.length][size.seeds()];
        double[][][] differences = new double[methods][FACTORS.length][size.seeds()];
        double[][][] risks = new double[methods][FACTORS.length][size.seeds()];
        Parallel.run(size.seeds(), s -> {
            Widths one = new Widths(spectrum, size.points(), size.queries(), ridge, randoms.split(s));
            dimensions[s] = one.effectiveDimension();
            for (int f = 0; f < FACTORS.length; f++) {
                int m = (int) Math.max(1, Math.min(size.features(), Math.round(FACTORS[f] * dimensions[s])));
                widths[f][s] = m;
                for (int k = 0; k < METHODS.size(); k++) {
                    Widths.Method method = METHODS.get(k);
                    // The same directions for both measures.
                    Randoms stream = randoms.split("directions").split(s * 100L + f);
                    differences[k][f][s] = one.difference(method, m, stream.split(method.name()));
                    risks[k][f][s] = one.risk(method, m, stream.split(method.name()));
                }
            }
        });
        return new Found(dimensions, widths, differences, risks);
    }

    private static Plot plot(String title, Found found) {
        Plot plot = Plot.of(title, "m over the effective dimension", "difference from the oracle, of its mean square")
                .xLogarithmic()
                .yLogarithmic();
        Ink[] inks = {Ink.BLUE, Ink.GREEN, Ink.ORANGE, Ink.VERMILLION};
        for (int k = 0; k < METHODS.size(); k++) {
            // All directions of the features give the oracle itself: nothing to draw on a logarithmic axis.
            int shown = 0;
            while (shown < FACTORS.length
                    && Numbers.overSeeds(found.differences()[k][shown]).mean() > 1e-12) {
                shown++;
            }
            double[] x = Arrays.copyOf(FACTORS, shown);
            double[] mean = new double[shown];
            double[] low = new double[shown];
            double[] high = new double[shown];
            for (int f = 0; f < shown; f++) {
                Estimate e = Numbers.overSeeds(found.differences()[k][f]);
                mean[f] = e.mean();
                low[f] = Math.max(mean[f] / 10, e.low());
                high[f] = e.high();
            }
            Ink ink = inks[k];
            plot = plot.add(Series.band(x, low, high).in(ink))
                    .add(Series.line(x, mean).named(METHODS.get(k).title()).in(ink));
        }
        return plot;
    }
}
