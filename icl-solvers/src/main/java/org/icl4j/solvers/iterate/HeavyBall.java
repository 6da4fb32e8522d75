package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.jspecify.annotations.Nullable;

/**
 * Polyak's heavy ball: gradient descent with momentum,
 *
 * <pre>x_(t+1) = x_t + step P (b - A x_t) + momentum (x_t - x_(t-1)),   x_1 = x_0 + step P (b - A x_0).</pre>
 *
 * For A (for P A) with eigenvalues in [l, L] the best settings are
 *
 * <pre>step = (2 / (sqrt L + sqrt l))^2,   momentum = ((sqrt L - sqrt l) / (sqrt L + sqrt l))^2,</pre>
 *
 * with which the error falls, up to a factor that grows like t, by sqrt(momentum) a step: as conjugate gradients' bound does, but only
 * with the eigenvalues known, and never faster. It converges for every b if and only if 0 &lt; step &lt; 2 (1 + momentum) / L and
 * momentum &lt; 1. One step costs one product with A and one with P.
 *
 * <p>Source: Polyak (1964), Some methods of speeding up the convergence of iteration methods, theorem 9.
 *
 * @param step the step size, positive
 * @param momentum what is kept of the step before, at least 0 and less than 1; with 0 it is {@link GradientDescent}
 * @param preconditioner P, size n; null for none
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 */
public record HeavyBall(
        double step, double momentum, @Nullable LinearOperator preconditioner, double tolerance, int maxIterations)
        implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param step the step size, positive
     * @param momentum what is kept of the step before, at least 0 and less than 1
     * @param preconditioner P, size n; null for none
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public HeavyBall {
        Require.positive("step", step);
        Require.nonNegative("momentum", momentum);
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
        if (momentum >= 1) {
            throw Require.error("momentum", "must be less than 1, got " + momentum);
        }
    }

    /**
     * Heavy ball to a relative residual of 1e-10 in at most 10000 steps.
     *
     * @param step the step size, positive
     * @param momentum what is kept of the step before, at least 0 and less than 1
     * @return the method
     * @throws IllegalArgumentException if a number is out of range
     */
    public static HeavyBall of(double step, double momentum) {
        return new HeavyBall(step, momentum, null, 1e-10, 10_000);
    }

    /**
     * The best settings for eigenvalues in an interval.
     *
     * @param least a lower bound of the eigenvalues, positive
     * @param greatest an upper bound, at least {@code least}
     * @return the method
     * @throws IllegalArgumentException if the bounds are not positive and in order
     */
    public static HeavyBall between(double least, double greatest) {
        Chebyshev.requireInterval(least, greatest);
        double root = Math.sqrt(greatest) + Math.sqrt(least);
        double ratio = (Math.sqrt(greatest) - Math.sqrt(least)) / root;
        return of(4 / (root * root), ratio * ratio);
    }

    /**
     * The same method with a preconditioner.
     *
     * @param preconditioner P, an approximation of A^-1; null for none
     * @return a new method
     */
    public HeavyBall withPreconditioner(@Nullable LinearOperator preconditioner) {
        return new HeavyBall(step, momentum, preconditioner, tolerance, maxIterations);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public HeavyBall withTolerance(double tolerance) {
        return new HeavyBall(step, momentum, preconditioner, tolerance, maxIterations);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public HeavyBall withMaxIterations(int maxIterations) {
        return new HeavyBall(step, momentum, preconditioner, tolerance, maxIterations);
    }

    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        if (preconditioner != null) {
            Systems.sameSize("preconditioner", preconditioner, a);
        }
        return new MomentumIterates(a, preconditioner, columns, b, x0, tolerance, Schedule.constant(step, momentum));
    }

    @Override
    public String description() {
        return (preconditioner == null ? "heavy ball" : "preconditioned heavy ball") + " (step " + step + ", momentum "
                + momentum + ")";
    }
}
