package org.icl4j.solvers.iterate;

import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * What every method keeps of one right-hand side: b, x and the residual r = b - A x, all divided by a power of two that brings
 * numbers near 1.
 */
class SolveColumn {

    final double[] b;
    final double scale;
    final double[] x;
    final double[] r;
    /** A times a vector: the direction of the last step, where there are directions. */
    final double[] product;
    /** Whether x was 0 at the start, so that r = b needs no product. */
    final boolean fromZero;
    /** |b|; where b = 0, the first residual's norm. */
    private double unit;

    double relativeResidual;
    int count;
    Status status = Status.RUNNING;
    /** Whether r is b - A x as computed from x, not as carried along. */
    boolean fresh;

    SolveColumn(double[] b, double[] x0) {
        double normB = Vectors.norm(b);
        double normX = Vectors.norm(x0);
        this.scale = Vectors.scale(normB == 0 ? normX : normB);
        this.b = Vectors.times(1 / scale, b);
        this.x = Vectors.times(1 / scale, x0);
        this.r = this.b.clone();
        this.product = new double[b.length];
        this.fromZero = normX == 0;
        this.unit = Vectors.norm(this.b);
    }

    final boolean running() {
        return status == Status.RUNNING;
    }

    /** r = b - A x, where the product is A x. */
    final void refresh() {
        for (int i = 0; i < r.length; i++) {
            r[i] = b[i] - product[i];
        }
        fresh = true;
    }

    /** Judges the first residual. */
    final void begin(double tolerance) {
        fresh = true;
        if (unit == 0) {
            unit = Vectors.norm(r);
        }
        judge(tolerance);
    }

    final void measure() {
        relativeResidual = Vectors.relative(Vectors.norm(r), unit);
    }

    /** Measures r, which is true, and sets the status. */
    final void judge(double tolerance) {
        measure();
        if (!(relativeResidual < Vectors.DIVERGED)) {
            status = Status.DIVERGED;
        } else if (relativeResidual <= tolerance) {
            status = Status.CONVERGED;
        }
    }

    final double unit() {
        return unit;
    }

    /** Whether a true residual is what the rounding of b - A x alone leaves, given a lower bound of |A|. */
    final boolean isRounding(double relative, double normA) {
        return relative * unit <= Vectors.EPS * (normA * Vectors.norm(x) + Vectors.norm(b));
    }
}
