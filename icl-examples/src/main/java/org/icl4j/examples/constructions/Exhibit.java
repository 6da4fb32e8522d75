package org.icl4j.examples.constructions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * One construction on one context.
 *
 * @param name as files and tables call it
 * @param title as figures call it
 * @param construction layers and algorithm
 * @param context what it is run on
 * @param queries whose answers are drawn
 */
record Exhibit(String name, String title, Construction construction, Context context, Points queries) {

    private static final Ink[] INKS = {Ink.BLUE, Ink.VERMILLION, Ink.GREEN};

    double[][] layers() {
        return construction.transformer().answers(context, queries);
    }

    double greatestDifference() {
        return Arrays.stream(construction.differences(context, queries)).max().orElseThrow();
    }

    /** The answers after each step: of the algorithm as a line, of the layers as points on it. */
    Plot iterates() {
        double[][] layers = layers();
        double[][] algorithm = construction.algorithm(context, queries);
        double[] steps = new double[layers.length];
        Plot plot = Plot.of(title, "step", "answer");
        for (int q = 0; q < queries.size(); q++) {
            double[] wired = new double[steps.length];
            double[] own = new double[steps.length];
            for (int t = 0; t < steps.length; t++) {
                steps[t] = t;
                wired[t] = layers[t][q];
                own[t] = algorithm[t][q];
            }
            plot = plot.add(Series.line(steps.clone(), own)
                            .named("query " + (q + 1) + ", algorithm")
                            .in(INKS[q]))
                    .add(Series.points(steps.clone(), wired)
                            .named("query " + (q + 1) + ", layers")
                            .in(INKS[q]));
        }
        return plot.xRange(-0.3, steps.length - 0.7);
    }

    /** The square matrices of the first step, in the coordinates of slots: what a head compares, what it moves, what a linear map does. */
    Figure weights() {
        WiredTransformer transformer = construction.transformer();
        String[] slots = transformer.columnNames().toArray(new String[0]);
        List<HeatMap> panels = new ArrayList<>();
        for (Map.Entry<String, double[][]> entry : transformer.matrices(1).entrySet()) {
            double[][] matrix = entry.getValue();
            if (matrix.length == slots.length && matrix[0].length == slots.length) {
                boolean compares = entry.getKey().endsWith("W_K");
                panels.add(HeatMap.ofMatrix(entry.getKey(), matrix)
                        .signed()
                        .axes(compares ? "key" : "from", compares ? "query" : "to")
                        .columnNames(slots)
                        .rowNames(slots));
            }
        }
        return Figure.of(panels).columns(Math.min(4, panels.size())).panelSize(330, 300);
    }

    void addTo(CsvOutput csv) {
        double[][] layers = layers();
        double[][] algorithm = construction.algorithm(context, queries);
        for (int t = 0; t < layers.length; t++) {
            for (int q = 0; q < layers[t].length; q++) {
                csv.row(name, t, q + 1, algorithm[t][q], layers[t][q], layers[t][q] - algorithm[t][q]);
            }
        }
    }
}
