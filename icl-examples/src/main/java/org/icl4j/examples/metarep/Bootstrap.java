package org.icl4j.examples.metarep;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;

/** Percentile intervals of a mean over models and tasks: models are drawn again with replacement, and so are tasks, the same ones for every model (Efron and Tibshirani 1993, 13). */
final class Bootstrap {

    private Bootstrap() {}

    /**
     * The interval.
     *
     * @param values shape [models][tasks]
     * @param draws resamples
     * @param randoms the stream drawn from
     * @return the mean and its interval of 95 %
     */
    static Estimate mean(double[][] values, int draws, Randoms randoms) {
        int models = values.length;
        int tasks = values[0].length;
        double[] means = new double[draws];
        int[] count = new int[tasks];
        for (int s = 0; s < draws; s++) {
            Arrays.fill(count, 0);
            for (int k = 0; k < tasks; k++) {
                count[randoms.integer(tasks)]++;
            }
            double sum = 0;
            for (int k = 0; k < models; k++) {
                double[] row = values[randoms.integer(models)];
                for (int b = 0; b < tasks; b++) {
                    sum += count[b] * row[b];
                }
            }
            means[s] = sum / ((double) models * tasks);
        }
        Arrays.sort(means);
        double mean =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double deviation = 0;
        for (double m : means) {
            deviation += (m - mean) * (m - mean) / draws;
        }
        double tail = (1 - Numbers.CONFIDENCE) / 2;
        double low = means[(int) Math.floor(tail * (draws - 1))];
        double high = means[(int) Math.ceil((1 - tail) * (draws - 1))];
        return new Estimate(mean, Math.sqrt(deviation), Math.min(low, mean), Math.max(high, mean));
    }
}
