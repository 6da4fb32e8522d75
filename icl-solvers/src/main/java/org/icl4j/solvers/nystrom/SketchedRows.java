package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.stream.RowSums;

/**
 * S K_nC with S a sparse sign embedding of s rows: each row of K_nC is added, with a random sign, to 8 random rows of the sum, by its
 * number in the source alone.
 */
final class SketchedRows implements RowSums<SketchedRows> {

    private static final int ROWS = 64;
    private static final int PIECE = 4096;
    private static final int NONZEROS = 8;

    private final Kernel kernel;
    private final Points centres;
    private final int s;
    private final long seed;
    private final int m;
    private final double[] sum;
    private final double[] rows;

    SketchedRows(Kernel kernel, Points centres, int s, long seed) {
        this.kernel = kernel;
        this.centres = centres;
        this.s = s;
        this.seed = seed;
        this.m = centres.size();
        this.sum = new double[Math.multiplyExact(s, m)];
        this.rows = new double[ROWS * m];
    }

    @Override
    public int pieceRows() {
        return PIECE;
    }

    @Override
    public SketchedRows empty() {
        return new SketchedRows(kernel, centres, s, seed);
    }

    @Override
    public void clear() {
        Arrays.fill(sum, 0);
    }

    @Override
    public void add(Context block, int from, int many, long number) {
        VectorMath math = VectorMath.get();
        double size = 1 / Math.sqrt(Math.min(NONZEROS, s));
        for (int i = from; i < from + many; i += ROWS) {
            int count = Math.min(ROWS, from + many - i);
            Gram.rowsInto(kernel, block.inputs(), i, count, centres, rows, 0);
            for (int r = 0; r < count; r++) {
                long state = mix(seed ^ mix(number + (i - from) + r));
                for (int k = 0; k < Math.min(NONZEROS, s); k++) {
                    state = mix(state + 0x9e3779b97f4a7c15L);
                    // Each of the 8 falls in a stripe of its own, so that they are different.
                    int stripe = s / Math.min(NONZEROS, s);
                    int row = k * stripe + (int) Long.remainderUnsigned(state >>> 1, stripe);
                    math.axpy((state & 1) == 0 ? size : -size, rows, r * m, sum, row * m, m);
                }
            }
        }
    }

    // SplitMix64's finaliser (Steele, Lea and Flood 2014).
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    @Override
    public void merge(SketchedRows other) {
        VectorMath.get().axpy(1, other.sum, 0, sum, 0, sum.length);
    }

    /** Row-major [s, m]. */
    double[] sum() {
        return sum;
    }
}
