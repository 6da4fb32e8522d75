package org.icl4j.solvers.internal.exact;

import java.util.Locale;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.jspecify.annotations.Nullable;

/**
 * (K + r I) X = Y by a Cholesky factor in float32, half the time and half the memory of one in float64, and
 * {@link Refinement} to float64, as LAPACK's dsposv does it. Where float32 does not lead to the solution, this says so and the
 * caller goes the other way.
 *
 * <p>Source: Langou, Luszczek, Kurzak, Buttari and Dongarra (2006), Exploiting the performance of 32 bit floating point
 * arithmetic in obtaining 64 bit accuracy, algorithm 1; with conjugate gradients in place of plain refinement.
 */
public final class MixedPrecision {

    private MixedPrecision() {}

    /**
     * What came out.
     *
     * @param x the solutions, row-major [n, t]; null where float32 did not lead to them
     * @param residual max over right-hand sides of |y - A x| / |y|, recomputed for solutions
     * @param steps steps of refinement taken
     * @param failure what float32 did instead, in words
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Outcome(double @Nullable [] x, double residual, int steps, String failure) {}

    /** Bytes beside Y and X, by count: a triangle in float64 and one in float32 are all that is written of the two matrices. */
    public static double bytes(int n, int t) {
        return 6.0 * n * n + 8.0 * Refinement.VECTORS * n * t;
    }

    /**
     * Tries to solve.
     *
     * @param a the system, in the lower triangle of what it is stored in; stays as it is
     * @param l its lower triangle rounded to float32, shape [n, n]; overwritten with the factor
     * @param norm a lower bound of its norm
     * @param y right-hand sides, row-major [n, t]
     * @param t their number
     * @param stages told of factor (2) and solution (3)
     * @return the solutions or why there are none
     */
    static Outcome solve(StoredSystem a, NativeMatrix l, double norm, double[] y, int t, KernelSystem.Stages stages) {
        try {
            Blas.get().potrf(Blas.Triangle.LOWER, l);
        } catch (NotPositiveDefiniteException e) {
            // Rounding, or numbers beyond float32's range: float64 will tell.
            return new Outcome(
                    null, 1, 0, String.format(Locale.ROOT, "met the pivot %.2g in row %d", e.value(), e.pivot()));
        }
        stages.done(2);
        Outcome outcome = new Refinement(a, norm, new SingleCholesky(l), Refinement.MAX_STEPS, y, t).run();
        if (outcome.x() != null) {
            stages.done(3);
        }
        return outcome;
    }
}
