package org.icl4j.figures;

/** Colours for numbers, linear between stops at even distances. */
final class Shades {

    /** The colour map viridis (van der Walt and Smith 2015, CC0), by nine of its colours. */
    static final Shades VIRIDIS =
            new Shades(0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725);

    /** From dark blue through white to dark vermillion, the ends from Okabe and Ito (2008). */
    static final Shades SIGNED = new Shades(0x00446b, 0x0072b2, 0x8fc1e0, 0xffffff, 0xf0b48a, 0xd55e00, 0x803800);

    private final int[] stops;

    private Shades(int... stops) {
        this.stops = stops;
    }

    /** The colour of a place between 0 and 1; beyond, that of the end. */
    int rgb(double share) {
        double place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
        int i = Math.min(stops.length - 2, (int) place);
        double rest = place - i;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = (stops[i] >> shift) & 0xff;
            int to = (stops[i + 1] >> shift) & 0xff;
            colour |= (int) Math.round(from + rest * (to - from)) << shift;
        }
        return colour;
    }
}
