package org.icl4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.stream.RowSource;

/**
 * Ridge regression on m centres (FALKON's problem, {@link NystromRidge}) from n rows that stream from a file: seconds of the first fit of the
 * process and of the best, steps and true relative residual, the error on 20 000 other rows without noise, and the process's greatest resident
 * memory. Rows of 10 numbers uniform in the unit cube, a Gaussian of length scale 1, ridge 0.01, an intercept. Beside
 * {@code peers/solvers_sklearn.py nystrom}: {@code Nystroem} and {@code Ridge}.
 */
public final class ScaleNystrom {

    private static final int WIDTH = 10;
    private static final int TEST = 20_000;

    private ScaleNystrom() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, m (centres), repeats
     * @throws IOException if the rows cannot be written to a temporary directory
     */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[0]);
        int m = Integer.parseInt(arguments[1]);
        int repeats = Integer.parseInt(arguments[2]);
        Path directory = Files.createTempDirectory("icl4j-rows");
        Path inputs = directory.resolve("x.npy");
        Path targets = directory.resolve("y.npy");
        try {
            write(n, inputs, targets);
            RowSource rows = RowSource.npy(inputs, targets);
            NystromRidge ridge = NystromRidge.of(new Gaussian(1), 0.01, m).withIntercept(true);
            double first = 0;
            double best = Double.MAX_VALUE;
            NystromRidgeModel model = null;
            for (int repeat = 0; repeat < repeats; repeat++) {
                long start = System.nanoTime();
                model = ridge.fit(rows);
                double seconds = MachineRates.seconds(start);
                first = repeat == 0 ? seconds : first;
                best = Math.min(best, seconds);
            }
            if (model == null) {
                throw new IllegalArgumentException("repeats: must be at least 1, got " + repeats);
            }
            Points test = UniformRows.inputs(TEST, WIDTH, "test");
            SolveReport report = model.report();
            System.out.printf(
                    Locale.ROOT,
                    "{\"system\": \"icl4j\", \"work\": \"nystrom\", \"n\": %d, \"m\": %d, \"first_s\": %.3f, \"seconds\": %.3f, \"steps\": %d, "
                            + "\"relative_residual\": %.2g, \"rmse\": %.5f, \"peak_mib\": %.0f}%n",
                    n,
                    m,
                    first,
                    best,
                    report.iterations(),
                    report.relativeResidual(),
                    Metrics.rootMeanSquaredError(model.predict(test).toRowMajor(), UniformRows.targets(test, 0)),
                    ExactRidge.memory("VmHWM"));
        } finally {
            Files.deleteIfExists(inputs);
            Files.deleteIfExists(targets);
            Files.delete(directory);
        }
    }

    /** The rows are garbage when the fit begins. */
    private static void write(int n, Path inputs, Path targets) throws IOException {
        Points x = UniformRows.inputs(n, WIDTH, "rows");
        UniformRows.writeNpy(inputs, x.toRowMajor(), n, WIDTH);
        UniformRows.writeNpy(targets, UniformRows.targets(x, 0.1), n, 0);
    }
}
