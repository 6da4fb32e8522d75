package org.icl4j.solvers.iterate;

import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.IterativeLinearSolver;
import org.apache.commons.math3.linear.RealLinearOperator;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/** Operators and iterative solvers from and to Apache Commons Math. */
public final class CommonsMath {

    private CommonsMath() {}

    /**
     * An operator of Commons Math as one of ours.
     *
     * @param operator a square operator, such as a {@code RealMatrix}
     * @return the same map; a product copies two vectors
     * @throws IllegalArgumentException if the operator is not square
     */
    public static LinearOperator operator(RealLinearOperator operator) {
        int n = Require.notNull("operator", operator).getRowDimension();
        if (n != operator.getColumnDimension() || n < 1) {
            throw Require.error(
                    "operator", "must be square, got shape [" + n + ", " + operator.getColumnDimension() + "]");
        }
        return new LinearOperator() {
            @Override
            public int size() {
                return n;
            }

            @Override
            public void apply(double[] x, double[] result) {
                Require.length("x", x, n, "the operator's size");
                Require.length("result", result, n, "the operator's size");
                RealVector product = operator.operate(new ArrayRealVector(x));
                for (int i = 0; i < n; i++) {
                    result[i] = product.getEntry(i);
                }
            }
        };
    }

    /**
     * One of our operators for Commons Math. Its transpose is said to be itself, as of the symmetric operators that solvers here
     * take.
     *
     * @param operator a symmetric operator
     * @return the same map
     */
    public static RealLinearOperator operator(LinearOperator operator) {
        Require.notNull("operator", operator);
        return new RealLinearOperator() {
            @Override
            public int getRowDimension() {
                return operator.size();
            }

            @Override
            public int getColumnDimension() {
                return operator.size();
            }

            @Override
            public RealVector operate(RealVector x) {
                double[] result = new double[operator.size()];
                operator.apply(x.toArray(), result);
                return new ArrayRealVector(result, false);
            }

            @Override
            public RealVector operateTranspose(RealVector x) {
                return operate(x);
            }

            @Override
            public boolean isTransposable() {
                return true;
            }
        };
    }

    /**
     * Solves A x = b by a solver of Commons Math ({@code ConjugateGradient}, {@code SymmLQ}). Their solvers throw where they do not
     * converge; here that is a status, with the true residual of what was reached.
     *
     * @param solver the solver
     * @param a the operator, size n
     * @param b length n, finite
     * @return x and how it was reached; where the solver's steps were used up, x = 0, since it keeps what it had to itself
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     */
    public static IterativeMethod.Solution solve(IterativeLinearSolver solver, LinearOperator a, double[] b) {
        Require.notNull("solver", solver);
        Systems.check(a, 1, b, new double[b == null ? 0 : b.length]);
        long start = System.nanoTime();
        Status status = Status.CONVERGED;
        double[] x = new double[b.length];
        try {
            x = solver.solve(operator(a), new ArrayRealVector(b)).toArray();
        } catch (MaxCountExceededException e) {
            status = Status.MAX_ITERATIONS;
        }
        double[] residual = new double[b.length];
        Vectors.residual(a, b, x, residual);
        SolveReport report = new SolveReport(
                "Commons Math " + solver.getClass().getSimpleName(),
                status,
                solver.getIterationManager().getIterations(),
                Vectors.relative(Vectors.norm(residual), Vectors.norm(b)),
                48L * b.length,
                1e-9 * (System.nanoTime() - start),
                OptionalLong.empty());
        return new IterativeMethod.Solution(x, report, List.of(report));
    }

    /**
     * One of our methods as a solver of Commons Math, started from its x0.
     *
     * @param method the method
     * @return a solver; where the method ends without having converged, solving throws {@link MaxCountExceededException}, as theirs
     *     do
     */
    public static IterativeLinearSolver solver(IterativeMethod method) {
        Require.notNull("method", method);
        return new IterativeLinearSolver(method.maxIterations()) {
            @Override
            public RealVector solveInPlace(RealLinearOperator a, RealVector b, RealVector x0) {
                checkParameters(a, b, x0);
                IterativeMethod.Solution solution =
                        method.solve(operator(a), 1, b.toArray(), x0.toArray(), Progress.NONE);
                if (!solution.report().converged()) {
                    throw new MaxCountExceededException(solution.report().iterations());
                }
                x0.setSubVector(0, new ArrayRealVector(solution.x(), false));
                return x0;
            }
        };
    }
}
