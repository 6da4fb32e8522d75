package org.icl4j.solvers.iterate;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of {@link ConjugateGradient}: a {@link ConjugateGradientColumn} for each right-hand side. A step is one product of A
 * with the directions of all that run, one of M with their residuals, and one of A with the iterates of those whose true residual
 * is wanted.
 */
final class ConjugateGradientIterates extends ColumnIterates<ConjugateGradientColumn> implements LanczosIterates {

    private final @Nullable BlockProduct m;

    ConjugateGradientIterates(LinearOperator a, ConjugateGradient method, int t, double[] b, double[] x0) {
        super(a, t, b, x0, method.tolerance(), (column, start) -> new ConjugateGradientColumn(method, column, start));
        LinearOperator preconditioner = method.preconditioner();
        this.m = preconditioner == null ? null : new BlockProduct(preconditioner);
    }

    /** p, made when a step wants it: after the last there is no use for M r. */
    private void turn(List<ConjugateGradientColumn> running) {
        if (m != null) {
            m.apply(running, c -> c.r, c -> c.z);
        }
        running.forEach(ConjugateGradientColumn::turn);
    }

    @Override
    public void step() {
        List<ConjugateGradientColumn> running = running();
        turn(running);
        a.apply(running, c -> c.p, c -> c.product);
        List<ConjugateGradientColumn> doubtful = new ArrayList<>();
        for (ConjugateGradientColumn c : running) {
            if (c.advance()) {
                doubtful.add(c);
            }
        }
        compare(doubtful);
    }

    private void compare(List<ConjugateGradientColumn> doubtful) {
        double[][] kept = new double[doubtful.size()][];
        for (int j = 0; j < kept.length; j++) {
            kept[j] = doubtful.get(j).product.clone();
        }
        a.apply(doubtful, c -> c.x, c -> c.product);
        for (int j = 0; j < kept.length; j++) {
            ConjugateGradientColumn c = doubtful.get(j);
            c.compare();
            System.arraycopy(kept[j], 0, c.product, 0, n);
        }
    }

    @Override
    public LanczosCoefficients lanczos(int column) {
        return columns.get(Require.inRange("column", column, 0, columns.size() - 1))
                .lanczos();
    }
}
