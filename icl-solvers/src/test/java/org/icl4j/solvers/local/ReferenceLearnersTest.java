package org.icl4j.solvers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.Averaging;
import org.icl4j.solvers.linear.Lasso;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.LinearModel;
import org.junit.jupiter.api.Test;

class ReferenceLearnersTest {

    private static final double[][] X = Randoms.of(1).gaussians(30, 3);
    private static final double[][] QUERIES = Randoms.of(2).gaussians(5, 3);

    /** 30 terms and systems of 3 with condition numbers below 1e3, of answers below 10. */
    private static final double ROUNDING = 30 * 1e3 * Math.ulp(10.0);

    private static double[] targets() {
        double[] y = new double[X.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sin(X[i][0]) + X[i][1] * X[i][2];
        }
        return y;
    }

    @Test
    void theNearestByDistanceAndByInnerProductDiffer() {
        double[][] x = {{1, 0}, {10, 0}, {0, 1}, {1, 0}};
        double[] y = {1, 2, 3, 5};
        double[][] q = {{0.9, 0}};
        assertThat(NearestNeighbour.of(1).fit(x, y).predict(q)).containsExactly(1);
        assertThat(NearestNeighbour.of(1).byInnerProduct().fit(x, y).predict(q)).containsExactly(2);
        assertThat(NearestNeighbour.of(2).fit(x, y).predict(q)).containsExactly(3);
        assertThat(NearestNeighbour.of(9).fit(x, y).predict(q)).containsExactly(new double[] {2.75}, within(1e-15));
    }

    @Test
    void oneNeighbourIsTheLimitOfTheWeightedMean() {
        double[] expected =
                NadarayaWatson.of(new Gaussian(1e-3)).fit(X, targets()).predict(QUERIES);
        assertThat(NearestNeighbour.of(1).fit(X, targets()).predict(QUERIES))
                .containsExactly(expected, within(ROUNDING));
    }

    @Test
    void localLinearAnswersAffineFunctionsExactly() {
        double[] y = new double[X.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 3 + X[i][0] - 2 * X[i][1] + 0.5 * X[i][2];
        }
        double[] answers = LocalLinear.of(new Gaussian(1.5), 0).fit(X, y).predict(QUERIES);
        for (int i = 0; i < QUERIES.length; i++) {
            double[] q = QUERIES[i];
            assertThat(answers[i]).isCloseTo(3 + q[0] - 2 * q[1] + 0.5 * q[2], within(ROUNDING));
        }
    }

    @Test
    void localLinearHasItsLimits() {
        double[] y = targets();
        // The correction is of order 1 / r; the kernel's departure from 1 of order 1 / (2 l^2).
        assertThat(LocalLinear.of(new Gaussian(0.7), 1e10).fit(X, y).predict(QUERIES))
                .containsExactly(NadarayaWatson.of(new Gaussian(0.7)).fit(X, y).predict(QUERIES), within(1e-8));
        assertThat(LocalLinear.of(new Gaussian(1e5), 0).fit(X, y).predict(QUERIES))
                .containsExactly(
                        LeastSquares.withDefaults()
                                .withIntercept(true)
                                .fit(X, y)
                                .predict(QUERIES),
                        within(1e-8));
    }

    @Test
    void pointsOnAPlaneNeedARidge() {
        double[][] x = {{0, 1}, {1, 1}, {2, 1}};
        double[] y = {0, 1, 2};
        assertThatExceptionOfType(NotPositiveDefiniteException.class)
                .isThrownBy(() -> LocalLinear.of(new Gaussian(1), 0).fit(x, y).predict(new double[][] {{1, 1}}))
                .withMessageContaining("query 0");
        assertThat(LocalLinear.of(new Gaussian(1), 1e-6).fit(x, y).predict(new double[] {1, 1}))
                .isCloseTo(1, within(1e-5));
    }

    @Test
    void averagingIsOneStepOfGradientDescent() {
        LinearModel model = new Averaging().fit(Context.of(X, targets()));
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int i = 0; i < X.length; i++) {
                sum += X[i][j] * targets()[i] / X.length;
            }
            assertThat(model.weights().get(j, 0)).isCloseTo(sum, within(ROUNDING));
        }
    }

    /** scikit-learn 1.2.1, Lasso(0.05, tol=1e-15) without and with an intercept. */
    @Test
    void lassoIsThatOfScikitLearn() {
        double[][] x = new double[12][];
        double[] y = new double[12];
        for (int i = 0; i < 12; i++) {
            x[i] = new double[] {Math.sin(i), Math.cos(2 * i), Math.sin(3 * i + 1), i / 10.0};
            y[i] = 2 * x[i][0] - x[i][3] + 0.1 * Math.cos(5 * i) + 1;
        }
        LinearModel plain = Lasso.of(0.05).fit(x, y);
        assertThat(plain.weights().column(0))
                .containsExactly(
                        new double[] {2.0432031071048202, 0.04101484388279083, 0.0, 0.20992761937728396}, within(1e-6));
        assertThat(plain.weights().get(2, 0)).isZero();
        LinearModel shifted = Lasso.of(0.05).withIntercept(true).fit(x, y);
        assertThat(shifted.weights().column(0))
                .containsExactly(new double[] {1.8931273777384174, 0, 0, -0.6447294264963765}, within(1e-6));
        assertThat(shifted.intercepts()[0]).isCloseTo(0.8180985331996062, within(1e-6));
    }

    @Test
    void lassoIsNearLeastSquaresWithATinyPenaltyAndZeroWithAGreatOne() {
        double[] y = targets();
        Points expected = LeastSquares.withDefaults().fit(X, y).weights();
        // The penalty moves the weights by at most a / lmin(X'X / n), and lmin is above 0.3 here.
        assertThat(Lasso.of(1e-6).fit(X, y).weights().column(0)).containsExactly(expected.column(0), within(1e-5));
        assertThat(Lasso.of(100).fit(X, y).weights().column(0)).containsOnly(0.0);
    }
}
