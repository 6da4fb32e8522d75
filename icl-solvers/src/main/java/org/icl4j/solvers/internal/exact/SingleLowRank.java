package org.icl4j.solvers.internal.exact;

import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * (F F' + r I)^-1 in float32, by Woodbury's formula:
 *
 * <pre>
 * (F F' + r I)^-1 v = (v - F (F'F + r I)^-1 F'v) / r
 * </pre>
 *
 * 4 n k flops and two readings of F for each v. What float32 leaves of a small result is as good as what a float32 Cholesky factor
 * leaves: an error of 2^-24 |F F'| / r, which {@link Refinement} bears up to about 1.
 */
final class SingleLowRank implements LinearOperator, AutoCloseable {

    private final PivotedColumns columns;
    private final NativeMatrix f;
    private final NativeMatrix root; // L, lower, of F'F + r I
    private final double ridge;

    /**
     * Takes the columns over; they are closed where this fails.
     *
     * @param columns F
     * @param ridge r, positive
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if r is lost in float32
     */
    SingleLowRank(PivotedColumns columns, double ridge) {
        this.columns = columns;
        this.ridge = ridge;
        this.f = columns.factor();
        int k = columns.rank();
        try {
            this.root = NativeMatrix.reserve(DataType.FLOAT, k, k);
        } catch (RuntimeException | Error e) {
            columns.close();
            throw e;
        }
        try {
            Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, f, 0, root);
            for (int j = 0; j < k; j++) {
                long diagonal = (long) j * k + j;
                float square = root.floats(diagonal, 1).get(0);
                root.floats(diagonal, 1).put(0, (float) (square + ridge));
            }
            Blas.get().potrf(Triangle.LOWER, root);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public int size() {
        return f.rows();
    }

    @Override
    public void apply(double[] x, double[] result) {
        apply(x, 1, result);
    }

    @Override
    public void apply(double[] x, int t, double[] result) {
        SingleColumns.transform(x, t, v -> project(v, t), result);
        for (int i = 0; i < result.length; i++) {
            result[i] /= ridge;
        }
    }

    /** v - F (F'F + r I)^-1 F'v in place of v. */
    private void project(NativeMatrix v, int t) {
        Blas blas = Blas.get();
        try (NativeMatrix inner = NativeMatrix.reserve(DataType.FLOAT, f.columns(), t)) {
            blas.gemm(Transpose.YES, Transpose.NO, 1, f, v, 0, inner);
            blas.potrs(Triangle.LOWER, root, inner);
            blas.gemm(Transpose.NO, Transpose.NO, -1, f, inner, 1, v);
        }
    }

    @Override
    public void close() {
        root.close();
        columns.close();
    }
}
