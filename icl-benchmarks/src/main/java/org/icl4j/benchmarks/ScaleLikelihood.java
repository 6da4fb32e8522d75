package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.solvers.gp.MarginalLikelihood;

/**
 * The log marginal likelihood of a Gaussian process and its gradient in every hyperparameter: Matern 5/2 with one length scale a column, n rows of
 * d numbers uniform in the unit cube, noise of variance 0.01. Seconds of the first call of the process and of the best. Beside
 * {@code peers/solvers_sklearn.py likelihood}.
 */
public final class ScaleLikelihood {

    private ScaleLikelihood() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, d, repeats
     */
    public static void main(String[] arguments) {
        int n = Integer.parseInt(arguments[0]);
        int d = Integer.parseInt(arguments[1]);
        int repeats = Integer.parseInt(arguments[2]);
        Points x = UniformRows.inputs(n, d, "rows");
        Context context = Context.of(x, Points.ofColumn("targets", UniformRows.targets(x, 0.1)));
        double[] lengthScales = new double[d];
        Arrays.fill(lengthScales, 1);
        AnisotropicMatern kernel = new AnisotropicMatern(2.5, lengthScales);
        double first = 0;
        double best = Double.MAX_VALUE;
        double value = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
            long start = System.nanoTime();
            value = MarginalLikelihood.of(kernel, 0.01, context).value();
            double seconds = MachineRates.seconds(start);
            first = repeat == 0 ? seconds : first;
            best = Math.min(best, seconds);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"work\": \"likelihood\", \"n\": %d, \"d\": %d, \"first_s\": %.3f, \"seconds\": %.4f, "
                        + "\"log_likelihood\": %.4f}%n",
                n,
                d,
                first,
                best,
                value);
    }
}
