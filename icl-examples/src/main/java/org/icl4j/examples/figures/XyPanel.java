package org.icl4j.examples.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A plot of lines and points over two numeric axes. */
public final class XyPanel implements Panel {

    private static final float[] DASHES = {7, 4};
    private static final Color GRID = new Color(0xe4e4e4);
    private static final Color FRAME = new Color(0x606060);

    private final XYChart chart;
    private boolean empty = true;

    /**
     * An empty plot.
     *
     * @param title above the plot
     * @param xLabel the horizontal axis and its unit
     * @param yLabel the vertical axis and its unit
     */
    public XyPanel(String title, String xLabel, String yLabel) {
        chart = new XYChart(400, 300);
        chart.setTitle(title);
        chart.setXAxisTitle(xLabel);
        chart.setYAxisTitle(yLabel);
        XYStyler styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(FRAME);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(0.8f));
        styler.setAxisTickMarksColor(FRAME);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(Fonts.title());
        styler.setAxisTitleFont(Fonts.label());
        styler.setAxisTickLabelsFont(Fonts.tick());
        styler.setLegendFont(Fonts.tick());
        styler.setLegendBorderColor(GRID);
        styler.setLegendBackgroundColor(new Color(255, 255, 255, 225));
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setAxisTicksLineVisible(false);
        styler.setLegendPadding(6);
        styler.setLegendSeriesLineLength(22);
        styler.setPlotMargin(4);
        styler.setPlotContentSize(1);
        styler.setMarkerSize(4);
    }

    /**
     * Adds a solid line.
     *
     * @param name in the legend
     * @param x the abscissas, in order
     * @param y the ordinates
     * @param ink the colour
     * @return this panel
     */
    public XyPanel line(String name, double[] x, double[] y, Ink ink) {
        return line(name, x, y, ink, new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    }

    /**
     * Adds a thin line, for what others are compared with or for many lines at once.
     *
     * @param name in the legend
     * @param x the abscissas, in order
     * @param y the ordinates
     * @param ink the colour
     * @return this panel
     */
    public XyPanel thin(String name, double[] x, double[] y, Ink ink) {
        return line(name, x, y, ink, new BasicStroke(1.1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    }

    /**
     * Adds a dashed line of few points: XChart begins the dashes anew at each.
     *
     * @param name in the legend
     * @param x the abscissas, in order
     * @param y the ordinates
     * @param ink the colour
     * @return this panel
     */
    public XyPanel dashed(String name, double[] x, double[] y, Ink ink) {
        return line(name, x, y, ink, new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES, 0));
    }

    private XyPanel line(String name, double[] x, double[] y, Ink ink, BasicStroke stroke) {
        XYSeries series = add(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(ink.colour());
        series.setLineStyle(stroke);
        return this;
    }

    /**
     * Adds points.
     *
     * @param name in the legend
     * @param x the abscissas
     * @param y the ordinates
     * @param ink the colour
     * @return this panel
     */
    public XyPanel points(String name, double[] x, double[] y, Ink ink) {
        // XChart's legend leaves no room after the name of a series without a line.
        XYSeries series = add(name + "  ", x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(ink.colour());
        return this;
    }

    /**
     * Fixes the range of the horizontal axis.
     *
     * @param low its left end
     * @param high its right end
     * @return this panel
     */
    public XyPanel xRange(double low, double high) {
        chart.getStyler().setXAxisMin(low).setXAxisMax(high);
        return this;
    }

    /**
     * Fixes the range of the vertical axis.
     *
     * @param low its lower end
     * @param high its upper end
     * @return this panel
     */
    public XyPanel yRange(double low, double high) {
        chart.getStyler().setYAxisMin(low).setYAxisMax(high);
        return this;
    }

    /**
     * Makes the vertical axis logarithmic.
     *
     * @return this panel
     */
    public XyPanel yLogarithmic() {
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    /**
     * Leaves the legend out.
     *
     * @return this panel
     */
    public XyPanel noLegend() {
        chart.getStyler().setLegendVisible(false);
        return this;
    }

    @Override
    public void paint(Graphics2D canvas, int width, int height) {
        chart.paint(canvas, width, height);
    }

    private XYSeries add(String name, double[] x, double[] y) {
        if (empty) {
            empty = false;
            breakEvenSpacing(x, y);
        }
        return chart.addSeries(name, x, y);
    }

    // Where all abscissas are evenly spaced, XChart puts the ticks on some of them instead of on round numbers.
    private void breakEvenSpacing(double[] x, double[] y) {
        double between = x[0] + 0.381966 * (x[x.length - 1] - x[0]);
        XYSeries hidden = chart.addSeries("not drawn", new double[] {between}, new double[] {y[0]});
        hidden.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        hidden.setMarker(SeriesMarkers.NONE);
        hidden.setShowInLegend(false);
    }

    /** The sizes of text. */
    static final class Fonts {

        private Fonts() {}

        static Font title() {
            return new Font(Font.SANS_SERIF, Font.BOLD, 14);
        }

        static Font label() {
            return new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        }

        // Not 12: the SVG writer leaves that size out, and viewers then take their own.
        static Font tick() {
            return new Font(Font.SANS_SERIF, Font.PLAIN, 11);
        }
    }
}
