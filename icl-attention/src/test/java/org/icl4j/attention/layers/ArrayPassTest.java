package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.ArrayObjective;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers at ND4J's doors give the numbers of the same layers on the heap. */
class ArrayPassTest {

    @Test
    void slicesAreViewsAndResultsAreThoseOfTheHeap() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = Mlp.gelu(builder, "mlp", 3, 5);
        ParameterLayout layout = builder.build();
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, Randoms.of(1));
        double[] tokens = Randoms.of(2).gaussians(4 * 3);
        double[] d = Randoms.of(3).gaussians(4 * 3);
        Sequences shape = Sequences.tokens(4);
        Layer.Pass heap = layer.pass();
        double[] output = heap.forward(parameters, tokens, shape);
        double[] gradient = new double[layout.size()];
        double[] inputGradient = heap.backward(parameters, d, gradient);

        ArrayPass pass = ArrayPass.of(layer, layout);
        for (ParameterLayout.Slice slice : layout.slices()) {
            pass.parameters(slice.name()).assign(Nd4j.createFromArray(slice.read(parameters)));
        }
        assertThat(NativeArrays.toRowMajor(pass.parameters())).containsExactly(parameters);
        INDArray given = Nd4j.create(DataType.DOUBLE, new long[] {4, 3}, 'f');
        given.assign(NativeArrays.fromRowMajor(4, 3, tokens)); // any order
        assertThat(NativeArrays.toRowMajor(pass.forward(given, shape))).containsExactly(output);
        assertThat(NativeArrays.toRowMajor(pass.backward(NativeArrays.fromRowMajor(4, 3, d))))
                .containsExactly(inputGradient);
        assertThat(NativeArrays.toRowMajor(pass.gradient())).containsExactly(gradient);
        ParameterLayout.Slice weight = layout.slice("mlp.out.weight");
        assertThat(pass.gradient("mlp.out.weight").toDoubleMatrix()).isEqualTo(weight.read(gradient));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pass.forward(given, Sequences.tokens(5)))
                .withMessageContaining("tokens: expected shape [5, 3], got [4, 3]");
    }

    @Test
    void aLossOnArraysTrains() {
        // |p - c|^2 / 2, c = 3
        ArrayObjective<INDArray> objective = new ArrayObjective<>(4, (p, c, g) -> {
            g.assign(p.sub(c));
            return g.mul(g).sumNumber().doubleValue() / 2;
        });
        double[] parameters = new double[4];
        Trainer.steps(600)
                .withOptimiser(Adam.defaults().withLearningRate(0.02))
                .train(
                        objective,
                        parameters,
                        Nd4j.zeros(DataType.DOUBLE, 4).addi(3),
                        (b, r) -> {},
                        Randoms.of(1),
                        Progress.NONE);
        assertThat(parameters).containsExactly(new double[] {3, 3, 3, 3}, within(0.05));
    }

    @Test
    void anObjectiveOnAPassHasTheGradientOfTheHeapAndItsArraysAreLive() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = Mlp.gelu(builder, "mlp", 3, 5);
        ParameterLayout layout = builder.build();
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, Randoms.of(1));
        double[] tokens = Randoms.of(2).gaussians(4 * 3);
        Sequences shape = Sequences.tokens(4);
        ArrayPass pass = ArrayPass.of(layer, layout);
        // The loss is |f|^2 / 2 with the gradient f in the output.
        ArrayObjective<INDArray> objective = new ArrayObjective<>(pass, (p, batch, g) -> {
            assertThat(p).isSameAs(pass.parameters());
            assertThat(g).isSameAs(pass.gradient());
            INDArray output = pass.forward(batch, shape);
            INDArray unused = pass.backward(output);
            return output.mul(output).sumNumber().doubleValue() / 2;
        });
        double[] gradient = new double[layout.size()];
        double loss = objective.lossAndGradient(parameters, NativeArrays.fromRowMajor(4, 3, tokens), gradient);

        Layer.Pass heap = layer.pass();
        double[] output = heap.forward(parameters, tokens, shape).clone();
        double[] expected = new double[layout.size()];
        double[] unused = heap.backward(parameters, output, expected);
        assertThat(gradient).containsExactly(expected);
        double half = Arrays.stream(output).map(v -> v * v).sum() / 2;
        assertThat(loss).isCloseTo(half, within(12 * 0x1p-52 * half));

        INDArray first = pass.forward(NativeArrays.fromRowMajor(4, 3, tokens), shape);
        INDArray kept = first.dup();
        INDArray second = pass.forward(NativeArrays.fromRowMajor(4, 3, doubled(tokens)), shape);
        assertThat(second).isSameAs(first).isNotEqualTo(kept);
        assertThat(pass.forward(NativeArrays.fromRowMajor(2, 3, Arrays.copyOf(tokens, 6)), Sequences.tokens(2))
                        .shape())
                .containsExactly(2, 3);
        first.close(); // It is the caller's to close: the next call makes another.
        assertThat(NativeArrays.toRowMajor(pass.forward(NativeArrays.fromRowMajor(4, 3, tokens), shape)))
                .containsExactly(output);
    }

    private static double[] doubled(double[] tokens) {
        return Arrays.stream(tokens).map(v -> 2 * v).toArray();
    }
}
