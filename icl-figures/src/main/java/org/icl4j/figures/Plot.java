package org.icl4j.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * Lines, points, bands and intervals over two numeric axes, with a legend below that takes as many rows as it needs. An immutable value:
 * each method returns a new plot. Series get colours in turn, axes the range of what is drawn.
 *
 * <pre>{@code
 * Plot.of("Error against depth", "layers", "mean squared error")
 *         .line("gradient descent", layers, errors)
 *         .band("gradient descent", layers, low, high)
 *         .yLogarithmic()
 *         .writeTo(Path.of("depth.png"));
 * }</pre>
 */
public final class Plot implements Panel {

    private static final double MARGIN = 0.04;
    private static final int POINTS_BETWEEN_TICKS_ACROSS = 70;
    private static final int POINTS_BETWEEN_TICKS_UP = 45;
    private static final int RIGHT = 18;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series;
    private final Scale across;
    private final Scale up;

    /** How an axis is wanted: a range or none, logarithmic or not. */
    private record Scale(@Nullable Axis range, boolean logarithmic) {
        static final Scale AUTOMATIC = new Scale(null, false);

        Scale from(double low, double high) {
            return new Scale(new Axis(low, high, logarithmic), logarithmic);
        }

        Scale logarithmically() {
            return new Scale(range == null ? null : new Axis(range.low(), range.high(), true), true);
        }
    }

