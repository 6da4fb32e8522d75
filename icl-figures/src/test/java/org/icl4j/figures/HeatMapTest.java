package org.icl4j.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapTest {

    private static final int DARKEST = 0x440154;
    private static final int BRIGHTEST = 0xfde725;

    @TempDir
    private Path directory;

    /** The colour that fills the middle of a quarter of the plot, left of the colour bar. */
    private static int quarter(BufferedImage image, boolean right, boolean below) {
        int side = image.getHeight() / 2;
        return image.getRGB(right ? side + side / 3 : side / 2, below ? side + side / 3 : side / 2) & 0xffffff;
    }

    @Test
    void aMatrixHasRowZeroOnTop() throws IOException {
        BufferedImage image = Pictures.png(HeatMap.ofMatrix("", new double[][] {{0, 0}, {1, 1}}), directory);
        assertThat(quarter(image, false, false)).isEqualTo(DARKEST);
        assertThat(quarter(image, true, false)).isEqualTo(DARKEST);
        assertThat(quarter(image, false, true)).isEqualTo(BRIGHTEST);
        assertThat(quarter(image, true, true)).isEqualTo(BRIGHTEST);
    }

    @Test
    void aFunctionRunsUpwards() throws IOException {
        double[][] values = {{0, 0, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 1}, {1, 1, 1, 1}};
        BufferedImage image = Pictures.png(HeatMap.ofFunction("", 0, 1, values), directory);
        assertThat(quarter(image, false, false)).isEqualTo(BRIGHTEST);
        assertThat(quarter(image, false, true)).isEqualTo(DARKEST);
    }

    @Test
    void aRangeFixesTheColours() throws IOException {
        HeatMap map = HeatMap.ofMatrix("", new double[][] {{0, 5}, {0, 5}}).range(0, 1);
        assertThat(quarter(Pictures.png(map, directory), true, true)).isEqualTo(BRIGHTEST);
        HeatMap wide = map.range(-5, 5);
        assertThat(quarter(Pictures.png(wide, directory), false, true)).isNotEqualTo(DARKEST);
    }

    @Test
    void signedColoursAreWhiteAtZero() throws IOException {
        HeatMap map = HeatMap.ofMatrix("", new double[][] {{0, -3}, {1, 3}}).signed();
        BufferedImage image = Pictures.png(map, directory);
        assertThat(quarter(image, false, false)).isEqualTo(0xffffff);
        assertThat(quarter(image, true, false)).isEqualTo(0x00446b);
        assertThat(quarter(image, true, true)).isEqualTo(0x803800);
    }

    @Test
    void aConstantMatrixIsDrawn() throws IOException {
        assertThat(Pictures.png(HeatMap.ofMatrix("", new double[][] {{2}}), directory))
                .isNotNull();
        HeatMap zero = HeatMap.ofMatrix("", new double[][] {{0, 0}}).signed();
        assertThat(Pictures.png(zero, directory)).isNotNull();
    }

    @Test
    void badArgumentsAreNamed() {
        HeatMap map = HeatMap.ofMatrix("", new double[][] {{0, 1}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeatMap.ofMatrix("", new double[][] {{0, 1}, {2}}))
                .withMessageContaining("matrix: is ragged");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.columnNames("a"))
                .withMessage("names: expected 2, one for each of the columns, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.range(1, 1))
                .withMessage("greatest: must be above least = 1.0, got 1.0");
    }
}
