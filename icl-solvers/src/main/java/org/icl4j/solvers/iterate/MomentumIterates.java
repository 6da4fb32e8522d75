package org.icl4j.solvers.iterate;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * d_t = omega_t P (b - A x_t) + mu_t d_(t-1), x_(t+1) = x_t + d_t: Richardson's iteration, heavy ball and Chebyshev's, by the schedule
 * of omega and mu. One product with A and one with P a step; the residual is computed from x at each step, not carried along.
 */
final class MomentumIterates extends ColumnIterates<MomentumIterates.Column> {

    /** So many steps whose residual is rounding are the end. */
    private static final int PATIENCE = 20;

    /** One right-hand side. */
    static final class Column extends SolveColumn {

        private final double[] d;
        private final double[] next;
        private final double[] z;
        private double normA;
        private int atRounding;

        Column(double[] b, double[] x0, boolean preconditioned) {
            super(b, x0);
            d = new double[b.length];
            next = new double[b.length];
            z = preconditioned ? new double[b.length] : r;
        }

        /** next = x + d; false where it leaves the range of numbers: an operator may refuse infinities. */
        private boolean advance(double step, double momentum) {
            for (int i = 0; i < d.length; i++) {
                d[i] = momentum == 0 ? step * z[i] : step * z[i] + momentum * d[i];
                next[i] = x[i] + d[i];
            }
            if (!Double.isFinite(scale * Vectors.norm(next))) {
                status = Status.DIVERGED;
                return false;
            }
            return true;
        }

        /** x = next, unless its residual says that nothing comes back. */
        private void accept(double tolerance) {
            double last = relativeResidual;
            double change = 0;
            for (int i = 0; i < r.length; i++) {
                double residual = b[i] - product[i];
                change = Math.max(change, Math.abs(residual - r[i]));
                product[i] = residual;
            }
            double norm = Vectors.norm(product);
            if (!(Vectors.relative(norm, unit()) < Vectors.DIVERGED)) {
                status = Status.DIVERGED;
                relativeResidual = last;
                return;
            }
            normA = Math.max(normA, Vectors.relative(change, Vectors.norm(d)));
            System.arraycopy(next, 0, x, 0, x.length);
            System.arraycopy(product, 0, r, 0, r.length);
            count++;
            judge(tolerance);
            atRounding = isRounding(relativeResidual, normA) ? atRounding + 1 : 0;
            if (running() && atRounding >= PATIENCE) {
                status = Status.STAGNATED;
            }
        }
    }

    private final @Nullable BlockProduct preconditioner;
    private final double tolerance;
    private final Schedule schedule;

    MomentumIterates(
            LinearOperator a,
            @Nullable LinearOperator preconditioner,
            int t,
            double[] b,
            double[] x0,
            double tolerance,
            Schedule schedule) {
        super(a, t, b, x0, tolerance, (column, start) -> new Column(column, start, preconditioner != null));
        this.preconditioner = preconditioner == null ? null : new BlockProduct(preconditioner);
        this.tolerance = tolerance;
        this.schedule = schedule;
    }

    @Override
    public void step() {
        List<Column> running = running();
        if (preconditioner != null) {
            preconditioner.apply(running, c -> c.r, c -> c.z);
        }
        List<Column> finite = new ArrayList<>();
        for (Column c : running) {
            if (c.advance(schedule.step(c.count), c.count == 0 ? 0 : schedule.momentum(c.count))) {
                finite.add(c);
            }
        }
        a.apply(finite, c -> c.next, c -> c.product);
        finite.forEach(c -> c.accept(tolerance));
    }
}
