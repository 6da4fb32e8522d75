package org.icl4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Context;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/**
 * One point of the grid of exact kernel ridge regression: a process fits the same n points and answers the same queries a few
 * times. The first fit and the first answers are those of a process that has loaded its libraries and done nothing else.
 */
public final class GridPoint {

    private static final double NOISE = 0.1;
    private static final double RIDGE = 0.01;
    // Another repeat only while all took less: the peers stop by the same rule.
    private static final double SECONDS = 8;

    private GridPoint() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments kernel (gaussian or matern52), n, d, queries, repeats
     * @throws IOException if the process's memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[1]);
        int d = Integer.parseInt(arguments[2]);
        int queries = Integer.parseInt(arguments[3]);
        int repeats = Integer.parseInt(arguments[4]);
        double lengthScale = Math.sqrt(d);
        Kernel kernel = arguments[0].equals("gaussian") ? new Gaussian(lengthScale) : new Matern(2.5, lengthScale);
        Context context = context("context", n, d, NOISE);
        Context test = context("test", queries, d, 0);
        long start = System.nanoTime();
        Blas.get();
        double load = MachineRates.seconds(start);

        double idle = memory("VmRSS");
        List<Double> fits = new ArrayList<>();
        List<Double> predicts = new ArrayList<>();
        double total = 0;
        KernelRidgeModel model;
        double rmse;
        do {
            start = System.nanoTime();
            model = KernelRidge.of(kernel, RIDGE).fit(context);
            fits.add(MachineRates.seconds(start));
            start = System.nanoTime();
            Points answers = model.predict(test.inputs());
            predicts.add(MachineRates.seconds(start));
            total += fits.get(fits.size() - 1) + predicts.get(predicts.size() - 1);
            rmse = Metrics.rootMeanSquaredError(
                    answers.toRowMajor(), test.targets().toRowMajor());
        } while (fits.size() < repeats && (fits.size() < 2 || total < SECONDS));
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"mode\": \"%s\", \"kernel\": \"%s\", \"n\": %d, \"d\": %d, \"m\": %d, "
                        + "\"first_fit_s\": %.5f, \"fit_s\": %.5f, \"first_predict_s\": %.5f, \"predict_s\": %.5f, "
                        + "\"repeats\": %d, \"load_s\": %.3f, \"rmse\": %.8f, \"relative_residual\": %.2g, "
                        + "\"method\": \"%s\", \"peak_above_idle_mib\": %.0f, \"matrix_mib\": %.1f}%n",
                VectorMath.get().lanes() > 1 ? "vector" : "plain",
                arguments[0],
                n,
                d,
                queries,
                fits.get(0),
                Collections.min(fits),
                predicts.get(0),
                Collections.min(predicts),
                fits.size(),
                load,
                rmse,
                model.report().relativeResidual(),
                model.report().method(),
                memory("VmHWM") - idle,
                8.0 * n * n / (1 << 20));
    }

    private static Context context(String name, int n, int d, double noise) {
        Randoms randoms = Randoms.of(0).split(name);
        double[] x = randoms.gaussians(n * d);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < d; k++) {
                sum += x[i * d + k];
            }
            y[i] = Math.sin(sum / Math.sqrt(d)) + noise * randoms.gaussian();
        }
        return Context.of(Points.ofRows("inputs", n, d, x), Points.ofColumn("targets", y));
    }

    /** A line of Linux's account of this process, in MiB. */
    static double memory(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/self/status has no line " + field);
    }
}
