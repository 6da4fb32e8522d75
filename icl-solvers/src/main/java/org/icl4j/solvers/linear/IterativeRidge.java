package org.icl4j.solvers.linear;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.IterativeMethod;

/**
 * Linear ridge regression by so many steps of an iterative method on
 *
 * <pre>(X'X + r I) W = X'Y,   W_0 = 0,   f(x) = x'W</pre>
 *
 * the primal twin of {@link org.icl4j.solvers.ridge.IterativeKernelRidge}: "gradient descent, 3 steps" as a learner. With enough steps it is
 * {@link RidgeRegression}. One step of gradient descent on the weights is what one layer of linear attention computes.
 *
 * <pre>{@code
 * IterativeRidge.of(0.1, GradientDescent.of(0.01), 3).fit(context);
 * }</pre>
 *
 * <p>X'X is never formed: a step costs 4 n d t flops. The method stops before its steps are used up where its own tolerance is reached, and
 * keeps the last finite iterate where it diverges. Gradient descent with the same step and ridge takes the same path in dual form with the linear
 * kernel, W = X'A; conjugate gradients do not: they minimise over another Krylov space.
 *
 * @param ridge r, added to the diagonal of X'X as is, at least 0
 * @param method the method and its settings; its own bound on the steps is not used
 * @param steps steps to take for each target, at least 1
 * @param intercept whether to fit an intercept, which is not penalised: X and Y are centred first
 * @param progress told the greatest relative residual after each step, stage {@code "solve"}; when it says stop, the iterate reached is
 *     the model
 */
public record IterativeRidge(double ridge, IterativeMethod method, int steps, boolean intercept, Progress progress)
        implements InContextLearner<LinearModel> {

    /**
     * Checks the components.
     *
     * @param ridge r, added to the diagonal of X'X as is, at least 0
     * @param method the method and its settings; its own bound on the steps is not used
     * @param steps steps to take for each target, at least 1
     * @param intercept whether to fit an intercept
     * @param progress told the greatest relative residual after each step
     * @throws IllegalArgumentException if a component is null, the ridge negative or not finite, or the steps below 1
     */
    public IterativeRidge {
        Require.nonNegative("ridge", ridge);
        Require.notNull("method", method);
        Require.positive("steps", steps);
        Require.notNull("progress", progress);
    }

    /**
     * Without an intercept.
     *
     * @param ridge r, added to the diagonal of X'X as is, at least 0
     * @param method the method and its settings
     * @param steps steps to take, at least 1
     * @return the learner
     * @throws IllegalArgumentException if an argument is null, the ridge negative or not finite, or the steps below 1
     */
    public static IterativeRidge of(double ridge, IterativeMethod method, int steps) {
        return new IterativeRidge(ridge, method, steps, false, Progress.NONE);
    }

    /**
     * The same learner with or without an intercept.
     *
     * @param intercept whether to fit an intercept, which is not penalised
     * @return a new learner
     */
    public IterativeRidge withIntercept(boolean intercept) {
        return new IterativeRidge(ridge, method, steps, intercept, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told the greatest relative residual after each step
     * @return a new learner
     */
    public IterativeRidge withProgress(Progress progress) {
        return new IterativeRidge(ridge, method, steps, intercept, progress);
    }

    /**
     * Runs the method, all targets at once.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the linear function reached
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that X'X + r I is not positive definite
     */
    @Override
    public LinearModel fit(Context context) {
        NormalEquations system = new NormalEquations(Require.notNull("context", context), intercept);
        int d = system.d;
        int t = system.t;
        LinearOperator a = new LinearOperator() {
            @Override
            public int size() {
                return d;
            }

            @Override
            public void apply(double[] v, double[] result) {
                apply(v, 1, result);
            }

            @Override
            public void apply(double[] v, int columns, double[] result) {
                double[] fitted = Vectors.product(false, false, system.n, columns, d, system.x, d, v, columns);
                double[] back = Vectors.product(true, false, d, columns, system.n, system.x, d, fitted, columns);
                for (int i = 0; i < back.length; i++) {
                    result[i] = back[i] + ridge * v[i];
                }
            }
        };
        IterativeMethod.Iterates iterates =
                method.start(a, t, system.transposedTimes(system.y), new double[Math.multiplyExact(d, t)]);
        boolean stopped = false;
        for (int s = 0; s < steps && !stopped && iterates.status() == SolveReport.Status.RUNNING; s++) {
            iterates.step();
            stopped = !progress.update("solve", s + 1, steps, iterates.relativeResidual());
        }
        return system.model(iterates.solution());
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "IterativeRidge[ridge=" + ridge + ", method=" + method.description() + ", steps=" + steps + "]";
    }
}
