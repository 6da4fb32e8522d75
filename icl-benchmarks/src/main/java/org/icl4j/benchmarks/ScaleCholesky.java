package org.icl4j.benchmarks;

import java.io.IOException;
import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.nystrom.LowRankFactor;

/**
 * A factor F of rank k with F F' near K: randomly pivoted Cholesky in blocks, and greedily pivoted Cholesky column by column, which is what
 * blocks are to be faster than. Seconds of the first call of each, and the process's greatest resident memory after the first. Rows of 10
 * numbers uniform in the unit cube, a Gaussian of length scale 1.
 */
public final class ScaleCholesky {

    private ScaleCholesky() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, k (rank)
     * @throws IOException if the process's memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[0]);
        int rank = Integer.parseInt(arguments[1]);
        Points x = UniformRows.inputs(n, 10, "rows");
        long start = System.nanoTime();
        LowRankFactor.randomlyPivoted(new Gaussian(1), x, rank, 0).close();
        double blocks = MachineRates.seconds(start);
        double peak = ExactRidge.memory("VmHWM");
        start = System.nanoTime();
        LowRankFactor.pivoted(new Gaussian(1), x, rank).close();
        double columns = MachineRates.seconds(start);
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"icl4j\", \"work\": \"pivoted Cholesky\", \"n\": %d, \"rank\": %d, \"seconds\": %.3f, \"columns_s\": %.3f, "
                        + "\"peak_mib\": %.0f}%n",
                n,
                rank,
                blocks,
                columns,
                peak);
    }
}
