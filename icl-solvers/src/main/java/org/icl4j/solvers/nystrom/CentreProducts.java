package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.stream.RowSums;
import org.jspecify.annotations.Nullable;

/**
 * K_nC'(K_nC U), one pass: each row of kernel values k(x_i, C) is made once, multiplied by U while it is in the cache, and added to the sum
 * as often as that says. Without U, K_nC'[Y 1].
 */
final class CentreProducts implements RowSums<CentreProducts> {

    private static final int ROWS = 128;
    private static final int PIECE = 512;

    private final Kernel kernel;
    private final Points centres;
    private final double @Nullable [] u;
    private final int t;
    private final int m;
    private final double[] sum;
    private final double[] rows;
    private final double[] weights;
    private final double[] targetSums;
    private long count;

    /**
     * Sums over no rows.
     *
     * @param u row-major [m, t]; null for the targets and a column of ones, t in all
     */
    CentreProducts(Kernel kernel, Points centres, double @Nullable [] u, int t) {
        this.kernel = kernel;
        this.centres = centres;
        this.u = u;
        this.t = t;
        this.m = centres.size();
        this.sum = new double[Math.multiplyExact(m, t)];
        this.rows = new double[ROWS * m];
        this.weights = new double[ROWS * t];
        this.targetSums = new double[t];
    }

    @Override
    public int pieceRows() {
        return PIECE;
    }

    @Override
    public CentreProducts empty() {
        return new CentreProducts(kernel, centres, u, t);
    }

    @Override
    public void clear() {
        Arrays.fill(sum, 0);
        Arrays.fill(targetSums, 0);
        count = 0;
    }

    @Override
    public void add(Context block, int from, int many, long number) {
        for (int i = from; i < from + many; i += ROWS) {
            addRows(block, i, Math.min(ROWS, from + many - i));
        }
        count += many;
    }

    private void addRows(Context block, int from, int size) {
        VectorMath math = VectorMath.get();
        Gram.rowsInto(kernel, block.inputs(), from, size, centres, rows, 0);
        if (u == null) {
            targets(block, from, size);
        } else if (t == 1) {
            for (int i = 0; i < size; i++) {
                math.axpy(math.dot(rows, i * m, u, 0, m), rows, i * m, sum, 0, m);
            }
            return;
        } else {
            math.gemm(false, false, size, t, m, 1, rows, 0, m, u, 0, t, 0, weights, 0, t);
        }
        math.gemm(true, false, m, t, size, 1, rows, 0, m, weights, 0, t, 1, sum, 0, t);
    }

    private void targets(Context block, int from, int size) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < t; j++) {
                double y = j < t - 1 ? block.targets().get(from + i, j) : 1;
                weights[i * t + j] = y;
                targetSums[j] += y;
            }
        }
    }

    @Override
    public void merge(CentreProducts other) {
        VectorMath math = VectorMath.get();
        math.axpy(1, other.sum, 0, sum, 0, sum.length);
        math.axpy(1, other.targetSums, 0, targetSums, 0, t);
        count += other.count;
    }

    double[] sum() {
        return sum;
    }

    double[] targetSums() {
        return targetSums;
    }

    long count() {
        return count;
    }
}
