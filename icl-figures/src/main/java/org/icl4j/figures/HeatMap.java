package org.icl4j.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A table of numbers as colours, with a colour bar. It is either a matrix, whose row 0 is on top and whose cells are sharp, or a function of two
 * variables on an even grid, whose vertical axis runs upwards and whose colours run into each other. An immutable value: each method returns a new one.
 *
 * <pre>{@code
 * HeatMap.ofMatrix("attention weights", weights).axes("key", "query").writeTo(Path.of("weights.png"));
 * }</pre>
 */
public final class HeatMap implements Panel {

    private static final int POINTS_BETWEEN_TICKS = 45;
    private static final int BAR = 14;
    private static final int BAR_GAP = 14;

    // Pixels of the image that is scaled to the panel: enough that a cell's edge is sharp.
    private static final int MATRIX_PIXELS = 800;
    private static final double MOST_ELONGATED = 3;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final String valueLabel;
    private final double[][] values;
    private final Place place;
    private final @Nullable Axis colours;
    private final boolean signed;
    private final List<String> columnNames;
    private final List<String> rowNames;

    /** Where the values stand: the axes of a function, none of a matrix. */
    private record Place(@Nullable Axis across, @Nullable Axis up) {
        static final Place MATRIX = new Place(null, null);
    }

