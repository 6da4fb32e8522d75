package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;

/**
 * A provider's operations on ND4J's arrays.
 *
 * @param blas the provider
 */
record ArrayRoutines(Blas blas) implements Routines {

    @Override
    public void gemm(NativeMatrix a, NativeMatrix b, NativeMatrix c) {
        blas.gemm(Transpose.NO, Transpose.NO, 1, a.array(), b.array(), 0, c.array());
    }

    @Override
    public void potrf(NativeMatrix a) {
        blas.potrf(Triangle.LOWER, a.array());
    }

    @Override
    public void trsm(NativeMatrix l, NativeMatrix b) {
        blas.trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, l.array(), b.array());
    }

    @Override
    public void potrs(NativeMatrix l, NativeMatrix b) {
        blas.potrs(Triangle.LOWER, l.array(), b.array());
    }

    @Override
    public double[] syev(NativeMatrix a) {
        return blas.syev(Triangle.LOWER, a.array());
    }
}
