package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Tile;

/**
 * A kernel's value, tile by tile. Kernels are asked about immutable points: each forward pass makes new ones of its (m + n) d numbers, the one
 * score whose steps allocate.
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

    private static Points points(String name, int rows, int width, double[] x, int offset, int ld) {
        double[] copy = new double[rows * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, offset + i * ld, copy, i * width, width);
        }
        return Points.ofRows(name, rows, width, copy);
    }

    private static final class KernelPass implements Pass {

        private final DifferentiableKernel kernel;
        private final Workspace sumSpace = new Workspace();
        private Points queries = Points.ofRows("queries", 1, 1, new double[1]);
        private Points keys = queries;

        KernelPass(DifferentiableKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void forward(
                VectorMath math,
                int m,
                int n,
                int width,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s) {
            queries = points("queries", m, width, q, offsetQ, ldQ);
            keys = points("keys", n, width, k, offsetK, ldK);
            for (int i = 0; i < m; i += Tile.SIZE) {
                for (int j = 0; j < n; j += Tile.SIZE) {
                    Tile tile = tile(queries, i, keys, j);
                    double[] block = tile.borrow();
                    kernel.block(tile, block);
                    for (int r = 0; r < tile.rows(); r++) {
                        System.arraycopy(block, r * tile.stride(), s, (i + r) * n + j, tile.columns());
                    }
                    tile.release(block);
                }
            }
        }

        private static Tile tile(Points x, int i, Points z, int j) {
            return Tile.of(x, i, Math.min(Tile.SIZE, x.size() - i), z, j, Math.min(Tile.SIZE, z.size() - j));
        }

        // dq_i = sum_j dS_ij dk(q_i, k_j)/dq_i; by the kernel's symmetry dk_j = sum_i dS_ij dk(k_j, q_i)/dk_j: the same
        // with
        // points and weights transposed.
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
            int n = keys.size();
            contract(queries, keys, d, n, 1, 0, dq, offsetDq, ldDq);
            contract(keys, queries, d, 1, n, beta, dk, offsetDk, ldDk);
        }

        private void contract(
                Points x, Points z, double[] d, int rowStep, int columnStep, double beta, double[] to, int at, int ld) {
            double[] sums = sumSpace.of(x.size(), x.width());
            Arrays.fill(sums, 0);
            for (int i = 0; i < x.size(); i += Tile.SIZE) {
                for (int j = 0; j < z.size(); j += Tile.SIZE) {
                    Tile tile = tile(x, i, z, j);
                    double[] weights = tile.borrow();
                    Arrays.fill(weights, 0);
                    for (int r = 0; r < tile.rows(); r++) {
                        for (int c = 0; c < tile.columns(); c++) {
                            weights[r * tile.stride() + c] = d[(i + r) * rowStep + (j + c) * columnStep];
                        }
                    }
                    kernel.contractInputs(tile, weights, sums, i * x.width());
                    tile.release(weights);
                }
            }
            for (int i = 0; i < x.size(); i++) {
                for (int c = 0; c < x.width(); c++) {
                    int cell = at + i * ld + c;
                    to[cell] = (beta == 0 ? 0 : to[cell]) + sums[i * x.width() + c];
                }
            }
        }
    }
}
