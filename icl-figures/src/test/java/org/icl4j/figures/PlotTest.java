package org.icl4j.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {

    private static final double[] X = {0, 1, 2};
    private static final double[] FLAT = {1, 1, 1};

    @TempDir
    private Path directory;

    @Test
    void aLineStandsWhereItsOrdinateSays() throws IOException {
        Plot plot = Plot.of("", "", "").add(Series.line(X, FLAT)).yRange(0, 4);
        int[] rows = Pictures.rowsOf(Pictures.png(plot, directory), Pictures.rgb(Ink.BLUE));
        // Without labels the axes take 14 points above, 20 + 4 for the marks and 10 for the empty legend below.
        double expected = 14 + (440 - 14 - 34) * 0.75;
        assertThat((double) rows[0]).isBetween(expected - 2, expected + 1);
        assertThat((double) rows[1]).isBetween(expected - 1, expected + 2);
    }

    @Test
    void logarithmicAxesPlaceRatiosEvenly() throws IOException {
        Plot plot = Plot.of("", "", "").add(Series.line(X, new double[] {10, 10, 10}));
        plot = plot.yRange(1, 100).yLogarithmic();
        int[] rows = Pictures.rowsOf(Pictures.png(plot, directory), Pictures.rgb(Ink.BLUE));
        assertThat((double) rows[0]).isBetween(14 + 196 - 2.0, 14 + 196 + 1.0);
    }

    @Test
    void seriesGetColoursInTurnAndABandThatOfItsLine() throws IOException {
        Plot plot = Plot.of("t", "x", "y")
                .line("first", X, FLAT)
                .line("second", X, new double[] {2, 3, 2})
                .band("second", X, new double[] {1.5, 2.5, 1.5}, new double[] {2.5, 3.5, 2.5});
        Map<Integer, Integer> colours = Pictures.colours(Pictures.png(plot, directory));
        int pale = Ink.VERMILLION.pale().getRGB() & 0xffffff;
        assertThat(colours).containsKeys(Pictures.rgb(Ink.BLUE), Pictures.rgb(Ink.VERMILLION), pale);
        assertThat(colours).doesNotContainKey(Pictures.rgb(Ink.GREEN));
        // The band is an area, the line on it is seen.
        assertThat(colours.getOrDefault(pale, 0)).isGreaterThan(colours.getOrDefault(Pictures.rgb(Ink.VERMILLION), 0));
    }

    @Test
    void whatLiesOutsideTheRangeIsCutOff() throws IOException {
        Plot plot =
                Plot.of("", "", "").add(Series.line(X, new double[] {5, 6, 7})).yRange(0, 4);
        assertThat(Pictures.colours(Pictures.png(plot, directory))).doesNotContainKey(Pictures.rgb(Ink.BLUE));
    }

    @Test
    void theLegendTakesAsManyRowsAsItNeeds() {
        BufferedImage canvas = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        Pen pen = new Pen(canvas.createGraphics());
        List<Series> series = new ArrayList<>();
        List<Ink> inks = new ArrayList<>();
        for (int s = 0; s < 12; s++) {
            series.add(Series.line(X, FLAT).named("a learner with a long name " + s));
            inks.add(Ink.BLUE);
        }
        series.add(Series.line(X, FLAT));
        inks.add(Ink.BLUE);
        int oneRow = Legend.of(series, inks, pen, 100_000).height();
        Legend narrow = Legend.of(series, inks, pen, 450);
        assertThat(narrow.rowCount()).isBetween(4, 12);
        assertThat(narrow.height()).isEqualTo(oneRow + 18 * (narrow.rowCount() - 1));
        // Unlabelled series take none.
        assertThat(Legend.of(series.subList(12, 13), inks.subList(12, 13), pen, 450)
                        .rowCount())
                .isZero();
        // Series of one name share an entry.
        List<Series> twice = List.of(series.get(0), Series.points(X, FLAT).named("a learner with a long name 0"));
        assertThat(Legend.of(twice, inks, pen, 10).rowCount()).isEqualTo(1);
    }

    @Test
    void aPlotDoesNotChangeWhenASeriesIsAdded() {
        Plot plot = Plot.of("t", "x", "y");
        plot.line("a", X, FLAT);
        assertThat(plot).hasToString("Plot[t, []]");
        double[] y = FLAT.clone();
        Series series = Series.line(X, y);
        y[0] = 9;
        assertThat(series.y(0)).isEqualTo(1);
    }

    @Test
    void badNumbersAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Series.line(X, new double[] {1, Double.NaN, 1}))
                .withMessage("y: y[1] = NaN is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Series.line(X, new double[] {1}))
                .withMessage("y: expected length 3, got 1 (one for each x)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Series.band(X, FLAT, new double[] {1, 0.5, 1}))
                .withMessage("high: high[1] = 0.5 is below low[1] = 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plot.of("", "", "").yLogarithmic().line("a", X, new double[] {1, 0, 1}))
                .withMessage("y: y[1] = 0.0 cannot stand on a logarithmic axis");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plot.of("", "", "").line("a", X, FLAT).xLogarithmic())
                .withMessage("x: x[0] = 0.0 cannot stand on a logarithmic axis");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plot.of("", "", "").xRange(2, 1))
                .withMessage("high: must be above low = 2.0, got 1.0");
    }

    @Test
    void aBandMayReachBelowALogarithmicAxis() throws IOException {
        Plot plot = Plot.of("", "", "")
                .line("a", X, FLAT)
                .band("a", X, new double[] {-1, 0, 0.5}, new double[] {2, 2, 2})
                .yLogarithmic();
        assertThat(Pictures.colours(Pictures.png(plot, directory)))
                .containsKey(Ink.BLUE.pale().getRGB() & 0xffffff);
    }
}
