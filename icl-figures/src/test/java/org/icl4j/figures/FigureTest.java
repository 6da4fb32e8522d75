package org.icl4j.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {

    private static final double[] X = {-1, 0, 1, 2};
    private static final double[] Y = {1, 0, 1, 4};

    @TempDir
    private Path directory;

    private static Figure figure() {
        return Figure.of(
                        Plot.of("parabola", "x", "y")
                                .add(Series.points(X, Y).named("points").in(Ink.GREY))
                                .line("line", X, Y),
                        HeatMap.ofFunction("heat", 0, 1, new double[][] {{0, 1}, {0.5, 2}}))
                .panelSize(300, 240);
    }

    @Test
    void pngHasTwoPixelsAPointAndTheInksAskedFor() throws IOException {
        BufferedImage image = Pictures.png(figure(), directory);
        assertThat(image.getWidth()).isEqualTo(2 * 2 * 300);
        assertThat(image.getHeight()).isEqualTo(2 * 240);
        // Blue line, grey points, both ends of viridis, white ground.
        assertThat(Pictures.colours(image)).containsKeys(0x0072b2, 0x9a9a9a, 0x440154, 0xfde725, 0xffffff);
    }

    @Test
    void svgIsXmlWithASize() throws Exception {
        Path file = directory.resolve("figure.SVG");
        figure().writeTo(file);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("width")).startsWith("600");
        assertThat(file).content().contains("sans-serif").contains("parabola");
    }

    @Test
    void theSameFigureIsTheSameFile() throws IOException {
        Path first = directory.resolve("first.svg");
        Path second = directory.resolve("second.svg");
        figure().writeTo(first);
        figure().writeTo(second);
        assertThat(Files.readString(first)).isEqualTo(Files.readString(second));
    }

    @Test
    void panelsGoIntoRows() throws IOException {
        Plot empty = Plot.of("", "", "");
        Figure three = Figure.of(List.of(empty, empty, empty)).panelSize(100, 50);
        assertThat(Pictures.png(three, directory).getWidth()).isEqualTo(2 * 300);
        BufferedImage image = Pictures.png(three.columns(2), directory);
        assertThat(image.getWidth()).isEqualTo(2 * 200);
        assertThat(image.getHeight()).isEqualTo(2 * 100);
        // More columns than panels leave no empty space.
        assertThat(Pictures.png(three.columns(9), directory).getWidth()).isEqualTo(2 * 300);
    }

    @Test
    void refusesWhatCannotBeWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figure.requireFormat(Path.of("a.gif")))
                .withMessage("a.gif: figures are written as .png or .svg");
        assertThatIllegalArgumentException().isThrownBy(Figure::of).withMessage("panels: is empty");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> figure().panelSize(16_000, 10).writeTo(directory.resolve("a.png")))
                .withMessage("a figure of 32000 x 10 points is larger than 16000");
        assertThat(directory.resolve("a.png")).doesNotExist();
    }
}
