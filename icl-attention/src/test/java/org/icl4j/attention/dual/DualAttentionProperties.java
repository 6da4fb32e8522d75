package org.icl4j.attention.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Mlp;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.theory.DualModel;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;

/** P14: the dual model's modifications as layers, and a stack of layers as a chain. Sums of at most 40 terms of size about 1: 1e-13. */
class DualAttentionProperties {

    private static final int W = 5;
    private static final int K = 3;
    private static final int V = 2;
    private static final double ROUNDING = 1e-13;

    private static double[] forward(Layer layer, double[] parameters, double[] tokens, Sequences shape) {
        double[] out = layer.pass().forward(parameters, tokens, shape);
        return Arrays.copyOf(out, shape.rows() * layer.outputWidth());
    }

    private static final class Built {

        private final ParameterLayout layout;
        private final Layer layer;
        private final double[] parameters;

        Built(DualAttention.Options options, long seed) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            layer = options.add(builder, "dual");
            layout = builder.build();
            parameters = Randoms.of(seed).gaussians(layout.size());
        }
    }

    private static List<DualAttention.Options> all(double a, double b, double gamma) {
        DualAttention.Options plain = DualAttention.of(W, K, V).withScale(0.7);
        return List.of(
                plain,
                plain.regularised(a),
                plain.withNegatives(b, 0.4),
                plain.augmented(gamma, 4),
                plain.regularised(a).withNegatives(b, 0.25).augmented(gamma, 4));
    }

    @Property(tries = 4)
    void gradientsAreCentralDifferences(@ForAll long seed, @ForAll @DoubleRange(min = -1, max = 1) double strength) {
        for (DualAttention.Options options : all(strength, 0.5, 0.8)) {
            Built built = new Built(options, seed);
            for (Sequences shape : List.of(new Sequences(2, 6, 4), Sequences.causal(1, 5))) {
                double[] tokens = Randoms.of(seed).split("tokens").gaussians(shape.rows() * W);
                GradientCheck.LayerReport report =
                        GradientCheck.standard().compare(built.layer, built.parameters, tokens, shape);
                assertThat(report.error()).as(options.toString()).isLessThan(1e-6);
            }
        }
    }

    /** Answers are linear in W_V: the sum of do times o is that of dL/dW_V times W_V. */
    @Property(tries = 20)
    void theValuesGradientIsTheAdjoint(@ForAll long seed, @ForAll @DoubleRange(min = -2, max = 2) double strength) {
        Built built = new Built(DualAttention.of(W, K, V).regularised(strength).withNegatives(-strength, 0.5), seed);
        Sequences shape = new Sequences(2, 7, 5);
        Randoms randoms = Randoms.of(seed).split("adjoint");
        double[] tokens = randoms.gaussians(shape.rows() * W);
        double[] d = randoms.gaussians(shape.rows() * V);
        Layer.Pass pass = built.layer.pass();
        double[] output = pass.forward(built.parameters, tokens, shape).clone();
        double[] gradient = new double[built.layout.size()];
        pass.backward(built.parameters, d, gradient);
        double left = 0;
        double size = 1;
        for (int i = 0; i < d.length; i++) {
            left += d[i] * output[i];
            size += Math.abs(d[i] * output[i]);
        }
        ParameterLayout.Slice values = built.layout.slice("dual.values.weight");
        double right = 0;
        for (int i = values.offset(); i < values.end(); i++) {
            right += gradient[i] * built.parameters[i];
        }
        assertThat(right).isCloseTo(left, within(10 * ROUNDING * size));
    }

    @Property(tries = 20)
    void withStrengthsOfZeroItIsPlainAttention(@ForAll long seed) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer plain =
                MultiHeadAttention.single(W, K, V).score(Score.dotProduct(0.7)).add(builder, "plain");
        double[] merged = Randoms.of(seed).gaussians(builder.build().size());
        Sequences shape = new Sequences(2, 6, 4);
        double[] tokens = Randoms.of(seed).split("tokens").gaussians(shape.rows() * W);
        double[] wanted = forward(plain, merged, tokens, shape);
        for (DualAttention.Options options : all(0, 0, 0)) {
            Built built = new Built(options, seed + 1);
            System.arraycopy(merged, 0, built.parameters, 0, merged.length); // W_Q, W_K, W_V lie in the same order
            assertThat(forward(built.layer, built.parameters, tokens, shape))
                    .as(options.toString())
                    .containsExactly(wanted, within(ROUNDING));
        }
    }

    @Property(tries = 20)
    void negativeSamplesAreTheDualModels(@ForAll long seed, @ForAll @DoubleRange(min = -2, max = 2) double b) {
        // Tokens (k, v) with W_Q = W_K = [I 0], W_V = [0 I].
        Built built = new Built(DualAttention.of(W, K, V).withScale(1).withNegatives(b, 0.3), seed);
        Arrays.fill(built.parameters, 0);
        for (int i = 0; i < K; i++) {
            built.parameters[i * W + i] = 1;
            built.parameters[K * W + i * W + i] = 1;
        }
        for (int i = 0; i < V; i++) {
            built.parameters[2 * K * W + i * W + K + i] = 1;
        }
        double[][] rows = Randoms.of(seed).split("tokens").gaussians(9, W);
        double[] out = forward(built.layer, built.parameters, flat(rows), new Sequences(1, 9, 8));
        double[][] keys = new double[8][K];
        double[][] values = new double[8][V];
        for (int i = 0; i < 8; i++) {
            System.arraycopy(rows[i], 0, keys[i], 0, K);
            System.arraycopy(rows[i], K, values[i], 0, V);
        }
        double[] query = Arrays.copyOf(rows[8], K);
        double[] dual =
                DualModel.of(Points.of("k", keys), Points.of("v", values)).withNegatives(query, b, 0.3);
        assertThat(new double[] {out[8 * V], out[8 * V + 1]}).containsExactly(dual, within(ROUNDING));
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Softmax layers and ReLU networks of icl-attention against dual models in kernel form alone; errors of one layer pass through the next. */
    @Property(tries = 10)
    void aStackOfLayersIsAChainOfDualModels(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int depth, @ForAll boolean networks) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        List<Layer> layers = new ArrayList<>();
        List<MultiHeadAttention> heads = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            MultiHeadAttention head = MultiHeadAttention.single(W, K, V)
                    .score(Score.dotProduct(0.5))
                    .projectedTo(W)
                    .add(builder, "head" + l);
            heads.add(head);
            layers.add(new Residual(head));
            if (networks) {
                layers.add(new Residual(Mlp.relu(builder, "mlp" + l, W, 6)));
            }
        }
        ParameterLayout layout = builder.build();
        double[] p = Randoms.of(seed).gaussians(layout.size());
        for (int i = 0; i < p.length; i++) {
            p[i] *= 0.5;
        }
        List<DualChain.Stage> stages = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            MultiHeadAttention head = heads.get(l);
            double[][] queries = head.queryWeight(0).read(p);
            double[][] keys = head.keyWeight(0).read(p);
            double[][] values =
                    product(head.projectionWeight().read(p), head.valueWeight(0).read(p));
            stages.add(
                    networks
                            ? new DualChain.Stage(
                                    queries,
                                    keys,
                                    values,
                                    0.5,
                                    layout.slice("mlp" + l + ".in.weight").read(p),
                                    layout.slice("mlp" + l + ".in.bias").read(p)[0],
                                    layout.slice("mlp" + l + ".out.weight").read(p),
                                    layout.slice("mlp" + l + ".out.bias").read(p)[0])
                            : DualChain.Stage.attention(queries, keys, values, 0.5));
        }
        double[][] tokens = Randoms.of(seed).split("tokens").gaussians(8, W);
        double[] out = forward(Sequential.of(layers.toArray(new Layer[0])), p, flat(tokens), new Sequences(1, 8, 6));
        double[] chain = flat(new DualChain(stages).answers(tokens, 6));
        double size = Arrays.stream(chain).map(Math::abs).max().orElseThrow();
        assertThat(chain).containsExactly(out, within(100 * ROUNDING * (1 + size)));
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    @Example
    void aTokenThatSeesNothingKeepsItsOwnValueAlone() {
        Built built = new Built(DualAttention.of(W, K, V).regularised(0.5).withNegatives(0.3, 0.5), 3);
        double[] tokens = Randoms.of(4).gaussians(W);
        double[] out = forward(built.layer, built.parameters, tokens, new Sequences(1, 1, 0));
        double[][] values = built.layout.slice("dual.values.weight").read(built.parameters);
        for (int c = 0; c < V; c++) {
            double own = 0;
            for (int j = 0; j < W; j++) {
                own += values[c][j] * tokens[j];
            }
            assertThat(out[c]).isCloseTo(-0.5 * own, within(ROUNDING));
        }
    }
}
