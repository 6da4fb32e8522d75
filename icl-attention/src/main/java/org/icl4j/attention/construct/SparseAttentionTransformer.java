package org.icl4j.attention.construct;

import java.util.Arrays;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * Sparse attention is regression with a kernel of compact support. One head of alpha-entmax over scores s_i = c (x'z_i - |z_i|^2/2) gives key i the weight
 *
 * <pre>
 *   a_i = max((alpha - 1) s_i - tau, 0)^r  =  ((alpha - 1) c/2)^r max(b^2 - |x - z_i|^2, 0)^r,     r = 1/(alpha - 1)
 * </pre>
 *
 * since a score differs from -c |x - z_i|^2/2 by what all keys share. So the head is the Nadaraya-Watson estimator under (1 - u^2)^r for u = |x - z|/b below 1: Epanechnikov's kernel for alpha = 2
 * (sparsemax), the biweight for alpha = 3/2, the triweight for 4/3, a Gaussian in the limit alpha = 1 (softmax). The bandwidth b is each query's own: the one at which the weights sum to 1, so it is small where keys are dense. Tokens: x | one | s | y | out, as in
 * {@link NearestNeighbourTransformer}.
 *
 * <p>Sources: Martins and Astudillo 2016, Peters et al. 2019 (the normalisers); Epanechnikov 1969. The reading as a kernel of compact support and the bandwidth's equation are ours.
 */
public final class SparseAttentionTransformer implements Construction {

    private final int width;
    private final double scale;
    private final double alpha;
    private final WiredTransformer transformer;

    private SparseAttentionTransformer(int d, double scale, double alpha, int targets) {
        this.width = d;
        this.scale = scale;
        this.alpha = alpha;
        Wiring w = Wiring.of("sparse attention", d, targets, "x:" + d, "one", "s", "y:" + targets, "out:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            row[d] = 1;
            row[d + 1] = -Loops.dot(x, x) / 2;
            System.arraycopy(y, 0, row, d + 2, targets);
        };
        w.support(token).query(token);
        this.transformer = w.attend(
                        "smooth", Score.dotProduct(scale), Normaliser.entmax(alpha), "x,one", "x,s", "y", "out", 1)
                .step()
                .answer("out", 1);
    }

    /**
     * The construction for one target.
     *
     * @param width d
     * @param scale c, above 0: the larger, the smaller the bandwidths
     * @param alpha of the normaliser, in (1, 4]; 2 for sparsemax
     * @return the construction
     */
    public static SparseAttentionTransformer of(int width, double scale, double alpha) {
        return new SparseAttentionTransformer(
                Require.positive("width", width), Require.positive("scale", scale), alpha, 1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public SparseAttentionTransformer withTargets(int count) {
        return new SparseAttentionTransformer(width, scale, alpha, Require.positive("count", count));
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    /**
     * The bandwidth of one query: the b for which sum_i ((alpha - 1) (c/2) max(b^2 - |x - z_i|^2, 0))^r = 1.
     *
     * @param context inputs [n, d]
     * @param query x, length d
     * @return b; keys farther away have weight 0
     */
    public double bandwidth(Context context, double[] query) {
        Require.width("context.inputs", Require.notNull("context", context).inputs(), width, "wired for it");
        Require.length("query", Require.finite("query", query), width, "one per input");
        return Math.sqrt(squaredBandwidth(squares(context.inputs(), query)));
    }

    private static double[] squares(Points keys, double[] query) {
        double[] squares = new double[keys.size()];
        for (int i = 0; i < squares.length; i++) {
            double[] z = keys.row(i);
            for (int k = 0; k < z.length; k++) {
                squares[i] += (query[k] - z[k]) * (query[k] - z[k]);
            }
        }
        return squares;
    }

    // The sum of weights grows with b^2 from 0 at the least squared distance; at 2/((alpha - 1) c) more the nearest key
    // alone has weight 1.
    private double squaredBandwidth(double[] squares) {
        double least = Arrays.stream(squares).min().orElseThrow();
        double factor = (alpha - 1) * scale / 2;
        double low = 0;
        double high = 1 / factor;
        for (double middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
            double sum = 0;
            for (double square : squares) {
                sum += Math.pow(factor * Math.max(middle - (square - least), 0), 1 / (alpha - 1));
            }
            if (sum < 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return least + high;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        return Loops.perTarget(context, one -> {
            double[][] answers = new double[2][queries.size()];
            for (int q = 0; q < queries.size(); q++) {
                double[] squares = squares(one.inputs(), queries.row(q));
                double b = squaredBandwidth(squares);
                double sum = 0;
                for (int i = 0; i < squares.length; i++) {
                    double k = Math.pow(Math.max(1 - squares[i] / b, 0), 1 / (alpha - 1));
                    sum += k;
                    answers[1][q] += k * one.targets().get(i, 0);
                }
                answers[1][q] /= sum;
            }
            return answers;
        });
    }

    @Override
    public String toString() {
        return "SparseAttentionTransformer[width=" + width + ", scale=" + scale + ", alpha=" + alpha + "]";
    }
}
