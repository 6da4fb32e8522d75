package org.icl4j.figures;

import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn in a {@link Plot}: a line, points, a band or intervals, with a name for the legend, a colour and a stroke where the defaults
 * do not serve. Immutable; the numbers are copied.
 *
 * <pre>{@code
 * Series.line(x, y).named("exact").dashed().in(Ink.BLACK)
 * }</pre>
 */
public final class Series {

    enum Kind {
        LINE,
        POINTS,
        BAND,
        INTERVALS
    }

    enum Stroke {
        PLAIN,
        THIN,
        DASHED
    }

    private final Kind kind;
    private final double[] x;
    private final double[] y;
    private final double[] upper;
    private final @Nullable String name;
    private final @Nullable Ink ink;
    private final Stroke stroke;

    private Series(
            Kind kind,
            double[] x,
            double[] y,
            double[] upper,
            @Nullable String name,
            @Nullable Ink ink,
            Stroke stroke) {
        this.kind = kind;
        this.x = x;
        this.y = y;
        this.upper = upper;
        this.name = name;
        this.ink = ink;
        this.stroke = stroke;
    }

    private static Series of(
            Kind kind, double[] x, String lowerName, double[] lower, String upperName, double[] upper) {
        if (Require.finite("x", x).length == 0) {
            throw Require.error("x", "is empty");
        }
        Require.length(lowerName, Require.finite(lowerName, lower), x.length, "one for each x");
        Require.length(upperName, Require.finite(upperName, upper), x.length, "one for each x");
        for (int i = 0; i < x.length; i++) {
            if (upper[i] < lower[i]) {
                throw Require.error(
                        upperName,
                        upperName + "[" + i + "] = " + upper[i] + " is below " + lowerName + "[" + i + "] = "
                                + lower[i]);
            }
        }
        return new Series(kind, x.clone(), lower.clone(), upper.clone(), null, null, Stroke.PLAIN);
    }

    /**
     * A line through points.
     *
     * @param x the abscissas, in the order in which the line runs
     * @param y the ordinates
     * @return the series, without a name
     */
    public static Series line(double[] x, double[] y) {
        return of(Kind.LINE, x, "y", y, "y", y);
    }

    /**
     * Points.
     *
     * @param x the abscissas
     * @param y the ordinates
     * @return the series, without a name
     */
    public static Series points(double[] x, double[] y) {
        return of(Kind.POINTS, x, "y", y, "y", y);
    }

    /**
     * A shaded band between two lines, such as a confidence interval along a curve.
     *
     * @param x the abscissas, in order
     * @param low the lower line
     * @param high the upper line
     * @return the series, without a name
     */
    public static Series band(double[] x, double[] low, double[] high) {
        return of(Kind.BAND, x, "low", low, "high", high);
    }

    /**
     * An upright whisker at each x, such as the confidence interval of a point.
     *
     * @param x the abscissas
     * @param low the lower ends
     * @param high the upper ends
     * @return the series, without a name
     */
    public static Series intervals(double[] x, double[] low, double[] high) {
        return of(Kind.INTERVALS, x, "low", low, "high", high);
    }

    /**
     * This series with a name in the legend. Series of one name share a colour and a line of the legend.
     *
     * @param label the name
     * @return a new series
     */
    public Series named(String label) {
        return new Series(kind, x, y, upper, Require.notNull("label", label), ink, stroke);
    }

    /**
     * This series in a colour of the caller's choice.
     *
     * @param colour the colour
     * @return a new series
     */
    public Series in(Ink colour) {
        return new Series(kind, x, y, upper, name, Require.notNull("colour", colour), stroke);
    }

    /**
     * This series as a thin line, for what others are compared with or for many lines at once.
     *
     * @return a new series
     */
    public Series thin() {
        return new Series(kind, x, y, upper, name, ink, Stroke.THIN);
    }

    /**
     * This series as a dashed line.
     *
     * @return a new series
     */
    public Series dashed() {
        return new Series(kind, x, y, upper, name, ink, Stroke.DASHED);
    }

    Kind kind() {
        return kind;
    }

    int size() {
        return x.length;
    }

    double x(int index) {
        return x[index];
    }

    /** The ordinate, or the lower one. */
    double y(int index) {
        return y[index];
    }

    double upper(int index) {
        return upper[index];
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    Ink ink() {
        return ink;
    }

    Stroke stroke() {
        return stroke;
    }

    @Override
    public String toString() {
        return kind + "[" + (name == null ? "" : name + ", ") + x.length + " points]";
    }
}
