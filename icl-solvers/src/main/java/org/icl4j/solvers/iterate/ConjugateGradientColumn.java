package org.icl4j.solvers.iterate;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/** One right-hand side of {@link ConjugateGradientIterates}, under the symbols of {@link ConjugateGradient}. */
final class ConjugateGradientColumn extends SolveColumn {

    /** At tolerance 0 a residual at the bottom of the range of numbers is a claim too. */
    private static final double LEAST_CLAIM = 1e-150;

    /** Where explicit conjugation leaves less of a direction, there are no others left: as with n = 1, and near it. */
    private static final double LEAST_PART = 1e-3;

    final double[] p;
    final double[] z;
    private final ConjugateGradient method;
    private double rz;
    private double startRz;
    private double pap;
    /** The true residual when r last claimed convergence. */
    private double lastClaim = Double.POSITIVE_INFINITY;
    /** The greatest |A p| / |p| so far: a lower bound of |A|, soon a close one. */
    private double normA;

    private final List<Double> steps = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    /** A search that has started again is no longer one Lanczos process. */
    private boolean restarted;
    /** Whether the next direction is the first of a search. */
    private boolean first = true;

    ConjugateGradientColumn(ConjugateGradient method, double[] b, double[] x0) {
        super(b, x0);
        this.method = method;
        this.p = new double[b.length];
        this.z = method.preconditioner() == null ? r : new double[b.length];
    }

    private void newRz() {
        rz = Vectors.dot(r, z);
        if (z != r && !(rz > 0) && Double.isFinite(rz)) {
            throw new NotPositiveDefiniteException(
                    count,
                    rz,
                    "preconditioner: is not positive definite: r'M r = " + rz + " after " + count
                            + " steps; use a symmetric positive definite one");
        }
    }

    /** x += a p, r -= a A p; says whether the true residual is wanted. */
    boolean advance() {
        pap = Vectors.dot(p, product);
        normA = Math.max(normA, Vectors.norm(product) / Vectors.norm(p));
        if (pap <= 0) {
            throw new NotPositiveDefiniteException(
                    count,
                    pap,
                    "a: is not positive definite: p'A p = " + pap + " after " + count
                            + " steps; add a ridge, check that the operator is symmetric, or use Minres, which solves"
                            + " indefinite systems");
        }
        // Of a flexible search p has parts of older residuals.
        double step = (method.flexible() ? Vectors.dot(r, p) : rz) / pap;
        double size = scale * (Math.abs(step) * Vectors.norm(p) + Vectors.norm(x));
        if (!Double.isFinite(size)) {
            status = Status.DIVERGED;
            return false;
        }
        Vectors.axpy(step, p, x);
        count++;
        Vectors.axpy(-step, product, r);
        fresh = false;
        measure();
        if (!restarted) {
            steps.add(step);
        }
        if (relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM)) {
            return true;
        }
        if (!(relativeResidual < Vectors.DIVERGED)) {
            status = Status.DIVERGED;
            return false;
        }
        return count % method.recomputeEvery() == 0;
    }

    /**
     * Compares r with b - A x, where the product is A x. Where r claims convergence, is far below the truth, or the truth is
     * all that rounding leaves, r becomes the truth, and the search ends or starts again; otherwise r stays: the rounding of b - A
     * x is as large as r where working precision ends, and p is conjugate to the r that it came from; with the one replaced and
     * the other kept, the error would grow.
     */
    void compare() {
        double[] truth = Vectors.difference(b, product);
        double relative = Vectors.relative(Vectors.norm(truth), unit());
        boolean claim = relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM)
                || relative <= method.tolerance()
                || relativeResidual < 0.5 * relative
                || isRounding(relative, normA);
        if (!claim) {
            return;
        }
        System.arraycopy(truth, 0, r, 0, r.length);
        fresh = true;
        first = true;
        restarted = true;
        judge(method.tolerance());
        if (running()) {
            if (relativeResidual > 0.5 * lastClaim || isRounding(relativeResidual, normA)) {
                status = Status.STAGNATED;
            }
            lastClaim = relativeResidual;
        }
    }

    /** p = z + (r'z / old r'z) p; p = z at the start, and where the search starts again. */
    void turn() {
        double old = rz;
        newRz();
        if (count == 0) {
            startRz = rz * scale * scale;
        }
        if (first) {
            first = false;
            System.arraycopy(z, 0, p, 0, p.length);
            return;
        }
        double ratio = rz / old;
        if (!restarted) {
            ratios.add(ratio);
        }
        // r changed by -a A p, so that z'(new r - old r) / old r'z = -z'A p / p'A p, whatever M has become.
        double beta = method.flexible() ? -Vectors.dot(z, product) / pap : ratio;
        for (int i = 0; i < p.length; i++) {
            p[i] = z[i] + beta * p[i];
        }
        if (method.flexible() && Vectors.norm(p) <= LEAST_PART * Vectors.norm(z)) {
            System.arraycopy(z, 0, p, 0, p.length);
        }
    }

    LanczosCoefficients lanczos() {
        double[] a = steps.stream().mapToDouble(Double::doubleValue).toArray();
        double[] b = ratios.stream()
                .limit(Math.max(0, a.length - 1))
                .mapToDouble(Double::doubleValue)
                .toArray();
        return LanczosCoefficients.ofConjugateGradients(startRz, a, b);
    }
}
