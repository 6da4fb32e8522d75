package org.icl4j.solvers.iterate;

import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/** The state of {@link ConjugateGradient}, under the symbols of its page. */
final class ConjugateGradientIterates implements IterativeMethod.Iterates {

    private final LinearOperator a;
    private final @Nullable LinearOperator m;
    private final ConjugateGradient method;
    private final double[] b;
    private final double normB;
    /** b and x are divided by it. */
    private final double scale;

    private final double[] x;
    private final double[] r;
    private final double[] z;
    private final double[] p;
    private final double[] ap;
    private double rz;
    private double relativeResidual;
    /** The true residual when r last claimed convergence. */
    private double lastClaim = Double.POSITIVE_INFINITY;

    /** The greatest |A p| / |p| so far: a lower bound of |A|, soon a close one. */
    private double normA;

    private int count;
    private SolveReport.Status status = SolveReport.Status.RUNNING;

    ConjugateGradientIterates(LinearOperator a, ConjugateGradient method, double[] b, double[] x0) {
        this.a = a;
        this.m = method.preconditioner();
        this.method = method;
        double norm = Vectors.norm(b);
        this.scale = Vectors.scale(norm);
        this.b = Vectors.times(1 / scale, b);
        this.normB = Vectors.norm(this.b);
        int n = b.length;
        this.x = norm == 0 ? new double[n] : Vectors.times(1 / scale, x0);
        this.r = new double[n];
        this.z = m == null ? r : new double[n];
        this.p = new double[n];
        this.ap = new double[n];
        restart();
    }

    /** r = b - A x, p = z = M r. */
    private void restart() {
        Vectors.residual(a, b, x, r);
        measure();
        if (!(relativeResidual < Vectors.DIVERGED)) {
            status = SolveReport.Status.DIVERGED;
        } else if (relativeResidual <= method.tolerance()) {
            status = SolveReport.Status.CONVERGED;
        } else {
            precondition();
            System.arraycopy(z, 0, p, 0, p.length);
        }
    }

    private void measure() {
        relativeResidual = Vectors.relative(Vectors.norm(r), normB);
    }

    private void precondition() {
        if (m != null) {
            m.apply(r, z);
        }
        rz = Vectors.dot(r, z);
        if (m != null && !(rz > 0) && Double.isFinite(rz)) {
            throw new NotPositiveDefiniteException(
                    count,
                    rz,
                    "preconditioner: is not positive definite: r'M r = " + rz + " after " + count
                            + " steps; use a symmetric positive definite one");
        }
    }

    @Override
    public void step() {
        if (status != SolveReport.Status.RUNNING) {
            return;
        }
        a.apply(p, ap);
        double pap = Vectors.dot(p, ap);
        normA = Math.max(normA, Vectors.norm(ap) / Vectors.norm(p));
        if (pap <= 0) {
            throw new NotPositiveDefiniteException(
                    count,
                    pap,
                    "a: is not positive definite: p'A p = " + pap + " after " + count
                            + " steps; add a ridge, or check that the operator is symmetric");
        }
        double step = rz / pap;
        double size = scale * (Math.abs(step) * Vectors.norm(p) + Vectors.norm(x));
        if (!Double.isFinite(size)) {
            status = SolveReport.Status.DIVERGED;
            return;
        }
        Vectors.axpy(step, p, x);
        count++;
        Vectors.axpy(-step, ap, r);
        measure();
        // At tolerance 0 a residual at the bottom of the range of numbers is a claim too.
        boolean claim = relativeResidual <= Math.max(method.tolerance(), 1e-150);
        if (!claim && count % method.recomputeEvery() == 0) {
            double truth = trueResidual();
            claim = truth <= method.tolerance() || relativeResidual < 0.5 * truth || isRounding(truth);
        }
        if (claim) {
            verifyClaim();
            return;
        }
        if (!(relativeResidual < Vectors.DIVERGED)) {
            status = SolveReport.Status.DIVERGED;
            return;
        }
        double old = rz;
        precondition();
        double beta = rz / old;
        for (int i = 0; i < p.length; i++) {
            p[i] = z[i] + beta * p[i];
        }
    }

    /**
     * |b - A x| / |b|, only to be compared: r itself stays. The rounding of b - A x is as large as r where working precision
     * ends, and p is conjugate to the r that it came from; with the one replaced and the other kept, the error would grow.
     */
    private double trueResidual() {
        Vectors.residual(a, b, x, ap);
        return Vectors.relative(Vectors.norm(ap), normB);
    }

    /** Whether a true residual is what the rounding of b - A x alone leaves. */
    private boolean isRounding(double relative) {
        double terms = normA * Vectors.norm(x) + normB;
        return relative * normB <= Vectors.EPS * terms;
    }

    /** The residual carried along is far below the true one, or says that the work is done: start again from the truth. */
    private void verifyClaim() {
        restart();
        if (status == SolveReport.Status.RUNNING) {
            if (relativeResidual > 0.5 * lastClaim || isRounding(relativeResidual)) {
                status = SolveReport.Status.STAGNATED;
            }
            lastClaim = relativeResidual;
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public double[] solution() {
        return Vectors.times(scale, x);
    }

    @Override
    public double[] residual() {
        double[] residual = new double[b.length];
        Vectors.residual(a, b, x, residual);
        return Vectors.times(scale, residual);
    }

    @Override
    public double relativeResidual() {
        return relativeResidual;
    }

    @Override
    public SolveReport.Status status() {
        return status;
    }
}
