package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A learner of one's own is one method, and its predictor three: here the learner that answers the mean target. */
class InContextLearnerTest {

    /** Fits answer = mean of the context's targets, whatever the query. */
    private static final InContextLearner<MeanPredictor> AVERAGING = context -> {
        double[] means = new double[context.targets().width()];
        for (int j = 0; j < means.length; j++) {
            means[j] = Metrics.summary(context.targets().column(j)).mean();
        }
        return new MeanPredictor(context.inputs().width(), Points.ofRows("means", 1, means.length, means));
    };

    private record MeanPredictor(int inputWidth, Points means) implements Predictor {
        @Override
        public Points predict(Points queries) {
            Require.width("queries", queries, inputWidth, "d must match the context's " + inputWidth);
            return means.select(new int[queries.size()]);
        }

        @Override
        public int targetWidth() {
            return means.width();
        }
    }

    private static final double[][] X = {{0, 1}, {2, 3}};
    private static final double[] Y = {3, 5};
    private static final double[][] TWO_TARGETS = {{3, 0}, {5, 2}};
    private static final double[][] QUERIES = {{9, 9}, {8, 8}, {7, 7}};

    @Test
    void everyEntryPointFitsTheSame() {
        assertThat(AVERAGING.fit(X, Y).predict(QUERIES)).containsExactly(4, 4, 4);
        assertThat(AVERAGING.fit(Context.of(X, Y)).predict(QUERIES)).containsExactly(4, 4, 4);
        assertThat(AVERAGING
                        .fit(Points.of("inputs", X), Points.ofColumn("targets", Y))
                        .predict(QUERIES))
                .containsExactly(4, 4, 4);
        assertThat(AVERAGING
                        .fit(Nd4j.createFromArray(X), Nd4j.createFromArray(Y))
                        .predict(QUERIES))
                .containsExactly(4, 4, 4);
        assertThat(AVERAGING
                        .fit(new Array2DRowRealMatrix(X), new ArrayRealVector(Y))
                        .predict(QUERIES))
                .containsExactly(4, 4, 4);
        assertThat(AVERAGING.fit(X, TWO_TARGETS).means().row(0)).containsExactly(4, 1);
        assertThat(AVERAGING
                        .fit(new Array2DRowRealMatrix(X), new Array2DRowRealMatrix(TWO_TARGETS))
                        .means()
                        .row(0))
                .containsExactly(4, 1);
    }

    @Test
    void everyEntryPointAnswersTheSame() {
        Predictor predictor = AVERAGING.fit(X, TWO_TARGETS);
        double[][] answers = {{4, 1}, {4, 1}, {4, 1}};
        assertThat(predictor.predict(Points.of("queries", QUERIES)).toRows()).isDeepEqualTo(answers);
        assertThat(predictor.predictRows(QUERIES)).isDeepEqualTo(answers);
        assertThat(AVERAGING.fit(X, Y).predictRows(QUERIES)).isDeepEqualTo(new double[][] {{4}, {4}, {4}});
        INDArray array = predictor.predict(Nd4j.createFromArray(QUERIES));
        assertThat(array.toDoubleMatrix()).isDeepEqualTo(answers);
        assertThat(predictor.predict(new Array2DRowRealMatrix(QUERIES)).getData())
                .isDeepEqualTo(answers);
    }

    @Test
    void severalTargetsDoNotFitAPlainVector() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AVERAGING.fit(X, TWO_TARGETS).predict(QUERIES))
                .withMessage(
                        "queries: this predictor has 2 targets; predictRows(double[][]) answers with a row of them for"
                                + " each query");
    }

    @Test
    void queriesOfAnotherWidthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AVERAGING.fit(X, Y).predict(new double[5][3]))
                .withMessage("queries: expected shape [m, 2], got [5, 3] (d must match the context's 2)");
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void badQueriesAreNamed() {
        MeanPredictor predictor = AVERAGING.fit(X, Y);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictor.predict(new double[][] {{0, Double.NaN}}))
                .withMessage("queries: queries[0][1] = NaN is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictor.predict((INDArray) null))
                .withMessage("queries: is null");
    }

    @Test
    void progressThatListensToNothingNeverStopsTheWork() {
        assertThat(Progress.NONE.update("fit", 1, 2, Double.NaN)).isTrue();
    }
}
