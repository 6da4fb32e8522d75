package org.icl4j.core.internal.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;

import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;

/** The operations of {@link OpenBlas} on memory that needs no ND4J. */
final class NativeRoutines implements Routines {

    private final OpenBlas blas = new OpenBlas();

    @Override
    public void gemm(NativeMatrix a, NativeMatrix b, NativeMatrix c) {
        int n = a.rows();
        BlasRoutines.multiply(
                CblasNoTrans, CblasNoTrans, n, n, n, 1, Operand.of("a", a), Operand.of("b", b), 0, Operand.of("c", c));
    }

    @Override
    public void potrf(NativeMatrix a) {
        blas.potrf(Triangle.LOWER, a);
    }

    @Override
    public void trsm(NativeMatrix l, NativeMatrix b) {
        int n = l.rows();
        BlasRoutines.solveTriangular(true, (byte) 'L', CblasNoTrans, n, n, 1, Operand.of("l", l), Operand.of("b", b));
    }

    @Override
    public void potrs(NativeMatrix l, NativeMatrix b) {
        blas.potrs(Triangle.LOWER, l, b);
    }

    @Override
    public double[] syev(NativeMatrix a) {
        return SymmetricEigen.decompose(Operand.of("a", a), (byte) 'L', a.rows());
    }
}
