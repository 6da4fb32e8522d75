package org.icl4j.figures;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.GraphicsUtils;
import java.awt.Font;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts an installed font in the place of a logical one such as "SansSerif", as the SVG writer does itself. The writer lays out a text in every installed
 * font for that, at every label, which was most of a figure's time; here each face is looked for once, whatever its sizes.
 */
final class SvgCanvas extends VectorGraphics2D {

    private static final Map<Face, Font> INSTALLED = new ConcurrentHashMap<>();

    private record Face(String family, int style) {}

    @Override
    public void setFont(Font font) {
        Face face = new Face(font.getFamily(), font.getStyle());
        Font installed = INSTALLED.computeIfAbsent(face, f -> GraphicsUtils.getPhysicalFont(font));
        super.setFont(installed.deriveFont(font.getSize2D()));
    }
}
