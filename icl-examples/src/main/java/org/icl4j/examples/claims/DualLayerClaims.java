package org.icl4j.examples.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.dual.DualAttention;
import org.icl4j.attention.dual.DualChain;
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
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.features.PositiveFeatures;

/** The dual model of stacks of layers, and its modifications as a trainable layer. */
final class DualLayerClaims {

    private static final int W = 5;
    private static final int K = 3;
    private static final int V = 2;

    private DualLayerClaims() {}

    static void addTo(Group g) {
        g.from("abstract: several layers, and the network folded in; exact form with the pattern of open units ours");
        for (int depth : new int[] {1, 3}) {
            g.identity(
                    "chain-" + depth,
                    depth + (depth == 1 ? " softmax layer" : " softmax layers")
                            + " with residual connections and ReLU networks: a chain of dual models in kernel form has the same tokens",
                    1e-11,
                    size -> BayesClaims.repeat(size, s -> chain(depth, s)));
        }
        g.from("abstract: three modifications; formulas ours");
        g.identity(
                "strengths-of-zero",
                "regularised, negative and augmented attention with strength 0 is plain attention",
                1e-13,
                size -> BayesClaims.repeat(size, DualLayerClaims::off));
        g.identity(
                "own-value",
                "regularised attention loses a times the token's own value: A becomes A - a I",
                1e-13,
                size -> BayesClaims.repeat(size, DualLayerClaims::ownValue));
        g.identity(
                "modification-gradients",
                "the hand-derived gradients of all three together are central differences",
                1e-6,
                size -> BayesClaims.repeat(size, DualLayerClaims::gradients));
        g.from("positive random features, 16 keys and queries, normaliser from the features");
        for (boolean squared : new boolean[] {true, false}) {
            g.number(
                    "matrix-" + (squared ? "squared" : "absolute"),
                    "the mean " + (squared ? "squared" : "absolute")
                            + " error of the attention matrix at 4096 features over that at 16, mean of draws",
                    "falls with d_r",
                    squared ? new Bound(0.001, 0.05) : new Bound(0.03, 0.25),
                    size -> matrix(4096, squared, size) / matrix(16, squared, size));
        }
    }

    private static double[] run(Layer layer, double[] parameters, double[][] tokens, int context) {
        double[] flat = Arrays.stream(tokens).flatMapToDouble(Arrays::stream).toArray();
        double[] out = layer.pass().forward(parameters, flat, new Sequences(1, tokens.length, context));
        return Arrays.copyOf(out, tokens.length * layer.outputWidth());
    }

    private static double chain(int depth, int seed) {
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
            layers.add(new Residual(Mlp.relu(builder, "network" + l, W, 6)));
        }
        ParameterLayout layout = builder.build();
        double[] p = Arrays.stream(Randoms.of(seed).gaussians(layout.size()))
                .map(v -> 0.5 * v)
                .toArray();
        List<DualChain.Stage> stages = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            MultiHeadAttention head = heads.get(l);
            double[][] values = Lab.matrix(head.projectionWeight().read(p))
                    .multiply(Lab.matrix(head.valueWeight(0).read(p)))
                    .getData();
            String network = "network" + l;
            stages.add(new DualChain.Stage(
                    head.queryWeight(0).read(p),
                    head.keyWeight(0).read(p),
                    values,
                    0.5,
                    layout.slice(network + ".in.weight").read(p),
                    layout.slice(network + ".in.bias").read(p)[0],
                    layout.slice(network + ".out.weight").read(p),
                    layout.slice(network + ".out.bias").read(p)[0]));
        }
        double[][] tokens = Randoms.of(seed).split("tokens").gaussians(10, W);
        double[] chain = Arrays.stream(new DualChain(stages).answers(tokens, 8))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        return Lab.difference(chain, run(Sequential.of(layers.toArray(new Layer[0])), p, tokens, 8));
    }

    private static double off(int seed) {
        ParameterLayout.Builder plainBuilder = ParameterLayout.builder();
        Layer plain =
                MultiHeadAttention.single(W, K, V).score(Score.dotProduct(0.7)).add(plainBuilder, "plain");
        double[] weights = Randoms.of(seed).gaussians(plainBuilder.build().size());
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer dual = DualAttention.of(W, K, V)
                .withScale(0.7)
                .regularised(0)
                .withNegatives(0, 0.3)
                .augmented(0, 4)
                .add(builder, "dual");
        double[] parameters =
                Randoms.of(seed).split("networks").gaussians(builder.build().size());
        System.arraycopy(weights, 0, parameters, 0, weights.length);
        double[][] tokens = Randoms.of(seed).split("tokens").gaussians(9, W);
        return Lab.difference(run(dual, parameters, tokens, 7), run(plain, weights, tokens, 7));
    }

    private static double ownValue(int seed) {
        double a = 0.4;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer plain = DualAttention.of(W, K, V).add(builder, "dual");
        ParameterLayout layout = builder.build();
        Layer regularised = DualAttention.of(W, K, V).regularised(a).add(ParameterLayout.builder(), "dual");
        double[] p = Randoms.of(seed).gaussians(layout.size());
        double[][] tokens = Randoms.of(seed).split("tokens").gaussians(9, W);
        double[] expected = run(plain, p, tokens, 7);
        double[][] values = layout.slice("dual.values.weight").read(p);
        for (int i = 0; i < tokens.length; i++) {
            for (int c = 0; c < V; c++) {
                expected[i * V + c] -= a * Lab.dot(values[c], tokens[i]);
            }
        }
        return Lab.difference(run(regularised, p, tokens, 7), expected);
    }

    private static double gradients(int seed) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer dual = DualAttention.of(W, K, V)
                .regularised(0.3)
                .withNegatives(0.5, 0.3)
                .augmented(0.8, 4)
                .add(builder, "dual");
        double[] p = Randoms.of(seed).gaussians(builder.build().size());
        double[] tokens = Randoms.of(seed).split("tokens").gaussians(8 * W);
        return GradientCheck.standard()
                .compare(dual, p, tokens, new Sequences(1, 8, 6))
                .error();
    }

    private static double matrix(int features, boolean squared, Claim.Size size) {
        int n = 16;
        Points keys = scaled(n, 1);
        Points queries = scaled(n, 2);
        DualModel model = DualModel.of(keys, Points.of("v", Randoms.of(3).gaussians(n, 1)));
        int draws = size.of(24, 6);
        double sum = 0;
        for (int s = 0; s < draws; s++) {
            PositiveFeatures phi = PositiveFeatures.of(new ExponentialDotProduct(1), 4, features, 10 + s);
            for (int q = 0; q < n; q++) {
                double[] exact = model.weights(queries.row(q));
                double[] other = model.featureWeights(phi, queries.row(q), false);
                for (int i = 0; i < n; i++) {
                    double e = Math.abs(other[i] - exact[i]);
                    sum += (squared ? e * e : e) / (n * n * draws);
                }
            }
        }
        return sum;
    }

    private static Points scaled(int n, long seed) {
        double[][] x = Randoms.of(seed).gaussians(n, 4);
        for (double[] row : x) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= 0.5;
            }
        }
        return Points.of("x", x);
    }
}
