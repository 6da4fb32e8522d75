package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.TileWindow;

/**
 * A kernel's value, tile by tile. Queries and keys stay where they are; a {@link TileWindow} copies those of a tile for the kernel. It refuses
 * numbers that are not finite, which kernels need not expect.
 */
record KernelScore(DifferentiableKernel kernel) implements Score {

    @Override
    public Pass pass() {
        return new KernelPass(kernel);
    }

    @Override
    public String toString() {
        return "kernel(" + kernel + ")";
    }

    private static final class KernelPass implements Pass {

        private final DifferentiableKernel kernel;
        private final Workspace sumSpace = new Workspace();
        private final TileWindow window = new TileWindow();
        private double[] queries = {};
        private int offsetQueries;
        private int ldQueries;
        private double[] keys = {};
        private int offsetKeys;
        private int ldKeys;
        private int m;
        private int n;
        private int width;

        KernelPass(DifferentiableKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void forward(
                VectorMath math,
                int rows,
                int count,
                int keyWidth,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s) {
            restore(rows, count, keyWidth, q, offsetQ, ldQ, k, offsetK, ldK);
            for (int i = 0; i < m; i += Tile.SIZE) {
                for (int j = 0; j < n; j += Tile.SIZE) {
                    Tile tile = tile(q, offsetQ, ldQ, i, m, k, offsetK, ldK, j, n);
                    double[] block = tile.borrow();
                    kernel.block(tile, block);
                    for (int r = 0; r < tile.rows(); r++) {
                        System.arraycopy(block, r * tile.stride(), s, (i + r) * n + j, tile.columns());
                    }
                    tile.release(block);
                }
            }
        }

        @Override
        public boolean restore(
                int rows, int count, int keyWidth, double[] q, int offsetQ, int ldQ, double[] k, int offsetK, int ldK) {
            m = rows;
            n = count;
            width = keyWidth;
            queries = q;
            offsetQueries = offsetQ;
            ldQueries = ldQ;
            keys = k;
            offsetKeys = offsetK;
            ldKeys = ldK;
            return true;
        }

        private Tile tile(
                double[] x,
                int offsetX,
                int ldX,
                int i,
                int rows,
                double[] z,
                int offsetZ,
                int ldZ,
                int j,
                int columns) {
            return window.over(
                    width,
                    x,
                    offsetX + i * ldX,
                    ldX,
                    Math.min(Tile.SIZE, rows - i),
                    z,
                    offsetZ + j * ldZ,
                    ldZ,
                    Math.min(Tile.SIZE, columns - j));
        }

        // dq_i = sum_j dS_ij dk(q_i, k_j)/dq_i; by the kernel's symmetry dk_j = sum_i dS_ij dk(k_j, q_i)/dk_j: the same
        // with points and weights transposed.
        @Override
        public void backward(
                VectorMath math,
                double[] d,
                double[] dq,
                int offsetDq,
                int ldDq,
                double beta,
                double[] dk,
                int offsetDk,
                int ldDk) {
            double[] sums = sumSpace.of(m, width);
            contract(queries, offsetQueries, ldQueries, m, keys, offsetKeys, ldKeys, n, d, n, 1, sums);
            write(sums, m, 0, dq, offsetDq, ldDq);
            sums = sumSpace.of(n, width);
            contract(keys, offsetKeys, ldKeys, n, queries, offsetQueries, ldQueries, m, d, 1, n, sums);
            write(sums, n, beta, dk, offsetDk, ldDk);
        }

        private void contract(
                double[] x,
                int offsetX,
                int ldX,
                int rows,
                double[] z,
                int offsetZ,
                int ldZ,
                int columns,
                double[] d,
                int rowStep,
                int columnStep,
                double[] sums) {
            Arrays.fill(sums, 0, rows * width, 0);
            for (int i = 0; i < rows; i += Tile.SIZE) {
                for (int j = 0; j < columns; j += Tile.SIZE) {
                    Tile tile = tile(x, offsetX, ldX, i, rows, z, offsetZ, ldZ, j, columns);
                    double[] weights = tile.borrow();
                    Arrays.fill(weights, 0);
                    for (int r = 0; r < tile.rows(); r++) {
                        for (int c = 0; c < tile.columns(); c++) {
                            weights[r * tile.stride() + c] = d[(i + r) * rowStep + (j + c) * columnStep];
                        }
                    }
                    kernel.contractInputs(tile, weights, sums, i * width);
                    tile.release(weights);
                }
            }
        }

        private void write(double[] sums, int rows, double beta, double[] to, int at, int ld) {
            for (int i = 0; i < rows; i++) {
                for (int c = 0; c < width; c++) {
                    int cell = at + i * ld + c;
                    to[cell] = (beta == 0 ? 0 : to[cell]) + sums[i * width + c];
                }
            }
        }
    }
}
