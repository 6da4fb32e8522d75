package org.icl4j.solvers.internal.exact;

import org.icl4j.solvers.internal.tables.Vectors;

/**
 * The state of {@link Refinement} for one right-hand side, under the symbols of its page; b, x and the rest are divided by a
 * power of two that brings b near 1.
 */
public final class RefinedColumn {

    /** Where conjugation leaves less of a direction, there are no others left: as with n = 1, and near it. */
    private static final double LEAST_PART = 1e-3;

    public final double scale;
    public final double normB;
    public final double[] x;
    public final double[] r;
    public final double[] z;
    public final double[] p;
    private final double[] b;
    private double[] ap = {};
    private double pap;
    double normR;

    public RefinedColumn(double[] b) {
        double norm = Vectors.norm(b);
        scale = norm == 0 ? 1 : Math.scalb(1.0, Math.max(-1020, Math.getExponent(norm)));
        for (int i = 0; i < b.length; i++) {
            b[i] /= scale;
        }
        this.b = b;
        normB = Vectors.norm(b);
        r = b.clone();
        x = new double[b.length];
        z = new double[b.length];
        p = new double[b.length];
    }

    /** The next direction. */
    public void turn() {
        double beta = pap > 0 ? -Vectors.dot(z, ap) / pap : 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = z[i] + beta * p[i];
        }
        if (Vectors.norm(p) <= LEAST_PART * Vectors.norm(z)) {
            System.arraycopy(z, 0, p, 0, p.length);
        }
    }

    /** The step along p; false where p'A p says that A is not positive definite. */
    public boolean advance(double[] product) {
        ap = product;
        pap = Vectors.dot(p, ap);
        if (normR == 0) {
            pap = 0;
            return true;
        }
        double alpha = Vectors.dot(r, p) / pap;
        if (!(pap > 0) || !Double.isFinite(alpha)) {
            return false;
        }
        Vectors.axpy(alpha, p, x);
        Vectors.axpy(-alpha, ap, r);
        return true;
    }

    /** |A p| / |p|. */
    public double stretch() {
        return Vectors.relative(Vectors.norm(ap), Vectors.norm(p));
    }

    /** r = b - A x: the directions so far belong to another residual. */
    public void restart(double[] product) {
        for (int i = 0; i < r.length; i++) {
            r[i] = b[i] - product[i];
        }
        pap = 0;
    }
}
