package org.icl4j.examples.gallery;

import java.util.Arrays;
import java.util.List;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.figures.Figure;
import org.icl4j.examples.figures.HeatMapPanel;
import org.icl4j.examples.figures.Ink;
import org.icl4j.examples.figures.Panel;
import org.icl4j.examples.figures.XyPanel;

/** The three figures, each with the numbers that it shows. */
final class GalleryFigures {

    private static final int COLUMNS = 5;
    private static final int WIDTH = 300;
    private static final int HEIGHT = 230;
    private static final double MARGIN = 0.06;
    private static final Ink[] INKS = {Ink.BLUE, Ink.VERMILLION, Ink.GREEN};

    private GalleryFigures() {}

    /** k(a, x) against x, from the curve's anchor a. */
    static Figure profiles(List<Drawn> all) {
        return grid(all.stream().map(GalleryFigures::profile).toList());
    }

    private static Panel profile(Drawn drawn) {
        Curve curve = drawn.exhibit().curve();
        XyPanel panel = panel(drawn, drawn.exhibit().name(), "k(" + number(curve.anchor()) + ", .)");
        double[] all = Arrays.copyOf(drawn.profile(), drawn.profile().length + 1);
        return curve(within(panel, all), drawn, "k", drawn.profile(), Ink.BLUE);
    }

    /** Draws from the Gaussian process whose covariance the kernel is. */
    static Figure samples(List<Drawn> all) {
        return grid(all.stream().map(GalleryFigures::draws).toList());
    }

    private static Panel draws(Drawn drawn) {
        if (drawn.samples().length == 0) {
            double[] zero = new double[drawn.grid().length];
            String title = drawn.exhibit().name() + ": indefinite, no draws";
            return panel(drawn, title, "f").yRange(-1, 1).thin("none", drawn.grid(), zero, Ink.GREY);
        }
        XyPanel panel = panel(drawn, drawn.exhibit().name(), "f");
        double[] all =
                Arrays.stream(drawn.samples()).flatMapToDouble(Arrays::stream).toArray();
        within(panel, all);
        for (int s = 0; s < drawn.samples().length; s++) {
            curve(panel, drawn, "draw " + (s + 1), drawn.samples()[s], INKS[s % INKS.length]);
        }
        return panel;
    }

    // Between whole numbers there is nothing.
    private static XyPanel curve(XyPanel panel, Drawn drawn, String name, double[] values, Ink ink) {
        return drawn.exhibit().curve() == Curve.CODES
                ? panel.points(name, drawn.grid(), values, ink)
                : panel.line(name, drawn.grid(), values, ink);
    }

    private static XyPanel panel(Drawn drawn, String title, String yLabel) {
        Curve curve = drawn.exhibit().curve();
        double margin = MARGIN / 3 * (curve.high() - curve.low());
        return new XyPanel(title, curve.label(), yLabel)
                .xRange(curve.low() - margin, curve.high() + margin)
                .noLegend();
    }

    private static XyPanel within(XyPanel panel, double[] values) {
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
        HeatMapPanel.Range range = new HeatMapPanel.Range(curve.low(), curve.high());
        return new HeatMapPanel(
                drawn.exhibit().name(), curve.label(), "the other", "k", range, low, high, drawn.values());
    }

    private static Figure grid(List<Panel> panels) {
        return new Figure(WIDTH, HEIGHT, COLUMNS, panels);
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
