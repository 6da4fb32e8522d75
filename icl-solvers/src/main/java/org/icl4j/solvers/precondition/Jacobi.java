package org.icl4j.solvers.precondition;

import java.util.OptionalDouble;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/**
 * The inverse of the diagonal: M = diag(k(x_i, x_i) + d_i)^-1. It undoes badly scaled rows; for kernels whose diagonal is constant, all
 * stationary ones, and an even ridge it does nothing.
 */
public record Jacobi() implements Preconditioner {

    @Override
    public PreparedPreconditioner prepare(KernelProblem problem) {
        int n = Require.notNull("problem", problem).size();
        double[] diagonal = problem.diagonal();
        double[] k = new double[n];
        problem.kernel().diagonal(problem.inputs(), 0, n, k, 0);
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            diagonal[i] += k[i];
            if (!(diagonal[i] > 0)) {
                throw Require.error("kernel", "k(x, x) + d = " + diagonal[i] + " at row " + i + " is not positive");
            }
            logDeterminant += Math.log(diagonal[i]);
        }
        return PreparedPreconditioner.of(new Inverse(diagonal), OptionalDouble.of(logDeterminant), () -> {});
    }

    @Override
    public double bytes(int n) {
        return 8.0 * Require.positive("n", n);
    }

    @Override
    public String description() {
        return "Jacobi";
    }

    /** The inverse of a diagonal. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Inverse(double[] diagonal) implements LinearOperator {

        @Override
        public int size() {
            return diagonal.length;
        }

        @Override
        public void apply(double[] x, double[] result) {
            apply(x, 1, result);
        }

        @Override
        public void apply(double[] x, int columns, double[] result) {
            int length = Math.multiplyExact(size(), Require.positive("columns", columns));
            Require.length("x", x, length, "the operator's size times the columns");
            Require.length("result", result, length, "the operator's size times the columns");
            for (int i = 0; i < length; i++) {
                result[i] = x[i] / diagonal[i / columns];
            }
        }

        @Override
        public String toString() {
            return "Inverse[" + diagonal.length + "]";
        }
    }
}
