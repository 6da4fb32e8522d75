package org.icl4j.attention.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.PoolBayes;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;

/** Predictors on the tasks that they are right for reach the risks that are known in closed form. */
class BayesRiskTest {

    @Test
    void minimumNormLeastSquaresFollowsItsCurve() {
        TaskBatch batch = Draws.draw(RegressionTasks.linear(6), 3000, 4, 1, 16);
        Draws.assertMean(6 * (1 - 4.0 / 6), Draws.squaredErrors(LinearBayes.of(Draws.identity(6), 1e-9), batch));
    }

    @Test
    void bayesOnNoisyLinearTasksReachesTheRiskItStates() {
        double[][] sw = {{2, 0.3, 0}, {0.3, 1, 0}, {0, 0, 0}};
        TaskBatch batch = Draws.draw(
                RegressionTasks.of(Inputs.gaussian(3), Functions.linear(sw)).withNoise(0.7), 4000, 5, 1, 17);
        LinearBayes bayes = LinearBayes.of(sw, 0.49);
        double[] excess = Draws.squaredErrors(bayes, batch);
        for (int b = 0; b < excess.length; b++) {
            excess[b] -= bayes.fit(batch.context(b)).risk(batch.queries(b).row(0));
        }
        Draws.assertMean(0, excess);
    }

    @Test
    void bayesUnderASpreadPriorIsRidgeRegression() {
        TaskBatch batch = Draws.draw(RegressionTasks.linear(3).withNoise(0.5), 20, 5, 2, 18);
        for (int b = 0; b < 20; b++) {
            double[] bayes = LinearBayes.of(Draws.scaled(Draws.identity(3), 4), 0.25)
                    .fit(batch.context(b))
                    .predict(batch.queries(b))
                    .column(0);
            // Ridge in the dual: k(X X' + (s2/t2) I)^-1 y
            double[] ridge = KernelRidge.of(new Linear(), 0.25 / 4)
                    .fit(batch.context(b))
                    .predict(batch.queries(b))
                    .column(0);
            assertThat(bayes).containsExactly(ridge, within(1e-11));
        }
    }

    @Test
    void aGaussianProcessHasTheBayesRiskOfItsKernel() {
        Kernel kernel = new Gaussian(0.8);
        double noise = 0.3;
        TaskBatch batch = Draws.draw(
                RegressionTasks.of(Inputs.gaussian(2), Functions.gaussianProcess(2, kernel))
                        .withNoise(noise),
                1500,
                6,
                1,
                19);
        KernelRidge bayes = KernelRidge.of(kernel, noise * noise);
        double[] excess = Draws.squaredErrors(bayes, batch);
        for (int b = 0; b < excess.length; b++) {
            // k(q, q) - k(q)'(K + s2 I)^-1 k(q): the second term is what the predictor answers to targets k(q).
            Points x = batch.context(b).inputs();
            double[] q = batch.queries(b).row(0);
            double[] k = IntStream.range(0, 6)
                    .mapToDouble(i -> kernel.value(q, x.row(i)))
                    .toArray();
            double explained = bayes.fit(x, Points.ofColumn("k", k))
                    .predict(batch.queries(b))
                    .get(0, 0);
            excess[b] -= 1 - explained;
        }
        Draws.assertMean(0, excess);
    }

    /** The mean squared error of Bayes is the mean variance of the answer under the posterior, here a sum over the pool. */
    @Test
    void aPoolHasTheBayesRiskOfItsPosterior() {
        int size = 6;
        double deviation = 0.8;
        // Which functions the pool holds, from the truths of many tasks.
        RegressionTasks tasks = RegressionTasks.of(
                        Inputs.gaussian(3), Functions.linear(3).pool(size, 24))
                .withNoise(deviation);
        TaskBatch batch = tasks.batch(4000, 4, 1);
        tasks.sample(batch, Randoms.of(25));
        double[][] pool = IntStream.range(0, batch.tasks())
                .mapToObj(b -> List.of(batch.truth()[3 * b], batch.truth()[3 * b + 1], batch.truth()[3 * b + 2]))
                .distinct()
                .map(w -> w.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
        assertThat(pool).hasNumberOfRows(size);
        double noise = deviation * deviation;
        PoolBayes bayes = PoolBayes.of(Points.of("pool", pool), noise);
        double[] excess = Draws.squaredErrors(bayes, batch);
        for (int b = 0; b < excess.length; b++) {
            double[] posterior =
                    posterior(pool, noise, batch.context(b), batch.queries(b).row(0));
            // A small excess of error is lost in the spread of the errors, a wrong answer is not.
            assertThat(bayes.fit(batch.context(b)).predict(batch.queries(b)).get(0, 0))
                    .isCloseTo(posterior[0], within(1e-12));
            excess[b] -= posterior[1];
        }
        Draws.assertMean(0, excess);
    }

    /** Mean sum_k p_k w_k'q and variance of the answer, p_k proportional to the likelihood of the context under w_k. */
    private static double[] posterior(double[][] pool, double noise, Context context, double[] q) {
        double sum = 0;
        double first = 0;
        double second = 0;
        for (double[] w : pool) {
            double squares = 0;
            for (int i = 0; i < context.size(); i++) {
                squares += Math.pow(
                        context.targets().get(i, 0) - dot(w, context.inputs().row(i)), 2);
            }
            double p = Math.exp(-squares / (2 * noise));
            sum += p;
            first += p * dot(w, q);
            second += p * dot(w, q) * dot(w, q);
        }
        return new double[] {first / sum, second / sum - first * first / (sum * sum)};
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).sum();
    }

    @Test
    void anIndefiniteCovarianceIsRefused() {
        Kernel relu = Kernel.dotProduct(s -> Math.max(0, s));
        RegressionTasks tasks = RegressionTasks.of(Inputs.sphere(3), Functions.gaussianProcess(3, relu));
        assertThatThrownBy(() -> Draws.draw(tasks, 5, 20, 1, 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernel")
                .hasMessageContaining("eigenvalue");
        assertThatThrownBy(() -> Inputs.gaussian(new double[][] {{1, 2}, {2, 1}}))
                .hasMessageContaining("eigenvalue");
    }

    @Test
    void thePoolsBayesPredictorFindsTheTask() {
        double[][] pool = Randoms.of(21).gaussians(8, 3);
        double[][] x = Randoms.of(22).gaussians(10, 3);
        double[] y = new double[10];
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 3; j++) {
                y[i] += pool[5][j] * x[i][j];
            }
        }
        double[] answer = PoolBayes.of(Points.of("pool", pool), 1e-3).fit(x, y).predict(new double[][] {{1, 0, 0}});
        assertThat(answer[0]).isCloseTo(pool[5][0], within(1e-12));
        double[] lost = PoolBayes.of(Points.of("pool", pool), 1e9).fit(x, y).predict(new double[][] {{1, 0, 0}});
        assertThat(lost[0])
                .isCloseTo(
                        IntStream.range(0, 8)
                                .mapToDouble(k -> pool[k][0])
                                .average()
                                .orElseThrow(),
                        within(1e-6));
    }
}
