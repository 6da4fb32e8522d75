package org.icl4j.solvers.nystrom;

import java.util.Locale;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/**
 * {@link CentrePreconditioner#auto}: the one of fewer flops, in units of matrix products at their speed, with n rows, m centres and passes of p flops an
 * entry of K_nC:
 *
 * <pre>
 * normal equations   n m (m + 2 p) + 8 m^3 / 3     their pass and a step; two triangular products, two factors
 * KRILL              n m 26 p + 6 m^3              its pass and 25 steps; 13 m^3 / 3 that run below the speed of products
 * </pre>
 *
 * Normal equations are the cheaper ones for every n up to m = 24 p = 3840, and for every m up to some 51000 rows.
 */
record CheapestPreconditioner() implements CentrePreconditioner {

    /** Flops of products in the time of a pass's exponentials and distances, an entry: 2 nanoseconds at 80 Gflop a second. */
    private static final double PASS = 160;

    private static final double NORMAL_PASSES = 2;
    private static final double NORMAL_CUBES = 8 / 3.0;
    private static final double KRILL_PASSES = 26;
    private static final double KRILL_CUBES = 6;

    /**
     * A choice.
     *
     * @param preconditioner of the two
     * @param because the counts
     */
    record Plan(CentrePreconditioner preconditioner, String because) {}

    static Plan plan(long n, int m) {
        return plan(n, m, true);
    }

    private static Plan plan(long n, int m, boolean krillFits) {
        double entries = (double) n * m;
        double cube = (double) m * m * m;
        double normal = entries * (m + NORMAL_PASSES * PASS) + NORMAL_CUBES * cube;
        double krill = entries * KRILL_PASSES * PASS + KRILL_CUBES * cube;
        boolean direct = normal <= krill || !krillFits;
        CentrePreconditioner chosen = direct ? new NormalPreconditioner(false) : new KrillPreconditioner(0);
        return new Plan(
                chosen,
                String.format(
                        Locale.ROOT,
                        "%s, chosen by counts for %d rows: normal equations as long as %.2g flops, KRILL as %.2g%s",
                        chosen.description(),
                        n,
                        normal,
                        krill,
                        krillFits ? "" : ", which does not fit into memory"));
    }

    /** The one for a problem's rows; where their number is not known, they are read once. */
    static Plan plan(CentreProblem problem) {
        int m = problem.size();
        return plan(problem.expectedRows(), m, new KrillPreconditioner(0).bytes(m) <= Memory.available());
    }

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        return plan(Require.notNull("problem", problem)).preconditioner().prepare(problem);
    }

    /** Of normal equations, which take less; KRILL asks for its own. */
    @Override
    public double bytes(int m) {
        return new NormalPreconditioner(false).bytes(m);
    }

    @Override
    public String description() {
        return "the cheaper of normal equations and KRILL";
    }
}
