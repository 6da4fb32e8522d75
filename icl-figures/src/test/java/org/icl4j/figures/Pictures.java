package org.icl4j.figures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** A figure's pixels, for tests: two a point. */
final class Pictures {

    private Pictures() {}

    static BufferedImage png(Panel panel, Path directory) throws IOException {
        return png(Figure.of(panel), directory);
    }

    static BufferedImage png(Figure figure, Path directory) throws IOException {
        Path file = directory.resolve("picture.png");
        figure.writeTo(file);
        return ImageIO.read(file.toFile());
    }

    /** How many pixels have each colour. */
    static Map<Integer, Integer> colours(BufferedImage image) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < image.getHeight(); i++) {
            for (int j = 0; j < image.getWidth(); j++) {
                counts.merge(image.getRGB(j, i) & 0xffffff, 1, Integer::sum);
            }
        }
        return counts;
    }

    /** The first and the last row, in points, in which a colour is found; -1 where it is not. */
    static int[] rowsOf(BufferedImage image, int rgb) {
        int[] rows = {-1, -1};
        for (int i = 0; i < image.getHeight(); i++) {
            for (int j = 0; j < image.getWidth(); j++) {
                if ((image.getRGB(j, i) & 0xffffff) == rgb) {
                    rows[0] = rows[0] < 0 ? i / 2 : rows[0];
                    rows[1] = i / 2;
                }
            }
        }
        return rows;
    }

    static int rgb(Ink ink) {
        return ink.colour().getRGB() & 0xffffff;
    }
}
