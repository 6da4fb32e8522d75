package org.icl4j.solvers.internal.exact;

import java.util.Locale;
import org.icl4j.core.linalg.NotPositiveDefiniteException;

/**
 * (K + r I) X = Y without a factorisation of n^3 / 3 flops, where K beyond a rank k is little more than the ridge: conjugate
 * gradients on the stored matrix, preconditioned by {@link SingleLowRank}, to the accuracy that {@link Refinement} asks of
 * float32 Cholesky. A step reads n^2 / 2 numbers; before them come 3 n k^2 flops in float32.
 *
 * <p>With E = K - F F', what the preconditioner does not see, the eigenvalues of the preconditioned matrix lie in [1, 1 + |E| / r]. The
 * trace of E says whether it is worth while, at a quarter of the columns already, for a sixteenth of their cost.
 */
final class LowRankSolve {

    /** Below this a float32 factorisation is as fast. */
    private static final int LEAST_SIZE = 10_000;

    /** A product for several targets takes longer, and a factor serves all of them. */
    private static final int POINTS_PER_TARGET = 1000;

    /** k over sqrt n, so that columns, n k^2, and steps, n^2, cost in proportion. */
    private static final double COLUMNS = 12.5;

    /**
     * Steps, with tr E / n r = q, number about FEW + MORE sqrt q: measured for Gaussian and Matern kernels with q from 0.1 to 2, n = 5000 to
     * 20 000.
     */
    private static final double FEW = 15;

    private static final double MORE = 40;

    /** A step takes as long as 1 / 75 n of a float32 factorisation, and a third of them has to be left for a gain. */
    private static final double POINTS_PER_STEP = 200;

    private static final double POINTS_PER_STEP_AT_MOST = 150;

    /** By so much q falls from a quarter of the columns to all, or more. */
    private static final double FALL = 8;

    private LowRankSolve() {}

    /** Bytes beside Y and X, by count, in the course of it: a triangle of K, F, the root of k columns, and a block of columns. */
    static double bytes(int n, int t) {
        double k = mostColumns(n);
        return 4.0 * n * n + 4.0 * n * k + 4 * k * k + 2560.0 * n + 8.0 * Refinement.VECTORS * n * t;
    }

    private static int mostColumns(int n) {
        return (int) Math.min(n, COLUMNS * Math.sqrt(n));
    }

    /** The greatest tr E / n r with which there will be few enough steps. */
    private static double enough(int n) {
        double root = Math.max(0, n / POINTS_PER_STEP - FEW) / MORE;
        return root * root;
    }

    static boolean suitable(int n, int t) {
        return n >= LEAST_SIZE && (long) t * POINTS_PER_TARGET <= n;
    }

    /**
     * Tries to solve.
     *
     * @param a the system, stored in a lower triangle; stays as it is
     * @param ridge r, its shift everywhere
     * @param norm a lower bound of its norm
     * @param y right-hand sides, row-major [n, t]
     * @param t their number
     * @return the solutions or why there are none
     */
    static MixedPrecision.Outcome solve(StoredSystem a, double ridge, double norm, double[] y, int t) {
        int n = a.size();
        return solve(a, ridge, norm, y, t, mostColumns(n), enough(n), (int) (n / POINTS_PER_STEP_AT_MOST));
    }

    /** The same with other limits: of the columns, of the tr E / n r that they leave, and of the steps. */
    static MixedPrecision.Outcome solve(
            StoredSystem a, double ridge, double norm, double[] y, int t, int most, double enough, int steps) {
        PivotedColumns columns = new PivotedColumns(a, most);
        try {
            columns.growTo(Math.max(1, most / 4));
            if (columns.meanResidual() <= FALL * enough * ridge) {
                columns.growTo(most);
            }
        } catch (RuntimeException | Error e) {
            columns.close();
            throw e;
        }
        if (columns.rank() == 0 || !(columns.meanResidual() <= enough * ridge)) {
            columns.close();
            return failed(String.format(
                    Locale.ROOT, "%d columns leave %.2g of the diagonal", columns.rank(), columns.meanResidual()));
        }
        try (SingleLowRank inverse = new SingleLowRank(columns, ridge)) {
            return new Refinement(a, norm, inverse, steps, y, t).run();
        } catch (NotPositiveDefiniteException e) {
            return failed("the ridge is lost in float32");
        }
    }

    private static MixedPrecision.Outcome failed(String why) {
        return new MixedPrecision.Outcome(null, 1, 0, why);
    }
}
