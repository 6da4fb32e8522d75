package org.icl4j.solvers.ridge;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;

/**
 * {@link KernelSolver#falkon}.
 *
 * @param centres m
 * @param selection how they are chosen
 */
record CentreSolver(int centres, CentreSelection selection) implements KernelSolver {

    CentreSolver {
        Require.positive("centres", centres);
        Require.notNull("selection", selection);
    }

    /** The centres among so many points, in the order of the coefficients. */
    int[] chosen(Kernel kernel, Points inputs, Progress progress) {
        return selection.choose(kernel, inputs, Math.min(centres, inputs.size()), progress);
    }

    /** Coefficients of points that are no centres are 0. */
    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        SolverInput.check(kernel, inputs, diagonal, targets, t, progress);
        if (!SolverInput.even(diagonal)) {
            throw Require.error(
                    "diagonal", "differs from row to row; falkon takes neither weights nor noise: use cholesky or pcg");
        }
        int[] chosen = chosen(kernel, inputs, progress);
        NystromRidgeModel model = NystromRidge.of(kernel, diagonal[0], centres)
                .withSelection((k, x, count) -> chosen)
                .withProgress(progress)
                .fit(Context.of(inputs, Points.ofRows("targets", inputs.size(), t, targets)));
        double[] coefficients = new double[Math.multiplyExact(inputs.size(), t)];
        double[] found = model.coefficients().toRowMajor();
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(found, i * t, coefficients, chosen[i] * t, t);
        }
        return new Solution(coefficients, model.report());
    }

    @Override
    public String description() {
        return "the functions of " + centres + " centres";
    }
}
