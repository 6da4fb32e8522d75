package org.icl4j.solvers.iterate;

import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;

/** x_(t+1) = x_t + P (b - A x_t): gradient descent where P is a multiple of I. One product with A and one with P a step. */
final class RichardsonIterates implements IterativeMethod.Iterates {

    private final LinearOperator a;
    private final LinearOperator preconditioner;
    private final double[] b;
    private final double tolerance;
    private final double normB;
    /** b and x are divided by it. */
    private final double scale;

    private double[] x;
    private double[] r;
    private double[] nextX;
    private double[] nextR;
    private double relativeResidual;
    private int count;
    private SolveReport.Status status = SolveReport.Status.RUNNING;

    RichardsonIterates(LinearOperator a, LinearOperator preconditioner, double[] b, double[] x0, double tolerance) {
        this.a = a;
        this.preconditioner = preconditioner;
        double norm = Vectors.norm(b);
        this.scale = Vectors.scale(norm);
        this.b = Vectors.times(1 / scale, b);
        this.tolerance = tolerance;
        this.normB = Vectors.norm(this.b);
        int n = b.length;
        this.x = norm == 0 ? new double[n] : Vectors.times(1 / scale, x0);
        this.r = new double[n];
        this.nextX = new double[n];
        this.nextR = new double[n];
        Vectors.residual(a, this.b, x, r);
        judge(Vectors.norm(r));
    }

    private void judge(double normR) {
        relativeResidual = Vectors.relative(normR, normB);
        if (relativeResidual <= tolerance) {
            status = SolveReport.Status.CONVERGED;
        }
    }

    @Override
    public void step() {
        if (status != SolveReport.Status.RUNNING) {
            return;
        }
        preconditioner.apply(r, nextX);
        for (int i = 0; i < x.length; i++) {
            nextX[i] += x[i];
        }
        // Before the product: an operator may refuse infinities.
        double size = scale * Vectors.norm(nextX);
        if (!Double.isFinite(size)) {
            status = SolveReport.Status.DIVERGED;
            return;
        }
        Vectors.residual(a, b, nextX, nextR);
        double norm = Vectors.norm(nextR);
        if (!(Vectors.relative(norm, normB) < Vectors.DIVERGED)) {
            status = SolveReport.Status.DIVERGED;
            return;
        }
        double[] oldX = x;
        double[] oldR = r;
        x = nextX;
        r = nextR;
        nextX = oldX;
        nextR = oldR;
        count++;
        judge(norm);
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
        return Vectors.times(scale, r);
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
