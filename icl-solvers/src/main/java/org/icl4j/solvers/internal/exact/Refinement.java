package org.icl4j.solvers.internal.exact;

import java.util.Locale;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;

/**
 * From a rough inverse M of A = K + r I in float32 to float64 solutions: flexible {@link ConjugateGradient} on the true A, from x = 0,
 * preconditioned by z = M r. M is (L L')^-1 with a Cholesky factor L ({@link SingleCholesky}), or has a low rank beside the ridge ({@link
 * SingleLowRank}), and then there are more steps.
 *
 * <p>With a Cholesky factor the first step gives what the factor by itself gives, and each costs what a step of plain refinement x = x + z does, one
 * solve and one product with A; but its length is optimal, and a few small eigenvalues that rounding has moved far are
 * caught in as many steps, where plain refinement diverges. The solves are in float32 throughout: a solve in float64 with the
 * same factor would read it in the same time and gain nothing, the factor's own error being as large as the solve's. Rounding
 * makes z not quite linear in r; so the directions are made conjugate explicitly and not by a ratio of r'z.
 *
 * <p>Steps go on until the residual carried along has a normwise backward error of a quarter of the unit roundoff, which is
 * what float64 Cholesky attains and less than rounding x makes. Then the true residual is computed, and x is accepted if
 *
 * <pre>
 * |b - A x| &lt;= 4 u |A| |x|,   u = 2^-53:
 * </pre>
 *
 * u for rounding x and the rest for computing A x. |A| is bounded from below by {@link KernelSystem#norm} and |A p| / |p|. This is
 * LAPACK's criterion in dsposv, sqrt(n) u |A| |x|, with n = 16 whatever n is: sums here are taken by short pieces.
 *
 * <p>Sources: Golub and Ye (1999), Inexact preconditioned conjugate gradient method, SIAM J. Sci. Comput. 21; Notay (2000),
 * Flexible conjugate gradients, SIAM J. Sci. Comput. 22, algorithm FCG(1).
 */
public final class Refinement {

    /** Steps with a Cholesky factor in which it must be done: more take longer than a factorisation in float64. */
    public static final int MAX_STEPS = 16;

    /** Vectors of length n for each right-hand side, with those of a product. */
    public static final int VECTORS = 12;

    private static final double AIM = Vectors.EPS / 8;
    private static final double ACCEPTED = 2 * Vectors.EPS;

    /** From this part of the steps on it is told whether they will do. */
    private static final int JUDGED_PART = 5;

    private final Product product;
    private final ConjugateGradient method;
    private final int most;
    private final double[] y;
    private final int t;
    private final double[] normsOfY;
    private double worst = 1;

    /**
     * The state before the first step.
     *
     * @param a the system, stored
     * @param norm a lower bound of its norm
     * @param inverse z = (L L')^-1 r, or another rough inverse of A in float32
     * @param most steps in which it must be done
     * @param y right-hand sides, row-major [n, t]
     * @param t their number
     */
    Refinement(StoredSystem a, double norm, LinearOperator inverse, int most, double[] y, int t) {
        this.product = new Product(a, norm);
        this.method = new ConjugateGradient(inverse, 0, most, most + 1, true);
        this.most = most;
        this.y = y;
        this.t = t;
        this.normsOfY = norms(y);
    }

    public MixedPrecision.Outcome run() {
        int step = 0;
        try {
            IterativeMethod.Iterates iterates = method.start(product, t, y, new double[y.length]);
            while (step < most) {
                iterates.step();
                step++;
                double[] residuals = carried(iterates);
                worst = greatest(residuals);
                double[] x = iterates.solution();
                double[] sizes = relativeSizes(x);
                if (diverged(iterates)) {
                    return failed(step);
                }
                if (below(residuals, AIM, sizes)) {
                    double[] truth = relative(norms(iterates.residual()));
                    worst = greatest(truth);
                    if (below(truth, ACCEPTED, sizes)) {
                        return new MixedPrecision.Outcome(x, worst, step, "");
                    }
                    // The directions so far belong to another residual.
                    iterates = method.start(product, t, y, x);
                } else if (step >= most / JUDGED_PART && !promising(step, residuals, sizes)) {
                    return failed(step);
                }
            }
        } catch (NotPositiveDefiniteException e) {
            return failed(step + 1);
        }
        return failed(most);
    }

    private double[] carried(IterativeMethod.Iterates iterates) {
        double[] residuals = new double[t];
        for (int j = 0; j < t; j++) {
            residuals[j] = iterates.relativeResidual(j);
        }
        return residuals;
    }

    private boolean diverged(IterativeMethod.Iterates iterates) {
        for (int j = 0; j < t; j++) {
            if (iterates.status(j) == Status.DIVERGED) {
                return true;
            }
        }
        return false;
    }

    private double[] norms(double[] rowMajor) {
        double[] norms = new double[t];
        for (int j = 0; j < t; j++) {
            norms[j] = Vectors.norm(Vectors.column(rowMajor, t, j));
        }
        return norms;
    }

    /** Over |y|. */
    private double[] relative(double[] norms) {
        for (int j = 0; j < t; j++) {
            norms[j] = Vectors.relative(norms[j], normsOfY[j]);
        }
        return norms;
    }

    /** |A| |x| / |y|. */
    private double[] relativeSizes(double[] x) {
        return Vectors.times(product.norm, relative(norms(x)));
    }

    private static double greatest(double[] residuals) {
        double greatest = 0;
        for (double residual : residuals) {
            greatest = Math.max(greatest, residual);
        }
        return greatest;
    }

    private static boolean below(double[] residuals, double backwardError, double[] sizes) {
        for (int j = 0; j < residuals.length; j++) {
            if (!(residuals[j] <= backwardError * sizes[j])) {
                return false;
            }
        }
        return true;
    }

    /** Whether residuals that go on falling as they have reach the aim in time. */
    private boolean promising(int step, double[] residuals, double[] sizes) {
        for (int j = 0; j < residuals.length; j++) {
            double aim = AIM * sizes[j];
            if (!(residuals[j] <= aim) && !(Math.pow(residuals[j], (double) most / step) <= aim)) {
                return false;
            }
        }
        return true;
    }

    private MixedPrecision.Outcome failed(int steps) {
        String text = String.format(
                Locale.ROOT, "left a relative residual of %.2g after %d steps of refinement", worst, steps);
        return new MixedPrecision.Outcome(null, worst, steps, text);
    }

    /** A, which learns from its products how large it is at least. */
    private static final class Product implements LinearOperator {

        private final StoredSystem a;
        private double norm;

        Product(StoredSystem a, double norm) {
            this.a = a;
            this.norm = norm;
        }

        @Override
        public int size() {
            return a.size();
        }

        @Override
        public void apply(double[] x, double[] result) {
            apply(x, 1, result);
        }

        @Override
        public void apply(double[] x, int columns, double[] result) {
            double[] product = a.times(x, columns);
            System.arraycopy(product, 0, result, 0, product.length);
            for (int j = 0; j < columns; j++) {
                norm = Math.max(
                        norm,
                        Vectors.relative(
                                Vectors.norm(Vectors.column(product, columns, j)),
                                Vectors.norm(Vectors.column(x, columns, j))));
            }
        }
    }
}
