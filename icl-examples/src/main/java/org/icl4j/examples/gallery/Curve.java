package org.icl4j.examples.gallery;

import org.icl4j.core.Points;

/** A curve of points with one coordinate along it, on which a kernel can be drawn. */
enum Curve {
    /** The real line from -3 to 3, seen from 0. */
    LINE("x", -3, 3, 0),
    /** The real line from -2 to 2, seen from 1. */
    SHORT_LINE("x", -2, 2, 1),
    /** The unit circle, seen from angle 0. */
    CIRCLE("angle / pi", -1, 1, 0),
    /** Histograms of two bins, seen from the even one. */
    SIMPLEX("share of bin 1", 0, 1, 0.5),
    /** The numbers 0 to 15 as four binary digits, seen from 5 (0101). */
    CODES("number of 4 bits", 0, 15, 5);

    private static final int BITS = 4;

    private final String label;
    private final double low;
    private final double high;
    private final double anchor;

    Curve(String label, double low, double high, double anchor) {
        this.label = label;
        this.low = low;
        this.high = high;
        this.anchor = anchor;
    }

    private double[] point(double t) {
        return switch (this) {
            case LINE, SHORT_LINE -> new double[] {t};
            case CIRCLE -> new double[] {Math.cos(Math.PI * t), Math.sin(Math.PI * t)};
            case SIMPLEX -> new double[] {t, 1 - t};
            case CODES -> digits(t);
        };
    }

    private static double[] digits(double number) {
        int code = (int) Math.rint(number);
        double[] digits = new double[BITS];
        for (int k = 0; k < BITS; k++) {
            digits[k] = code >> (BITS - 1 - k) & 1;
        }
        return digits;
    }

    String label() {
        return label;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    double anchor() {
        return anchor;
    }

    /** Where a profile is seen from. */
    Points anchorPoint() {
        return Points.of("anchor", new double[][] {point(anchor)});
    }

    /** An even grid that contains the anchor, of an odd number of points: those there are, or as many as wanted. */
    double[] grid(int wanted) {
        int count = this == CODES ? 1 << BITS : wanted;
        double[] grid = new double[count];
        for (int i = 0; i < count; i++) {
            grid[i] = low + (high - low) * i / (count - 1);
        }
        return grid;
    }

    /** The points at the grid's places. */
    Points points(double[] grid) {
        double[][] rows = new double[grid.length][];
        for (int i = 0; i < grid.length; i++) {
            rows[i] = point(grid[i]);
        }
        return Points.of("grid", rows);
    }
}
