package org.icl4j.solvers.iterate;

import java.util.List;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.VectorMath;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/** The state of {@link BlockConjugateGradient}, under the symbols of its page; blocks are row-major [n, q]. */
final class BlockIterates extends ColumnIterates<SolveColumn> {

    private static final double LEAST_CLAIM = 1e-150;

    private final LinearOperator operator;
    private final @Nullable LinearOperator m;
    private final BlockConjugateGradient method;
    private final int t;

    /** Q, M Q and P, shape [n, q]. */
    private MOrthonormal basis;

    private double[] p = {};
    /** Shape [q, t]. */
    private double[] c = {};

    private int count;
    private double lastClaim = Double.POSITIVE_INFINITY;
    private double normA;

    BlockIterates(LinearOperator a, BlockConjugateGradient method, int t, double[] b, double[] x0) {
        super(a, t, b, x0, method.tolerance(), SolveColumn::new);
        this.operator = a;
        this.m = method.preconditioner();
        this.method = method;
        this.t = t;
        this.basis = head();
    }

    /** Q C = R, P = M Q. */
    private MOrthonormal head() {
        double[] r = new double[n * t];
        for (int j = 0; j < t; j++) {
            BlockProduct.put(columns.get(j).r, 1, r, j, t);
        }
        MOrthonormal first = MOrthonormal.of(m, r, n, t, count);
        p = first.mq().clone();
        c = first.s();
        return first;
    }

    @Override
    public void step() {
        if (running().isEmpty()) {
            return;
        }
        int q = basis.size();
        if (q == 0) {
            compareAll();
            return;
        }
        double[] ap = new double[n * q];
        operator.apply(p, q, ap);
        measureNorm(ap, q);
        double[] w = new double[q * q];
        gemm(true, false, q, q, n, 1, p, ap, 0, w);
        double[] g = SmallSymmetric.solve(
                w,
                q,
                c,
                t,
                value -> new NotPositiveDefiniteException(
                        count,
                        value,
                        "a: is not positive definite: P'A P has the pivot " + value + " after " + count
                                + " steps; add a ridge, or check that the operator is symmetric"));
        if (!advance(g, q)) {
            return;
        }
        // Q - A P W^-1
        double[] identity = SmallSymmetric.identity(q);
        double[] inverse = SmallSymmetric.solve(w, q, identity, q, value -> new IllegalStateException());
        double[] rest = basis.q().clone();
        gemm(false, false, n, q, q, -1, ap, inverse, 1, rest);
        double[] old = p;
        MOrthonormal next = MOrthonormal.of(m, rest, n, q, count);
        int size = next.size();
        double[] nextC = new double[size * t];
        gemm(false, false, size, t, q, 1, next.s(), c, 0, nextC);
        p = next.mq().clone();
        VectorMath.get().gemm(false, true, n, size, q, 1, old, 0, q, next.s(), 0, q, 1, p, 0, size);
        basis = next;
        c = nextC;
        judge();
    }

    private void measureNorm(double[] ap, int q) {
        for (int j = 0; j < q; j++) {
            double numerator = 0;
            double denominator = 0;
            for (int i = 0; i < n; i++) {
                numerator += ap[i * q + j] * ap[i * q + j];
                denominator += p[i * q + j] * p[i * q + j];
            }
            normA = Math.max(normA, Math.sqrt(Vectors.relative(numerator, denominator)));
        }
    }

    /** X = X + P G, columns that have diverged excepted. */
    private boolean advance(double[] g, int q) {
        double[] change = new double[n * t];
        gemm(false, false, n, t, q, 1, p, g, 0, change);
        for (double v : change) {
            if (!Double.isFinite(v)) {
                running().forEach(column -> column.status = Status.DIVERGED);
                return false;
            }
        }
        count++;
        for (int j = 0; j < t; j++) {
            SolveColumn column = columns.get(j);
            if (column.running()) {
                for (int i = 0; i < n; i++) {
                    column.x[i] += change[i * t + j];
                }
                column.fresh = false;
                column.count = count;
            }
        }
        return true;
    }

    /** R = Q C, and what follows from it. */
    private void judge() {
        double[] r = new double[n * t];
        int q = basis.size();
        if (q > 0) {
            gemm(false, false, n, t, q, 1, basis.q(), c, 0, r);
        }
        boolean claim = true;
        for (int j = 0; j < t; j++) {
            SolveColumn column = columns.get(j);
            if (column.running()) {
                for (int i = 0; i < n; i++) {
                    column.r[i] = r[i * t + j];
                }
                column.measure();
                if (!(column.relativeResidual < Vectors.DIVERGED)) {
                    column.status = Status.DIVERGED;
                }
                claim &= column.relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM);
            }
        }
        if (claim || count % method.recomputeEvery() == 0) {
            compareAll();
        }
    }

    /** The true residuals of all that run; where they are what they claim to be not, everything starts again from them. */
    private void compareAll() {
        List<SolveColumn> running = running();
        a.apply(running, column -> column.x, column -> column.product);
        boolean again = basis.size() == 0;
        double worst = 0;
        boolean rounding = true;
        for (SolveColumn column : running) {
            double relative =
                    Vectors.relative(Vectors.norm(Vectors.difference(column.b, column.product)), column.unit());
            boolean atRounding = isRounding(column, relative);
            again |= column.relativeResidual <= Math.max(method.tolerance(), LEAST_CLAIM)
                    || column.relativeResidual < 0.5 * relative
                    || atRounding;
            rounding &= atRounding || relative <= method.tolerance();
            worst = Math.max(worst, relative);
        }
        if (!again) {
            return;
        }
        boolean stagnated = worst > 0.5 * lastClaim || rounding;
        boolean finished = true;
        for (SolveColumn column : running) {
            double claimed = column.relativeResidual;
            column.refresh();
            column.judge(method.tolerance());
            finished &= !column.running() || claimed <= Math.max(method.tolerance(), LEAST_CLAIM);
        }
        if (stagnated && (finished || rounding)) {
            running().forEach(column -> column.status = Status.STAGNATED);
        }
        lastClaim = worst;
        if (!running().isEmpty()) {
            basis = head();
        }
    }

    private boolean isRounding(SolveColumn column, double relative) {
        return column.isRounding(relative, normA);
    }

    private static void gemm(
            boolean transposeA,
            boolean transposeB,
            int rows,
            int columns,
            int inner,
            double alpha,
            double[] a,
            double[] b,
            double beta,
            double[] result) {
        VectorMath.get()
                .gemm(
                        transposeA,
                        transposeB,
                        rows,
                        columns,
                        inner,
                        alpha,
                        a,
                        0,
                        transposeA ? rows : inner,
                        b,
                        0,
                        transposeB ? inner : columns,
                        beta,
                        result,
                        0,
                        columns);
    }
}
