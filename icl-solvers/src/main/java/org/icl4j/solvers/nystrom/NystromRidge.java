package org.icl4j.solvers.nystrom;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.stream.RowSource;

/**
 * Kernel ridge regression on the functions of m centres C (FALKON): f(x) = sum_j k(x, c_j) a_j with
 *
 * <pre>min_a |K_nC a - y|^2 + r a'K_CC a,   (K_nC'K_nC + r K_CC) a = K_nC'y</pre>
 *
 * by preconditioned conjugate gradients, in which one step is one pass over the rows: K_nC is never held, each of its rows is made once a
 * step, multiplied and forgotten. With all points as centres it is {@code KernelRidge}. The ridge is added as it is: authors who write
 * lambda n mean {@code ridge = lambda * n}.
 *
 * <pre>{@code
 * NystromRidgeModel model = NystromRidge.of(new Gaussian(1), 0.1, 1000).fit(x, y);
 * NystromRidge.of(new Gaussian(1), 0.1, 1000).fit(RowSource.csv(path, "price"));     // larger than memory
 * }</pre>
 *
 * <p>The unknowns are those of a {@link CentreProblem}; a {@link CentrePreconditioner} is what makes the steps few. {@link
 * CentrePreconditioner#auto} forms the matrix in one pass where that is cheaper than steps.
 *
 * <p>Cost: a step n m kernel values and 4 n m t flops; the preconditioner's. Memory: two or three m x m matrices, one block of rows.
 *
 * <p>Sources: Rudi, Carratino and Rosasco (2017), FALKON, arXiv 1705.10958, algorithm 1; Diaz, Epperly, Frangella, Tropp and Webber (2023),
 * arXiv 2304.12465, section 3 (KRILL). Where this differs: conjugate gradients with the preconditioner as an operator, not in coordinates
 * that depend on the ridge; x is not scaled by 1 / n.
 *
 * @param kernel k, positive semidefinite
 * @param ridge r, positive
 * @param centres m, at least 1; at most n are used
 * @param selection how the centres are chosen; of a source that streams, among a uniform sample of 10 m rows
 * @param preconditioner how F'F + r I is approximated
 * @param method the tolerance and the steps of conjugate gradients; its preconditioner is not used
 * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
 * @param intercept whether a constant that is not penalised is added to the functions of the centres
 * @param variance whether the model can tell its predictive variance: the normal equations are then formed, n m^2 flops, and factored
 * @param progress told the relative residual after each step, stage {@code "solve"}
 */
public record NystromRidge(
        Kernel kernel,
        double ridge,
        int centres,
        CentreSelection selection,
        CentrePreconditioner preconditioner,
        ConjugateGradient method,
        boolean centredTargets,
        boolean intercept,
        boolean variance,
        Progress progress)
        implements InContextLearner<NystromRidgeModel> {

    /**
     * Checks the components.
     *
     * @param kernel k, positive semidefinite
     * @param ridge r, positive
     * @param centres m, at least 1
     * @param selection how the centres are chosen
     * @param preconditioner how F'F + r I is approximated
     * @param method the tolerance and the steps of conjugate gradients
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @param intercept whether a constant that is not penalised is added to the functions of the centres
     * @param variance whether the model can tell its predictive variance
     * @param progress told the relative residual after each step
     * @throws IllegalArgumentException if a component is null, the ridge not positive or the centres below 1
     */
    public NystromRidge {
        Require.notNull("kernel", kernel);
        Require.positive("ridge", ridge);
        Require.positive("centres", centres);
        Require.notNull("selection", selection);
        Require.notNull("preconditioner", preconditioner);
        Require.notNull("method", method);
        Require.notNull("progress", progress);
    }

    /**
     * The cheapest preconditioner and uniform centres (seed 0), to a relative residual of 1e-6 in at most 100 steps.
     *
     * @param kernel k, positive semidefinite
     * @param ridge r, positive; as it is, not multiplied by n
     * @param centres m, at least 1
     * @return the learner
     * @throws IllegalArgumentException if an argument is null or out of range
     */
    public static NystromRidge of(Kernel kernel, double ridge, int centres) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                CentreSelection.uniform(0),
                CentrePreconditioner.auto(),
                ConjugateGradient.withDefaults().withTolerance(1e-6).withMaxIterations(100),
                false,
                false,
                false,
                Progress.NONE);
    }

    /**
     * The same learner with other centres.
     *
     * @param selection how they are chosen
     * @return a new learner
     */
    public NystromRidge withSelection(CentreSelection selection) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with another preconditioner.
     *
     * @param preconditioner how F'F + r I is approximated
     * @return a new learner
     */
    public NystromRidge withPreconditioner(CentrePreconditioner preconditioner) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with another tolerance and bound on the steps.
     *
     * @param method of which both are taken
     * @return a new learner
     */
    public NystromRidge withMethod(ConjugateGradient method) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public NystromRidge withCentredTargets(boolean centredTargets) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with a constant b that is not penalised, f(x) = b + sum_j k(x, c_j) a_j: with F the whitened rows and f their mean, the
     * matrix is F'F - n f f' + r I. It takes the place of centred targets: the targets' means are part of it.
     *
     * @param intercept whether there is one
     * @return a new learner
     */
    public NystromRidge withIntercept(boolean intercept) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with a predictive variance or without.
     *
     * @param variance whether the normal equations are formed and factored
     * @return a new learner
     */
    public NystromRidge withVariance(boolean variance) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the choice of the centres, of the rows of each pass, and of the relative residual after each step; when it says stop
     *     before the steps begin, {@code fit} throws {@link java.util.concurrent.CancellationException}
     * @return a new learner
     */
    public NystromRidge withProgress(Progress progress) {
        return new NystromRidge(
                kernel,
                ridge,
                centres,
                selection,
                preconditioner,
                method,
                centredTargets,
                intercept,
                variance,
                progress);
    }

    /**
     * Fits rows in memory.
     *
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the predictor
     * @throws IllegalArgumentException if the matrices of the centres do not fit into memory, or a kernel value is not finite
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel is not positive semidefinite on the centres
     */
    @Override
    public NystromRidgeModel fit(Context context) {
        Require.notNull("context", context);
        Points x = context.inputs();
        return NystromSolve.fit(
                this,
                RowSource.of(context),
                x.select(selection.choose(kernel, x, Math.min(centres, x.size()), progress)));
    }

    /**
     * Fits rows that are streamed.
     *
     * @param source the rows, read once for the centres, once for the right-hand side, and once a step
     * @return the predictor
     * @throws IllegalArgumentException if a row cannot be read, or as {@link #fit(Context)}
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel is not positive semidefinite on the centres
     */
    public NystromRidgeModel fit(RowSource source) {
        Points pool = Require.notNull("source", source).sample(Math.multiplyExact(10, centres), 0, progress);
        return NystromSolve.fit(
                this, source, pool.select(selection.choose(kernel, pool, Math.min(centres, pool.size()), progress)));
    }

    /** The settings, without the listener, which has nothing to do with what is learned. */
    @Override
    public String toString() {
        return "NystromRidge[kernel=" + kernel + ", ridge=" + ridge + ", centres=" + centres + ", preconditioner="
                + preconditioner.description() + "]";
    }
}
