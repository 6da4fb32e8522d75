package org.icl4j.figures;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;

/** One plot, alone or beside others in a {@link Figure}. */
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

    /**
     * Writes this panel alone, 640 points wide and 440 high, in the format that the name says.
     *
     * @param file ends in .png or .svg
     * @throws IOException if the file cannot be written, or this Java has no fonts to write labels with
     */
    default void writeTo(Path file) throws IOException {
        Figure.of(this).writeTo(file);
    }
}
