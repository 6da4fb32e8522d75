package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.stream.RowSums;

/** K_nC'K_nC, all of it. */
final class CentreSquares implements RowSums<CentreSquares> {

    private static final int ROWS = 128;

    private final Kernel kernel;
    private final Points centres;
    private final int m;
    private final double[] sum;
    private final double[] rows;

    CentreSquares(Kernel kernel, Points centres) {
        this.kernel = kernel;
        this.centres = centres;
        this.m = centres.size();
        this.sum = new double[Math.multiplyExact(m, m)];
        this.rows = new double[ROWS * m];
    }

    @Override
    public int pieceRows() {
        return 8 * ROWS;
    }

    @Override
    public CentreSquares empty() {
        return new CentreSquares(kernel, centres);
    }

    @Override
    public void clear() {
        Arrays.fill(sum, 0);
    }

    @Override
    public void add(Context block, int from, int many, long number) {
        VectorMath math = VectorMath.get();
        for (int i = from; i < from + many; i += ROWS) {
            int size = Math.min(ROWS, from + many - i);
            Gram.rowsInto(kernel, block.inputs(), i, size, centres, rows, 0);
            // Bands of the lower triangle; the rest is mirrored at the end.
            for (int band = 0; band < m; band += ROWS) {
                int height = Math.min(ROWS, m - band);
                math.gemm(true, false, height, band + height, size, 1, rows, band, m, rows, 0, m, 1, sum, band * m, m);
            }
        }
    }

    @Override
    public void merge(CentreSquares other) {
        VectorMath.get().axpy(1, other.sum, 0, sum, 0, sum.length);
    }

    /** Shape [m, m], symmetric to the bit. */
    double[] sum() {
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                sum[i * m + j] = sum[j * m + i];
            }
        }
        return sum;
    }
}
