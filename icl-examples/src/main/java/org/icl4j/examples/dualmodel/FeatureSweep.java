package org.icl4j.examples.dualmodel;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.theory.DualModel;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.features.PositiveFeatures;

/** Errors of the attention matrix and of its output when exp(k'q) is replaced with d_r positive random features. */
final class FeatureSweep {

    static final int D = 4;
    static final int PAIRS = 16;
    private static final int OUTPUTS = 3;
    private static final double SCALE = 0.5;

    private final Points keys;
    private final Points queries;
    private final DualModel model;
    private final double[][] values;
    private final double[][] exact;
    private final List<Row> rows = new ArrayList<>();

    /** Errors at one size: means over draws, each with its standard error. */
    record Row(
            int features,
            Metrics.Summary matrixSquared,
            Metrics.Summary matrixAbsolute,
            Metrics.Summary outputSquared,
            Metrics.Summary outputAbsolute) {}

    FeatureSweep(long seed) {
        Randoms randoms = Randoms.of(seed);
        keys = scaled(randoms.split("keys"));
        queries = scaled(randoms.split("queries"));
        values = randoms.split("values").gaussians(PAIRS, OUTPUTS);
        model = DualModel.of(keys, Points.of("values", values));
        exact = new double[PAIRS][];
        for (int q = 0; q < PAIRS; q++) {
            exact[q] = model.weights(queries.row(q));
        }
    }

    private static Points scaled(Randoms randoms) {
        double[][] x = randoms.gaussians(PAIRS, D);
        for (double[] row : x) {
            for (int j = 0; j < D; j++) {
                row[j] *= SCALE;
            }
        }
        return Points.of("x", x);
    }

    private double[][] matrix(int features, long seed) {
        PositiveFeatures phi = PositiveFeatures.of(new ExponentialDotProduct(1), D, features, seed);
        double[][] weights = new double[PAIRS][];
        for (int q = 0; q < PAIRS; q++) {
            weights[q] = model.featureWeights(phi, queries.row(q), false);
        }
        return weights;
    }

    void measure(int[] sizes, int draws) {
        for (int size : sizes) {
            double[][] errors = new double[4][draws];
            for (int s = 0; s < draws; s++) {
                double[][] weights = matrix(size, 1000 + s);
                for (int q = 0; q < PAIRS; q++) {
                    double[] output = new double[OUTPUTS];
                    for (int i = 0; i < PAIRS; i++) {
                        double e = weights[q][i] - exact[q][i];
                        errors[0][s] += e * e / (PAIRS * PAIRS);
                        errors[1][s] += Math.abs(e) / (PAIRS * PAIRS);
                        for (int c = 0; c < OUTPUTS; c++) {
                            output[c] += e * values[i][c];
                        }
                    }
                    for (double e : output) {
                        errors[2][s] += e * e / (PAIRS * OUTPUTS);
                        errors[3][s] += Math.abs(e) / (PAIRS * OUTPUTS);
                    }
                }
            }
            rows.add(new Row(
                    size,
                    Metrics.summary(errors[0]),
                    Metrics.summary(errors[1]),
                    Metrics.summary(errors[2]),
                    Metrics.summary(errors[3])));
        }
    }

    List<Row> rows() {
        return rows;
    }

    CsvOutput csv() {
        CsvOutput csv = new CsvOutput(
                "features",
                "matrix_mse",
                "matrix_mse_error",
                "matrix_mae",
                "matrix_mae_error",
                "output_mse",
                "output_mse_error",
                "output_mae",
                "output_mae_error");
        for (Row r : rows) {
            csv.numbers(
                    r.features(),
                    r.matrixSquared().mean(),
                    r.matrixSquared().standardError(),
                    r.matrixAbsolute().mean(),
                    r.matrixAbsolute().standardError(),
                    r.outputSquared().mean(),
                    r.outputSquared().standardError(),
                    r.outputAbsolute().mean(),
                    r.outputAbsolute().standardError());
        }
        return csv;
    }

    Figure errors() {
        return Figure.of(
                panel(
                        "Attention matrix",
                        rows.stream().map(Row::matrixSquared).toList(),
                        rows.stream().map(Row::matrixAbsolute).toList()),
                panel(
                        "Output",
                        rows.stream().map(Row::outputSquared).toList(),
                        rows.stream().map(Row::outputAbsolute).toList()));
    }

    private Plot panel(String title, List<Metrics.Summary> squared, List<Metrics.Summary> absolute) {
        double[] x = rows.stream().mapToDouble(Row::features).toArray();
        double[] guide = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            guide[i] = absolute.get(0).mean() * Math.sqrt(x[0] / x[i]);
        }
        Plot plot = Plot.of(title, "features d_r", "error").xLogarithmic().yLogarithmic();
        plot = add(plot, x, squared, "mean squared", Ink.BLUE);
        plot = add(plot, x, absolute, "mean absolute", Ink.VERMILLION);
        return plot.add(
                Series.line(x, guide).named("slope -1/2").dashed().thin().in(Ink.GREY));
    }

    private static Plot add(Plot plot, double[] x, List<Metrics.Summary> errors, String name, Ink ink) {
        double[] mean = errors.stream().mapToDouble(Metrics.Summary::mean).toArray();
        double[] low = errors.stream()
                .mapToDouble(s -> Math.max(s.mean() - 2 * s.standardError(), s.mean() / 10))
                .toArray();
        double[] high = errors.stream()
                .mapToDouble(s -> s.mean() + 2 * s.standardError())
                .toArray();
        return plot.add(Series.band(x, low, high).in(ink))
                .add(Series.line(x, mean).named(name).in(ink));
    }

    Figure heatMaps(int... sizes) {
        double top = 0;
        for (double[] row : exact) {
            for (double w : row) {
                top = Math.max(top, w);
            }
        }
        List<HeatMap> maps = new ArrayList<>();
        maps.add(map("exact", exact, top));
        for (int size : sizes) {
            maps.add(map("d_r = " + size, matrix(size, 1000), top));
        }
        return Figure.of(maps).panelSize(380, 340);
    }

    private static HeatMap map(String title, double[][] weights, double top) {
        return HeatMap.ofMatrix(title, weights)
                .axes("key", "query")
                .values("weight")
                .range(0, top);
    }
}
