package org.icl4j.attention.stream;

import java.util.Arrays;
import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.core.Require;

/** All pairs so far, for a mixer that fits anew around each query. */
final class PairsMemory extends Memory {

    private static final int FIRST = 16;

    private final TokenMixer mixer;
    private int n;
    private double[] x = {};
    private double[] y = {};

    PairsMemory(TokenMixer mixer, int inputWidth, int targetWidth) {
        super(inputWidth, targetWidth);
        this.mixer = mixer;
    }

    @Override
    void observe(double[] input, double[] target) {
        x = room(x, d);
        y = room(y, t);
        System.arraycopy(input, 0, x, n * d, d);
        System.arraycopy(target, 0, y, n * t, t);
        n++;
    }

    /** Room for one more row, and then for as many again. */
    private double[] room(double[] rows, int width) {
        long needed = (n + 1L) * width;
        if (needed <= rows.length) {
            return rows;
        }
        long most = Integer.MAX_VALUE - 8;
        if (needed > most) {
            throw Require.error("x", "is pair " + n + " of width " + width + ": an array has no room for so many");
        }
        return Arrays.copyOf(rows, (int) Math.min(most, Math.max(2 * needed, (long) FIRST * width)));
    }

    @Override
    void answer(int count, double[] queries, double[] answers) {
        int[] reach = new int[count];
        Arrays.fill(reach, n);
        mixer.pass(d, t).forward(count, n, reach, queries, x, y, answers);
    }
}
