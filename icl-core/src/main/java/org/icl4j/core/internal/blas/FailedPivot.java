package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.NotPositiveDefiniteException;

/** The exception for a failed Cholesky factorisation. */
final class FailedPivot {

    private FailedPivot() {}

    static NotPositiveDefiniteException bad(int n, int pivot, double value) {
        String where = "the " + n + " x " + n + " matrix is not positive definite: pivot " + pivot + " is " + value;
        String why = Double.isFinite(value)
                ? "; add a ridge to the diagonal, or remove duplicate rows of the data"
                : "; the matrix holds NaN or infinity, or numbers too large to multiply";
        return new NotPositiveDefiniteException(pivot, value, where + why);
    }
}
