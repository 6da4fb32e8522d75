package org.icl4j.solvers.ridge;

import java.util.OptionalLong;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.Asymmetry;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.IterativeMethod;

/**
 * Kernel ridge regression by a given number of steps of an iterative method: "conjugate gradients, 7 steps" as a learner. The method
 * solves (K + r I) alpha = y, from alpha = 0. With enough steps this is {@link KernelRidge}; with few it is what a stack of attention
 * layers, one per step, can compute.
 *
 * <pre>{@code
 * IterativeKernelRidge.of(new Gaussian(0.5), 0.01, ConjugateGradient.withDefaults(), 7).fit(context);
 * }</pre>
 *
 * <p>K is never formed: a step evaluates every pair once for all targets and memory is O(n (d + t)). The method stops before its
 * steps are used up where its own tolerance is reached; with tolerance 0 it takes them all. A method that diverges
 * ends with the status {@link SolveReport.Status#DIVERGED} in the report, not with infinities.
 *
 * @param kernel k
 * @param ridge r, added to the diagonal of K as is, at least 0
 * @param method the method and its settings; its own bound on the steps is not used
 * @param steps steps to take for each target, at least 1
 * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
 * @param progress told the greatest relative residual after each step, stage {@code "solve"}; when it says stop, the iterate reached is
 *     the model, with the status {@link SolveReport.Status#STOPPED}
 */
public record IterativeKernelRidge(
        Kernel kernel, double ridge, IterativeMethod method, int steps, boolean centredTargets, Progress progress)
        implements InContextLearner<KernelRidgeModel> {

    /**
     * Checks the components.
     *
     * @param kernel k
     * @param ridge r, added to the diagonal of K as is, at least 0
     * @param method the method and its settings; its own bound on the steps is not used
     * @param steps steps to take for each target, at least 1
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @param progress told the greatest relative residual after each step, stage {@code "solve"}
     * @throws IllegalArgumentException if a component is null, the ridge negative or not finite, or the steps below 1
     */
    public IterativeKernelRidge {
        Require.notNull("kernel", kernel);
        Require.nonNegative("ridge", ridge);
        Require.notNull("method", method);
        Require.positive("steps", steps);
        Require.notNull("progress", progress);
    }

    /**
     * Kernel ridge regression by an iterative method on the targets as they are.
     *
     * @param kernel k
     * @param ridge r, added to the diagonal of K as is, at least 0
     * @param method the method and its settings
     * @param steps steps to take, at least 1
     * @return the learner
     * @throws IllegalArgumentException if an argument is null, the ridge negative or not finite, or the steps below 1
     */
    public static IterativeKernelRidge of(Kernel kernel, double ridge, IterativeMethod method, int steps) {
        return new IterativeKernelRidge(kernel, ridge, method, steps, false, Progress.NONE);
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public IterativeKernelRidge withCentredTargets(boolean centredTargets) {
        return new IterativeKernelRidge(kernel, ridge, method, steps, centredTargets, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told the greatest relative residual after each step
     * @return a new learner
     */
    public IterativeKernelRidge withProgress(Progress progress) {
        return new IterativeKernelRidge(kernel, ridge, method, steps, centredTargets, progress);
    }

    /**
     * Runs the method on (K + r I) alpha = y, all targets at once.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the predictor with the coefficients reached, and a report of how near they are
     * @throws IllegalArgumentException if the kernel is not finite or, at the pairs looked at, not symmetric
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the method finds that K + r I is not positive definite
     */
    @Override
    public KernelRidgeModel fit(Context context) {
        Require.notNull("context", context);
        long start = System.nanoTime();
        Points x = context.inputs();
        int n = x.size();
        int t = context.targets().width();
        double[] y = context.targets().toRowMajor(); // [n, t]
        double[] means = centredTargets ? Vectors.columnMeans(y, t) : new double[t];
        Vectors.centre(y, means);
        Asymmetry.refuse(kernel, ridge, x);
        LinearOperator a = Gram.operator(kernel, x, ridge);
        IterativeMethod.Iterates iterates = method.start(a, t, y, new double[Math.multiplyExact(n, t)]);
        boolean stopped = false;
        for (int s = 0; s < steps && !stopped && iterates.status() == SolveReport.Status.RUNNING; s++) {
            iterates.step();
            stopped = !progress.update("solve", s + 1, steps, iterates.relativeResidual());
        }
        SolveReport.Status worst = SolveReport.Status.CONVERGED;
        for (int j = 0; j < t; j++) {
            worst = worse(worst, iterates.status(j), stopped);
        }
        double[] alpha = iterates.solution();
        double residual = Vectors.worstRelative(new KernelSystem(kernel, ridge, x).residuals(alpha, y, t), y);
        double seconds = 1e-9 * (System.nanoTime() - start);
        SolveReport report = new SolveReport(
                method.description(),
                worst,
                iterates.count(),
                residual,
                56L * n * t + 8L * n * t,
                seconds,
                OptionalLong.empty());
        Points coefficients = Points.ofRows("dualCoefficients", n, t, alpha);
        return new KernelRidgeModel(kernel, new double[] {ridge}, x, coefficients, means, null, report);
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "IterativeKernelRidge[kernel=" + kernel + ", ridge=" + ridge + ", method=" + method.description()
                + ", steps=" + steps + "]";
    }

    /** The status of all columns: what went worst, in the order of the enum. */
    private static SolveReport.Status worse(SolveReport.Status sofar, SolveReport.Status next, boolean stopped) {
        SolveReport.Status status = next;
        if (next == SolveReport.Status.RUNNING) {
            status = stopped ? SolveReport.Status.STOPPED : SolveReport.Status.MAX_ITERATIONS;
        }
        return status.compareTo(sofar) > 0 ? status : sofar;
    }
}
