package org.icl4j.solvers.nystrom;

import org.icl4j.core.Require;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/** {@link CentrePreconditioner#auto}. */
record CheapestPreconditioner() implements CentrePreconditioner {

    private static final int MOST_CENTRES = 3000;

    /** The one for so many centres. */
    static CentrePreconditioner of(int m) {
        return m <= MOST_CENTRES ? new NormalPreconditioner(false) : new KrillPreconditioner(0);
    }

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        return of(Require.notNull("problem", problem).size()).prepare(problem);
    }

    @Override
    public double bytes(int m) {
        return of(Require.positive("m", m)).bytes(m);
    }

    @Override
    public String description() {
        return "normal equations up to " + MOST_CENTRES + " centres, KRILL beyond";
    }
}
