package org.icl4j.examples.dualmodel;

import org.icl4j.attention.theory.DualModel;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/** How far the dual model's partial sums are from its answer, demonstration by demonstration, over many prompts. */
final class Trajectories {

    static final int DEMONSTRATIONS = 15;
    private static final int D = 4;

    private final double[] mean = new double[DEMONSTRATIONS + 1];
    private final double[] error = new double[DEMONSTRATIONS + 1];
    private final double[] one = new double[DEMONSTRATIONS + 1];
    private final double up;

    Trajectories(int prompts, long seed) {
        double[][] distances = new double[DEMONSTRATIONS + 1][prompts];
        int rises = 0;
        for (int p = 0; p < prompts; p++) {
            Randoms r = Randoms.of(seed).split("prompt" + p);
            double[][] x = r.gaussians(DEMONSTRATIONS + 1, D);
            double[] w = r.gaussians(D);
            double[][] keys = new double[DEMONSTRATIONS][];
            double[][] values = new double[DEMONSTRATIONS][1];
            for (int i = 0; i < DEMONSTRATIONS; i++) {
                keys[i] = x[i];
                for (int k = 0; k < D; k++) {
                    values[i][0] += w[k] * x[i][k];
                }
            }
            double[][] sums = DualModel.of(Points.of("keys", keys), Points.of("values", values))
                    .trajectory(x[DEMONSTRATIONS]);
            double answer = sums[DEMONSTRATIONS - 1][0];
            distances[0][p] = Math.abs(answer);
            for (int t = 1; t <= DEMONSTRATIONS; t++) {
                distances[t][p] = Math.abs(sums[t - 1][0] - answer);
                rises += distances[t][p] > distances[t - 1][p] ? 1 : 0;
            }
        }
        up = (double) rises / (prompts * DEMONSTRATIONS);
        for (int t = 0; t <= DEMONSTRATIONS; t++) {
            Metrics.Summary summary = Metrics.summary(distances[t]);
            mean[t] = summary.mean();
            error[t] = summary.standardError();
            one[t] = distances[t][0];
        }
    }

    /** The share of demonstrations that take the sum farther from the answer. */
    double rises() {
        return up;
    }

    private static double[] steps() {
        double[] steps = new double[DEMONSTRATIONS + 1];
        for (int t = 0; t < steps.length; t++) {
            steps[t] = t;
        }
        return steps;
    }

    CsvOutput csv() {
        CsvOutput csv = new CsvOutput("demonstrations", "mean_distance", "standard_error", "first_prompt");
        for (int t = 0; t <= DEMONSTRATIONS; t++) {
            csv.numbers(t, mean[t], error[t], one[t]);
        }
        return csv;
    }

    Figure figure() {
        double[] low = new double[mean.length];
        double[] high = new double[mean.length];
        for (int t = 0; t < mean.length; t++) {
            low[t] = mean[t] - 2 * error[t];
            high[t] = mean[t] + 2 * error[t];
        }
        return Figure.of(Plot.of("Distance to the attention layer's answer", "demonstrations so far", "distance")
                .add(Series.band(steps(), low, high).in(Ink.BLUE))
                .add(Series.line(steps(), mean).named("mean of prompts").in(Ink.BLUE))
                .add(Series.line(steps(), one).named("first prompt").dashed().in(Ink.VERMILLION)));
    }
}
