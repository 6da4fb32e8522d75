package org.icl4j.solvers.internal.exact;

import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;

/**
 * (L L')^-1 in float32.
 *
 * @param factor L, float32, shape [n, n], lower triangle
 */
record SingleCholesky(NativeMatrix factor) implements LinearOperator {

    @Override
    public int size() {
        return factor.rows();
    }

    @Override
    public void apply(double[] x, double[] result) {
        apply(x, 1, result);
    }

    @Override
    public void apply(double[] x, int columns, double[] result) {
        SingleColumns.transform(x, columns, z -> Blas.get().potrs(Blas.Triangle.LOWER, factor, z), result);
    }
}
