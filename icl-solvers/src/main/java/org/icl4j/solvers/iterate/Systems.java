package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.internal.tables.Vectors;

/** Checks of what a method is started on. */
final class Systems {

    private Systems() {}

    static void check(LinearOperator a, int columns, double[] b, double[] x0) {
        Require.notNull("a", a);
        Require.positive("columns", columns);
        int n = Math.multiplyExact(a.size(), columns);
        String because = columns == 1 ? "one per row of the operator" : a.size() + " rows of " + columns + " columns";
        Require.length("b", Require.finite("b", b), n, because);
        if (!Double.isFinite(Vectors.norm(b))) {
            throw Require.error("b", "its norm is beyond the range of numbers; scale it, the solution scales with it");
        }
        Require.length("x0", Require.finite("x0", x0), n, because);
    }

    static void sameSize(String name, LinearOperator other, LinearOperator a) {
        if (other.size() != a.size()) {
            throw Require.error(name, "has size " + other.size() + ", the operator has size " + a.size());
        }
    }
}
