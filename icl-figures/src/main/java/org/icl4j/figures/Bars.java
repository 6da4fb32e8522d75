package org.icl4j.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Require;

/**
 * One number a name, as horizontal bars from 0, with intervals where they are known. On a logarithmic axis, which has no 0, a dot
 * stands for each bar. An immutable value: each method returns a new one.
 *
 * <pre>{@code
 * Bars.of("Seconds to fit", "seconds").bar("exact", 4.1).bar("Nystrom", 0.3, 0.28, 0.35).writeTo(Path.of("seconds.svg"));
 * }</pre>
 */
public final class Bars implements Panel {

    private static final double MARGIN = 0.05;
    private static final int POINTS_BETWEEN_TICKS = 70;
    private static final int RIGHT = 24;
    private static final double THICKNESS = 0.6;
    private static final double THICKEST = 28;
    private static final double CAP = 4;

    private final String title;
    private final String valueLabel;
    private final List<Bar> bars;
    private final boolean logarithmic;

    private record Bar(String name, double value, double low, double high) {}

    private Bars(String title, String valueLabel, List<Bar> bars, boolean logarithmic) {
        this.title = title;
        this.valueLabel = valueLabel;
        this.bars = bars;
        this.logarithmic = logarithmic;
        for (Bar bar : bars) {
            if (logarithmic && bar.value() <= 0) {
                throw Require.error(
                        "value", bar.value() + " of \"" + bar.name() + "\" cannot stand on a logarithmic axis");
            }
        }
    }

    /**
     * No bars yet.
     *
     * @param title above the plot, empty for none
     * @param valueLabel what the numbers are, and their unit
     * @return the plot
     */
    public static Bars of(String title, String valueLabel) {
        Require.notNull("title", title);
        Require.notNull("valueLabel", valueLabel);
        return new Bars(title, valueLabel, List.of(), false);
    }

    /**
     * This plot with one more bar, below the others.
     *
     * @param name beside the bar
     * @param value its length
     * @return a new plot
     */
    public Bars bar(String name, double value) {
        Require.notNull("name", name);
        Require.finite("value", value);
        return with(new Bar(name, value, value, value));
    }

    /**
     * This plot with one more bar and its interval, below the others.
     *
     * @param name beside the bar
     * @param value its length
     * @param low where the interval begins, at most the value
     * @param high where the interval ends, at least the value
     * @return a new plot
     */
    public Bars bar(String name, double value, double low, double high) {
        Require.notNull("name", name);
        Require.finite("value", value);
        Require.finite("low", low);
        Require.finite("high", high);
        if (low > value) {
            throw Require.error("low", low + " is above the value " + value);
        }
        if (high < value) {
            throw Require.error("high", high + " is below the value " + value);
        }
        return with(new Bar(name, value, low, high));
    }

    private Bars with(Bar bar) {
        List<Bar> all = new ArrayList<>(bars);
        all.add(bar);
        return new Bars(title, valueLabel, all, logarithmic);
    }

    /**
     * This plot with a logarithmic axis, and dots in place of bars.
     *
     * @return a new plot
     * @throws IllegalArgumentException if a value is not positive
     */
    public Bars logarithmic() {
        return new Bars(title, valueLabel, bars, true);
    }

    @Override
    public void paint(Graphics2D canvas, int width, int height) {
        Pen pen = new Pen(canvas);
        int top = title.isEmpty() ? 14 : Pen.TITLE;
        List<Axis.Tick> names = new ArrayList<>();
        for (int b = 0; b < bars.size(); b++) {
            names.add(new Axis.Tick(1 - (b + 0.5) / bars.size(), bars.get(b).name()));
        }
        int left = Math.min(pen.leftRoom(names, "") + 6, 3 * width / 5);
        int below = Pen.MARKS + (valueLabel.isEmpty() ? 8 : Pen.LABEL + 8);
        Pen.Box box = new Pen.Box(left, top, Math.max(10, width - left - RIGHT), Math.max(10, height - top - below));
        Axis axis = axis();
        List<Axis.Tick> ticks = axis.ticks(box.width() / POINTS_BETWEEN_TICKS);

        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        pen.grid(box, ticks, List.of());
        Graphics2D inside = (Graphics2D) canvas.create();
        inside.clipRect(box.left(), box.top(), box.width(), box.height());
        double thickness = Math.min(THICKEST, THICKNESS * box.height() / Math.max(1, bars.size()));
        for (int b = 0; b < bars.size(); b++) {
            draw(inside, bars.get(b), axis, box, box.y(names.get(b).place()), thickness);
        }
        inside.dispose();
        pen.frame(box);
        pen.title(title, box.left(), box.width());
        pen.below(box, ticks, valueLabel);
        pen.beside(box, names, "");
    }

    private void draw(Graphics2D canvas, Bar bar, Axis axis, Pen.Box box, double y, double thickness) {
        double end = box.x(axis.place(bar.value()));
        canvas.setColor(Ink.BLUE.colour());
        if (logarithmic) {
            canvas.fill(new Rectangle2D.Double(end - 4, y - 4, 8, 8));
        } else {
            double zero = box.x(axis.place(0));
            canvas.fill(
                    new Rectangle2D.Double(Math.min(zero, end), y - thickness / 2, Math.abs(end - zero), thickness));
            canvas.setColor(Pen.FRAME);
            canvas.setStroke(Pen.PLAIN);
            canvas.draw(new Line2D.Double(zero, box.top(), zero, box.bottom()));
        }
        if (bar.high() > bar.low()) {
            double from = box.x(Math.max(-1, axis.place(bar.low())));
            double to = box.x(axis.place(bar.high()));
            canvas.setColor(Color.BLACK);
            canvas.setStroke(Strokes.of(Series.Stroke.THIN));
            canvas.draw(new Line2D.Double(from, y, to, y));
            canvas.draw(new Line2D.Double(from, y - CAP, from, y + CAP));
            canvas.draw(new Line2D.Double(to, y - CAP, to, y + CAP));
        }
    }

    private Axis axis() {
        double least = logarithmic ? Double.POSITIVE_INFINITY : 0;
        double greatest = 0;
        for (Bar bar : bars) {
            least = Math.min(least, logarithmic && bar.low() <= 0 ? bar.value() : bar.low());
            greatest = Math.max(greatest, bar.high());
        }
        if (bars.isEmpty()) {
            return new Axis(logarithmic ? 0.1 : 0, logarithmic ? 10 : 1, logarithmic);
        }
        Axis around = Axis.around(least, greatest, logarithmic, MARGIN);
        // Bars begin at the frame where none goes the other way.
        return logarithmic || least < 0 || greatest == least ? around : new Axis(0, around.high(), false);
    }

    @Override
    public String toString() {
        return "Bars[" + title + ", " + bars.size() + "]";
    }
}
