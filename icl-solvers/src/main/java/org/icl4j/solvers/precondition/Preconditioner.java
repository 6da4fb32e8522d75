package org.icl4j.solvers.precondition;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/**
 * A way to approximate (K + D)^-1, as a value: {@link #prepare} does the work for a problem.
 *
 * <pre>{@code
 * KernelProblem problem = KernelProblem.of(kernel, x, 0.1);
 * try (PreparedPreconditioner m = RandomlyPivotedCholesky.rank(300).prepare(problem)) {
 *     IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
 *             .withPreconditioner(m.operator())
 *             .solve(problem.operator(), y);
 * }
 * }</pre>
 *
 * <p>One's own is a class of two methods; {@link PreparedPreconditioner#of} makes what {@link #prepare} returns from an operator.
 */
public interface Preconditioner {

    /**
     * Prepares the preconditioner of a problem.
     *
     * @param problem K + D
     * @return the operator, to be closed
     * @throws IllegalArgumentException if the problem is not one that this can precondition, or memory does not suffice
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel turns out not to be positive semidefinite
     */
    PreparedPreconditioner prepare(KernelProblem problem);

    /**
     * Prepares the preconditioner of a problem and asks a listener whether to go on, before each block of work. Unless overridden, it is asked
     * once, before {@link #prepare(KernelProblem)}.
     *
     * @param problem K + D
     * @param progress asked, stage {@code "precondition"}
     * @return the operator, to be closed
     * @throws IllegalArgumentException as {@link #prepare(KernelProblem)}
     * @throws CancellationException if the listener says stop
     */
    default PreparedPreconditioner prepare(KernelProblem problem, Progress progress) {
        Require.notNull("problem", problem);
        if (!Require.notNull("progress", progress).update("precondition", 0, 1, Double.NaN)) {
            throw new CancellationException("the preconditioner, " + description() + ", was stopped");
        }
        return prepare(problem);
    }

    /**
     * The bytes that a prepared one holds, before it is made.
     *
     * @param n the number of points
     * @return bytes, by count
     */
    double bytes(int n);

    /**
     * The name and settings for reports.
     *
     * @return such as {@code "randomly pivoted Cholesky of rank 300"}
     */
    String description();
}
