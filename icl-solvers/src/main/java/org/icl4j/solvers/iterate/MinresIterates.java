package org.icl4j.solvers.iterate;

import java.util.List;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/** The state of {@link Minres}. */
final class MinresIterates extends ColumnIterates<MinresIterates.Column> {

    /**
     * One right-hand side. Lanczos: beta_(k+1) v_(k+1) = A v_k - alpha_k v_k - beta_k v_(k-1). The rotations (cosine, sine) take the
     * tridiagonal matrix to an upper triangular one with the diagonal gamma and two more above it, delta and epsilon; w are the
     * columns of V R^-1, and phi what is left of the right-hand side |r_0| e_1.
     */
    static final class Column extends SolveColumn {

        private static final double LEAST_CLAIM = 1e-150;
        /** A diagonal element of the triangular matrix that is rounding. */
        private static final double SINGULAR = 64 * Vectors.EPS;

        private final Minres method;
        private double[] v;
        private double[] lastV;
        private double[] w;
        private double[] lastW;
        private double beta;
        private double cosine;
        private double sine;
        private double deltaBar;
        private double epsilon;
        private double phiBar;
        private double normA;
        private double lastClaim = Double.POSITIVE_INFINITY;

        Column(Minres method, double[] b, double[] x0) {
            super(b, x0);
            this.method = method;
            this.v = new double[b.length];
            this.lastV = new double[b.length];
            this.w = new double[b.length];
            this.lastW = new double[b.length];
        }

        private void head() {
            phiBar = Vectors.norm(r);
            beta = 0;
            cosine = -1;
            sine = 0;
            deltaBar = 0;
            epsilon = 0;
            for (int i = 0; i < v.length; i++) {
                v[i] = r[i] / phiBar;
                lastV[i] = 0;
                w[i] = 0;
                lastW[i] = 0;
            }
        }

        /** One step, given A v; whether the true residual is wanted. */
        private boolean advance() {
            normA = Math.max(normA, Vectors.norm(product));
            double alpha = Vectors.dot(v, product);
            for (int i = 0; i < v.length; i++) {
                lastV[i] = product[i] - alpha * v[i] - beta * lastV[i];
            }
            double nextBeta = Vectors.norm(lastV);
            double lastEpsilon = epsilon;
            double delta = cosine * deltaBar + sine * alpha;
            double gammaBar = sine * deltaBar - cosine * alpha;
            epsilon = sine * nextBeta;
            deltaBar = -cosine * nextBeta;
            double gamma = Math.hypot(gammaBar, nextBeta);
            if (!(gamma > SINGULAR * normA)) {
                // A is singular on the Krylov space, and what is left of b is outside A's range.
                status = Status.STAGNATED;
                return false;
            }
            cosine = gammaBar / gamma;
            sine = nextBeta / gamma;
            double phi = cosine * phiBar;
            phiBar *= sine;
            for (int i = 0; i < w.length; i++) {
                double next = (v[i] - lastEpsilon * lastW[i] - delta * w[i]) / gamma;
                lastW[i] = w[i];
                w[i] = next;
            }
            if (!Double.isFinite(scale * (Math.abs(phi) * Vectors.norm(w) + Vectors.norm(x)))) {
                status = Status.DIVERGED;
                return false;
            }
            Vectors.axpy(phi, w, x);
            fresh = false;
            count++;
            relativeResidual = Vectors.relative(Math.abs(phiBar), unit());
            double[] next = lastV;
            lastV = v;
            v = next;
            beta = nextBeta;
            if (nextBeta <= Vectors.EPS * normA) {
                return true;
            }
            for (int i = 0; i < v.length; i++) {
                v[i] /= nextBeta;
            }
            return relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM)
                    || count % method.recomputeEvery() == 0;
        }

        /** Compares what is carried with b - A x, given A x. */
        private void compare() {
            double[] truth = Vectors.difference(b, product);
            double relative = Vectors.relative(Vectors.norm(truth), unit());
            boolean claim = relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM)
                    || beta <= Vectors.EPS * normA
                    || relative <= method.tolerance()
                    || relativeResidual < 0.5 * relative
                    || isRounding(relative, normA);
            if (!claim) {
                return;
            }
            System.arraycopy(truth, 0, r, 0, r.length);
            fresh = true;
            judge(method.tolerance());
            if (running()) {
                if (relativeResidual > 0.5 * lastClaim || isRounding(relativeResidual, normA)) {
                    status = Status.STAGNATED;
                }
                lastClaim = relativeResidual;
                head();
            }
        }
    }

    MinresIterates(LinearOperator a, Minres method, int t, double[] b, double[] x0) {
        super(a, t, b, x0, method.tolerance(), (column, start) -> new Column(method, column, start));
        running().forEach(Column::head);
    }

    @Override
    public void step() {
        List<Column> running = running();
        a.apply(running, c -> c.v, c -> c.product);
        List<Column> doubtful = running.stream().filter(Column::advance).toList();
        a.apply(doubtful, c -> c.x, c -> c.product);
        doubtful.forEach(Column::compare);
    }
}
