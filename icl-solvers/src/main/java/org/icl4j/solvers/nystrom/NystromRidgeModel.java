package org.icl4j.solvers.nystrom;

import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.jspecify.annotations.Nullable;

/**
 * The function f(x) = mean + sum_j k(x, c_j) a_j of m centres that {@link NystromRidge} has learnt. Predicting q queries costs q m kernel
 * values, tile by tile. Immutable and thread-safe.
 */
public final class NystromRidgeModel implements Predictor {

    private final Kernel kernel;
    private final double ridge;
    private final Points centres;
    private final Points coefficients;
    private final double[] targetMeans;
    private final SolveReport report;
    private final @Nullable NystromVariance variance;

    NystromRidgeModel(
            Kernel kernel,
            double ridge,
            Points centres,
            Points coefficients,
            double[] targetMeans,
            SolveReport report,
            @Nullable NystromVariance variance) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.centres = centres;
        this.coefficients = coefficients;
        this.targetMeans = targetMeans;
        this.report = report;
        this.variance = variance;
    }

    NystromRidgeModel withVariance(NystromVariance known) {
        return new NystromRidgeModel(kernel, ridge, centres, coefficients, targetMeans, report, known);
    }

    /**
     * The kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * The ridge.
     *
     * @return r
     */
    public double ridge() {
        return ridge;
    }

    /**
     * The centres.
     *
     * @return shape [m, d]
     */
    public Points centres() {
        return centres;
    }

    /**
     * The coefficients of the centres' kernel functions.
     *
     * @return a, shape [m, t]
     */
    public Points coefficients() {
        return coefficients;
    }

    /**
     * What is added to the answers.
     *
     * @return a copy, length t; zeros unless the targets were centred
     */
    public double[] targetMeans() {
        return targetMeans.clone();
    }

    /**
     * How the coefficients were found; the relative residual is that of the preconditioned system's unknowns L'a.
     *
     * @return status, steps, jitter, bytes and seconds
     */
    public SolveReport report() {
        return report;
    }

    /**
     * The predictive variance of f(x) when the ridge is the noise variance (deterministic training conditional: Quinonero-Candela and
     * Rasmussen 2005, equation 20b):
     *
     * <pre>k(x, x) - k_xC K_CC^-1 k_Cx + r k_xC (K_nC'K_nC + r K_CC)^-1 k_Cx</pre>
     *
     * Add the ridge for that of a new observation. Cost: 2 m^2 flops a query.
     *
     * @param queries shape [q, d]
     * @return q numbers, at least 0
     * @throws IllegalStateException if the learner was not told {@link NystromRidge#withVariance}
     * @throws IllegalArgumentException if the width is not d
     */
    public double[] variance(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the centres' " + inputWidth());
        if (variance == null) {
            throw new IllegalStateException("this model has no variance; fit it with NystromRidge.withVariance(true)");
        }
        return variance.of(kernel, centres, queries);
    }

    @Override
    public Points predict(Points queries) {
        Require.width("queries", queries, inputWidth(), "d must match the centres' " + inputWidth());
        int t = targetWidth();
        double[] answers = new double[Math.multiplyExact(queries.size(), t)];
        Gram.multiply(kernel, queries, centres, coefficients.toRowMajor(), t, answers);
        for (int i = 0; i < answers.length; i++) {
            answers[i] += targetMeans[i % t];
        }
        return Points.ofRows("answers", queries.size(), t, answers);
    }

    @Override
    public int inputWidth() {
        return centres.width();
    }

    @Override
    public int targetWidth() {
        return coefficients.width();
    }

    @Override
    public String toString() {
        return "NystromRidgeModel[" + kernel + ", ridge=" + ridge + ", m=" + centres.size() + ", d=" + inputWidth()
                + ", t=" + targetWidth() + "]";
    }
}
