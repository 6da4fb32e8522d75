package org.icl4j.examples.input;

import java.util.Map;
import java.util.function.Supplier;
import org.icl4j.figures.Bars;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Panel;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/** Samples of {@code org.icl4j.figures}. */
final class FigureSamples {

    private static final double[] NUMBERS = {1, 2, 3};

    private FigureSamples() {}

    static Map<Class<?>, Supplier<?>> table() {
        Plot plot = Plot.of("title", "x", "y");
        HeatMap heatMap = HeatMap.ofMatrix("title", new double[3][3]);
        return Map.of(
                Series.class, () -> Series.line(NUMBERS, NUMBERS),
                Plot.class, () -> plot,
                HeatMap.class, () -> heatMap,
                Bars.class, () -> Bars.of("title", "value"),
                Panel.class, () -> plot,
                Panel[].class, () -> new Panel[] {plot},
                Figure.class, () -> Figure.of(plot));
    }

    /** Whether a parameter is the end of a range that begins at 1. */
    static boolean isEnd(Entry entry, String parameter) {
        boolean hasRange = entry.type() == Plot.class || entry.type() == HeatMap.class;
        return hasRange
                && (parameter.equals("greatest") || parameter.equals("high"))
                && (entry.name().endsWith("ange") || entry.name().equals("ofFunction"));
    }
}
