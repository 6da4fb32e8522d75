package org.icl4j.solvers.iterate;

import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/** The state of {@link NewtonSchulz}; matrices are row-major. */
final class NewtonSchulzIterates extends ColumnIterates<NewtonSchulzIterates.Column> {

    private static final int BAND = 64;

    /** One right-hand side. */
    static final class Column extends SolveColumn {

        private final double[] x0;
        private final double[] r0;
        private int worse;

        Column(double[] b, double[] start) {
            super(b, start);
            x0 = x.clone();
            r0 = new double[b.length];
        }

        /** Takes the next x if it is one; b - A x stands in {@code product}. */
        private void accept(double[] next, double tolerance) {
            double last = relativeResidual;
            double norm = Vectors.norm(product);
            if (!Double.isFinite(scale * Vectors.norm(next)) || !(Vectors.relative(norm, unit()) < Vectors.DIVERGED)) {
                status = Status.DIVERGED;
                return;
            }
            System.arraycopy(next, 0, x, 0, x.length);
            System.arraycopy(product, 0, r, 0, r.length);
            count++;
            judge(tolerance);
            // |(I - s A)^(2^t) b| falls until rounding is all that is left: slowly at first, where an eigenvalue is
            // small.
            worse += relativeResidual < 0.1 && relativeResidual >= last ? 1 : 0;
            if (running() && worse >= 2) {
                status = Status.STAGNATED;
            }
        }
    }

    private final NewtonSchulz method;
    private final double[] matrix;
    private double[] v;
    private int made;

    NewtonSchulzIterates(LinearOperator a, NewtonSchulz method, int t, double[] b, double[] x0) {
        super(a, t, b, x0, method.tolerance(), Column::new);
        this.method = method;
        if ((long) n * n > Integer.MAX_VALUE - 8
                || 32.0 * n * n > 0.9 * Runtime.getRuntime().maxMemory()) {
            throw Require.error(
                    "a",
                    "has size " + n + ", and four matrices of that size take " + Memory.readable(32.0 * n * n)
                            + " of Java heap; use ConjugateGradient, which forms none, or a larger -Xmx");
        }
        for (Column c : columns) {
            System.arraycopy(c.r, 0, c.r0, 0, n);
        }
        this.matrix = form(a);
        this.v = new double[n * n];
    }

    private double[] form(LinearOperator a) {
        double[] all = new double[n * n];
        for (int from = 0; from < n; from += BAND) {
            int count = Math.min(BAND, n - from);
            double[] units = new double[n * count];
            double[] products = new double[n * count];
            for (int j = 0; j < count; j++) {
                units[(from + j) * count + j] = 1;
            }
            a.apply(units, count, products);
            for (int i = 0; i < n; i++) {
                System.arraycopy(products, i * count, all, i * n + from, count);
            }
        }
        return all;
    }

    @Override
    public void step() {
        if (running().isEmpty()) {
            return;
        }
        next();
        made++;
        for (Column c : running()) {
            double[] next = times(v, c.r0);
            for (int i = 0; i < n; i++) {
                next[i] += c.x0[i];
            }
            double[] product = times(matrix, next);
            for (int i = 0; i < n; i++) {
                c.product[i] = c.b[i] - product[i];
            }
            c.accept(next, method.tolerance());
        }
    }

    /** V_(t+1). */
    private void next() {
        if (made == 0) {
            for (int i = 0; i < n; i++) {
                if (method.squared()) {
                    for (int j = 0; j < n; j++) {
                        v[i * n + j] = method.step() * matrix[i * n + j];
                    }
                } else {
                    v[i * n + i] = method.step();
                }
            }
            return;
        }
        double[] av = new double[n * n];
        product(1, matrix, v, 0, av);
        double[] following = v.clone();
        product(-1, v, av, 2, following);
        v = following;
    }

    /** C = alpha A B + beta C, band by band of rows. */
    private void product(double alpha, double[] a, double[] b, double beta, double[] c) {
        Parallel.run((n - 1) / BAND + 1, band -> {
            int from = band * BAND;
            int rows = Math.min(BAND, n - from);
            VectorMath.get().gemm(false, false, rows, n, n, alpha, a, from * n, n, b, 0, n, beta, c, from * n, n);
        });
    }

    private double[] times(double[] a, double[] x) {
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[i] = VectorMath.get().dot(a, i * n, x, 0, n);
        }
        return result;
    }
}
