package org.icl4j.solvers.internal.exact;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.VectorMath;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * K ~ F F' in float32, F of shape [n, k], by randomly pivoted Cholesky: pivots are drawn in proportion to what is left of the
 * diagonal, a block at a time, and one is taken with the probability that the block's others have left of it. In each block
 * of pivots T, with F the columns so far,
 *
 * <pre>
 * H = K_TT - F_T F_T' = L L',   F_new = (K_:T - F F_T') L^-T
 * </pre>
 *
 * <p>The same as {@link org.icl4j.solvers.nystrom.LowRankFactor}, which has the sources, in half the memory and time: a preconditioner
 * asks for no more digits. The draws are the same at each call.
 */
final class PivotedColumns implements AutoCloseable {

    private static final int BLOCK = 128;
    /** A residual below this part of the diagonal is float32's rounding. */
    private static final double DEPENDENT = 0x1p-20;

    private final StoredSystem matrix;
    private final int n;
    private final double[] diagonal;
    private final double[] residual;
    private final NativeMatrix storage;
    private final NativeMatrix block;
    private final Randoms randoms = Randoms.of(0);
    private int rank;

    /** No columns yet, and room for some. The ridge of the system is no part of K. */
    PivotedColumns(StoredSystem matrix, int room) {
        this.matrix = matrix;
        this.n = matrix.size();
        this.diagonal = matrix.matrix().diagonal();
        this.residual = diagonal.clone();
        this.storage = NativeMatrix.reserve(DataType.FLOAT, n, room);
        try {
            this.block = NativeMatrix.reserve(DataType.FLOAT, n, BLOCK);
        } catch (RuntimeException | Error e) {
            storage.close();
            throw e;
        }
    }

    int rank() {
        return rank;
    }

    /** F, shape [n, k]. */
    NativeMatrix factor() {
        return storage.columns(0, rank);
    }

    /** tr (K - F F') / n. */
    double meanResidual() {
        return Arrays.stream(residual).sum() / n;
    }

    /** Goes on until there are so many columns, or nothing of K is left that float32 sees. */
    void growTo(int most) {
        while (rank < most) {
            int[] proposals = proposals(Math.min(BLOCK, most - rank));
            if (proposals.length == 0) {
                return;
            }
            float[] rows = rows(proposals);
            double[] values = matrix.rows(proposals);
            double[] h = remaining(proposals, values, rows);
            int[] taken = eliminate(h, proposals);
            if (taken.length > 0) {
                extend(proposals, taken, values, h, rows);
            }
        }
    }

    /** Indices drawn in proportion to the residual, each once. */
    private int[] proposals(int count) {
        double[] cumulative = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += residual[i];
            cumulative[i] = sum;
        }
        if (!(sum > 0)) {
            return new int[0];
        }
        int[] drawn = new int[count];
        for (int p = 0; p < count; p++) {
            int found = Arrays.binarySearch(cumulative, randoms.uniform() * sum);
            drawn[p] = Math.min(found >= 0 ? found + 1 : -found - 1, n - 1);
        }
        return Arrays.stream(drawn).distinct().filter(i -> residual[i] > 0).toArray();
    }

    /** The rows of F of some points, row-major. */
    private float[] rows(int[] points) {
        float[] rows = new float[points.length * rank];
        for (int j = 0; j < rank; j++) {
            FloatBuffer column = storage.floats((long) j * n, n);
            for (int p = 0; p < points.length; p++) {
                rows[p * rank + j] = column.get(points[p]);
            }
        }
        return rows;
    }

    /** H, row-major. */
    private double[] remaining(int[] proposals, double[] values, float[] rows) {
        int b = proposals.length;
        double[] h = new double[b * b];
        for (int i = 0; i < b; i++) {
            for (int j = 0; j < b; j++) {
                h[i * b + j] = values[i * n + proposals[j]];
            }
        }
        if (rank > 0) {
            double[] wide = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                wide[i] = rows[i];
            }
            VectorMath.get().gemm(false, true, b, b, rank, -1, wide, 0, rank, wide, 0, rank, 1, h, 0, b);
        }
        return h;
    }

    /** Eliminates the proposals that are taken, in order: L then lies in H's rows and columns of those. */
    private int[] eliminate(double[] h, int[] proposals) {
        int b = proposals.length;
        int[] taken = new int[b];
        int count = 0;
        for (int i = 0; i < b; i++) {
            int point = proposals[i];
            double now = h[i * b + i];
            if (!(now > DEPENDENT * diagonal[point])) {
                residual[point] = 0;
                continue;
            }
            if (randoms.uniform() * residual[point] >= now) {
                continue;
            }
            double root = Math.sqrt(now);
            h[i * b + i] = root;
            for (int r = i + 1; r < b; r++) {
                h[r * b + i] /= root;
            }
            for (int r = i + 1; r < b; r++) {
                for (int c = i + 1; c <= r; c++) {
                    h[r * b + c] -= h[r * b + i] * h[c * b + i];
                }
            }
            taken[count++] = i;
        }
        return Arrays.copyOf(taken, count);
    }

    private void extend(int[] proposals, int[] taken, double[] values, double[] h, float[] rows) {
        int s = taken.length;
        int b = proposals.length;
        NativeMatrix g = block.columns(0, s);
        float[] column = new float[n];
        for (int j = 0; j < s; j++) {
            for (int i = 0; i < n; i++) {
                column[i] = (float) values[taken[j] * n + i];
            }
            g.floats((long) j * n, n).put(column);
        }
        Blas blas = Blas.get();
        if (rank > 0) {
            try (NativeMatrix left = NativeMatrix.reserve(DataType.FLOAT, rank, s)) {
                for (int j = 0; j < s; j++) {
                    left.floats((long) j * rank, rank).put(rows, taken[j] * rank, rank);
                }
                blas.gemm(Transpose.NO, Transpose.NO, -1, factor(), left, 1, g);
            }
        }
        NativeMatrix added = storage.columns(rank, s);
        try (NativeMatrix inverse = NativeMatrix.reserve(DataType.FLOAT, s, s)) {
            transposedInverse(h, b, taken, inverse);
            blas.gemm(Transpose.NO, Transpose.NO, 1, g, inverse, 0, added);
        }
        for (int j = 0; j < s; j++) {
            added.floats((long) j * n, n).get(column);
            for (int i = 0; i < n; i++) {
                residual[i] -= (double) column[i] * column[i];
            }
        }
        for (int i = 0; i < n; i++) {
            residual[i] = residual[i] > DEPENDENT * diagonal[i] ? residual[i] : 0;
        }
        for (int i : taken) {
            residual[proposals[i]] = 0;
        }
        rank += s;
    }

    /** L^-T, upper triangular, by columns: row j of L^-1 solves w L = e_j from the right end. */
    private static void transposedInverse(double[] h, int b, int[] taken, NativeMatrix inverse) {
        int s = taken.length;
        double[] row = new double[s];
        float[] column = new float[s];
        for (int j = 0; j < s; j++) {
            Arrays.fill(row, 0);
            row[j] = 1 / h[taken[j] * b + taken[j]];
            for (int c = j - 1; c >= 0; c--) {
                double sum = 0;
                for (int i = c + 1; i <= j; i++) {
                    sum += row[i] * h[taken[i] * b + taken[c]];
                }
                row[c] = -sum / h[taken[c] * b + taken[c]];
            }
            for (int i = 0; i < s; i++) {
                column[i] = (float) row[i];
            }
            inverse.floats((long) j * s, s).put(column);
        }
    }

    @Override
    public void close() {
        storage.close();
        block.close();
    }
}
