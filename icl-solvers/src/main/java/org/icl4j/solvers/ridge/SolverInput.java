package org.icl4j.solvers.ridge;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/** What every {@link KernelSolver} asks of its arguments. */
final class SolverInput {

    private SolverInput() {}

    static void check(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        Require.notNull("kernel", kernel);
        int n = Require.notNull("inputs", inputs).size();
        Require.length("diagonal", diagonal, n, "one per row of the inputs");
        for (int i = 0; i < n; i++) {
            Require.nonNegative("diagonal[" + i + "]", diagonal[i]);
        }
        Require.positive("t", t);
        Require.length("targets", Require.finite("targets", targets), Math.multiplyExact(n, t), n + " rows of " + t);
        Require.notNull("progress", progress);
    }

    /** Whether all elements are the same. */
    static boolean even(double[] diagonal) {
        for (double d : diagonal) {
            if (d != diagonal[0]) {
                return false;
            }
        }
        return true;
    }
}
