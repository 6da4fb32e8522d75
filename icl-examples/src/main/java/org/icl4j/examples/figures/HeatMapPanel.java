package org.icl4j.examples.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.icl4j.core.Require;

/**
 * A function of two variables on a square grid as colours, with a colour bar: row i of the table is the vertical axis's i-th
 * value from below, column j the horizontal axis's j-th value.
 */
public final class HeatMapPanel implements Panel {

    private static final int POINTS_BETWEEN_TICKS = 45;
    private static final int BAR = 14;
    private static final Color FRAME = new Color(0x606060);

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final String valueLabel;
    private final Range range;
    private final double[][] values;
    private final double least;
    private final double greatest;

    /**
     * An interval that both axes show.
     *
     * @param low first value
     * @param high last value
     */
    public record Range(double low, double high) {}

    /**
     * A heat map of values from 0 up.
     *
     * @param title above the plot
     * @param xLabel the horizontal axis
     * @param yLabel the vertical axis
     * @param valueLabel the colour bar
     * @param range of both axes
     * @param greatest the value of the brightest colour, positive; greater values get it too
     * @param values the function, all rows of one length
     */
    public HeatMapPanel(
            String title,
            String xLabel,
            String yLabel,
            String valueLabel,
            Range range,
            double greatest,
            double[][] values) {
        this(title, xLabel, yLabel, valueLabel, range, 0, Require.positive("greatest", greatest), values);
    }

    /**
     * A heat map.
     *
     * @param title above the plot
     * @param xLabel the horizontal axis
     * @param yLabel the vertical axis
     * @param valueLabel the colour bar
     * @param range of both axes
     * @param least the value of the darkest colour; lesser values get it too
     * @param greatest the value of the brightest colour, above the least; greater values get it too
     * @param values the function, all rows of one length
     */
    public HeatMapPanel(
            String title,
            String xLabel,
            String yLabel,
            String valueLabel,
            Range range,
            double least,
            double greatest,
            double[][] values) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.valueLabel = valueLabel;
        this.range = range;
        this.values = values;
        this.least = least;
        this.greatest = greatest;
        Require.positive("greatest - least", greatest - least);
    }

    @Override
    public void paint(Graphics2D canvas, int width, int height) {
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        int left = 62;
        int top = 36;
        int side = Math.min(width - left - BAR - 86, height - top - 54);
        int bar = left + side + 14;
        canvas.drawImage(image(), left, top, side, side, null);
        canvas.drawImage(scale(), bar, top, BAR, side, null);
        canvas.setStroke(new BasicStroke(1));
        canvas.setColor(FRAME);
        canvas.drawRect(left, top, side, side);
        canvas.drawRect(bar, top, BAR, side);
        canvas.setColor(Color.BLACK);
        axes(canvas, left, top, side);
        colourBar(canvas, bar + BAR, top, side);
    }

    private void axes(Graphics2D canvas, int left, int top, int side) {
        canvas.setFont(XyPanel.Fonts.title());
        centred(canvas, title, left + side / 2, top - 14);
        canvas.setFont(XyPanel.Fonts.tick());
        double width = range.high() - range.low();
        double step = roundStep(width / Math.max(3, side / POINTS_BETWEEN_TICKS));
        for (long t = (long) Math.ceil(range.low() / step - 1e-9); t * step <= range.high() + 1e-9 * step; t++) {
            String text = number(t * step);
            int along = (int) Math.round(side * (t * step - range.low()) / width);
            int x = left + along;
            int y = top + side - along;
            canvas.drawLine(x, top + side, x, top + side + 4);
            centred(canvas, text, x, top + side + 18);
            canvas.drawLine(left - 4, y, left, y);
            canvas.drawString(text, left - 8 - canvas.getFontMetrics().stringWidth(text), y + 4);
        }
        canvas.setFont(XyPanel.Fonts.label());
        centred(canvas, xLabel, left + side / 2, top + side + 40);
        upwards(canvas, yLabel, 22, top + side / 2);
    }

    private void colourBar(Graphics2D canvas, int x, int top, int side) {
        canvas.setFont(XyPanel.Fonts.tick());
        double step = roundStep((greatest - least) / 4);
        for (long t = (long) Math.ceil(least / step - 1e-9); t * step <= greatest + 1e-9 * step; t++) {
            int y = top + side - (int) Math.round(side * (t * step - least) / (greatest - least));
            canvas.drawLine(x, y, x + 4, y);
            canvas.drawString(number(t * step), x + 7, y + 4);
        }
        canvas.setFont(XyPanel.Fonts.label());
        upwards(canvas, valueLabel, x + 52, top + side / 2);
    }

    private BufferedImage image() {
        BufferedImage image = new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                image.setRGB(j, values.length - 1 - i, Viridis.rgb((values[i][j] - least) / (greatest - least)));
            }
        }
        return image;
    }

    private static BufferedImage scale() {
        int steps = 256;
        BufferedImage image = new BufferedImage(1, steps, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < steps; i++) {
            image.setRGB(0, i, Viridis.rgb(1 - i / (steps - 1.0)));
        }
        return image;
    }

    private static void centred(Graphics2D canvas, String text, int x, int y) {
        canvas.drawString(text, x - canvas.getFontMetrics().stringWidth(text) / 2, y);
    }

    private static void upwards(Graphics2D canvas, String text, int x, int y) {
        AffineTransform upright = canvas.getTransform();
        canvas.rotate(-Math.PI / 2);
        centred(canvas, text, -y, x);
        canvas.setTransform(upright);
    }

    /** 1, 2 or 5 times a power of ten, near the given step. */
    private static double roundStep(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double digit = step / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    // Two significant digits at least, no trailing zeros.
    private static String number(double value) {
        if (value == 0) {
            return "0";
        }
        int decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(Math.abs(value))));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceAll("\\.?0+$", "");
    }
}
