package org.icl4j.figures;

import java.awt.Color;

/** The colours of lines and points, after Okabe and Ito (2008). */
public enum Ink {
    /** Black. */
    BLACK(0x000000),
    /** Grey, for data in the background. */
    GREY(0x9a9a9a),
    /** Blue. */
    BLUE(0x0072b2),
    /** Vermillion. */
    VERMILLION(0xd55e00),
    /** Bluish green. */
    GREEN(0x009e73),
    /** Orange. */
    ORANGE(0xe69f00),
    /** Sky blue. */
    SKY(0x56b4e9),
    /** Reddish purple. */
    PURPLE(0xcc79a7);

    /** In the order in which series that do not say their colour get them. */
    private static final Ink[] CYCLE = {BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK};

    private final int rgb;

    Ink(int rgb) {
        this.rgb = rgb;
    }

    static Ink ofSeries(int index) {
        return CYCLE[index % CYCLE.length];
    }

    Color colour() {
        return new Color(rgb);
    }

    /** Three parts of white to one of this colour: for bands, whose lines are drawn over them. */
    Color pale() {
        Color full = colour();
        return new Color(pale(full.getRed()), pale(full.getGreen()), pale(full.getBlue()));
    }

    private static int pale(int part) {
        return (3 * 255 + part) / 4;
    }
}
