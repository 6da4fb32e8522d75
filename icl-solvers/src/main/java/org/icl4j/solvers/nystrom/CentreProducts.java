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
 * K_nC'(K_nC U), one pass: each kernel value is made once ({@link Gram#addNormal}). Without U, K_nC'[Y 1].
 */
final class CentreProducts implements RowSums<CentreProducts> {

    private static final int ROWS = 64;
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
        this.rows = new double[u == null ? ROWS * m : 0];
        this.weights = new double[u == null ? ROWS * t : 0];
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
        if (u == null) {
            for (int i = from; i < from + many; i += ROWS) {
                addTargets(block, i, Math.min(ROWS, from + many - i));
            }
        } else {
            Gram.addNormal(kernel, block.inputs(), from, many, centres, u, t, sum);
        }
        count += many;
    }

    private void addTargets(Context block, int from, int size) {
        Gram.rowsInto(kernel, block.inputs(), from, size, centres, rows, 0);
        targets(block, from, size);
        VectorMath.get().gemm(true, false, m, t, size, 1, rows, 0, m, weights, 0, t, 1, sum, 0, t);
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
