package org.icl4j.examples.figures;

import java.awt.Graphics2D;

/** One plot of a {@link Figure}. */
@FunctionalInterface
public interface Panel {

    /**
     * Paints the plot.
     *
     * @param canvas where to, with the origin at the panel's upper left corner
     * @param width of the panel, in points
     * @param height of the panel, in points
     */
    void paint(Graphics2D canvas, int width, int height);
}
