package org.icl4j.benchmarks;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel values a second in one process, for peers/gram_report.py: one line of JSON for each kernel, width and form. The
 * forms: {@code tiles}, a product K v with nothing n x n in memory; {@code into}, an n x n array that exists; {@code new},
 * the array allocated each time, as scikit-learn does; {@code symmetric} and {@code lower triangle}, the same from one set of
 * points, n^2 pairs counted.
 */
public final class GramSpeed {

    private static final long BUDGET_NANOS = 1_500_000_000L;
    private static final int MOST_REPEATS = 12;

    private final int n;

    private GramSpeed(int n) {
        this.n = n;
    }

    /**
     * Measures and prints.
     *
     * @param arguments n; "all", or "gaussian" for that kernel alone
     */
    public static void main(String[] arguments) {
        GramSpeed speed = new GramSpeed(Integer.parseInt(arguments[0]));
        for (int d : new int[] {3, 20, 200}) {
            Kernel gaussian = Kernel.parse("gaussian(" + Math.sqrt(d) + ")");
            speed.forms("gaussian", gaussian, d);
            speed.halves("gaussian", gaussian, d);
        }
        if (!arguments[1].equals("all")) {
            return;
        }
        for (int d : new int[] {20, 200}) {
            speed.forms("matern52", Kernel.parse("matern(2.5, " + Math.sqrt(d) + ")"), d);
            speed.forms("exponentialDotProduct", Kernel.parse("exponentialDotProduct(" + 0.5 / d + ")"), d);
        }
        for (int d : new int[] {3, 20}) {
            speed.forms("laplacianL1", Kernel.parse("laplacianL1(" + d + ")"), d);
        }
        DoubleUnaryOperator profile = r2 -> 1 / (1 + 0.05 * r2);
        DoubleUnaryOperator exponential = r2 -> Math.exp(-0.025 * r2);
        speed.tiles("radial lambda 1/(1+u)", Kernel.radial(profile), 20);
        speed.tiles("radial lambda exp(-u)", Kernel.radial(exponential), 20);
        speed.tiles("gaussian", Kernel.parse("gaussian(3)"), 10);
        speed.tiles("pair lambda", GramSpeed::pair, 10);
    }

    private static double pair(double[] x, double[] z) {
        double r2 = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = x[k] - z[k];
            r2 += difference * difference;
        }
        return Math.exp(-0.05 * r2);
    }

    private Points points(int seed, int d) {
        return Points.ofRows("points", n, d, Randoms.of(seed).gaussians(n * d));
    }

    private void tiles(String name, Kernel kernel, int d) {
        Points x = points(0, d);
        Points z = points(1, d);
        double[] v = Randoms.of(2).gaussians(n);
        double[] result = new double[n];
        report(name, d, "tiles", best(() -> Gram.multiply(kernel, x, z, v, 1, result)));
    }

    private void forms(String name, Kernel kernel, int d) {
        tiles(name, kernel, d);
        Points x = points(0, d);
        Points z = points(1, d);
        try (INDArray target = NativeArrays.uninitialised(n, n)) {
            report(name, d, "into", best(() -> Gram.into(kernel, x, z, target)));
        }
        report(name, d, "new", best(() -> Gram.matrix(kernel, x, z).close()));
        report(name, d, "symmetric new", best(() -> Gram.matrix(kernel, x).close()));
    }

    /** What half the pairs are enough for: beside "tiles" and "into". */
    private void halves(String name, Kernel kernel, int d) {
        Points x = points(0, d);
        double[] v = Randoms.of(2).gaussians(n);
        double[] result = new double[n];
        LinearOperator operator = Gram.operator(kernel, x, 0.1);
        report(name, d, "symmetric tiles", best(() -> operator.apply(v, result)));
        try (INDArray target = NativeArrays.uninitialised(n, n)) {
            report(name, d, "lower triangle into", best(() -> Gram.lowerInto(kernel, x, 0.1, target)));
        }
    }

    /** The least time of several, after as many that are not counted as it takes to compile the loops. */
    private static double best(Runnable work) {
        work.run();
        double least = Double.MAX_VALUE;
        long end = System.nanoTime() + BUDGET_NANOS;
        for (int repeat = 0; repeat < MOST_REPEATS && (repeat < 2 || System.nanoTime() < end); repeat++) {
            long start = System.nanoTime();
            work.run();
            least = Math.min(least, MachineRates.seconds(start));
        }
        return least;
    }

    private void report(String name, int d, String form, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j, %s, %d threads\", \"kernel\": \"%s\", \"n\": %d, \"d\": %d, \"form\": \"%s\", "
                        + "\"s\": %.5f, \"pairs_per_s\": %.4g}%n",
                VectorMath.get().name(),
                Parallel.threads(),
                name,
                n,
                d,
                form,
                seconds,
                (double) n * n / seconds);
    }
}
