package org.icl4j.solvers.internal.exact;

import java.util.Locale;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * From a float32 Cholesky factor L of A = K + r I to float64 solutions: conjugate gradients on the true A, preconditioned by
 * the factor. For each right-hand side b, from x = 0 and r = b:
 *
 * <pre>
 * z = (L L')^-1 r                         in float32, on r / |r|
 * p = z - (z'A p / p'A p) p               conjugate to the direction before
 * x = x + alpha p,   r = r - alpha A p,   alpha = r'p / p'A p
 * </pre>
 *
 * The first step gives what the factor by itself gives, and each costs what a step of plain refinement x = x + z does, one
 * solve and one product with A; but its length is optimal, and a few small eigenvalues that rounding has moved far are
 * caught in as many steps, where plain refinement diverges. The solves are in float32 throughout: a solve in float64 with the
 * same factor would read it in the same time and gain nothing, the factor's own error being as large as the solve's. Rounding
 * makes z not quite linear in r; so p is made conjugate explicitly (flexible conjugate gradients) and not by a ratio of r'z.
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

    /** Steps in which it must be done: more take longer than a factorisation in float64. */
    public static final int MAX_STEPS = 16;

    /** Vectors of length n for each right-hand side, with those of a product. */
    public static final int VECTORS = 8;

    private static final double AIM = Vectors.EPS / 8;
    private static final double ACCEPTED = 2 * Vectors.EPS;

    private static final int FIRST_JUDGED_STEP = 3;

    private final StoredSystem a;
    private final NativeMatrix factor;
    private final int n;
    private final RefinedColumn[] columns;
    private double normA;

    /**
     * The state before the first step.
     *
     * @param a the system, stored
     * @param norm a lower bound of its norm
     * @param factor L, float32, shape [n, n], lower triangle
     * @param y right-hand sides, row-major [n, t]
     * @param t their number
     */
    Refinement(StoredSystem a, double norm, NativeMatrix factor, double[] y, int t) {
        this.a = a;
        this.normA = norm;
        this.factor = factor;
        this.n = a.size();
        this.columns = new RefinedColumn[t];
        for (int j = 0; j < t; j++) {
            columns[j] = new RefinedColumn(Vectors.column(y, t, j));
        }
    }

    public MixedPrecision.Outcome run() {
        for (int step = 1; step <= MAX_STEPS; step++) {
            if (!step()) {
                return failed(step);
            }
            if (all(AIM)) {
                double residual = recompute();
                if (all(ACCEPTED)) {
                    return new MixedPrecision.Outcome(solution(), residual, step, "");
                }
            } else if (step >= FIRST_JUDGED_STEP && !promising(step)) {
                return failed(step);
            }
        }
        return failed(MAX_STEPS);
    }

    /** One step for every right-hand side; false where A turns out not to be positive definite, or numbers overflow. */
    private boolean step() {
        precondition();
        for (RefinedColumn c : columns) {
            c.turn();
            // Beyond float32's range: the inverse of a matrix of very small numbers.
            if (!Double.isFinite(Vectors.norm(c.p))) {
                return false;
            }
        }
        double[][] products = times(c -> c.p);
        for (int j = 0; j < columns.length; j++) {
            if (!columns[j].advance(products[j])) {
                return false;
            }
            normA = Math.max(normA, columns[j].stretch());
        }
        return true;
    }

    /** The true residuals, and the worst of them. */
    private double recompute() {
        restart(times(c -> c.x));
        return worstResidual();
    }

    private void restart(double[][] products) {
        for (int j = 0; j < columns.length; j++) {
            columns[j].restart(products[j]);
        }
    }

    /** z = (L L')^-1 r. */
    private void precondition() {
        float[] single = new float[n];
        try (NativeMatrix z = NativeMatrix.reserve(DataType.FLOAT, n, columns.length)) {
            for (int j = 0; j < columns.length; j++) {
                RefinedColumn c = columns[j];
                c.normR = Vectors.norm(c.r);
                double scale = c.normR == 0 ? 0 : 1 / c.normR;
                for (int i = 0; i < n; i++) {
                    single[i] = (float) (scale * c.r[i]);
                }
                z.floats((long) j * n, n).put(single);
            }
            Blas.get().potrs(Blas.Triangle.LOWER, factor, z);
            for (int j = 0; j < columns.length; j++) {
                RefinedColumn c = columns[j];
                z.floats((long) j * n, n).get(single);
                for (int i = 0; i < n; i++) {
                    c.z[i] = c.normR * single[i];
                }
            }
        }
    }

    private interface Part {
        double[] of(RefinedColumn column);
    }

    /** A times a vector of each column. */
    private double[][] times(Part part) {
        int t = columns.length;
        double[] v = new double[n * t];
        for (int j = 0; j < t; j++) {
            put(part.of(columns[j]), 1, v, j, t);
        }
        return split(a.times(v, t));
    }

    private double[][] split(double[] products) {
        int t = columns.length;
        double[][] result = new double[t][];
        for (int j = 0; j < t; j++) {
            result[j] = Vectors.column(products, t, j);
        }
        return result;
    }

    private static void put(double[] column, double scale, double[] rowMajor, int j, int t) {
        for (int i = 0; i < column.length; i++) {
            rowMajor[i * t + j] = scale * column[i];
        }
    }

    private double[] solution() {
        double[] x = new double[n * columns.length];
        for (int j = 0; j < columns.length; j++) {
            put(columns[j].x, columns[j].scale, x, j, columns.length);
        }
        return x;
    }

    private boolean all(double backwardError) {
        for (RefinedColumn c : columns) {
            if (!(Vectors.norm(c.r) <= backwardError * normA * Vectors.norm(c.x))) {
                return false;
            }
        }
        return true;
    }

    /** Whether residuals that go on falling as they have reach the aim in time. */
    private boolean promising(int step) {
        for (RefinedColumn c : columns) {
            double fallen = Vectors.relative(Vectors.norm(c.r), c.normB);
            double aim = Vectors.relative(AIM * normA * Vectors.norm(c.x), c.normB);
            if (fallen > aim && !(Math.pow(fallen, (double) MAX_STEPS / step) <= aim)) {
                return false;
            }
        }
        return true;
    }

    private MixedPrecision.Outcome failed(int steps) {
        double worst = worstResidual();
        String text = String.format(
                Locale.ROOT, "left a relative residual of %.2g after %d steps of refinement", worst, steps);
        return new MixedPrecision.Outcome(null, worst, steps, text);
    }

    private double worstResidual() {
        double worst = 0;
        for (RefinedColumn c : columns) {
            worst = Math.max(worst, Vectors.relative(Vectors.norm(c.r), c.normB));
        }
        return worst;
    }
}
