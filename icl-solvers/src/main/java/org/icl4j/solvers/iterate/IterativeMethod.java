package org.icl4j.solvers.iterate;

import java.util.OptionalLong;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * A method that approaches the solution of A x = b step by step, as a value: it holds settings, no state. {@link #start}
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
 * <p>Operators: {@link MatrixOperator} is a matrix, {@link org.icl4j.kernels.Gram#operator} a kernel matrix that is never
 * formed, {@link org.icl4j.kernels.tools.KernelOperator} one that is kept as far as memory allows; anything else implements
 * {@link LinearOperator}.
 */
public interface IterativeMethod {

    /**
     * The state before the first step.
     *
     * @param a the operator, size n
     * @param b length n, finite; read and copied
     * @param x0 the first iterate, length n, finite; copied
     * @return iterate 0
     * @throws IllegalArgumentException if a length differs from the operator's size or a number is not finite
     */
    Iterates start(LinearOperator a, double[] b, double[] x0);

    /**
     * The state before the first step from x = 0.
     *
     * @param a the operator, size n
     * @param b length n, finite; read and copied
     * @return iterate 0
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     */
    default Iterates start(LinearOperator a, double[] b) {
        return start(a, b, new double[Require.notNull("a", a).size()]);
    }

    /**
     * The relative residual |A x - b| / |b| at which {@link #solve(LinearOperator, double[])} ends.
     *
     * @return at least 0; with 0 only an exact solution or exhausted precision ends it early
     */
    double tolerance();

    /**
     * The steps that {@link #solve(LinearOperator, double[])} may take.
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
     * Solves A x = b from x = 0 and tells a listener the relative residual after each step. When the listener says stop,
     * the iterate reached is returned with {@link SolveReport.Status#STOPPED}.
     *
     * @param a the operator, size n
     * @param b length n, finite; read only
     * @param progress the listener, stage {@code "solve"}
     * @return x and how it was reached
     * @throws IllegalArgumentException if the length differs from the operator's size or a number is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that A is not what it needs
     */
    default Solution solve(LinearOperator a, double[] b, Progress progress) {
        Require.notNull("progress", progress);
        long start = System.nanoTime();
        Iterates iterates = start(a, b);
        boolean stopped = false;
        while (!stopped && iterates.status() == SolveReport.Status.RUNNING && iterates.count() < maxIterations()) {
            iterates.step();
            stopped = !progress.update("solve", iterates.count(), maxIterations(), iterates.relativeResidual());
        }
        double[] x = iterates.solution();
        double residual = Vectors.relative(Vectors.norm(iterates.residual()), Vectors.norm(b));
        SolveReport.Status status;
        if (iterates.status() != SolveReport.Status.RUNNING) {
            status = iterates.status();
        } else {
            status = stopped ? SolveReport.Status.STOPPED : SolveReport.Status.MAX_ITERATIONS;
        }
        double seconds = 1e-9 * (System.nanoTime() - start);
        SolveReport report = new SolveReport(
                description(), status, iterates.count(), residual, 48L * b.length, seconds, OptionalLong.empty());
        return new Solution(x, report);
    }

    /**
     * The state of an iterative method on one system. Not thread-safe.
     */
    interface Iterates {

        /** Takes one step; does nothing once the status is other than {@link SolveReport.Status#RUNNING}. */
        void step();

        /**
         * The steps taken.
         *
         * @return t, 0 at the start
         */
        int count();

        /**
         * The iterate.
         *
         * @return a copy of x_t, length n, always finite
         */
        double[] solution();

        /**
         * The true residual of the iterate, recomputed: one product with A.
         *
         * @return b - A x_t, a new array of length n
         */
        double[] residual();

        /**
         * The relative residual |b - A x_t| / |b| as the method carries it along, free of cost; for conjugate gradients
         * it can fall below the true one.
         *
         * @return at least 0
         */
        double relativeResidual();

        /**
         * Whether steps can go on, and if not, why.
         *
         * @return {@link SolveReport.Status#RUNNING}, CONVERGED, STAGNATED or DIVERGED
         */
        SolveReport.Status status();
    }

    /**
     * A solution and how it was reached.
     *
     * @param x length n, finite; not copied
     * @param report status, steps, true residual
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Solution(double[] x, SolveReport report) {

        /**
         * Checks that both are there.
         *
         * @param x length n, finite; not copied
         * @param report status, steps, true residual
         */
        public Solution {
            Require.notNull("x", x);
            Require.notNull("report", report);
        }
    }
}
