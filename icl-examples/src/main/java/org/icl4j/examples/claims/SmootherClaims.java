package org.icl4j.examples.claims;

import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.model.SoftmaxAttentionLearner;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;

/** What every smoother, and softmax attention as one, has in common; attention that is something else. */
final class SmootherClaims {

    private SmootherClaims() {}

    private static InContextLearner<?> softmax() {
        return new SoftmaxAttentionLearner(1);
    }

    /** One head, value y. */
    private static InContextLearner<?> head(Score score, Normaliser normaliser, int d) {
        Wiring w = Wiring.of("smoother", d, "x:" + d, "y", "out");
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            row[d] = y[0];
        };
        return w.support(token)
                .query(token)
                .attend("smooth", score, normaliser, "x", "x", "y", "out", 1)
                .step()
                .answer("out", 1)
                .learner();
    }

    static List<Claim> claims() {
        Group g = new Group("Attention as a smoother, and as other regressions", "smoother");
        g.from("Nadaraya 1964; Watson 1964; Tsai et al. 2019");
        g.identity(
                "softmax-is-nadaraya-watson",
                "softmax attention is Nadaraya-Watson under the kernel exp(x'z)",
                1e-12,
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                softmax(),
                                NadarayaWatson.of(new ExponentialDotProduct(1)),
                                Lab.context(15, 3, s),
                                Lab.points(3, 3, s))));
        g.identity(
                "wired-softmax",
                "a transformer layer with one head and weights of 0 and 1 is Nadaraya-Watson under exp(x'z)",
                1e-12,
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                head(Score.dotProduct(1), Normaliser.softmax(), 3),
                                softmax(),
                                Lab.context(15, 3, s),
                                Lab.points(3, 3, s))));
        g.identity(
                "gaussian-score",
                "with a Gaussian score it is Nadaraya-Watson under the Gaussian",
                1e-12,
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                head(Score.gaussian(0.7), Normaliser.softmax(), 3),
                                NadarayaWatson.of(new Gaussian(0.7)),
                                Lab.context(15, 3, s),
                                Lab.points(3, 3, s))));
        g.identity(
                "kernel-score",
                "with a kernel as score and row sums as normaliser it is Nadaraya-Watson under that kernel",
                1e-12,
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                head(Score.kernel(new Gaussian(0.7)), Normaliser.rowSums(), 3),
                                NadarayaWatson.of(new Gaussian(0.7)),
                                Lab.context(15, 3, s),
                                Lab.points(3, 3, s))));
        g.from("ours");
        g.number(
                "within-range",
                "the answers of softmax attention lie between the least and the greatest target: greatest excess",
                "",
                Bound.atMost(1e-12),
                size -> BayesClaims.repeat(size, s -> {
                    Context context = Lab.context(15, 3, s);
                    double[] y = context.targets().column(0);
                    double high = Arrays.stream(y).max().orElseThrow();
                    double low = Arrays.stream(y).min().orElseThrow();
                    return Arrays.stream(Lab.answers(softmax(), context, Lab.points(20, 3, s)))
                            .map(f -> Math.max(f - high, low - f))
                            .max()
                            .orElseThrow();
                }));
        g.identity("affine", "softmax attention on targets a y + b answers a f + b", 1e-12, size -> affine(softmax()));
        g.number(
                "ridge-is-not-shift-equivariant",
                "kernel ridge regression on targets y + 5 does not answer f + 5: it differs by this much",
                "",
                Bound.atLeast(0.05),
                size -> affine(KernelRidge.of(new Gaussian(1), 0.5)));
        g.identity(
                "shift-of-scores",
                "scores near 10^4 neither overflow nor lose the answer: softmax does not see a common shift",
                1e-9,
                size -> {
                    double[][] keys = Randoms.of(2).gaussians(12, 3);
                    double[][] shifted = new double[12][4];
                    for (int i = 0; i < 12; i++) {
                        System.arraycopy(keys[i], 0, shifted[i], 0, 3);
                        shifted[i][3] = 100;
                    }
                    double[] y = Randoms.of(3).gaussians(12);
                    double[] q = Randoms.of(4).gaussians(3);
                    double plain = softmax().fit(keys, y).predict(new double[][] {q})[0];
                    double large = softmax().fit(shifted, y).predict(new double[][] {{q[0], q[1], q[2], 100}})[0];
                    return Math.abs(plain - large);
                });
        g.identity("permutation", "the order of the context does not matter", 1e-12, size -> {
            Context context = Lab.context(15, 3, 1);
            double[] a = Lab.answers(softmax(), context, Lab.points(5, 3, 1));
            return Lab.difference(
                    Lab.answers(softmax(), context.select(Randoms.of(9).permutation(15)), Lab.points(5, 3, 1)), a);
        });
        g.identity("rotation", "a rotation of all inputs does not matter", 1e-12, size -> {
            Context context = Lab.context(15, 3, 1);
            var u = new org.apache.commons.math3.linear.QRDecomposition(
                            Lab.matrix(Randoms.of(7).gaussians(3, 3)))
                    .getQ();
            Points queries = Lab.points(5, 3, 1);
            Context turned = Context.of(
                    Points.of("x", Lab.matrix(context.inputs().toRows()).multiply(u)), context.targets());
            return Lab.difference(
                    Lab.answers(
                            softmax(),
                            turned,
                            Points.of("q", Lab.matrix(queries.toRows()).multiply(u))),
                    Lab.answers(softmax(), context, queries));
        });
        g.identity("batch", "a query's answer does not depend on the other queries, to the bit", 0, size -> {
            Context context = Lab.context(15, 3, 1);
            Points queries = Lab.points(9, 3, 1);
            double most = 0;
            double[] all = Lab.answers(softmax(), context, queries);
            for (int q = 0; q < 9; q++) {
                most = Math.max(most, Math.abs(all[q] - Lab.answers(softmax(), context, queries.select(q))[0]));
            }
            return most;
        });
        g.from("Goulet Coulombe 2025");
        g.identity(
                "least-squares-attention",
                "ordinary least squares is one layer of linear attention whose query map is the inverse covariance",
                1e-9,
                size -> BayesClaims.repeat(size, s -> {
                    Context context = Lab.context(20, 3, s);
                    var x = Lab.matrix(context.inputs().toRows());
                    double[][] inverse = new org.apache.commons.math3.linear.LUDecomposition(
                                    x.transpose().multiply(x))
                            .getSolver()
                            .getInverse()
                            .scalarMultiply(20)
                            .getData();
                    return Lab.difference(
                            DescentTransformer.preconditioned(inverse, 1).learner(),
                            LeastSquares.withDefaults().withIntercept(false),
                            context,
                            Lab.points(3, 3, s));
                }));
        g.from("Martins and Astudillo 2016; kernel reading: compact support");
        g.number(
                "sparsemax-is-compact",
                "sparsemax attention is regression with a kernel of compact support: keys that get no weight at all, share",
                "",
                new Bound(0.3, 0.99),
                size -> sparseShare());
        g.identity(
                "sparsemax-epanechnikov",
                "where it is sharp enough, its weights are max(s_i - tau, 0): a parabola in the distance for Gaussian scores, as Epanechnikov's kernel with a bandwidth of each query's own",
                1e-10,
                size -> epanechnikov());
        g.from("Dragutinovic, Singh and Saxe 2025");
        g.identity(
                "classification",
                "one softmax layer on one-hot labels less 1/C is one step of kernel gradient descent on the cross-entropy from equal scores, with step 1/sum_i k(x, x_i) at each query",
                1e-12,
                size -> BayesClaims.repeat(size, SmootherClaims::classification));
        return g.claims();
    }

    private static double affine(InContextLearner<?> learner) {
        Context context = Lab.context(15, 3, 1);
        Points queries = Lab.points(5, 3, 1);
        double[] f = Lab.answers(learner, context, queries);
        double[] y =
                Arrays.stream(context.targets().column(0)).map(v -> 3 * v + 5).toArray();
        double[] g = Lab.answers(learner, Context.of(context.inputs(), Points.ofColumn("y", y)), queries);
        return Lab.difference(g, Arrays.stream(f).map(v -> 3 * v + 5).toArray());
    }

    /** Weights of one query: answers to unit vectors as targets. */
    private static double[] weights(InContextLearner<?> learner, Points keys, double[] query) {
        double[] weights = new double[keys.size()];
        for (int i = 0; i < weights.length; i++) {
            double[] y = new double[weights.length];
            y[i] = 1;
            weights[i] = learner.fit(keys, Points.ofColumn("y", y))
                    .predict(Points.of("q", new double[][] {query}))
                    .get(0, 0);
        }
        return weights;
    }

    private static double sparseShare() {
        double[] w = weights(
                head(Score.gaussian(0.5), Normaliser.sparsemax(), 2), Lab.points(30, 2, 3), new double[] {0, 0});
        return Arrays.stream(w).filter(v -> v == 0).count() / 30.0;
    }

    private static double epanechnikov() {
        Points keys = Lab.points(30, 2, 3);
        double[] w = weights(head(Score.gaussian(0.5), Normaliser.sparsemax(), 2), keys, new double[] {0, 0});
        // w_i + |x_i|^2/(2 h^2) is -tau wherever w_i > 0.
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 30; i++) {
            if (w[i] > 1e-9) {
                double level = w[i] + Lab.dot(keys.row(i), keys.row(i)) / (2 * 0.25);
                low = Math.min(low, level);
                high = Math.max(high, level);
            }
        }
        return high - low;
    }

    private static double classification(int seed) {
        int classes = 3;
        int n = 12;
        Points x = Lab.points(n, 3, seed);
        Randoms r = Randoms.of(seed);
        double[][] oneHot = new double[n][classes];
        for (int i = 0; i < n; i++) {
            oneHot[i][r.integer(classes)] = 1;
        }
        double[] q = Lab.points(1, 3, seed + 100).row(0);
        double[] layer = softmax()
                .fit(x, Points.of("labels", oneHot))
                .predict(Points.of("q", new double[][] {q}))
                .row(0);
        // -dL/df at f = 0 is one-hot less 1/C; a step in function space adds eta sum_i (y_i - 1/C) k(x_i, q).
        double[] step = new double[classes];
        double d = 0;
        for (int i = 0; i < n; i++) {
            double k = Math.exp(Lab.dot(x.row(i), q));
            d += k;
            for (int c = 0; c < classes; c++) {
                step[c] += k * (oneHot[i][c] - 1.0 / classes);
            }
        }
        double most = 0;
        for (int c = 0; c < classes; c++) {
            most = Math.max(most, Math.abs(layer[c] - 1.0 / classes - step[c] / d));
        }
        return most;
    }
}
