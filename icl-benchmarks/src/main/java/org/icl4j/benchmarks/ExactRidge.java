package org.icl4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.icl4j.core.Context;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Exact kernel ridge regression with a Gaussian kernel: time to fit and to predict, peak memory above the idle process, and
 * the fraction of a float64 fit's bound, n^3/3 flops at the DGEMM rate plus the kernel matrix.
 */
public final class ExactRidge {

    private ExactRidge() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, d, m (queries), repeats, and the precision, AUTO unless given
     * @throws IOException if the process's memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[0]);
        int d = Integer.parseInt(arguments[1]);
        int m = Integer.parseInt(arguments[2]);
        int repeats = Integer.parseInt(arguments[3]);
        Kernel kernel = new Gaussian(Math.sqrt(1 / (2 * 0.05)));
        KernelRidge ridge = KernelRidge.of(kernel, 1e-2);
        if (arguments.length > 4) {
            ridge = ridge.withPrecision(Precision.valueOf(arguments[4]));
        }

        Context context = context("context", n, d, 0.1);
        Context test = context("test", m, d, 0);
        // Idle: native libraries loaded and a small problem solved.
        KernelRidgeModel small = ridge.fit(context.select(0, 1, 2, 3));
        small.predict(test.inputs());
        SolveReport report = small.report();
        double idle = memory("VmRSS");
        double firstFit = 0;
        double fit = Double.MAX_VALUE;
        double predict = Double.MAX_VALUE;
        double rmse = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
            long start = System.nanoTime();
            KernelRidgeModel model = ridge.fit(context);
            double fitted = MachineRates.seconds(start);
            start = System.nanoTime();
            Points answers = model.predict(test.inputs());
            predict = Math.min(predict, MachineRates.seconds(start));
            report = model.report();
            fit = Math.min(fit, fitted);
            firstFit = repeat == 0 ? fitted : firstFit;
            rmse = Metrics.rootMeanSquaredError(
                    answers.toRowMajor(), test.targets().toRowMajor());
        }
        double peak = memory("VmHWM") - idle;

        INDArray k = NativeArrays.uninitialised(n, n);
        double gram = Double.MAX_VALUE;
        for (int repeat = 0; repeat < repeats; repeat++) {
            long start = System.nanoTime();
            Gram.lowerInto(kernel, context.inputs(), 1e-2, k);
            gram = Math.min(gram, MachineRates.seconds(start));
        }
        k.close();
        double bound = (double) n * n * n / 3 / MachineRates.gemmFlops() + gram;
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"method\": \"%s\", \"steps\": %d, \"relative_residual\": %.2g, \"n\": %d, \"d\": %d, \"m\": %d, \"fit_s\": %.4f, \"first_fit_s\": %.4f, "
                        + "\"predict_s\": %.4f, \"rmse\": %.6f, \"gram_s\": %.4f, \"bound_s\": %.4f, "
                        + "\"peak_above_idle_mib\": %.0f, \"matrix_mib\": %.0f}%n",
                report.method(),
                report.iterations(),
                report.relativeResidual(),
                n,
                d,
                m,
                fit,
                firstFit,
                predict,
                rmse,
                gram,
                bound,
                peak,
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
