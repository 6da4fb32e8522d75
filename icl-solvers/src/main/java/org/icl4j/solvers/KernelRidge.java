package org.icl4j.solvers;

import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Blas;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Memory;
import org.icl4j.core.NativeArrays;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel ridge regression, exactly, by Cholesky:
 *
 * <pre>
 * alpha = (K + r I)^-1 y,   f(x) = sum_i k(x, x_i) alpha_i,   K_ij = k(x_i, x_j)
 * </pre>
 *
 * the minimiser of sum_i (y_i - f(x_i))^2 + r |f|^2 over the kernel's function space, and the mean of a Gaussian process with
 * covariance k and noise variance r. The ridge r is added to K's diagonal as is (scikit-learn's alpha); it is not
 * multiplied by n.
 *
 * <pre>{@code
 * KernelRidgeModel model = KernelRidge.of(new Gaussian(0.5), 0.01).fit(x, y);
 * double[] answers = model.predict(queries);
 * }</pre>
 *
 * <p>Cost: n^2 d for K, n^3 / 3 flops for its factor, 2 n^2 for each target, n^2 d for the true residual in the report.
 * Memory: one n x n matrix, 8 n^2 bytes, in native memory, given back before {@code fit} returns; inputs and targets are
 * never written. The same context gives the same bits.
 *
 * <p>Where the matrix is not positive definite at working precision (a pivot at or below n eps times its diagonal entry,
 * as with duplicate rows and ridge 0), fitting throws {@link org.icl4j.core.NotPositiveDefiniteException} with the
 * row, the row that it duplicates if there is one, and what to do; nothing is added to the diagonal unasked.
 *
 * <p>Source: Saunders, Gammerman and Vovk (1998), Ridge regression learning algorithm in dual variables, equation 12.
 *
 * @param kernel k
 * @param ridge r, at least 0
 * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
 * @param progress told of the stages; when it says stop, {@code fit} throws {@link CancellationException}
 */
public record KernelRidge(Kernel kernel, double ridge, boolean centredTargets, Progress progress)
        implements InContextLearner<KernelRidgeModel> {

    private static final String STAGE = "fit";
    private static final int STAGES = 4;

    /**
     * Checks the components.
     *
     * @param kernel k
     * @param ridge r, at least 0
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @param progress told of the stages
     * @throws IllegalArgumentException if the kernel or the listener is null, or the ridge is negative or not finite
     */
    public KernelRidge {
        Require.notNull("kernel", kernel);
        Require.nonNegative("ridge", ridge);
        Require.notNull("progress", progress);
    }

    /**
     * Kernel ridge regression on the targets as they are.
     *
     * @param kernel k
     * @param ridge r, added to the diagonal of K, at least 0
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null, or the ridge is negative or not finite
     */
    public static KernelRidge of(Kernel kernel, double ridge) {
        return new KernelRidge(kernel, ridge, false, Progress.NONE);
    }

    /**
     * The same learner with the targets centred or not.
     *
     * @param centredTargets whether each target's mean is subtracted before solving and added to every answer
     * @return a new learner
     */
    public KernelRidge withCentredTargets(boolean centredTargets) {
        return new KernelRidge(kernel, ridge, centredTargets, progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told of the stages; when it says stop, {@code fit} throws {@link CancellationException}
     * @return a new learner
     */
    public KernelRidge withProgress(Progress progress) {
        return new KernelRidge(kernel, ridge, centredTargets, progress);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the kernel matrix does not fit into memory (refused before it is allocated) or the
     *     kernel is not finite somewhere
     * @throws org.icl4j.core.NotPositiveDefiniteException if K + r I is not positive definite at working precision
     * @throws CancellationException if the listener says stop
     */
    @Override
    public KernelRidgeModel fit(Context context) {
        Require.notNull("context", context);
        long start = System.nanoTime();
        Points x = context.inputs();
        int n = x.size();
        int t = context.targets().width();
        double bytes = 8.0 * n * n + 8.0 * n * t;
        Memory.require(
                "the " + n + " x " + n + " kernel matrix",
                bytes,
                "fit on fewer rows, or use IterativeKernelRidge, which never forms it");

        double[] y = context.targets().toRowMajor(); // [n, t]
        double[] means = centredTargets ? Vectors.columnMeans(y, t) : new double[t];
        for (int i = 0; i < y.length; i++) {
            y[i] -= means[i % t];
        }
        double[] alpha = solve(x, y, t);
        requireFinite(context.targets(), alpha, t);
        double residual = residual(kernel, ridge, x, y, alpha, t);
        report(STAGES, residual);
        double seconds = 1e-9 * (System.nanoTime() - start);
        SolveReport report = new SolveReport(
                "Cholesky", SolveReport.Status.CONVERGED, 0, residual, 0, (long) bytes, seconds, OptionalLong.empty());
        return new KernelRidgeModel(kernel, ridge, x, Points.ofRows("dualCoefficients", n, t, alpha), means, report);
    }

    /** (K + r I)^-1 Y, row-major [n, t]. */
    private double[] solve(Points x, double[] y, int t) {
        int n = x.size();
        Blas blas = Blas.get();
        report(0, Double.NaN);
        try (INDArray k = NativeArrays.uninitialised(n, n)) {
            Gram.lowerInto(kernel, x, ridge, k);
            report(1, Double.NaN);
            Pivots.factorise(kernel, ridge, x, k);
            report(2, Double.NaN);
            try (INDArray b = Natives.columnMajor(n, t, y)) {
                blas.potrs(Blas.Triangle.LOWER, k, b);
                report(3, Double.NaN);
                return Natives.toRowMajor(b);
            }
        }
    }

    private static void requireFinite(Points targets, double[] alpha, int t) {
        for (int i = 0; i < alpha.length; i++) {
            if (!Double.isFinite(alpha[i])) {
                throw Require.error(
                        "targets",
                        "are too large: the coefficient of row " + i / t + ", target " + i % t + " with the value "
                                + targets.get(i / t, i % t) + ", overflows to " + alpha[i]
                                + "; scale them or use a larger ridge");
            }
        }
    }

    private void report(int done, double value) {
        if (!progress.update(STAGE, done, STAGES, value)) {
            throw new CancellationException(
                    "kernel ridge regression was stopped after stage " + done + " of " + STAGES);
        }
    }

    /** max over targets of |(K + r I) alpha - y| / |y|, without a second matrix. */
    static double residual(Kernel kernel, double ridge, Points x, double[] y, double[] alpha, int t) {
        double[] fitted = new double[y.length];
        Gram.multiply(kernel, x, x, alpha, t, fitted);
        for (int i = 0; i < y.length; i++) {
            fitted[i] = y[i] - fitted[i] - ridge * alpha[i];
        }
        double worst = 0;
        for (int j = 0; j < t; j++) {
            double norm = Vectors.norm(Vectors.column(fitted, t, j));
            worst = Math.max(worst, Vectors.relative(norm, Vectors.norm(Vectors.column(y, t, j))));
        }
        return worst;
    }
}
