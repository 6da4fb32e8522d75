package org.icl4j.solvers.iterate;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;

/**
 * Gradient descent on (1/2) x'A x - b'x, also called Richardson's iteration:
 *
 * <pre>x_(t+1) = x_t + step (b - A x_t).</pre>
 *
 * From x = 0, iterate t is (I - (I - step A)^t) A^-1 b. It converges for every b if and only if
 * 0 &lt; step &lt; 2 / lmax(A); step = 2 / (lmin + lmax) is best and shrinks the error by (kappa - 1) / (kappa + 1) each
 * time. One step costs one product with A. A step that is too large ends in {@link SolveReport.Status#DIVERGED} with the
 * last finite iterate. For A = K + r I, lmax is {@link org.icl4j.kernels.tools.KernelSpectrum#eigenvalues}[0] + r, and the greatest
 * row sum of |K| plus r is a bound of it.
 *
 * <p>Applied to K + r I of a kernel, t steps are gradient descent in function space, which is what a linear-attention layer
 * per step computes (von Oswald et al. 2023, arXiv 2212.07677, for the linear kernel).
 *
 * @param step the step size, positive
 * @param tolerance relative residual at which a solve ends, at least 0
 * @param maxIterations steps allowed in a solve, at least 1
 */
public record GradientDescent(double step, double tolerance, int maxIterations) implements IterativeMethod {

    /**
     * Checks the settings.
     *
     * @param step the step size, positive
     * @param tolerance relative residual at which a solve ends, at least 0
     * @param maxIterations steps allowed in a solve, at least 1
     * @throws IllegalArgumentException if the step is not positive, the tolerance negative or the steps below 1
     */
    public GradientDescent {
        Require.positive("step", step);
        Require.nonNegative("tolerance", tolerance);
        Require.positive("maxIterations", maxIterations);
    }

    /**
     * Gradient descent to a relative residual of 1e-10 in at most 10000 steps.
     *
     * @param step the step size, positive
     * @return the method
     * @throws IllegalArgumentException if the step is not positive
     */
    public static GradientDescent of(double step) {
        return new GradientDescent(step, 1e-10, 10_000);
    }

    /**
     * The same method with another tolerance.
     *
     * @param tolerance relative residual at which a solve ends, at least 0
     * @return a new method
     */
    public GradientDescent withTolerance(double tolerance) {
        return new GradientDescent(step, tolerance, maxIterations);
    }

    /**
     * The same method with another bound on the steps.
     *
     * @param maxIterations steps allowed in a solve, at least 1
     * @return a new method
     */
    public GradientDescent withMaxIterations(int maxIterations) {
        return new GradientDescent(step, tolerance, maxIterations);
    }

    @Override
    public Iterates start(LinearOperator a, int columns, double[] b, double[] x0) {
        Systems.check(a, columns, b, x0);
        return new MomentumIterates(a, null, columns, b, x0, tolerance, Schedule.constant(step, 0));
    }

    @Override
    public String description() {
        return "gradient descent (step " + step + ")";
    }
}
