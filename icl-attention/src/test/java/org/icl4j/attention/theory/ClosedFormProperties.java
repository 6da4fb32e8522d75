package org.icl4j.attention.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.RidgeRegression;

/** Closed forms against what defines them, numbered as in docs/properties.md. Sums have at most 40 terms of size at most 100: 1e-12. What is a mean over draws has a fixed seed and five standard errors. */
class ClosedFormProperties {

    private static final int D = 3;
    private static final double SUMS = 1e-12;

    private static double[] answers(InContextLearner<?> learner, Context context, Points queries) {
        return learner.fit(context).predict(queries).column(0);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /** P15: the best preconditioner has no gradient and no better neighbour, beats every scalar, tends to S^-1, and its risk is what a simulation gives. */
    @Property(tries = 5, seed = "15")
    void p15OptimalPreconditioner(@ForAll long seed, @ForAll @IntRange(min = 4, max = 30) int n) {
        double[] eigen = {1, 0.5, 0.25};
        double[][] s = new double[D][D];
        double[][] identity = new double[D][D];
        for (int k = 0; k < D; k++) {
            s[k][k] = eigen[k];
            identity[k][k] = 1;
        }
        LinearTaskTheory theory = LinearTaskTheory.of(s, identity).withNoise(0.1);
        double[][] best = theory.optimal(n);
        for (double[] row : theory.riskGradient(best, n)) {
            assertThat(row).containsExactly(new double[D], within(1e-12));
        }
        double risk = theory.risk(best, n);
        double[][] moved = Arrays.stream(best).map(double[]::clone).toArray(double[][]::new);
        moved[(int) (Math.abs(seed) % D)][1] += 0.1;
        assertThat(theory.risk(moved, n)).isGreaterThan(risk);
        assertThat(risk).isLessThanOrEqualTo(theory.risk(theory.optimalStep(n), n) + SUMS);
        double[][] limit = theory.optimal(100_000_000);
        for (int k = 0; k < D; k++) {
            assertThat(limit[k][k]).isCloseTo(1 / eigen[k], within(1e-5));
        }
        // Simulated with tasks of the isotropic case, at a length m that the preconditioner was not made for.
        LinearTaskTheory plain = LinearTaskTheory.isotropic(D);
        double step = plain.optimalStep(n);
        int m = n + 5;
        TaskBatch batch = RegressionTasks.linear(D).batch(20_000, m, 1);
        RegressionTasks.linear(D).sample(batch, Randoms.of(seed));
        double[] errors = new double[batch.tasks()];
        for (int b = 0; b < errors.length; b++) {
            Context c = batch.context(b);
            double answer = 0;
            for (int i = 0; i < m; i++) {
                answer += step
                        / m
                        * dot(c.inputs().row(i), batch.queries(b).row(0))
                        * c.targets().get(i, 0);
            }
            errors[b] = Math.pow(answer - batch.queryTargets(b)[0], 2);
        }
        near(errors, plain.risk(step, m));
    }

    private static void near(double[] draws, double expected) {
        double mean = Arrays.stream(draws).average().orElseThrow();
        double squares = Arrays.stream(draws).map(v -> (v - mean) * (v - mean)).sum() / (draws.length - 1);
        assertThat(mean).isCloseTo(expected, within(5 * Math.sqrt(squares / draws.length)));
    }

    /** P16: eta* = n/(v (n + d + kurtosis - 2)) is where the risk has its least value, for any kurtosis. */
    @Property(tries = 30)
    void p16KurtosisAndStep(
            @ForAll @IntRange(min = 1, max = 10) int d,
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @DoubleRange(min = 0.1, max = 4) double variance,
            @ForAll @DoubleRange(min = 1, max = 6) double kurtosis) {
        IndependentInputs inputs = new IndependentInputs(d, variance, kurtosis);
        double step = inputs.optimalStep(n);
        assertThat(step).isCloseTo(n / (variance * (n + d + kurtosis - 2)), within(SUMS * step));
        double least = inputs.risk(step, n);
        assertThat(inputs.optimalRisk(n)).isCloseTo(least, within(1e-11 * (1 + least)));
        assertThat(inputs.risk(1.01 * step, n)).isGreaterThanOrEqualTo(least);
        assertThat(inputs.risk(0.99 * step, n)).isGreaterThanOrEqualTo(least);
    }

    /** P20: least squares has error 1 - k/d, averaging (d + 1)/k; ridge with the noise's variance is Bayes and beats other ridges. */
    @Property(tries = 2, seed = "20")
    void p20BaselinesAndBayes(@ForAll @IntRange(min = 1, max = 4) int k) {
        int d = 5;
        int tasks = 20_000;
        TaskBatch batch = RegressionTasks.linear(d).batch(tasks, k, 1);
        RegressionTasks.linear(d).sample(batch, Randoms.of(k));
        double[] least = new double[tasks];
        double[] average = new double[tasks];
        for (int b = 0; b < tasks; b++) {
            Context c = batch.context(b);
            double y = batch.queryTargets(b)[0];
            double[] x = batch.queries(b).row(0);
            double sum = 0;
            for (int i = 0; i < k; i++) {
                sum += dot(c.inputs().row(i), x) * c.targets().get(i, 0) / k;
            }
            average[b] = Math.pow(sum - y, 2) / d;
            if (b < 4000) {
                least[b] = Math.pow(
                                answers(LeastSquares.withDefaults().withIntercept(false), c, batch.queries(b))[0] - y,
                                2)
                        / d;
            }
        }
        near(average, BaselineCurves.averaging(d, k));
        near(Arrays.copyOf(least, 4000), BaselineCurves.leastSquares(d, k));
        double noise = 0.5;
        RegressionTasks noisy = RegressionTasks.linear(d).withNoise(Math.sqrt(noise));
        TaskBatch other = noisy.batch(4000, 8, 1);
        noisy.sample(other, Randoms.of(100 + k));
        double[] risks = new double[3];
        double[] ridges = {noise, 0.1 * noise, 10 * noise};
        for (int b = 0; b < 4000; b++) {
            for (int r = 0; r < 3; r++) {
                double f = answers(
                        RidgeRegression.of(ridges[r]).withIntercept(false), other.context(b), other.queries(b))[0];
                risks[r] += Math.pow(f - other.queryTargets(b)[0], 2) / 4000;
            }
        }
        assertThat(risks[0]).isLessThan(risks[1]).isLessThan(risks[2]);
        double[][] identity = new double[d][d];
        for (int i = 0; i < d; i++) {
            identity[i][i] = 1;
        }
        assertThat(answers(LinearBayes.of(identity, noise), other.context(0), other.queries(0)))
                .containsExactly(
                        answers(RidgeRegression.of(noise).withIntercept(false), other.context(0), other.queries(0)),
                        within(1e-10));
    }
}
