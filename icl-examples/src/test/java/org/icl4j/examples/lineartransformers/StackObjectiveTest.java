package org.icl4j.examples.lineartransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackObjectiveTest {

    private static final int D = Depth.WIDTH;

    /** L products of matrices, each of some d roundings, on numbers of size 1 to 10. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @CsvSource({"1,false", "3,false", "2,true", "3,true"})
    void isTheErrorOfTheLayersOnTokens(int layers, boolean coupled) {
        double[] parameters = parameters(layers);
        AllWeights tasks = new AllWeights(D);
        TaskBatch batch = tasks.batch(6, Depth.CONTEXT, D);
        tasks.sample(batch, Randoms.of(3));
        double[] h = new double[6 * D * D];
        double[] x = batch.contextInputs();
        for (int row = 0; row < 6 * Depth.CONTEXT; row++) {
            for (int j = 0; j < D * D; j++) {
                int at = row / Depth.CONTEXT * D * D + j;
                h[at] += x[row * D + j / D] * x[row * D + j % D] / Depth.CONTEXT;
            }
        }
        var learner = new Depth(layers, coupled).learner(parameters);
        double error = 0;
        for (int b = 0; b < 6; b++) {
            double[] answers =
                    learner.fit(batch.context(b)).predict(batch.queries(b)).toRowMajor();
            error += Metrics.meanSquaredError(answers, batch.queryTargets(b)) / 6;
        }

        double loss = StackObjective.of(D, layers, coupled).lossAndGradient(parameters, h, new double[layers * 50]);

        assertThat(loss).isCloseTo(error, within(ROUNDING * error));
    }

    @ParameterizedTest
    @CsvSource({"1,false", "3,false", "3,true"})
    void hasTheGradientOfCentralDifferences(int layers, boolean coupled) {
        double[] batch = new double[4 * D * D];
        Depth.sample(batch, Randoms.of(4));
        DataParallel<double[]> objective = StackObjective.of(D, layers, coupled);

        assertThat(GradientCheck.standard()
                        .compare(objective, parameters(layers), batch)
                        .error())
                .isLessThan(1e-7);
    }

    private static double[] parameters(int layers) {
        double[] parameters = Randoms.of(layers).gaussians(2 * layers * D * D);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.2;
        }
        return parameters;
    }
}
