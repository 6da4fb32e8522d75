package org.icl4j.solvers.iterate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * A method that approaches the solution of A X = B step by step, as a value: it holds settings, no state. {@link #start}
 * gives the state, so that iterate t is a thing one can look at; {@link #solve(LinearOperator, double[])} runs it to its
 * tolerance.
 *
 * <pre>{@code
 * IterativeMethod.Iterates iterates = GradientDescent.of(0.1).start(a, b);
 * iterates.step();
 * double[] x1 = iterates.solution();            // 0.1 b: one step from 0
 * double[] x = ConjugateGradient.withDefaults().solve(a, b).x();
 * }</pre>
 *
 * <p>B may have several columns: t right-hand sides, row-major [n, t]. A step multiplies all of them that still run by A at once,
 * so that a kernel matrix that is never formed is evaluated once for all; each column has its own status, and one that has
 * ended takes no more products.
 *
 * <p>Operators: {@link MatrixOperator} is a matrix, {@link org.icl4j.kernels.Gram#operator} a kernel matrix that is never
 * formed, {@link org.icl4j.kernels.tools.KernelOperator} one that is kept as far as memory allows; anything else implements
 * {@link LinearOperator}. {@link CommonsMath} takes operators from and to Commons Math.
 */
public interface IterativeMethod {

    /**
     * The state before the first step, for several right-hand sides.
     *
     * @param a the operator, size n
     * @param columns t, the number of right-hand sides, at least 1
     * @param b row-major [n, t], finite; read and copied
     * @param x0 the first iterate, row-major [n, t], finite; copied. Of a column that is 0 no product is taken
     * @return iterate 0
     * @throws IllegalArgumentException if a length differs from n t or a number is not finite
     */
    Iterates start(LinearOperator a, int columns, double[] b, double[] x0);

    /**
     * The state before the first step.
     *
     * @param a the operator, size n
     * @param b length n, finite; read and copied
     * @param x0 the first iterate, length n, finite; copied
     * @return iterate 0
     * @throws IllegalArgumentException if a length differs from the operator's size or a number is not finite
     */
    default Iterates start(LinearOperator a, double[] b, double[] x0) {
        return start(a, 1, b, x0);
    }

    /**
     * The state before the first step from x = 0.
     *
     * @param a the operator, size n
     * @param b length n, finite; read and copied
     * @return iterate 0
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     */
    default Iterates start(LinearOperator a, double[] b) {
        return start(a, 1, b, new double[Require.notNull("a", a).size()]);
    }

    /**
     * The relative residual |A x - b| / |b| at which a solve ends.
     *
     * @return at least 0; with 0 only an exact solution or exhausted precision ends it early
     */
    double tolerance();

    /**
     * The steps that a solve may take.
     *
     * @return at least 1
     */
    int maxIterations();

    /**
     * The method's name and settings for reports.
     *
     * @return such as {@code "gradient descent (step 0.1)"}
     */
    String description();

    /**
     * Solves A x = b from x = 0.
     *
     * @param a the operator, size n
     * @param b length n, finite; read only
     * @return x and how it was reached
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that A is not what it needs
     */
    default Solution solve(LinearOperator a, double[] b) {
        return solve(a, b, Progress.NONE);
    }

    /**
     * Solves A x = b from x = 0 and tells a listener the relative residual after each step.
     *
     * @param a the operator, size n
     * @param b length n, finite; read only
     * @param progress the listener, stage {@code "solve"}
     * @return x and how it was reached; with {@link Status#STOPPED} where the listener said stop
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that A is not what it needs
     */
    default Solution solve(LinearOperator a, double[] b, Progress progress) {
        return solve(a, 1, b, new double[Require.notNull("a", a).size()], progress);
    }

    /**
     * Solves A X = B from X0 and tells a listener the greatest relative residual after each step. When the listener says stop,
     * the iterate reached is returned, and the columns that were still running have {@link Status#STOPPED}.
     *
     * @param a the operator, size n
     * @param columns t, the number of right-hand sides, at least 1
     * @param b row-major [n, t], finite; read only
     * @param x0 where to start, row-major [n, t], finite; such as the solution of a problem nearby (warm start)
     * @param progress the listener, stage {@code "solve"}
     * @return X and how it was reached, as a whole and column by column
     * @throws IllegalArgumentException if a length differs from n t or a number is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that A is not what it needs
     */
    default Solution solve(LinearOperator a, int columns, double[] b, double[] x0, Progress progress) {
        Require.notNull("progress", progress);
        long start = System.nanoTime();
        Iterates iterates = start(a, columns, b, x0);
        boolean stopped = false;
        while (!stopped && iterates.status() == Status.RUNNING && iterates.count() < maxIterations()) {
            iterates.step();
            stopped = !progress.update("solve", iterates.count(), maxIterations(), iterates.relativeResidual());
        }
        double[] x = iterates.solution();
        double[] residual = iterates.residual();
        double seconds = 1e-9 * (System.nanoTime() - start);
        long bytes = 48L * b.length;
        List<SolveReport> reports = new ArrayList<>();
        Status worst = Status.CONVERGED;
        double greatest = 0;
        for (int j = 0; j < columns; j++) {
            Status status = iterates.status(j);
            if (status == Status.RUNNING) {
                status = stopped ? Status.STOPPED : Status.MAX_ITERATIONS;
            }
            double norm = Vectors.norm(Vectors.column(b, columns, j));
            // Without a right-hand side there is nothing to compare with but where the column began.
            double relative = norm == 0
                    ? iterates.relativeResidual(j)
                    : Vectors.relative(Vectors.norm(Vectors.column(residual, columns, j)), norm);
            reports.add(new SolveReport(
                    description(), status, iterates.count(j), relative, bytes, seconds, OptionalLong.empty()));
            worst = status.compareTo(worst) > 0 ? status : worst;
            greatest = Math.max(greatest, relative);
        }
        SolveReport report =
                new SolveReport(description(), worst, iterates.count(), greatest, bytes, seconds, OptionalLong.empty());
        return new Solution(x, columns == 1 ? reports.get(0) : report, reports);
    }

    /**
     * The state of an iterative method on one system with t right-hand sides. Not thread-safe.
     */
    interface Iterates {

        /** Takes one step of every column that runs; does nothing where none does. */
        void step();

        /**
         * The number of right-hand sides.
         *
         * @return t, at least 1
         */
        int columns();

        /**
         * The steps that one column has taken.
         *
         * @param column 0 to t - 1
         * @return 0 at the start
         */
        int count(int column);

        /**
         * The steps taken by the column that has taken most.
         *
         * @return 0 at the start
         */
        default int count() {
            int most = 0;
            for (int j = 0; j < columns(); j++) {
                most = Math.max(most, count(j));
            }
            return most;
        }

        /**
         * The iterate.
         *
         * @return a copy of X, row-major [n, t], always finite; iterate 0 is what the method was started from
         */
        double[] solution();

        /**
         * The true residual of the iterate, B - A X: one product with A, and none for columns whose residual was just computed.
         *
         * @return a new array, row-major [n, t]
         */
        double[] residual();

        /**
         * The relative residual |b - A x| / |b| of one column as the method carries it along, free of cost; for conjugate
         * gradients it can fall below the true one. Where b = 0 it is relative to the first residual, that of x0.
         *
         * @param column 0 to t - 1
         * @return at least 0
         */
        double relativeResidual(int column);

        /**
         * The greatest relative residual of the columns.
         *
         * @return at least 0
         */
        default double relativeResidual() {
            double greatest = 0;
            for (int j = 0; j < columns(); j++) {
                greatest = Math.max(greatest, relativeResidual(j));
            }
            return greatest;
        }

        /**
         * Whether a column can go on, and if not, why.
         *
         * @param column 0 to t - 1
         * @return {@link Status#RUNNING}, CONVERGED, STAGNATED or DIVERGED
         */
        Status status(int column);

        /**
         * Whether steps can go on, and if not, how it went at worst.
         *
         * @return {@link Status#RUNNING} while a column runs; otherwise CONVERGED if all have, or STAGNATED or DIVERGED
         */
        default Status status() {
            Status worst = Status.CONVERGED;
            for (int j = 0; j < columns(); j++) {
                if (status(j) == Status.RUNNING) {
                    return Status.RUNNING;
                }
                worst = status(j).compareTo(worst) > 0 ? status(j) : worst;
            }
            return worst;
        }
    }

    /**
     * A solution and how it was reached.
     *
     * @param x row-major [n, t], finite; not copied
     * @param report of all columns: the worst status, most steps, greatest true residual
     * @param columns a report for each column
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Solution(double[] x, SolveReport report, List<SolveReport> columns) {

        /**
         * Checks that all is there.
         *
         * @param x row-major [n, t], finite; not copied
         * @param report of all columns: the worst status, most steps, greatest true residual
         * @param columns a report for each column
         */
        public Solution {
            Require.notNull("x", x);
            Require.notNull("report", report);
            columns = List.copyOf(Require.notNull("columns", columns));
        }

        @Override
        public String toString() {
            return "Solution[" + x.length + " numbers" + ", " + report + "]";
        }
    }
}
