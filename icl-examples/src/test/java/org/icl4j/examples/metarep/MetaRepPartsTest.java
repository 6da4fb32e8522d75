package org.icl4j.examples.metarep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The measures of the experiments, each on something whose answer is known. */
class MetaRepPartsTest {

    @Test
    void ranksShareTies() {
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 3}, new double[] {10, 100, 1000}))
                .isCloseTo(1, within(1e-15));
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-15));
        // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: covariance 4.5, squares 4.5 and 5.
        assertThat(Numbers.rankCorrelation(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .isCloseTo(Math.sqrt(0.9), within(1e-15));
        assertThat(Numbers.rankCorrelation(new double[] {1, 1}, new double[] {1, 2}))
                .isNaN();
    }

    /** diag(2, 1) from c diag(1, 0): |diag(2 - c, 1)| is least, 1, for c from 1 to 3. */
    @Test
    void distanceTakesTheBestScale() {
        double distance = Kernels.distance(
                Numbers.matrix(new double[][] {{2, 0}, {0, 1}}), Numbers.matrix(new double[][] {{1, 0}, {0, 0}}));
        // Power iteration stops early where the two greatest singular values are close.
        assertThat(distance).isCloseTo(0.5, within(1e-3));
        var a = Numbers.matrix(Randoms.of(1).gaussians(5, 5));
        // Twenty steps of golden section leave 0.618^20 = 7e-5 of an interval of 2 |A|.
        assertThat(Kernels.distance(a, a.scalarMultiply(7))).isLessThan(2e-4);
        assertThat(Numbers.norm(a))
                .isCloseTo(Math.sqrt(Numbers.spectrum(a.transpose().multiply(a))[0]), within(1e-6));
    }

    @Test
    void geometricHasMeanOne() {
        double[] l = Numbers.geometric(7, 50);
        assertThat(Arrays.stream(l).average().orElseThrow()).isCloseTo(1, within(1e-14));
        assertThat(l[6] / l[0]).isCloseTo(50, within(1e-11));
    }

    /** Two models that agree on tasks of deviation 1: the interval is about 2 1.96 / sqrt(400) wide. */
    @Test
    void bootstrapKnowsThatModelsShareTasks() {
        double[] values = Randoms.of(2).gaussians(400);
        Estimate e = Bootstrap.mean(new double[][] {values, values}, 2000, Randoms.of(3));
        assertThat(e.high() - e.low()).isBetween(0.16, 0.24);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyAlgorithmEndsAtTheRidge(Algorithm algorithm) {
        double[][] x = Randoms.of(4).gaussians(12, 3);
        double[] y = Randoms.of(5).gaussians(12);
        double[][] w = algorithm.weights(x, y, 0.1, 200);
        assertThat(w[0]).containsOnly(0);
        assertThat(w[200]).containsExactly(Algorithm.solution(x, y, 0.1), within(1e-8));
    }

    @Test
    void conjugateGradientsOnCoefficientsIsAnotherAlgorithm() {
        double[][] x = Randoms.of(4).gaussians(12, 3);
        double[] y = Randoms.of(5).gaussians(12);
        double[] weights = Algorithm.CONJUGATE_GRADIENTS.weights(x, y, 0.1, 1)[1];
        double[] coefficients = Algorithm.DUAL_CONJUGATE_GRADIENTS.weights(x, y, 0.1, 1)[1];
        assertThat(Likeness.squared(weights, coefficients)).isGreaterThan(1e-4);
    }

    @Test
    void anAlgorithmIsLikeItselfAtItsOwnStep() {
        Exam exam = Exam.of(Exam.tasks(3, 0.1, 10), 10, new Exam.Sizes(20, 9, 12, 6, 0.03), Randoms.of(6));
        double[][] f = exam.answers(Algorithm.CHEBYSHEV, 3);
        Likeness like = Likeness.best(exam, f, Likeness.implied(exam, f), Algorithm.CHEBYSHEV);
        assertThat(like.step()).isEqualTo(3);
        assertThat(like.r2()).isEqualTo(1);
        assertThat(like.spd()).isZero();
        assertThat(like.cosine()).isCloseTo(1, within(1e-12));
        // Weights from 12 answers of 3 unknowns: rounding.
        assertThat(like.ilwd()).isLessThan(1e-24);
        Likeness other = Likeness.at(exam, f, Likeness.implied(exam, f), Algorithm.GRADIENT_DESCENT, 3);
        assertThat(other.r2()).isLessThan(0.999);
        assertThat(other.spd()).isPositive();
    }

    /** The weights that alignment looks at are those that the trained layers use. */
    @Test
    void bilinearHeadsAnswerAsTheirWeightsSay() {
        RegressionTasks tasks = RegressionTasks.linear(2);
        TrainedHead.Lessons lessons = new TrainedHead.Lessons(tasks, 6, 5, 1);
        TrainedHead a = TrainedHead.Bilinear.train(lessons, Progress.NONE);
        TrainedHead b = TrainedHead.Bilinear.train(new TrainedHead.Lessons(tasks, 6, 5, 2), Progress.NONE);
        Context context =
                Context.of(Randoms.of(7).gaussians(6, 2), Randoms.of(8).gaussians(6));
        Points queries = Points.of("queries", Randoms.of(9).gaussians(3, 2));
        for (TrainedHead head : new TrainedHead[] {a, b, a.halfway(b)}) {
            double[] f = head.learner().fit(context).predict(queries).column(0);
            double[] smoothed = Numbers.matrix(head.weights(queries, context.inputs()))
                    .operate(context.targets().column(0));
            double scale = f[0] / smoothed[0];
            for (int q = 0; q < 3; q++) {
                assertThat(f[q]).isCloseTo(scale * smoothed[q], within(1e-12));
            }
        }
    }

    /** Without noise the ridge orders all queries rightly; the head, which averages targets, cannot. */
    @Test
    void ridgeOrdersQueriesAndAHeadDoesNot() {
        SilentFailures.Found found = new SilentFailures(8, 1, 1, 32, false).run(40, Randoms.of(2));
        assertThat(found.ridge().rank()).isGreaterThan(0.99);
        assertThat(found.softmax().rank()).isLessThan(0.95);
        assertThat(found.perplexity()).isBetween(1.0, 32.0);
    }
}
