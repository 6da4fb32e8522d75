package org.icl4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;

/** From the start of the JVM to the first answer of a 100-point problem. */
public final class FirstFit {

    private FirstFit() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        Randoms randoms = Randoms.of(0);
        double[][] x = randoms.gaussians(100, 5);
        double[] y = randoms.gaussians(100);
        double answer = KernelRidge.of(new Gaussian(1), 0.1).fit(x, y).predict(x)[0];
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"start_to_first_fit_s\": %.3f, \"answer\": %.6f}%n",
                (System.currentTimeMillis() - start) / 1e3,
                answer);
    }
}
