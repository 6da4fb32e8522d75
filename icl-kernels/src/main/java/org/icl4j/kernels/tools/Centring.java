package org.icl4j.kernels.tools;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Centring in feature space: kernel values as if the features of n training points had mean 0. With the means c_j = sum_i K_ij / n
 * of a training matrix K and their mean c,
 *
 * <pre>
 * K_ij - c_i - c_j + c                  between training points: H K H with H = I - 11'/n
 * k(x, x_j) - mean_j k(x, x_j) - c_j + c   between a query x and a training point
 * </pre>
 *
 * <pre>{@code
 * Centring centring = Centring.inPlace(gram);   // [n, n]
 * centring.centreCross(cross);                  // [m, n], with the means of the training matrix
 * }</pre>
 *
 * <p>Cost: two passes over the matrix; memory O(n). A symmetric matrix stays symmetric to the bit; results are the same bits for any
 * number of threads. Immutable and thread-safe. Source: Schölkopf, Smola and Müller (1998), Nonlinear component analysis as a kernel
 * eigenvalue problem, appendix A.
 */
public final class Centring {

    private final double[] means;
    private final double mean;

    private Centring(double[] means) {
        this.means = means;
        this.mean = VectorMath.get().sum(means, 0, means.length) / means.length;
    }

    /**
     * The means of a training matrix, which is not changed.
     *
     * @param gram shape [n, n], symmetric within {@link Symmetry#TOLERANCE}; read only
     * @return the centring
     * @throws IllegalArgumentException if the matrix is not square, not finite or not symmetric
     */
    public static Centring of(INDArray gram) {
        int n = Symmetry.require("gram", gram);
        return new Centring(rowMeans(DenseRows.ofSymmetric(gram), n, n));
    }

    /**
     * The means of a kernel matrix that is not formed.
     *
     * @param kernel the kernel
     * @param x the training points, shape [n, d]
     * @return the centring
     * @throws IllegalArgumentException if a kernel value is not finite
     */
    public static Centring of(Kernel kernel, Points x) {
        int n = Require.notNull("x", x).size();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] sums = new double[n];
        Gram.multiply(kernel, x, x, ones, 1, sums);
        for (int i = 0; i < n; i++) {
            sums[i] /= n;
        }
        return new Centring(sums);
    }

    /**
     * Centres a training matrix in place.
     *
     * @param gram shape [n, n], symmetric, float64, rows or columns contiguous; overwritten with H K H
     * @return the centring, for the matrices of queries
     * @throws IllegalArgumentException if the matrix is not square, not finite, not symmetric or not float64
     */
    public static Centring inPlace(INDArray gram) {
        Symmetry.requireSquare("gram", gram);
        DenseRows.requireWritable("gram", gram);
        Centring centring = of(gram);
        centring.centre("gram", gram, centring.means);
        return centring;
    }

    /**
     * Centres the training matrix that the means are of, in place.
     *
     * @param gram shape [n, n], float64, rows or columns contiguous; overwritten with H K H
     * @throws IllegalArgumentException if the shape is another, or the matrix is not float64
     */
    public void centre(INDArray gram) {
        int n = means.length;
        Require.shape("gram", gram, n, n, "the means are of a training matrix of " + n + " points");
        DenseRows rows = DenseRows.of(gram);
        requireFinite("gram", rows, rowMeans(rows, n, n));
        centre("gram", gram, means);
    }

    /**
     * Centres kernel values between queries and the training points, in place.
     *
     * @param cross shape [m, n], rows are queries, columns the training points; float64, rows or columns contiguous; overwritten
     * @throws IllegalArgumentException if there are not n columns, or the matrix is not float64
     */
    public void centreCross(INDArray cross) {
        int n = means.length;
        Require.shape("cross", cross, -1, n, "rows are queries, columns are the training matrix's " + n + " points");
        DenseRows rows = DenseRows.of(cross);
        double[] own = rowMeans(rows, Math.toIntExact(cross.size(0)), n);
        requireFinite("cross", rows, own);
        centre("cross", cross, own);
    }

    private void centre(String name, INDArray matrix, double[] rowMeans) {
        DenseRows.requireWritable(name, matrix);
        int m = Math.toIntExact(matrix.size(0));
        int n = means.length;
        DenseRows source = DenseRows.of(matrix);
        Parallel.run(DenseRows.bands(m), band -> {
            int from = band * DenseRows.BAND;
            int count = Math.min(DenseRows.BAND, m - from);
            double[] rows = new double[Math.multiplyExact(count, n)];
            source.read(from, count, rows);
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < n; j++) {
                    // Symmetric in i and j also in its rounding.
                    rows[i * n + j] -= (rowMeans[from + i] + means[j]) - mean;
                }
            }
            DenseRows.write(matrix, from, count, rows);
        });
    }

    /** Before anything is written: a matrix is centred wholly or not at all. */
    private void requireFinite(String name, DenseRows rows, double[] rowMeans) {
        for (int i = 0; i < rowMeans.length; i++) {
            if (!Double.isFinite(rowMeans[i])) {
                double[] row = new double[means.length];
                rows.read(i, 1, row);
                for (int j = 0; j < row.length; j++) {
                    if (!Double.isFinite(row[j])) {
                        throw Require.error(name, name + "[" + i + "][" + j + "] = " + row[j] + " is not finite");
                    }
                }
                throw Require.error(name, "row " + i + " sums to " + rowMeans[i] + ": its numbers are too large");
            }
        }
    }

    /** The means of rows of n numbers. */
    static double[] rowMeans(DenseRows source, int m, int n) {
        double[] means = new double[m];
        Parallel.run(DenseRows.bands(m), band -> {
            int from = band * DenseRows.BAND;
            int count = Math.min(DenseRows.BAND, m - from);
            double[] rows = new double[Math.multiplyExact(count, n)];
            source.read(from, count, rows);
            for (int i = 0; i < count; i++) {
                means[from + i] = VectorMath.get().sum(rows, i * n, n) / n;
            }
        });
        return means;
    }

    /**
     * The number of training points.
     *
     * @return n
     */
    public int size() {
        return means.length;
    }

    /**
     * The means of the training matrix's columns.
     *
     * @return a copy of c, length n
     */
    public double[] means() {
        return means.clone();
    }

    /**
     * The mean of the training matrix.
     *
     * @return the mean of c
     */
    public double mean() {
        return mean;
    }

    @Override
    public String toString() {
        return "Centring[n=" + size() + "]";
    }
}