    private Plot(String title, String xLabel, String yLabel, List<Series> series, Scale across, Scale up) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.series = series;
        this.across = across;
        this.up = up;
        for (Series one : series) {
            requirePositive(one);
        }
    }

    private void requirePositive(Series one) {
        for (int i = 0; i < one.size(); i++) {
            if (across.logarithmic() && one.x(i) <= 0) {
                throw Require.error("x", "x[" + i + "] = " + one.x(i) + " cannot stand on a logarithmic axis");
            }
            // The lower end of an interval may reach below: it is cut off at the axis.
            if (up.logarithmic() && one.upper(i) <= 0) {
                throw Require.error("y", "y[" + i + "] = " + one.upper(i) + " cannot stand on a logarithmic axis");
            }
        }
    }

    /**
     * An empty plot.
     *
     * @param title above the plot, empty for none
     * @param xLabel the horizontal axis and its unit, empty for none
     * @param yLabel the vertical axis and its unit, empty for none
     * @return the plot
     */
    public static Plot of(String title, String xLabel, String yLabel) {
        Require.notNull("title", title);
        Require.notNull("xLabel", xLabel);
        Require.notNull("yLabel", yLabel);
        return new Plot(title, xLabel, yLabel, List.of(), Scale.AUTOMATIC, Scale.AUTOMATIC);
    }

    /**
     * This plot with one more series.
     *
     * @param more what to draw, over what has been added before; bands go under everything
     * @return a new plot
     * @throws IllegalArgumentException if a coordinate is not positive where the axis is logarithmic
     */
    public Plot add(Series more) {
        Require.notNull("more", more);
        List<Series> all = new ArrayList<>(series);
        all.add(more);
        return new Plot(title, xLabel, yLabel, all, across, up);
    }

    /**
     * This plot with one more line.
     *
     * @param name in the legend
     * @param x the abscissas, in the order in which the line runs
     * @param y the ordinates
     * @return a new plot
     */
    public Plot line(String name, double[] x, double[] y) {
        Require.notNull("name", name);
        return add(Series.line(x, y).named(name));
    }

    /**
     * This plot with points.
     *
     * @param name in the legend
     * @param x the abscissas
     * @param y the ordinates
     * @return a new plot
     */
    public Plot points(String name, double[] x, double[] y) {
        Require.notNull("name", name);
        return add(Series.points(x, y).named(name));
    }

    /**
     * This plot with a shaded band, such as the confidence interval of the line of the same name, whose colour it shares.
     *
     * @param name in the legend
     * @param x the abscissas, in order
     * @param low the lower line
     * @param high the upper line
     * @return a new plot
     */
    public Plot band(String name, double[] x, double[] low, double[] high) {
        Require.notNull("name", name);
        return add(Series.band(x, low, high).named(name));
    }

    /**
     * This plot with a horizontal axis from low to high; what lies outside is cut off.
     *
     * @param low its left end
     * @param high its right end, above the left one
     * @return a new plot
     */
    public Plot xRange(double low, double high) {
        return new Plot(title, xLabel, yLabel, series, across.from(low, high), up);
    }

    /**
     * This plot with a vertical axis from low to high; what lies outside is cut off.
     *
     * @param low its lower end
     * @param high its upper end, above the lower one
     * @return a new plot
     */
    public Plot yRange(double low, double high) {
        return new Plot(title, xLabel, yLabel, series, across, up.from(low, high));
    }

    /**
     * This plot with a logarithmic horizontal axis.
     *
     * @return a new plot
     * @throws IllegalArgumentException if an abscissa is not positive
     */
    public Plot xLogarithmic() {
        return new Plot(title, xLabel, yLabel, series, across.logarithmically(), up);
    }

    /**
     * This plot with a logarithmic vertical axis. A band or an interval that reaches to 0 or below is cut off at the axis.
     *
     * @return a new plot
     * @throws IllegalArgumentException if an ordinate is not positive
     */
    public Plot yLogarithmic() {
        return new Plot(title, xLabel, yLabel, series, across, up.logarithmically());
    }

    @Override
    public void paint(Graphics2D canvas, int width, int height) {
        Map<String, Ink> inks = new LinkedHashMap<>();
        List<Ink> colours = colours(inks);
        Pen pen = new Pen(canvas);
        Legend legend = Legend.of(series, colours, pen, width - 2 * RIGHT);
        int top = title.isEmpty() ? 14 : Pen.TITLE;
        int plotHeight = height - top - Pen.MARKS - (xLabel.isEmpty() ? 4 : Pen.LABEL) - legend.height();
        Axis y = axis(up, false);
        List<Axis.Tick> yTicks = y.ticks(plotHeight / POINTS_BETWEEN_TICKS_UP);
        int left = pen.leftRoom(yTicks, yLabel);
        Pen.Box box = new Pen.Box(left, top, Math.max(10, width - left - RIGHT), Math.max(10, plotHeight));
        Axis x = axis(across, true);
        List<Axis.Tick> xTicks = x.ticks(box.width() / POINTS_BETWEEN_TICKS_ACROSS);

        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        pen.grid(box, xTicks, yTicks);
        Graphics2D inside = (Graphics2D) canvas.create();
        inside.clipRect(box.left(), box.top(), box.width(), box.height());
        Strokes strokes = new Strokes(inside, box, x, y);
        for (int pass = 0; pass < 2; pass++) {
            for (int s = 0; s < series.size(); s++) {
                if ((series.get(s).kind() == Series.Kind.BAND) == (pass == 0)) {
                    strokes.draw(series.get(s), colours.get(s));
                }
            }
        }
        inside.dispose();
        pen.frame(box);
        pen.title(title, box.left(), box.width());
        pen.below(box, xTicks, xLabel);
        pen.beside(box, yTicks, yLabel);
        legend.paint(canvas, RIGHT, height - legend.height(), width - 2 * RIGHT);
    }

    /** The colour of each series: its own, that of an earlier one of its name, or the next in turn. */
    private List<Ink> colours(Map<String, Ink> ofNames) {
        for (Series one : series) {
            if (one.name() != null && one.ink() != null) {
                ofNames.putIfAbsent(one.name(), one.ink());
            }
        }
        int next = 0;
        List<Ink> colours = new ArrayList<>();
        for (Series one : series) {
            Ink ink = one.ink();
            if (ink == null && one.name() != null) {
                ink = ofNames.get(one.name());
            }
            if (ink == null) {
                ink = Ink.ofSeries(next++);
            }
            if (one.name() != null) {
                ofNames.putIfAbsent(one.name(), ink);
            }
            colours.add(ink);
        }
        return colours;
    }

    private Axis axis(Scale scale, boolean isAcross) {
        if (scale.range() != null) {
            return scale.range();
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (Series one : series) {
            for (int i = 0; i < one.size(); i++) {
                double low = isAcross ? one.x(i) : one.y(i);
                double high = isAcross ? one.x(i) : one.upper(i);
                if (!scale.logarithmic() || low > 0) {
                    least = Math.min(least, low);
                }
                greatest = Math.max(greatest, high);
            }
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return scale.logarithmic() ? new Axis(0.1, 10, true) : new Axis(0, 1, false);
        }
        return Axis.around(Math.min(least, greatest), greatest, scale.logarithmic(), MARGIN);
    }

    @Override
    public String toString() {
        return "Plot[" + title + ", " + series + "]";
    }
}
