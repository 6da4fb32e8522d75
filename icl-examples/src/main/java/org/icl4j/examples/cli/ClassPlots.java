package org.icl4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Text;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/** Classes' probabilities as a picture: how often the likeliest class is right against its probability, and which classes are confused. */
final class ClassPlots {

    private static final int BINS = 10;
    private static final int MOST_NAMES = 12;
    private static final int LONGEST_NAME = 16;

    private ClassPlots() {}

    static Figure of(List<String> classes, Points probabilities, int[] actual) {
        return Figure.of(reliability(probabilities, actual), confusion(classes, probabilities, actual));
    }

    /**
     * In each of ten bins of the likeliest class's probability, the mean probability and the share of rows that are of that class: equal for a
     * calibrated classifier. The differences, weighted by rows, are the calibration error.
     */
    private static Panel reliability(Points probabilities, int[] actual) {
        double[] sums = new double[BINS];
        int[] right = new int[BINS];
        int[] counts = new int[BINS];
        for (int i = 0; i < actual.length; i++) {
            double[] row = probabilities.row(i);
            int likeliest = likeliest(row);
            int bin = Math.min(BINS - 1, (int) (row[likeliest] * BINS));
            sums[bin] += row[likeliest];
            right[bin] += likeliest == actual[i] ? 1 : 0;
            counts[bin]++;
        }
        List<double[]> shown = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (counts[b] > 0) {
                shown.add(new double[] {sums[b] / counts[b], (double) right[b] / counts[b]});
            }
        }
        double[] x = shown.stream().mapToDouble(point -> point[0]).toArray();
        double[] y = shown.stream().mapToDouble(point -> point[1]).toArray();
        double[] ends = {0, 1};
        return Plot.of("Reliability", "probability of the likeliest class", "share of rows where it is right")
                .points("rows of a tenth", x, y)
                .add(Series.line(x, y).thin().in(Ink.BLUE))
                .add(Series.line(ends, ends).named("calibrated").dashed().in(Ink.BLACK))
                .xRange(0, 1)
                .yRange(0, 1);
    }

    /** Row: the actual class; column: the likeliest; colour: its share of the actual class's rows. */
    private static Panel confusion(List<String> classes, Points probabilities, int[] actual) {
        double[][] share = new double[classes.size()][classes.size()];
        int[] counts = new int[classes.size()];
        for (int i = 0; i < actual.length; i++) {
            share[actual[i]][likeliest(probabilities.row(i))]++;
            counts[actual[i]]++;
        }
        for (int c = 0; c < share.length; c++) {
            for (int k = 0; k < share.length; k++) {
                share[c][k] /= Math.max(1, counts[c]);
            }
        }
        HeatMap map = HeatMap.ofMatrix("Share of each actual class", share)
                .axes("likeliest class", "actual class")
                .range(0, 1);
        if (classes.size() > MOST_NAMES) {
            return map;
        }
        String[] names =
                classes.stream().map(name -> Text.printable(name, LONGEST_NAME)).toArray(String[]::new);
        return map.columnNames(names).rowNames(names);
    }

    private static int likeliest(double[] row) {
        int likeliest = 0;
        for (int c = 1; c < row.length; c++) {
            likeliest = row[c] > row[likeliest] ? c : likeliest;
        }
        return likeliest;
    }
}
