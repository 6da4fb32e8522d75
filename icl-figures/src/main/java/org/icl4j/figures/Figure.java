package org.icl4j.figures;

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
 * Panels in rows, written as PNG (two pixels per point) or SVG. An immutable value: each method returns a new one.
 *
 * <pre>{@code
 * Figure.of(losses, errors).writeTo(Path.of("training.svg"));
 * }</pre>
 */
public final class Figure {

    private static final int PIXELS_PER_POINT = 2;
    private static final int LONE_WIDTH = 640;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 440;

    // 16,000 points are 32,000 pixels of a PNG: more than any figure needs, and less than an image may have.
    private static final int LARGEST = 16_000;

    private final int panelWidth;
    private final int panelHeight;
    private final int columns;
    private final List<Panel> panels;

    private Figure(int panelWidth, int panelHeight, int columns, List<Panel> panels) {
        this.panelWidth = panelWidth;
        this.panelHeight = panelHeight;
        this.columns = columns;
        this.panels = panels;
    }

    /**
     * Panels in one row, each 480 points wide and 440 high; one panel alone is 640 wide.
     *
     * @param panels from left to right, at least one
     * @return the figure
     */
    public static Figure of(Panel... panels) {
        Require.notNull("panels", panels);
        for (int i = 0; i < panels.length; i++) {
            Require.notNull("panels[" + i + "]", panels[i]);
        }
        return of(List.of(panels));
    }

    /**
     * Panels in one row, as {@link #of(Panel...)}.
     *
     * @param panels from left to right, at least one
     * @return the figure
     */
    public static Figure of(List<? extends Panel> panels) {
        Require.notNull("panels", panels);
        if (panels.isEmpty()) {
            throw Require.error("panels", "is empty");
        }
        return new Figure(panels.size() == 1 ? LONE_WIDTH : WIDTH, HEIGHT, panels.size(), List.copyOf(panels));
    }

    /**
     * This figure with as many panels in each row, from left to right, then from top to bottom.
     *
     * @param count at least 1
     * @return a new figure
     */
    public Figure columns(int count) {
        return new Figure(panelWidth, panelHeight, Require.positive("count", count), panels);
    }

    /**
     * This figure with panels of another size.
     *
     * @param width of each panel, in points
     * @param height of each panel, in points
     * @return a new figure
     */
    public Figure panelSize(int width, int height) {
        Require.inRange("width", width, 1, LARGEST);
        Require.inRange("height", height, 1, LARGEST);
        return new Figure(width, height, columns, panels);
    }

    private int width() {
        return panelWidth * Math.min(columns, panels.size());
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
        Require.notNull("file", file);
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
        if (Math.max(width(), height()) > LARGEST) {
            throw new IOException("a figure of " + width() + " x " + height() + " points is larger than " + LARGEST);
        }
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
        VectorGraphics2D canvas = new SvgCanvas();
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

    @Override
    public String toString() {
        return "Figure[" + panels.size() + " panels of " + panelWidth + " x " + panelHeight + " points]";
    }
}
