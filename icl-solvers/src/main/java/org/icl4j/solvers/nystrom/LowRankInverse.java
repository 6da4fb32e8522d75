package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Views;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The operator (F F' + D)^-1 with F of shape [n, k] and D a positive diagonal, by Woodbury's formula in the form
 *
 * <pre>
 * (F F' + D)^-1 = D^-1/2 (I - Q Q') D^-1/2,   Q = G L^-T,  G = D^-1/2 F,  L L' = I + G'G
 * log det (F F' + D) = sum_i log d_i + 2 sum_j log L_jj,
 * </pre>
 *
 * in which Q is the upper part of the orthonormal factor of [G; I], so that no singular value of F is ever divided by. One product
 * costs 4 n k t flops; memory is that of F. Thread-safe until it is closed.
 */
public final class LowRankInverse implements LinearOperator, AutoCloseable {

    private final int n;
    private final int rank;
    private final INDArray storage;
    private final double[] rootInverse;
    private final double logDeterminant;
    /** L, lower, of L L' = I + F'D^-1 F; its upper triangle is 0. */
    private final INDArray root;

    private volatile boolean closed;

    LowRankInverse(INDArray storage, int n, int rank, double[] diagonal) {
        this.storage = storage;
        this.n = n;
        this.rank = rank;
        this.rootInverse = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            rootInverse[i] = 1 / Math.sqrt(diagonal[i]);
            sum += Math.log(diagonal[i]);
        }
        this.root = ColumnMajor.columnMajor(Math.max(1, rank), Math.max(1, rank), new double[Math.max(1, rank * rank)]);
        try {
            this.logDeterminant = sum + (rank == 0 ? 0 : orthogonalise(root));
        } catch (RuntimeException | Error e) {
            storage.close();
            root.close();
            throw e;
        }
    }

    /**
     * The inverse of a diagonal matrix alone, of rank 0.
     *
     * @param diagonal d, positive
     * @return the operator D^-1
     * @throws IllegalArgumentException if it is empty or an element is not positive
     */
    public static LowRankInverse ofDiagonal(double[] diagonal) {
        int n = Require.notNull("diagonal", diagonal).length;
        Require.positive("diagonal.length", n);
        for (int i = 0; i < n; i++) {
            Require.positive("diagonal[" + i + "]", diagonal[i]);
        }
        return new LowRankInverse(NativeArrays.uninitialised(1, 1), n, 0, diagonal.clone());
    }

    private INDArray q() {
        return Views.columns(storage, 0, rank);
    }

    /** Q in place of F; returns 2 sum log L_jj. */
    private double orthogonalise(INDArray l) {
        double[] column = new double[n];
        for (int j = 0; j < rank; j++) {
            DoubleBuffer buffer = NativeArrays.buffer(storage, (long) j * n, n);
            buffer.get(column);
            for (int i = 0; i < n; i++) {
                column[i] *= rootInverse[i];
            }
            buffer.put(0, column);
        }
        Blas blas = Blas.get();
        double sum = 0;
        blas.syrk(Triangle.LOWER, Transpose.YES, 1, q(), 0, l);
        DoubleBuffer numbers = NativeArrays.buffer(l, 0, rank * rank);
        for (int j = 0; j < rank; j++) {
            int at = j * rank + j;
            numbers.put(at, numbers.get(at) + 1);
        }
        blas.potrf(Triangle.LOWER, l);
        for (int j = 0; j < rank; j++) {
            sum += 2 * Math.log(numbers.get(j * rank + j));
        }
        blas.trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, l, q());
        return sum;
    }

    @Override
    public int size() {
        return n;
    }

    @Override
    public void apply(double[] x, double[] result) {
        apply(x, 1, result);
    }

    @Override
    public void apply(double[] x, int columns, double[] result) {
        if (closed) {
            throw new IllegalStateException("this operator has been closed");
        }
        Require.positive("columns", columns);
        int length = Math.multiplyExact(n, columns);
        Require.length("x", Require.finite("x", x), length, "the operator's size times the columns");
        Require.length("result", result, length, "the operator's size times the columns");
        for (int i = 0; i < length; i++) {
            result[i] = rootInverse[i / columns] * x[i];
        }
        if (rank > 0) {
            project(columns, result);
        }
        for (int i = 0; i < length; i++) {
            result[i] *= rootInverse[i / columns];
        }
    }

    /** v = v - Q Q'v. */
    private void project(int t, double[] v) {
        Blas blas = Blas.get();
        INDArray q = q();
        try (INDArray input = NativeArrays.fromRowMajor(n, t, v);
                INDArray inner = NativeArrays.uninitialised(rank, t);
                INDArray output = NativeArrays.uninitialised(n, t)) {
            blas.gemm(Transpose.YES, Transpose.NO, 1, q, input, 0, inner);
            blas.gemm(Transpose.NO, Transpose.NO, -1, q, inner, 0, output);
            double[] product = NativeArrays.toRowMajor(output);
            for (int i = 0; i < product.length; i++) {
                v[i] += product[i];
            }
        }
    }

    /**
     * Normal vectors with the covariance F F' + D: D^1/2 (e + Q L'g), e and g standard normal.
     *
     * @param count how many, at least 1
     * @param randoms where the numbers come from
     * @return row-major [n, count], a column each
     */
    public double[] samples(int count, Randoms randoms) {
        Require.positive("count", count);
        Require.notNull("randoms", randoms);
        if (closed) {
            throw new IllegalStateException("this operator has been closed");
        }
        double[] z = randoms.split("e").gaussians(Math.multiplyExact(n, count));
        if (rank > 0) {
            double[] g = randoms.split("g").gaussians(Math.multiplyExact(rank, count));
            try (INDArray input = NativeArrays.fromRowMajor(rank, count, g);
                    INDArray inner = NativeArrays.uninitialised(rank, count);
                    INDArray output = NativeArrays.uninitialised(n, count)) {
                Blas.get().gemm(Transpose.YES, Transpose.NO, 1, root, input, 0, inner);
                Blas.get().gemm(Transpose.NO, Transpose.NO, 1, q(), inner, 0, output);
                double[] product = NativeArrays.toRowMajor(output);
                for (int i = 0; i < z.length; i++) {
                    z[i] += product[i];
                }
            }
        }
        for (int i = 0; i < z.length; i++) {
            z[i] /= rootInverse[i / count];
        }
        return z;
    }

    /**
     * The logarithm of the determinant of F F' + D, the matrix that this is the inverse of.
     *
     * @return log det (F F' + D)
     */
    public double logDeterminant() {
        return logDeterminant;
    }

    /**
     * The native memory held.
     *
     * @return bytes
     */
    public long bytes() {
        return 8L * n * storage.size(1) + 8L * root.size(0) * root.size(0);
    }

    /** Gives the native memory back. The operator cannot be applied afterwards; closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            storage.close();
            root.close();
        }
    }

    @Override
    public String toString() {
        return "LowRankInverse[n=" + n + ", rank=" + rank + "]";
    }
}
