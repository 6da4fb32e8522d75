package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.Attention;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.Lines;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** Attention along the lines of tables and over more queries than a block holds, against each line and each query alone. */
class AttentionLinesTest {

    @Test
    void attentionAlongRowsAndColumnsIsAttentionOfTheLinesCopiedOut() {
        int tables = 2;
        int rows = 5;
        int columns = 3;
        int w = 4;
        int shown = 3;
        double[] cells = Randoms.of(3).gaussians(tables * rows * columns * w);
        Sequences shape = new Sequences(tables, rows * columns, shown * columns);
        for (boolean across : new boolean[] {true, false}) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            MultiHeadAttention table = MultiHeadAttention.of(w, 2)
                    .along(across ? Axis.rows(columns) : Axis.columns(columns))
                    .add(builder, "a");
            MultiHeadAttention line = MultiHeadAttention.of(w, 2).add(ParameterLayout.builder(), "a");
            double[] parameters = Randoms.of(4).gaussians(builder.build().size());
            double[] output = table.pass().forward(parameters, cells, shape);
            GradientCheck.LayerReport report = GradientCheck.standard().compare(table, parameters, cells, shape);
            assertThat(report.error()).isLessThan(1e-6);
            int lines = across ? rows : columns;
            int length = across ? columns : rows;
            for (int b = 0; b < tables; b++) {
                for (int l = 0; l < lines; l++) {
                    double[] copied = new double[length * w];
                    double[] expected = new double[length * w];
                    for (int i = 0; i < length; i++) {
                        int cell = b * rows * columns + (across ? l * columns + i : i * columns + l);
                        System.arraycopy(cells, cell * w, copied, i * w, w);
                        System.arraycopy(output, cell * w, expected, i * w, w);
                    }
                    Sequences one = new Sequences(1, length, across ? columns : shown);
                    assertThat(line.pass().forward(parameters, copied, one)).containsExactly(expected);
                }
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Axis.columns(4).lines(shape))
                .withMessage("shape: sequences of 15 tokens are no tables of 4 columns");
    }

    @Test
    void attentionOverMoreQueriesThanABlockIsThatOfEachQueryAlone() {
        int n = 300;
        int k = 3;
        Randoms randoms = Randoms.of(5);
        double[] q = randoms.gaussians(n * k);
        double[] keys = randoms.gaussians(n * k);
        double[] values = randoms.gaussians(n * k);
        for (Normaliser normaliser :
                List.of(Normaliser.softmax(), Normaliser.sparsemax(), Normaliser.entmax(1.5), Normaliser.mean())) {
            Attention attention = new Attention(1, k, k, Score.dotProduct(0.5), normaliser);
            double[] all = new double[n * k];
            attention
                    .pass()
                    .forward(
                            q,
                            0,
                            k,
                            Lines.consecutive(1, n),
                            keys,
                            0,
                            k,
                            values,
                            0,
                            k,
                            Lines.consecutive(1, n),
                            Visibility.causal(),
                            all,
                            0,
                            k);
            for (int i = 0; i < n; i += 97) {
                double[] one = new double[k];
                attention
                        .pass()
                        .forward(
                                q,
                                i * k,
                                k,
                                Lines.consecutive(1, 1),
                                keys,
                                0,
                                k,
                                values,
                                0,
                                k,
                                Lines.consecutive(1, i + 1),
                                Visibility.prefix(i + 1),
                                one,
                                0,
                                k);
                assertThat(Arrays.copyOfRange(all, i * k, (i + 1) * k)).containsExactly(one, within(1e-13));
            }
        }
    }

    @Test
    void sparseWeightsAreTheNearestPointOfTheSimplex() {
        VectorMath math = VectorMath.get();
        double[] s = {0.9, 1.4, -3, 1.2};
        Normaliser.sparsemax().forward(math, s, 0, 4);
        // max(s - tau, 0) sums to 1 with tau = (0.9 + 1.4 + 1.2 - 1) / 3
        double tau = 2.5 / 3;
        assertThat(s).containsExactly(new double[] {0.9 - tau, 1.4 - tau, 0, 1.2 - tau}, within(1e-15));
        double[] close = {0.3, -0.2, 0.5};
        double[] soft = close.clone();
        Normaliser.entmax(1 + 1e-6).forward(math, close, 0, 3);
        Normaliser.softmax().forward(math, soft, 0, 3);
        assertThat(close).containsExactly(soft, within(1e-5));
    }
}
