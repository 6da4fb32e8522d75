package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** What must hold of every layer: sequences and queries do not touch each other, passes may be reused, gradients add up. */
class LayersTest {

    private static final double EPS = Math.ulp(1.0);

    @SuppressWarnings("ArrayRecordComponent")
    private record Model(Layer layer, double[] parameters) {}

    private static List<Model> models(Randoms randoms) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        List<Layer> layers = List.of(
                Dense.add(builder, "dense", 4, 3),
                new ReLU(4),
                LinearAttention.add(builder, "linear", 4, false),
                LinearAttention.add(builder, "mean", 4, true),
                MultiHeadAttention.single(4, 3, 5).add(builder, "softmax"),
                Sequential.of(
                        LinearAttention.add(builder, "one", 4, true),
                        MultiHeadAttention.single(4, 2, 4).add(builder, "two")));
        double[] parameters = randoms.gaussians(builder.build().size());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.3; // else softmax saturates and does not see its query
        }
        return layers.stream().map(layer -> new Model(layer, parameters)).toList();
    }

    @Property(tries = 20)
    void eachSequenceIsOnItsOwn(@ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        Sequences both = new Sequences(3, 5, 3);
        for (Model model : models(randoms)) {
            int in = 5 * model.layer.inputWidth();
            int out = 5 * model.layer.outputWidth();
            double[] tokens = randoms.gaussians(3 * in);
            double[] together = model.layer.pass().forward(model.parameters, tokens, both);
            for (int s = 0; s < 3; s++) {
                double[] alone = model.layer
                        .pass()
                        .forward(
                                model.parameters,
                                Arrays.copyOfRange(tokens, s * in, (s + 1) * in),
                                new Sequences(1, 5, 3));
                assertThat(Arrays.copyOfRange(together, s * out, (s + 1) * out))
                        .as("%s", model.layer)
                        .containsExactly(Arrays.copyOf(alone, out));
            }
        }
    }

    @Property(tries = 20)
    void noTokenReadsAQuery(@ForAll long seed) {
        Randoms randoms = Randoms.of(seed);
        Sequences shape = new Sequences(1, 6, 4);
        for (Model model : models(randoms)) {
            int in = model.layer.inputWidth();
            int out = model.layer.outputWidth();
            double[] tokens = randoms.gaussians(6 * in);
            Arrays.fill(tokens, 4 * in, 5 * in, -1);
            double[] before = Arrays.copyOf(model.layer.pass().forward(model.parameters, tokens, shape), 6 * out);
            for (int i = 4 * in; i < 5 * in; i++) {
                tokens[i] = Math.abs(tokens[i]) + 0.1;
            }
            double[] after = model.layer.pass().forward(model.parameters, tokens, shape);
            assertThat(Arrays.copyOf(after, 4 * out)).containsExactly(Arrays.copyOf(before, 4 * out));
            assertThat(Arrays.copyOfRange(after, 5 * out, 6 * out))
                    .containsExactly(Arrays.copyOfRange(before, 5 * out, 6 * out));
            assertThat(Arrays.copyOfRange(after, 4 * out, 5 * out))
                    .as("the query's own output")
                    .isNotEqualTo(Arrays.copyOfRange(before, 4 * out, 5 * out));
        }
    }

    @Test
    void aPassMayBeReusedWithOtherShapes() {
        Randoms randoms = Randoms.of(9);
        for (Model model : models(randoms)) {
            Layer.Pass reused = model.layer.pass();
            for (Sequences shape : List.of(new Sequences(2, 6, 4), new Sequences(1, 3, 2), new Sequences(4, 5, 5))) {
                int in = shape.rows() * model.layer.inputWidth();
                int out = shape.rows() * model.layer.outputWidth();
                double[] tokens = randoms.gaussians(in);
                double[] u = randoms.gaussians(out);
                Layer.Pass fresh = model.layer.pass();
                assertThat(Arrays.copyOf(reused.forward(model.parameters, tokens, shape), out))
                        .containsExactly(Arrays.copyOf(fresh.forward(model.parameters, tokens, shape), out));
                double[] one = new double[model.parameters.length];
                double[] two = new double[model.parameters.length];
                assertThat(Arrays.copyOf(reused.backward(model.parameters, u, one), in))
                        .containsExactly(Arrays.copyOf(fresh.backward(model.parameters, u, two), in));
                assertThat(one).containsExactly(two);
            }
        }
    }

    @Test
    void parameterGradientsAddUp() {
        Randoms randoms = Randoms.of(10);
        Sequences shape = new Sequences(2, 4, 3);
        for (Model model : models(randoms)) {
            double[] tokens = randoms.gaussians(8 * model.layer.inputWidth());
            double[] u = randoms.gaussians(8 * model.layer.outputWidth());
            Layer.Pass pass = model.layer.pass();
            double[] once = new double[model.parameters.length];
            pass.forward(model.parameters, tokens, shape);
            pass.backward(model.parameters, u, once);
            double[] onTop = once.clone();
            pass.forward(model.parameters, tokens, shape);
            pass.backward(model.parameters, u, onTop);
            for (int i = 0; i < once.length; i++) {
                // beta = 1: a sum of the same numbers, begun at another one; 8 rows in the longest.
                assertThat(onTop[i]).isCloseTo(2 * once[i], within(64 * EPS * (1e3 + Math.abs(once[i]))));
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense wide = Dense.add(builder, "wide", 2, 5);
        Dense narrow = Dense.add(builder, "narrow", 4, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.of(wide, narrow))
                .withMessage("layers[1]: expected input width 5, got 4 (the layer before puts out 5)");
        ParameterLayout layout = builder.build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dense(layout.slice("wide.weight"), layout.slice("narrow.bias")))
                .withMessageContaining("bias: expected shape [1, 5], got [1, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttention(layout.slice("wide.weight"), layout.slice("wide.weight"), false))
                .withMessageContaining("keyQuery: expected shape [5, 5], got [5, 2]");
        ParameterLayout.Slice square = new ParameterLayout.Slice("square", 0, 5, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearAttention(square, layout.slice("wide.weight"), false))
                .withMessageContaining("valueProjection: expected shape [5, 5], got [5, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultiHeadAttention.of(10, 4))
                .withMessage("heads: must divide the width 10, got 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Residual(wide))
                .withMessage("inner: takes in width 2 and puts out 5; a residual connection needs both to be the same");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sequences(2, 3, 4))
                .withMessage("context: must be in [0, 3], got 4");
    }

    @Test
    void whatAPassReturnsIsAsLongAsItsMatrix() {
        for (Model model : models(Randoms.of(1))) {
            Layer.Pass pass = model.layer.pass();
            for (int rows : new int[] {6, 2, 6, 4}) {
                double[] tokens = Randoms.of(2).gaussians(rows * model.layer.inputWidth());
                double[] output = pass.forward(model.parameters, tokens, Sequences.tokens(rows));
                assertThat(output).hasSize(rows * model.layer.outputWidth());
                assertThat(pass.backward(model.parameters, output.clone(), new double[model.parameters.length]))
                        .hasSize(rows * model.layer.inputWidth());
            }
        }
    }
}