    private HeatMap(
            String title,
            String xLabel,
            String yLabel,
            String valueLabel,
            double[][] values,
            Place place,
            @Nullable Axis colours,
            boolean signed,
            List<String> columnNames,
            List<String> rowNames) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.valueLabel = valueLabel;
        this.values = values;
        this.place = place;
        this.colours = colours;
        this.signed = signed;
        this.columnNames = columnNames;
        this.rowNames = rowNames;
    }

    /**
     * A matrix: row 0 on top, column 0 on the left, rows and columns counted from 0.
     *
     * @param title above the plot, empty for none
     * @param matrix the values, all rows of one length
     * @return the heat map
     */
    public static HeatMap ofMatrix(String title, double[][] matrix) {
        Require.notNull("title", title);
        double[][] copy = Points.of("matrix", matrix).toRows();
        return new HeatMap(title, "", "", "", copy, Place.MATRIX, null, false, List.of(), List.of());
    }

    /**
     * A function of two variables on an even grid over [low, high] × [low, high].
     *
     * @param title above the plot, empty for none
     * @param low where both axes begin
     * @param high where both axes end
     * @param table row i has the values at the i-th place of the vertical axis, from below; column j those at the j-th place of the horizontal one
     * @return the heat map
     */
    public static HeatMap ofFunction(String title, double low, double high, double[][] table) {
        Require.notNull("title", title);
        Axis axis = new Axis(low, high, false);
        double[][] copy = Points.of("table", table).toRows();
        return new HeatMap(title, "", "", "", copy, new Place(axis, axis), null, false, List.of(), List.of());
    }

    /**
     * This heat map with labels of its axes.
     *
     * @param across of the horizontal axis, empty for none
     * @param up of the vertical axis, empty for none
     * @return a new heat map
     */
    public HeatMap axes(String across, String up) {
        Require.notNull("across", across);
        Require.notNull("up", up);
        return new HeatMap(title, across, up, valueLabel, values, place, colours, signed, columnNames, rowNames);
    }

    /**
     * This heat map with a label of its colour bar.
     *
     * @param label what the values are, and their unit
     * @return a new heat map
     */
    public HeatMap values(String label) {
        Require.notNull("label", label);
        return new HeatMap(title, xLabel, yLabel, label, values, place, colours, signed, columnNames, rowNames);
    }

    /**
     * This heat map with colours for values from least to greatest; values beyond get the colour of the end. Without it the colours take the range of the values.
     *
     * @param least the value of the first colour
     * @param greatest the value of the last colour, above the least
     * @return a new heat map
     */
    public HeatMap range(double least, double greatest) {
        Require.finite("least", least);
        Require.finite("greatest", greatest);
        if (greatest <= least) {
            throw Require.error("greatest", "must be above least = " + least + ", got " + greatest);
        }
        Axis range = new Axis(least, greatest, false);
        return new HeatMap(title, xLabel, yLabel, valueLabel, values, place, range, signed, columnNames, rowNames);
    }

    /**
     * This heat map with colours for signed values: white at 0, vermillion above and blue below, as far on both sides as the value of
     * greatest magnitude.
     *
     * @return a new heat map
     */
    public HeatMap signed() {
        return new HeatMap(title, xLabel, yLabel, valueLabel, values, place, null, true, columnNames, rowNames);
    }

    /**
     * This heat map with a name below each column, in place of numbers.
     *
     * @param names as many as there are columns
     * @return a new heat map
     */
    public HeatMap columnNames(String... names) {
        List<String> all = named(names, values[0].length, "columns");
        return new HeatMap(title, xLabel, yLabel, valueLabel, values, place, colours, signed, all, rowNames);
    }

    /**
     * This heat map with a name beside each row, in place of numbers.
     *
     * @param names as many as there are rows
     * @return a new heat map
     */
    public HeatMap rowNames(String... names) {
        List<String> all = named(names, values.length, "rows");
        return new HeatMap(title, xLabel, yLabel, valueLabel, values, place, colours, signed, columnNames, all);
    }

    private static List<String> named(String[] names, int count, String what) {
        Require.notNull("names", names);
        if (names.length != count) {
            throw Require.error(
                    "names", "expected " + count + ", one for each of the " + what + ", got " + names.length);
        }
        for (int i = 0; i < count; i++) {
            Require.notNull("names[" + i + "]", names[i]);
        }
        return List.of(names);
    }

    @Override
    public void paint(Graphics2D canvas, int width, int height) {
        Pen pen = new Pen(canvas);
        Axis shades = shades();
        int top = title.isEmpty() ? 14 : Pen.TITLE;
        int tallest = height - top - Pen.MARKS - (xLabel.isEmpty() ? 12 : Pen.LABEL + 8);
        List<Axis.Tick> up = ticks(place.up(), rowNames, values.length, tallest, true);
        List<Axis.Tick> scale = shades.ticks(Math.max(2, tallest / POINTS_BETWEEN_TICKS));
        int left = pen.leftRoom(up, yLabel);
        int right = BAR_GAP + BAR + 8 + pen.widest(scale) + (valueLabel.isEmpty() ? 8 : Pen.LABEL + 4);
        Pen.Box box = box(left, top, Math.max(10, width - left - right), Math.max(10, tallest));
        List<Axis.Tick> across = ticks(place.across(), columnNames, values[0].length, box.width(), false);

        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        canvas.drawImage(image(shades, box), box.left(), box.top(), box.width(), box.height(), null);
        Pen.Box bar = new Pen.Box(box.right() + BAR_GAP, box.top(), BAR, box.height());
        canvas.drawImage(bar(), bar.left(), bar.top(), bar.width(), bar.height(), null);
        pen.frame(box);
        pen.frame(bar);
        pen.title(title, box.left(), box.width());
        pen.below(box, across, xLabel);
        pen.beside(box, up, yLabel);
        pen.rightOf(bar, scale, valueLabel);
    }

    /** As large as fits; functions square, matrices with square cells where that does not make them needles. */
    private Pen.Box box(int left, int top, int width, int height) {
        double ratio = place.across() != null ? 1 : (double) values[0].length / values.length;
        double bounded = Math.max(1 / MOST_ELONGATED, Math.min(MOST_ELONGATED, ratio));
        int across = (int) Math.min(width, height * bounded);
        return new Pen.Box(left, top, across, (int) Math.min(height, across / bounded));
    }

    private static List<Axis.Tick> ticks(
            @Nullable Axis axis, List<String> names, int count, int length, boolean fromAbove) {
        if (axis != null && names.isEmpty()) {
            return axis.ticks(length / POINTS_BETWEEN_TICKS);
        }
        // In the middle of cells: every cell has room for 14 points of text, or some are left out.
        int every = Math.max(1, (int) Math.ceil(14.0 * count / Math.max(1, length)));
        every = names.isEmpty() && every > 1 ? roundUp(every) : every;
        List<Axis.Tick> ticks = new ArrayList<>();
        for (int i = 0; i < count; i += every) {
            double middle = (i + 0.5) / count;
            boolean upsideDown = fromAbove && axis == null;
            ticks.add(new Axis.Tick(
                    upsideDown ? 1 - middle : middle, names.isEmpty() ? String.valueOf(i) : names.get(i)));
        }
        return ticks;
    }

    private static int roundUp(int every) {
        int power = (int) Math.pow(10, Math.floor(Math.log10(every)));
        int digit = (every + power - 1) / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private Axis shades() {
        if (colours != null) {
            return colours;
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double[] row : values) {
            for (double value : row) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        if (signed) {
            double magnitude = Math.max(Math.abs(least), Math.abs(greatest));
            return new Axis(-(magnitude > 0 ? magnitude : 1), magnitude > 0 ? magnitude : 1, false);
        }
        return greatest > least ? new Axis(least, greatest, false) : Axis.around(least, greatest, false, 0);
    }

    /** A pixel a cell for functions, which the canvas smooths; many pixels a cell for matrices, so that it cannot. */
    private BufferedImage image(Axis shades, Pen.Box box) {
        int rows = values.length;
        int columns = values[0].length;
        boolean function = place.across() != null;
        int wide =
                function ? 1 : Math.max(1, MATRIX_PIXELS * box.width() / Math.max(box.width(), box.height()) / columns);
        int high =
                function ? 1 : Math.max(1, MATRIX_PIXELS * box.height() / Math.max(box.width(), box.height()) / rows);
        BufferedImage image = new BufferedImage(wide * columns, high * rows, BufferedImage.TYPE_INT_RGB);
        Graphics2D cells = image.createGraphics();
        for (int i = 0; i < rows; i++) {
            int fromTop = function ? rows - 1 - i : i;
            for (int j = 0; j < columns; j++) {
                cells.setColor(new Color(rgb(shades.place(values[i][j]))));
                cells.fillRect(j * wide, fromTop * high, wide, high);
            }
        }
        cells.dispose();
        return image;
    }

    private BufferedImage bar() {
        int steps = 256;
        BufferedImage image = new BufferedImage(1, steps, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < steps; i++) {
            image.setRGB(0, i, rgb(1 - i / (steps - 1.0)));
        }
        return image;
    }

    private int rgb(double share) {
        return (signed ? Shades.SIGNED : Shades.VIRIDIS).rgb(share);
    }

    @Override
    public String toString() {
        return "HeatMap[" + title + ", " + values.length + " x " + values[0].length + "]";
    }
}
