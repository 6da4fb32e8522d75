package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What this machine can do at best: the rates that bounds are computed from. */
public final class MachineRates {

    private static final int GEMM_SIZE = 3000;
    private static final int EXP_BLOCK = 4096;
    private static final int WRITTEN_ROWS = 10_000;
    private static final int WRITTEN_COLUMNS = 10_000;

    private MachineRates() {}

    /**
     * Measures and prints the rates as one line of JSON.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "{\"blas\": \"%s\", \"vector_math\": \"%s\", \"threads\": %d, \"dgemm_gflops\": %.1f, \"exp_per_s\": %.3g, "
                        + "\"written_gb_per_s\": %.1f, \"written_fresh_gb_per_s\": %.1f}%n",
                Blas.get().description(),
                VectorMath.get().name(),
                Parallel.threads(),
                gemmFlops() / 1e9,
                exponentials(),
                bytesWritten(false) / 1e9,
                bytesWritten(true) / 1e9);
    }

    /**
     * The rate of the largest matrix product that is measured, best of 5.
     *
     * @return flops per second
     */
    public static double gemmFlops() {
        INDArray a = NativeArrays.uninitialised(GEMM_SIZE, GEMM_SIZE).assign(1.5);
        INDArray c = NativeArrays.uninitialised(GEMM_SIZE, GEMM_SIZE);
        double best = Double.MAX_VALUE;
        for (int repeat = 0; repeat < 5; repeat++) {
            long start = System.nanoTime();
            Blas.get().gemm(Blas.Transpose.NO, Blas.Transpose.NO, 1, a, a, 0, c);
            best = Math.min(best, seconds(start));
        }
        a.close();
        c.close();
        return 2.0 * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE / best;
    }

    /**
     * The rate of exponentials in cache on all threads, best of 20.
     *
     * @return exponentials per second
     */
    public static double exponentials() {
        int blocks = 64 * Parallel.threads();
        int perBlock = 40;
        double best = Double.MAX_VALUE;
        for (int repeat = 0; repeat < 20; repeat++) {
            long start = System.nanoTime();
            Parallel.run(blocks, block -> {
                double[] values = new double[EXP_BLOCK];
                for (int i = 0; i < perBlock; i++) {
                    Arrays.fill(values, -0.5);
                    VectorMath.get().exp(1.25, values, 0, EXP_BLOCK);
                }
            });
            best = Math.min(best, seconds(start));
        }
        return (double) blocks * perBlock * EXP_BLOCK / best;
    }

    /**
     * The rate at which all threads together fill a large array, best of 5.
     *
     * @param fresh whether the array is new each time, so that the system has to provide its pages
     * @return bytes per second
     */
    public static double bytesWritten(boolean fresh) {
        double best = Double.MAX_VALUE;
        INDArray array = NativeArrays.uninitialised(WRITTEN_ROWS, WRITTEN_COLUMNS);
        for (int repeat = 0; repeat < 5; repeat++) {
            if (fresh) {
                array.close();
            }
            long start = System.nanoTime();
            if (fresh) {
                array = NativeArrays.uninitialised(WRITTEN_ROWS, WRITTEN_COLUMNS);
            }
            INDArray target = array;
            Parallel.run(WRITTEN_COLUMNS, column -> {
                double[] source = new double[WRITTEN_ROWS];
                NativeArrays.copyIn(source, 0, target, (long) column * WRITTEN_ROWS, WRITTEN_ROWS);
            });
            best = Math.min(best, seconds(start));
        }
        array.close();
        return (double) Double.BYTES * WRITTEN_ROWS * WRITTEN_COLUMNS / best;
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
