package org.icl4j.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
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
                300,
                240,
                new XyPanel("parabola", "x", "y")
                        .points("points", X, Y, Ink.GREY)
                        .line("line", X, Y, Ink.BLUE),
                new HeatMapPanel(
                        "heat", "x", "z", "value", new HeatMapPanel.Range(0, 1), 1, new double[][] {{0, 1}, {0.5, 2}}));
    }

    @Test
    void pngHasTwoPixelsAPointAndTheInksAskedFor() throws IOException {
        Path file = directory.resolve("figure.png");

        figure().writeTo(file);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(2 * 2 * 300);
        assertThat(image.getHeight()).isEqualTo(2 * 240);
        Set<Integer> colours = new HashSet<>();
        for (int i = 0; i < image.getHeight(); i++) {
            for (int j = 0; j < image.getWidth(); j++) {
                colours.add(image.getRGB(j, i) & 0xffffff);
            }
        }
        // Blue line, grey points, both ends of viridis, white ground.
        assertThat(colours).contains(0x0072b2, 0x9a9a9a, 0x440154, 0xfde725, 0xffffff);
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
        assertThat(file).content().contains("sans-serif");
    }

    @Test
    void refusesOtherFormats() {
        assertThatThrownBy(() -> Figure.requireFormat(Path.of("a.gif")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a.gif: figures are written as .png or .svg");
    }
}
