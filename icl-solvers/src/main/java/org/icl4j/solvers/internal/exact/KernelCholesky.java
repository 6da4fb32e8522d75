package org.icl4j.solvers.internal.exact;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/** Cholesky of a kernel matrix, with an error that says which row is at fault and why. */
public final class KernelCholesky {

    private KernelCholesky() {}

    /**
     * Factorises in place. A pivot at or below n eps A_ii is refused even when it is positive: the error of Cholesky in
     * the pivots is of that size (Higham, Accuracy and Stability of Numerical Algorithms, theorem 10.3), so that its digits
     * are rounding. This is how exact duplicates with ridge 0 that slip through with a pivot of 1e-17 are caught.
     *
     * @param a K + ridge I, lower triangle; overwritten with its factor
     */
    public static void factorise(Kernel kernel, double ridge, Points x, NativeMatrix a) {
        double[] diagonal = a.diagonal();
        try {
            Blas.get().potrf(Blas.Triangle.LOWER, a);
        } catch (NotPositiveDefiniteException e) {
            throw describe(kernel, ridge, x, e.pivot(), e.value(), 0, e);
        }
        requirePivots(kernel, ridge, x, diagonal, a.diagonal());
    }

    private static void requirePivots(Kernel kernel, double ridge, Points x, double[] diagonal, double[] factor) {
        int n = x.size();
        for (int i = 0; i < n; i++) {
            double pivot = factor[i] * factor[i];
            double threshold = n * Vectors.EPS * diagonal[i];
            if (!(pivot > threshold)) {
                throw describe(kernel, ridge, x, i, pivot, threshold, null);
            }
        }
    }

    private static NotPositiveDefiniteException describe(
            Kernel kernel, double ridge, Points x, int row, double pivot, double threshold, @Nullable Throwable cause) {
        StringBuilder text = new StringBuilder();
        text.append("the matrix of ").append(kernel).append(" plus ridge ").append(ridge);
        text.append(" is not positive definite at working precision: pivot ")
                .append(row)
                .append(" is ")
                .append(pivot);
        if (threshold > 0) {
            text.append(String.format(Locale.ROOT, ", not above n eps k(x, x) = %.3g", threshold));
        }
        double[] k = new double[1];
        kernel.diagonal(x, row, 1, k, 0);
        // Rounding makes a pivot of a semidefinite matrix negative by n eps k(x, x) at most: this is the kernel's
        // doing.
        if (pivot < -100 * x.size() * Vectors.EPS * Math.max(Math.abs(k[0]) + ridge, 1e-300)) {
            text.append("; so far below 0 that the kernel itself is not positive definite, or not symmetric:"
                    + " check it with KernelContract; IterativeKernelRidge with Minres takes an indefinite one");
            return error(row, pivot, text, cause);
        }
        int duplicate = duplicateOf(x, row);
        if (duplicate >= 0) {
            text.append("; row ").append(row).append(" duplicates row ").append(duplicate);
        } else if (row > 0) {
            text.append("; row ").append(row).append(" of the inputs depends on the rows before it");
        }
        double advice = Math.max(1e-10, 100 * x.size() * Vectors.EPS) * (k[0] > 0 ? k[0] : 1);
        advice = Math.max(advice, 10 * ridge);
        text.append(duplicate >= 0 ? "; remove the duplicates or use a ridge of " : "; use a ridge of ");
        text.append(String.format(Locale.ROOT, "%.1g or more", advice));
        return error(row, pivot, text, cause);
    }

    private static NotPositiveDefiniteException error(
            int row, double pivot, StringBuilder text, @Nullable Throwable cause) {
        NotPositiveDefiniteException error = new NotPositiveDefiniteException(row, pivot, text.toString());
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }

    /** The first row before {@code row} with the same numbers, or -1. */
    private static int duplicateOf(Points x, int row) {
        double[] point = x.row(row);
        for (int i = 0; i < row; i++) {
            if (x.get(i, 0) == point[0] && Arrays.equals(x.row(i), point)) {
                return i;
            }
        }
        return -1;
    }
}
