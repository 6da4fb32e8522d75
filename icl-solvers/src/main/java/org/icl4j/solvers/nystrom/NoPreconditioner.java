package org.icl4j.solvers.nystrom;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/** The identity. */
record NoPreconditioner() implements CentrePreconditioner {

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        int m = Require.notNull("problem", problem).size();
        return PreparedPreconditioner.of(new LinearOperator() {
            @Override
            public int size() {
                return m;
            }

            @Override
            public void apply(double[] x, double[] result) {
                System.arraycopy(x, 0, result, 0, x.length);
            }

            @Override
            public void apply(double[] x, int columns, double[] result) {
                System.arraycopy(x, 0, result, 0, x.length);
            }
        });
    }

    @Override
    public double bytes(int m) {
        return 0.0 * Require.positive("m", m);
    }

    @Override
    public String description() {
        return "no preconditioner";
    }
}
