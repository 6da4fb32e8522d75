package org.icl4j.examples.figures;

/** The colour map viridis (van der Walt and Smith 2015, CC0), linear between nine of its colours. */
final class Viridis {

    private static final int[] STOPS = {
        0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
    };

    private Viridis() {}

    static int rgb(double share) {
        double place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
        int i = Math.min(STOPS.length - 2, (int) place);
        double rest = place - i;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = (STOPS[i] >> shift) & 0xff;
            int to = (STOPS[i + 1] >> shift) & 0xff;
            colour |= (int) Math.round(from + rest * (to - from)) << shift;
        }
        return colour;
    }
}
