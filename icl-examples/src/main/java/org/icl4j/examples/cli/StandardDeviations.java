package org.icl4j.examples.cli;

import java.util.function.Function;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.ridge.KernelFactor;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.jspecify.annotations.Nullable;

/**
 * How far new observations may lie from a model's answers, under the Gaussian process that the model is the mean of: y ~ N(mean,
 * s^2 (Q + r I)), Q the kernel matrix, or its approximation by centres. The scale s^2 is the one of greatest likelihood, (y - mean)'(Q + r
 * I)^-1 (y - mean) / n; a fit f has (Q + r I)^-1 (y - mean) = (y - f) / r.
 */
final class StandardDeviations {

    private final Function<Points, double[]> variances;
    private final @Nullable KernelFactor factor;
    private final double ridge;
    private final double scale;

    private StandardDeviations(
            Function<Points, double[]> variances, @Nullable KernelFactor factor, double ridge, double scale) {
        this.variances = variances;
        this.factor = factor;
        this.ridge = ridge;
        // A quadratic form of a positive definite matrix: below 0 by rounding only.
        this.scale = Math.max(0, scale);
    }

    /**
     * @param model fitted with its factor kept, of points as the kernel sees them
     * @param context what it was fitted on, one target
     */
    static StandardDeviations of(KernelRidgeModel model, Context context) {
        double[] y = context.targets().column(0);
        double[] alpha = model.dualCoefficients().column(0);
        KernelFactor factor = model.factor().orElseThrow();
        return new StandardDeviations(
                factor::variances, factor, model.ridge(), scale(y, model.targetMeans()[0], alpha));
    }

    /**
     * @param model fitted with its variance, of points as the kernel sees them
     * @param context what it was fitted on, one target
     */
    static StandardDeviations of(NystromRidgeModel model, Context context) {
        double[] y = context.targets().column(0);
        double[] alpha = model.predict(context.inputs()).column(0);
        for (int i = 0; i < y.length; i++) {
            alpha[i] = (y[i] - alpha[i]) / model.ridge();
        }
        return new StandardDeviations(model::variance, null, model.ridge(), scale(y, model.targetMeans()[0], alpha));
    }

    private static double scale(double[] y, double mean, double[] alpha) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (y[i] - mean) * alpha[i];
        }
        return sum / y.length;
    }

    /** Of an observation at each query, scaled as the kernel sees it: s sqrt(v(q) + r), v the variance of the function. */
    double[] at(Points queries) {
        double[] deviations = variances.apply(queries);
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(scale * (deviations[i] + ridge));
        }
        return deviations;
    }

    /** Of each context row, given all the others: s / sqrt([(K + r I)^-1]_ii) (Rasmussen and Williams 2006, eq. 5.12). */
    double[] leaveOneOut() {
        if (factor == null) {
            throw new IllegalStateException("leave-one-out deviations are those of an exact fit");
        }
        double[] deviations = factor.inverseDiagonal();
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(scale / deviations[i]);
        }
        return deviations;
    }
}
