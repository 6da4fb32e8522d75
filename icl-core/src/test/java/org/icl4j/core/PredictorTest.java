package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class PredictorTest {

    private static final Predictor SUM = Predictor.of(2, 1, q -> new double[] {q[0] + 10 * q[1]});
    private static final Predictor TWO = Predictor.of(1, 2, q -> new double[] {q[0], -q[0]});

    @Test
    void aFormulaIsAPredictor() {
        assertThat(SUM.predict(new double[][] {{1, 2}, {3, 4}})).containsExactly(21, 43);
        assertThat(SUM.predict(Nd4j.create(new double[][] {{1, 2}})).getDouble(0, 0))
                .isEqualTo(21);
        assertThat(SUM).hasToString("Predictor[d=2, t=1]");
    }

    @Test
    void oneQueryHasOneAnswer() {
        assertThat(SUM.predict(new double[] {1, 2})).isEqualTo(21);
        assertThat(TWO.predictRow(new double[] {3})).containsExactly(3, -3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TWO.predict(new double[] {3}))
                .withMessageContaining("query: this predictor has 2 targets; predictRow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM.predict(new double[] {3}))
                .withMessageContaining("query: expected length 2, got 1");
    }

    @Test
    void theFunctionReceivesACopy() {
        double[] query = {1, 2};
        Predictor rude = Predictor.of(2, 1, q -> {
            double answer = q[0];
            q[0] = 99;
            return new double[] {answer};
        });
        assertThat(rude.predict(query)).isEqualTo(1);
        assertThat(query).containsExactly(1, 2);
    }

    @Test
    void badAnswersAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictor.of(1, 1, q -> new double[] {Math.log(-1 - q[0])})
                        .predict(new double[][] {{-2}, {1}}))
                .withMessageContaining("queries[1]")
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictor.of(1, 2, q -> q).predictRow(new double[] {1}))
                .withMessageContaining("expected length 2, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictor.of(0, 1, q -> q))
                .withMessageContaining("inputWidth");
    }

    /** A vector given for one query of three coordinates is read as three queries of one: the message shows what was given. */
    @Test
    void aVectorIsNamedByItsOwnShape() {
        Predictor predictor = Predictor.of(3, 1, q -> new double[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictor.predict(Nd4j.create(new double[] {1, 2, 3})))
                .withMessageContaining("queries: expected shape [m, 3], got [3] ");
    }
}
