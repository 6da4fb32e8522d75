package org.icl4j.figures;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Draws series inside the axes. */
final class Strokes {

    private static final float[] DASHES = {7, 4};
    private static final double RADIUS = 2.2;
    private static final double CAP = 3;

    private final Graphics2D canvas;
    private final Pen.Box box;
    private final Axis across;
    private final Axis up;

    Strokes(Graphics2D canvas, Pen.Box box, Axis across, Axis up) {
        this.canvas = canvas;
        this.box = box;
        this.across = across;
        this.up = up;
    }

    static BasicStroke of(Series.Stroke stroke) {
        return switch (stroke) {
            case PLAIN -> new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
            case THIN -> new BasicStroke(1.1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
            case DASHED -> new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES, 0);
        };
    }

    void draw(Series series, Ink ink) {
        canvas.setColor(ink.colour());
        canvas.setStroke(of(series.stroke()));
        switch (series.kind()) {
            case LINE -> canvas.draw(path(series, false));
            case BAND -> {
                canvas.setColor(ink.pale());
                canvas.fill(path(series, true));
            }
            case POINTS -> {
                for (int i = 0; i < series.size(); i++) {
                    canvas.fill(point(x(series.x(i)), y(series.y(i))));
                }
            }
            case INTERVALS -> {
                canvas.setStroke(new BasicStroke(1.2f));
                for (int i = 0; i < series.size(); i++) {
                    whisker(x(series.x(i)), y(series.y(i)), y(series.upper(i)));
                }
            }
        }
    }

    static Ellipse2D point(double x, double y) {
        return new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
    }

    private void whisker(double x, double low, double high) {
        canvas.draw(new Line2D.Double(x, low, x, high));
        canvas.draw(new Line2D.Double(x - CAP, low, x + CAP, low));
        canvas.draw(new Line2D.Double(x - CAP, high, x + CAP, high));
    }

    /** Along the lower line, and for a band back along the upper one. */
    private Path2D path(Series series, boolean closed) {
        Path2D path = new Path2D.Double();
        path.moveTo(x(series.x(0)), y(series.y(0)));
        for (int i = 1; i < series.size(); i++) {
            path.lineTo(x(series.x(i)), y(series.y(i)));
        }
        if (closed) {
            for (int i = series.size() - 1; i >= 0; i--) {
                path.lineTo(x(series.x(i)), y(series.upper(i)));
            }
            path.closePath();
        }
        return path;
    }

    private double x(double value) {
        return box.x(bounded(across.place(value)));
    }

    private double y(double value) {
        return box.y(bounded(up.place(value)));
    }

    // Far outside, so that slopes at the frame stay right, but not so far that a renderer's arithmetic overflows.
    private static double bounded(double place) {
        return Math.max(-1000, Math.min(1000, place));
    }
}
