package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.NativeMatrix;

/** What {@link BlasSelfTest} looks at, on column-major matrices of shape [n, n]; lower triangles. */
interface Routines {

    /** C = A B. */
    void gemm(NativeMatrix a, NativeMatrix b, NativeMatrix c);

    /** A = L L' in place. */
    void potrf(NativeMatrix a);

    /** L X = B in place. */
    void trsm(NativeMatrix l, NativeMatrix b);

    /** L L' X = B in place. */
    void potrs(NativeMatrix l, NativeMatrix b);

    /** A = V diag(w) V' in place; w. */
    double[] syev(NativeMatrix a);
}
