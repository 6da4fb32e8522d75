package org.icl4j.examples.cli;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.solvers.ridge.KernelFactor;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/**
 * How far new observations may lie from a model's answers, under the Gaussian process that kernel ridge regression is the mean of:
 * y ~ N(mean, s^2 (K + r I)). The scale s^2 is the one of greatest likelihood, (y - mean)' alpha / n.
 */
final class StandardDeviations {

    private final KernelRidgeModel model;
    private final KernelFactor factor;
    private final double scale;

    /**
     * @param model fitted with its factor kept, of points as the kernel sees them
     * @param context what it was fitted on, one target
     */
    StandardDeviations(KernelRidgeModel model, Context context) {
        this.model = model;
        this.factor = model.factor().orElseThrow();
        double[] y = context.targets().column(0);
        double[] alpha = model.dualCoefficients().column(0);
        double mean = model.targetMeans()[0];
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (y[i] - mean) * alpha[i];
        }
        // A quadratic form of a positive definite matrix: below 0 by rounding only.
        this.scale = Math.max(0, sum / y.length);
    }

    /** Of an observation at each query: s sqrt(k(q, q) - k(q, X) (K + r I)^-1 k(X, q) + r). */
    double[] at(Points queries) {
        double[] deviations = model.standardDeviation(queries);
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(scale * (deviations[i] * deviations[i] + model.ridge()));
        }
        return deviations;
    }

    /** Of each context row, given all the others: s / sqrt([(K + r I)^-1]_ii) (Rasmussen and Williams 2006, eq. 5.12). */
    double[] leaveOneOut() {
        double[] deviations = factor.inverseDiagonal();
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(scale / deviations[i]);
        }
        return deviations;
    }
}
