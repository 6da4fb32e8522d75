package org.icl4j.examples.gallery;

import java.util.Arrays;
import java.util.List;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/** The three figures, each with the numbers that it shows. */
final class GalleryFigures {

    private static final int COLUMNS = 5;
    private static final int WIDTH = 300;
    private static final int HEIGHT = 230;
    private static final double MARGIN = 0.06;

    private GalleryFigures() {}

    /** k(a, x) against x, from the curve's anchor a. */
    static Figure profiles(List<Drawn> all) {
        return grid(all.stream().map(GalleryFigures::profile).toList());
    }

    private static Panel profile(Drawn drawn) {
        Curve curve = drawn.exhibit().curve();
        Plot panel = panel(drawn, drawn.exhibit().name(), "k(" + number(curve.anchor()) + ", .)");
        double[] all = Arrays.copyOf(drawn.profile(), drawn.profile().length + 1);
        return within(panel, all).add(curve(drawn, drawn.profile()));
    }

    /** Draws from the Gaussian process whose covariance the kernel is. */
    static Figure samples(List<Drawn> all) {
        return grid(all.stream().map(GalleryFigures::draws).toList());
    }

    private static Panel draws(Drawn drawn) {
        if (drawn.samples().length == 0) {
            double[] zero = new double[drawn.grid().length];
            String title = drawn.exhibit().name() + ": indefinite, no draws";
            return panel(drawn, title, "f")
                    .yRange(-1, 1)
                    .add(Series.line(drawn.grid(), zero).thin().in(Ink.GREY));
        }
        double[] all =
                Arrays.stream(drawn.samples()).flatMapToDouble(Arrays::stream).toArray();
        Plot panel = within(panel(drawn, drawn.exhibit().name(), "f"), all);
        for (double[] sample : drawn.samples()) {
            panel = panel.add(curve(drawn, sample));
        }
        return panel;
    }

    // Between whole numbers there is nothing.
    private static Series curve(Drawn drawn, double[] values) {
        return drawn.exhibit().curve() == Curve.CODES
                ? Series.points(drawn.grid(), values)
                : Series.line(drawn.grid(), values);
    }

    private static Plot panel(Drawn drawn, String title, String yLabel) {
        Curve curve = drawn.exhibit().curve();
        double margin = MARGIN / 3 * (curve.high() - curve.low());
        return Plot.of(title, curve.label(), yLabel).xRange(curve.low() - margin, curve.high() + margin);
    }

    private static Plot within(Plot panel, double[] values) {
        double low = Arrays.stream(values).min().orElseThrow();
        double high = Arrays.stream(values).max().orElseThrow();
        double margin = MARGIN * Math.max(high - low, 1e-3);
        return panel.yRange(low - margin, high + margin);
    }

    /** k(x, z) as colours. */
    static Figure heatMaps(List<Drawn> all) {
        return grid(all.stream().map(GalleryFigures::heatMap).toList());
    }

    private static Panel heatMap(Drawn drawn) {
        Curve curve = drawn.exhibit().curve();
        double[] all =
                Arrays.stream(drawn.values()).flatMapToDouble(Arrays::stream).toArray();
        double low = Math.min(0, Arrays.stream(all).min().orElseThrow());
        double high = Math.max(low + 1e-3, Arrays.stream(all).max().orElseThrow());
        return HeatMap.ofFunction(drawn.exhibit().name(), curve.low(), curve.high(), drawn.values())
                .axes(curve.label(), "the other")
                .values("k")
                .range(low, high);
    }

    private static Figure grid(List<Panel> panels) {
        return Figure.of(panels).columns(COLUMNS).panelSize(WIDTH, HEIGHT);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** Profiles and samples, a line for each place of each kernel. */
    static CsvOutput numbers(List<Drawn> all) {
        CsvOutput csv = new CsvOutput("kernel", "place", "profile", "draw_1", "draw_2", "draw_3");
        for (Drawn drawn : all) {
            for (int i = 0; i < drawn.grid().length; i++) {
                Object[] row = new Object[6];
                Arrays.fill(row, "");
                row[0] = drawn.exhibit().text();
                row[1] = drawn.grid()[i];
                row[2] = drawn.profile()[i];
                for (int s = 0; s < drawn.samples().length; s++) {
                    row[3 + s] = drawn.samples()[s][i];
                }
                csv.row(row);
            }
        }
        return csv;
    }
}
