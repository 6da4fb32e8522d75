package org.icl4j.attention.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.api.Test;

class WiringTest {

    @Test
    void theTokenwiseUnitsHaveTheirGradient() {
        double[] tokens = {1, 2, 0.3, 4, 0.7, -1, 0.5, 2, 1, 1.1, 3, 1.5, 0.2, -2, 0.4};
        int[] one = {1};
        for (boolean quotient : new boolean[] {false, true}) {
            for (Layer unit : new Layer[] {
                new SlotUnit(5, new int[] {2}, new int[] {0}, one, quotient),
                new SlotUnit(5, new int[] {2, 3}, new int[] {0, 4}, one, quotient),
                // A target that is an operand too: its gradient is what it passes on, not what it had.
                new SlotUnit(5, new int[] {2, 3}, new int[] {2, 4}, new int[] {1, 4}, quotient),
            }) {
                GradientCheck.LayerReport report =
                        GradientCheck.standard().compare(unit, new double[0], tokens, Sequences.tokens(3));
                assertThat(report.error()).as("%s", unit).isLessThan(1e-6);
            }
        }
    }

    @Test
    void oneFactorServesAllColumns() {
        Wiring wiring = Wiring.of("scaled", 3, 2, "x:2", "by", "out:2");
        wiring.query((token, x, y) -> System.arraycopy(x, 0, token, 0, 3));
        assertThat(answers(wiring.multiply("m", "out", "x", "by"))).containsExactly(8, 12);
        Wiring quotients = Wiring.of("divided", 3, 2, "x:2", "by", "out:2");
        quotients.query((token, x, y) -> System.arraycopy(x, 0, token, 0, 3));
        assertThat(answers(quotients.divide("d", "out", "x", "by"))).containsExactly(0.5, 0.75);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wiring.multiply("m", "by", "x", "by"))
                .withMessageContaining("a: expected 1 columns as the target has, got 2");
    }

    private static double[] answers(Wiring wiring) {
        return wiring.step()
                .answer("out", 1)
                .learner()
                .fit(new double[][] {{0, 0, 0}}, new double[][] {{0, 0}})
                .predict(Points.of("queries", new double[][] {{2, 3, 4}}))
                .row(0);
    }

    @Test
    void slotsAreNamedOnceAndSayTheirWidth() {
        for (String text : new String[] {"x:", "x:a", "x:-1", "x:999999999", "", "a,b", "a b", ":3"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Wiring.of("w", 1, "y", text))
                    .withMessageContaining("slots[1]: expected name or name:width");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wiring.of("w", 1, "x", "y", "x"))
                .withMessageContaining("slots[2]: a second slot of the name x");
        assertThatIllegalArgumentException().isThrownBy(() -> Wiring.of("w", 1, "x:0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wiring.of("w", 1, "x").column("z"))
                .withMessageContaining("no slot \"z\"");
    }

    @Test
    void aSumThatIsNegativeEndsTheRun() {
        Wiring wiring = Wiring.of("definite", 1, "p", "Ap", "sum", "flag");
        wiring.support((token, x, y) -> {
            token[0] = 1;
            token[1] = x[0];
        });
        wiring.query((token, x, y) -> token[3] = 1);
        WiredTransformer transformer = wiring.attend(
                        "sum", Score.dotProduct(1), Normaliser.none(), "flag", "p", "Ap", "sum", 1)
                .requireDefinite("p", "Ap", "sum", "flag")
                .set("clear", Rule.zero("Ap"))
                .step()
                .answer("sum", 1);
        double[] query = {0};
        assertThat(transformer
                        .learner()
                        .fit(new double[][] {{1}, {2}}, new double[2])
                        .predict(query))
                .isEqualTo(3);
        assertThatExceptionOfType(NotPositiveDefiniteException.class)
                .isThrownBy(() -> transformer
                        .learner()
                        .fit(new double[][] {{1}, {-2}}, new double[2])
                        .predict(query))
                .withMessageContaining("p'A p = -1.0");
    }
}
