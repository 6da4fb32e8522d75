package org.icl4j.attention.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.LinearStack;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Linear attentions computed together against the same layers one by one. */
class LinearStackTest {

    /** Sums of a few hundred products in another order, through up to five layers. */
    private static final double ROUNDING = 1e-11;

    private static final int W = 5;

    private static LinearStack stack(ParameterLayout.Builder builder, int depth) {
        List<LinearAttention> layers = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            layers.add(LinearAttention.add(builder, "layer" + l, W, l != 1));
        }
        return new LinearStack(layers);
    }

    @Test
    void isTheLayersOneAfterTheOther() {
        for (int depth = 1; depth <= 5; depth++) {
            for (int count : new int[] {1, 3, 5, 8, 11}) {
                for (int n : new int[] {0, 1, 6}) {
                    compare(depth, new Sequences(count, n + 2, n), Selection.range(n, 2));
                    compare(depth, new Sequences(count, n + 4, n), new Selection(n, 2, 2));
                    compare(depth, new Sequences(count, n + 3, n), new Selection(Math.max(0, n - 1), 2, 2));
                }
            }
            compare(depth, new Sequences(2, 4, Visibility.prefixes(3, 1)), Selection.range(3, 1));
            compare(depth, Sequences.causal(3, 4), Selection.range(1, 3));
        }
    }

    private static void compare(int depth, Sequences shape, Selection wanted) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearStack stack = stack(builder, depth);
        int size = builder.build().size();
        Randoms randoms = Randoms.of(4);
        double[] parameters =
                Arrays.stream(randoms.gaussians(size)).map(p -> 0.3 * p).toArray();
        double[] input = randoms.gaussians(shape.rows() * W);
        double[] d = randoms.gaussians(shape.count() * wanted.count() * W);
        Layer.Pass together = stack.pass(wanted);
        Layer.Pass single = new Sequential(List.copyOf(stack.layers())).pass(wanted);
        close(together.forward(parameters, input, shape), single.forward(parameters, input, shape), d.length);
        double[] gradient = new double[size];
        double[] expected = new double[size];
        close(together.backward(parameters, d, gradient), single.backward(parameters, d, expected), shape.rows() * W);
        close(gradient, expected, size);
        double[] parametersOnly = new double[size];
        together.backwardParameters(parameters, d, parametersOnly);
        assertThat(parametersOnly).isEqualTo(gradient);
    }

    private static void close(double[] got, double[] expected, int length) {
        double scale = 1;
        for (int i = 0; i < length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        for (int i = 0; i < length; i++) {
            assertThat(Math.abs(got[i] - expected[i])).isLessThan(ROUNDING * scale);
        }
    }

    @Test
    void answersDoNotDependOnTheOtherSequencesAndQueries() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearStack stack = stack(builder, 3);
        Randoms randoms = Randoms.of(6);
        double[] parameters = randoms.gaussians(builder.build().size());
        int n = 7;
        int m = 3;
        Sequences shape = new Sequences(9, n + m, n);
        double[] input = randoms.gaussians(shape.rows() * W);
        double[] all = stack.pass(Selection.range(n, m)).forward(parameters, input, shape);
        for (int s = 0; s < shape.count(); s++) {
            for (int q = 0; q < m; q++) {
                double[] one = Arrays.copyOfRange(input, s * (n + m) * W, (s * (n + m) + n + 1) * W);
                System.arraycopy(input, (s * (n + m) + n + q) * W, one, n * W, W);
                double[] answer =
                        stack.pass(Selection.range(n, 1)).forward(parameters, one, new Sequences(1, n + 1, n));
                int at = (s * m + q) * W;
                assertThat(answer).isEqualTo(Arrays.copyOfRange(all, at, at + W));
            }
        }
    }
}
