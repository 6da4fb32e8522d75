package org.icl4j.benchmarks;

import java.io.IOException;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;

/**
 * Kernel ridge regression without the matrix: conjugate gradients to a relative residual of 1e-6 under randomly pivoted Cholesky of rank k.
 * Seconds of the preconditioner, of the steps, and of one symmetric product alone; the number of steps; the process's greatest resident
 * memory. Rows of 10 numbers uniform in the unit cube, a Gaussian of length scale 1. All are first calls of a fresh process.
 */
public final class ScaleConjugate {

    private ScaleConjugate() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, k (rank), ridge
     * @throws IOException if the process's memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[0]);
        int rank = Integer.parseInt(arguments[1]);
        double ridge = Double.parseDouble(arguments[2]);
        Points x = UniformRows.inputs(n, 10, "rows");
        double[] y = UniformRows.targets(x, 0.1);
        KernelProblem problem = KernelProblem.of(new Gaussian(1), x, ridge);
        long start = System.nanoTime();
        try (PreparedPreconditioner prepared =
                RandomlyPivotedCholesky.rank(rank).prepare(problem)) {
            double prepare = MachineRates.seconds(start);
            start = System.nanoTime();
            IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                    .withTolerance(1e-6)
                    .withMaxIterations(500)
                    .withPreconditioner(prepared.operator())
                    .solve(problem.operator(), 1, y, new double[n], Progress.NONE);
            double solve = MachineRates.seconds(start);
            System.out.printf(
                    Locale.ROOT,
                    "{\"system\": \"icl4j\", \"work\": \"conjugate gradients\", \"n\": %d, \"rank\": %d, \"ridge\": %g, \"prepare_s\": %.3f, "
                            + "\"solve_s\": %.3f, \"steps\": %d, \"relative_residual\": %.2g, \"product_s\": %.3f, \"peak_mib\": %.0f}%n",
                    n,
                    rank,
                    ridge,
                    prepare,
                    solve,
                    solution.report().iterations(),
                    solution.report().relativeResidual(),
                    product(x),
                    ExactRidge.memory("VmHWM"));
        }
    }

    /** One product with K, by its symmetry: n^2/2 kernel values; the best of three. */
    private static double product(Points x) {
        LinearOperator operator = Gram.operator(new Gaussian(1), x, 0.1);
        double[] v = UniformRows.targets(x, 0);
        double[] result = new double[v.length];
        double best = Double.MAX_VALUE;
        for (int repeat = 0; repeat < 3; repeat++) {
            long start = System.nanoTime();
            operator.apply(v, result);
            best = Math.min(best, MachineRates.seconds(start));
        }
        return best;
    }
}
