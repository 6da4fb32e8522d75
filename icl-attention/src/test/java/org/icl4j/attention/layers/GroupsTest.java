package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Layers that take their tokens some at a time: many tables, or many rows, give what each gives alone. */
class GroupsTest {

    private static final double EPS = Math.ulp(1.0) / 2;
    private static final int TABLES = 40;
    private static final int ROWS = 5;
    private static final int COLUMNS = 4;
    private static final int WIDTH = 8;

    @Test
    void attentionAlongRowsAndColumnsTakesManyTables() {
        for (Axis axis : new Axis[] {Axis.rows(COLUMNS), Axis.columns(COLUMNS)}) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            Layer layer = MultiHeadAttention.of(WIDTH, 2).along(axis).add(builder, "attend");
            int length = ROWS * COLUMNS;
            requireSame(
                    layer,
                    builder.build(),
                    new Sequences(TABLES, length, 3 * COLUMNS),
                    new Sequences(1, length, 3 * COLUMNS));
        }
    }

    @Test
    void eachTableMayShowAnotherNumberOfRows() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer =
                MultiHeadAttention.of(WIDTH, 2).along(Axis.columns(COLUMNS)).add(builder, "attend");
        ParameterLayout layout = builder.build();
        int length = ROWS * COLUMNS;
        int[] keys = new int[TABLES];
        Arrays.setAll(keys, t -> COLUMNS * (1 + t % ROWS));
        Randoms randoms = Randoms.of(4);
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, randoms);
        double[] tokens = randoms.gaussians(TABLES * length * WIDTH);
        double[] all =
                layer.pass().forward(parameters, tokens, new Sequences(TABLES, length, Visibility.prefixes(keys)));
        for (int t = 0; t < TABLES; t++) {
            int from = t * length * WIDTH;
            double[] one = Arrays.copyOfRange(tokens, from, from + length * WIDTH);
            assertThat(Arrays.copyOfRange(all, from, from + length * WIDTH))
                    .containsExactly(layer.pass().forward(parameters, one, new Sequences(1, length, keys[t])));
        }
    }

    @Test
    void aNetworkTakesManyTokens() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = Mlp.gelu(builder, "mlp", WIDTH, 12);
        requireSame(layer, builder.build(), Sequences.tokens(TABLES * 20), Sequences.tokens(20));
    }

    /** Outputs and input gradients to the bit; the parameters' gradients up to the order of their sums. */
    private static void requireSame(Layer layer, ParameterLayout layout, Sequences all, Sequences one) {
        Randoms randoms = Randoms.of(3);
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, randoms);
        double[] tokens = randoms.gaussians(all.rows() * WIDTH);
        double[] slopes = randoms.gaussians(all.rows() * WIDTH);
        double[] gradient = new double[layout.size()];
        Layer.Pass pass = layer.pass();
        double[] output = pass.forward(parameters, tokens, all);
        double[] back = pass.backward(parameters, slopes, gradient);
        double[] sum = new double[layout.size()];
        double[] sizes = new double[layout.size()];
        int numbers = one.rows() * WIDTH;
        Layer.Pass alone = layer.pass();
        for (int from = 0; from < tokens.length; from += numbers) {
            double[] part = new double[layout.size()];
            double[] some = Arrays.copyOfRange(tokens, from, from + numbers);
            assertThat(Arrays.copyOfRange(output, from, from + numbers))
                    .containsExactly(alone.forward(parameters, some, one));
            assertThat(Arrays.copyOfRange(back, from, from + numbers))
                    .containsExactly(
                            alone.backward(parameters, Arrays.copyOfRange(slopes, from, from + numbers), part));
            for (int i = 0; i < part.length; i++) {
                sum[i] += part[i];
                sizes[i] += Math.abs(part[i]);
            }
        }
        // Sums of as many terms as there are tokens, of the size of a part's at most by the root of its tokens.
        for (int i = 0; i < sum.length; i++) {
            assertThat(gradient[i]).isCloseTo(sum[i], within(all.rows() * EPS * (sizes[i] + all.rows())));
        }
    }
}
