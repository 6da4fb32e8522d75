package org.icl4j.examples.figures;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.icl4j.core.Require;

/**
 * Panels in rows, written as PNG (two pixels per point) or SVG.
 *
 * @param panelWidth width of each panel, in points
 * @param panelHeight height of each panel, in points
 * @param columns panels in a row
 * @param panels from left to right, then from top to bottom, at least one
 */
public record Figure(int panelWidth, int panelHeight, int columns, List<Panel> panels) {

    private static final int PIXELS_PER_POINT = 2;

    /**
     * A figure.
     *
     * @param panelWidth width of each panel, in points
     * @param panelHeight height of each panel, in points
     * @param columns panels in a row
     * @param panels from left to right, then from top to bottom, at least one
     */
    public Figure {
        Require.positive("columns", columns);
        panels = List.copyOf(panels);
    }

    /**
     * A figure of one row.
     *
     * @param panelWidth width of each panel, in points
     * @param height height of the figure, in points
     * @param panels from left to right
     * @return the figure
     */
    public static Figure of(int panelWidth, int height, Panel... panels) {
        return new Figure(panelWidth, height, panels.length, List.of(panels));
    }

    private int width() {
        return panelWidth * columns;
    }

    private int height() {
        return panelHeight * ((panels.size() + columns - 1) / columns);
    }

    /**
     * Refuses a file name that no figure can be written under.
     *
     * @param file the figure's file
     * @return the file
     * @throws IllegalArgumentException unless the name ends in .png or .svg
     */
    public static Path requireFormat(Path file) {
        if (!isSvg(file) && !extension(file).endsWith(".png")) {
            throw new IllegalArgumentException(file + ": figures are written as .png or .svg");
        }
        return file;
    }

    /**
     * Writes the figure in the format that the name says.
     *
     * @param file ends in .png or .svg
     * @throws IOException if the file cannot be written, or this Java has no fonts to write labels with
     */
    public void writeTo(Path file) throws IOException {
        requireFormat(file);
        try {
            if (isSvg(file)) {
                Files.writeString(file, svg(), StandardCharsets.UTF_8);
            } else if (!ImageIO.write(pixels(), "png", file.toFile())) {
                throw new IOException("this Java cannot write PNG");
            }
        } catch (LinkageError | InternalError e) {
            throw new IOException(
                    "this Java cannot draw text; install a JRE that is not headless-only, and fontconfig with a font",
                    e);
        }
    }

    private static boolean isSvg(Path file) {
        return extension(file).endsWith(".svg");
    }

    private static String extension(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }

    private BufferedImage pixels() {
        BufferedImage image =
                new BufferedImage(PIXELS_PER_POINT * width(), PIXELS_PER_POINT * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
        paint(canvas);
        canvas.dispose();
        return image;
    }

    private String svg() throws IOException {
        VectorGraphics2D canvas = new VectorGraphics2D();
        paint(canvas);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PageSize page = new PageSize(width(), height());
        new SVGProcessor().getDocument(canvas.getCommands(), page).writeTo(bytes);
        // The viewer's machine may lack the font that this one has.
        return bytes.toString(StandardCharsets.UTF_8).replaceAll("(font-family:&quot;[^&]*&quot;)", "$1,sans-serif");
    }

    private void paint(Graphics2D canvas) {
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width(), height());
        for (int p = 0; p < panels.size(); p++) {
            Graphics2D part = (Graphics2D) canvas.create();
            part.translate(panelWidth * (p % columns), panelHeight * (p / columns));
            panels.get(p).paint(part, panelWidth, panelHeight);
            part.dispose();
        }
    }
}
