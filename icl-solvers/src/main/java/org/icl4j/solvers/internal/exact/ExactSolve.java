package org.icl4j.solvers.internal.exact;

import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * (K + D) X = Y by Cholesky, in float64 or by way of float32. {@code KernelRidge} relies on: {@link #bytes} before, and {@link #of}
 * with its stages 0 to 3. A system with noise by rows is solved in float64.
 *
 * @param x the solutions, row-major [n, t]
 * @param residual the true one, max over right-hand sides of |y - A x| / |y|, recomputed from the matrix
 * @param method what was done
 * @param steps steps of refinement taken
 * @param bytes memory taken beside X and Y, by count
 */
@SuppressWarnings("ArrayRecordComponent")
public record ExactSolve(double[] x, double residual, String method, int steps, double bytes) {

    /** At 2000 points float32 takes a first call 50 ms more and saves later ones next to nothing; at 3000 a fifth to a quarter. */
    private static final int LEAST_SIZE = 3000;

    /** Steps for more targets than one in so many points take as long as what float32 saves. */
    private static final int POINTS_PER_TARGET = 200;

    private static final String MIXED = "Cholesky in float32, refined to float64";
    static final String LOW_RANK = "conjugate gradients, preconditioned by a float32 factor of low rank";

    private static final double ROUNDOFF_32 = 0x1p-24;

    /** From here on float32 does not see the ridge, nor do all steps allowed find it. */
    private static final double HOPELESS = 1e3;

    /** What {@link #of} may take at a time. */
    public static double bytes(Precision precision, int n, int t) {
        double direct = directBytes(n, t);
        return precision == Precision.DOUBLE ? direct : Math.max(direct, MixedPrecision.bytes(n, t));
    }

    // Two triangles are written.
    private static double directBytes(int n, int t) {
        return 8.0 * n * n + 8.0 * n * t;
    }

    public static ExactSolve of(KernelSystem a, Precision precision, double[] y, int t, KernelSystem.Stages stages) {
        stages.done(0);
        int n = a.x().size();
        try (NativeMatrix k = NativeMatrix.reserve(DataType.DOUBLE, n, n)) {
            if (precision == Precision.DOUBLE
                    || a.noise() != null
                    || (precision == Precision.AUTO && !suitable(a, t))) {
                return direct(a, k, y, t, "Cholesky", stages);
            }
            double norm = a.norm();
            if (!(shift(a, norm) <= HOPELESS)) {
                return direct(a, k, y, t, "Cholesky (in float64: the ridge is too small for float32)", stages);
            }
            StoredSystem stored = new StoredSystem(k, Blas.Triangle.LOWER, a.shift());
            boolean filled = precision == Precision.AUTO && LowRankSolve.suitable(n, t);
            if (filled) {
                Gram.lowerInto(a.kernel(), a.x(), 0, k);
                stages.done(1);
                MixedPrecision.Outcome low = LowRankSolve.solve(stored, a.ridge(), norm, y, t);
                double[] x = low.x();
                if (x != null) {
                    stages.done(2);
                    stages.done(3);
                    return new ExactSolve(x, low.residual(), LOW_RANK, low.steps(), LowRankSolve.bytes(n, t));
                }
            }
            MixedPrecision.Outcome outcome;
            try (NativeMatrix l = NativeMatrix.reserve(DataType.FLOAT, n, n)) {
                if (filled) {
                    stored.roundLowerInto(l);
                } else {
                    Gram.lowerInto(a.kernel(), a.x(), 0, k, l);
                    stored.roundDiagonalInto(l);
                    stages.done(1);
                }
                outcome = MixedPrecision.solve(stored, l, norm, y, t, stages);
            }
            double[] x = outcome.x();
            if (x == null) {
                return direct(
                        a, k, y, t, "Cholesky (in float64, after one in float32 " + outcome.failure() + ")", stages);
            }
            return new ExactSolve(x, outcome.residual(), MIXED, outcome.steps(), MixedPrecision.bytes(n, t));
        }
    }

    /** What {@link Precision#AUTO} asks; the cheap questions first. */
    public static boolean suitable(KernelSystem a, int t) {
        int n = a.x().size();
        Kernel.Definiteness definiteness = a.kernel().definiteness();
        // Of other kernels float64 tells whether the matrix is positive definite; rounded to float32 it may be by
        // chance.
        boolean definite = definiteness == Kernel.Definiteness.POSITIVE_DEFINITE
                || definiteness == Kernel.Definiteness.POSITIVE_SEMIDEFINITE;
        return definite && n >= LEAST_SIZE && (long) t * POINTS_PER_TARGET <= n && shift(a, a.norm()) <= 1;
    }

    /** How far rounding K to float32 may move its eigenvalues, in units of the ridge. */
    private static double shift(KernelSystem a, double norm) {
        return a.ridge() == 0 ? Double.POSITIVE_INFINITY : ROUNDOFF_32 * norm / a.ridge();
    }

    /** Two lower triangles: one for the factor, and one that keeps K for the true residual. */
    private static ExactSolve direct(
            KernelSystem a, NativeMatrix k, double[] y, int t, String method, KernelSystem.Stages stages) {
        int n = a.x().size();
        double[] shift = a.shift();
        try (NativeMatrix l = NativeMatrix.reserve(DataType.DOUBLE, n, n)) {
            Gram.lowerInto(a.kernel(), a.x(), 0, k, l);
            l.setDiagonal(a.shifted(k.diagonal()));
            stages.done(1);
            KernelCholesky.factorise(a.kernel(), a.ridge(), a.x(), l);
            stages.done(2);
            try (NativeMatrix b = ColumnMajor.matrix(n, t, y)) {
                Blas.get().potrs(Blas.Triangle.LOWER, l, b);
                stages.done(3);
                double[] x = ColumnMajor.toRowMajor(b);
                double residual = new StoredSystem(k, Blas.Triangle.LOWER, shift).worstResidual(x, y, t);
                return new ExactSolve(x, residual, method, 0, directBytes(n, t));
            }
        }
    }
}
