package org.icl4j.benchmarks;

import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.stationary.Gaussian;

/**
 * Answers of a kernel method to m queries, k(q)'c with coefficients on n points and no kernel matrix in memory: seconds of the first call of the
 * process and of the best, and kernel values a second at the best. Rows of 10 numbers uniform in the unit cube, a Gaussian of length scale 1.
 * Beside {@code peers/solvers_sklearn.py queries}.
 */
public final class ScaleQueries {

    private ScaleQueries() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments m (queries), n (points), repeats
     */
    public static void main(String[] arguments) {
        int m = Integer.parseInt(arguments[0]);
        int n = Integer.parseInt(arguments[1]);
        int repeats = Integer.parseInt(arguments[2]);
        Points points = UniformRows.inputs(n, 10, "rows");
        Points queries = UniformRows.inputs(m, 10, "test");
        double[] coefficients = Randoms.of(3).gaussians(n);
        double[] answers = new double[m];
        double first = 0;
        double best = Double.MAX_VALUE;
        for (int repeat = 0; repeat < repeats; repeat++) {
            long start = System.nanoTime();
            Gram.multiply(new Gaussian(1), queries, points, coefficients, 1, answers);
            double seconds = MachineRates.seconds(start);
            first = repeat == 0 ? seconds : first;
            best = Math.min(best, seconds);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"work\": \"queries\", \"m\": %d, \"n\": %d, \"first_s\": %.3f, \"seconds\": %.3f, \"pairs_per_s\": %.3g}%n",
                m,
                n,
                first,
                best,
                (double) m * n / best);
    }
}
