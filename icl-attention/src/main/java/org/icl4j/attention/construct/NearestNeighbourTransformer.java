package org.icl4j.attention.construct;

import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * The nearest neighbour by one softmax head with augmented keys: query [x, 1], key [z, -|z|^2/2], scale c. The score is c(x'z - |z|^2/2) = c|x|^2/2 - c|x - z|^2/2, so the head is the Gaussian
 * smoother of bandwidth 1/sqrt c exactly, and tends to the nearest neighbour:
 *
 * <pre>
 *   |f_c(x) - f_1NN(x)| &lt;= (n - 1) exp(-c gap) (max y - min y),    gap = half the difference of the two least squared distances
 * </pre>
 *
 * The plain dot product x'z of {@link #plain} finds the key of greatest inner product instead, which on random data is seldom the nearest. Tokens: x | one | s | y | out.
 *
 * <p>The bound: every other weight is at most exp(-c gap) of the greatest, and the answer is an average of targets.
 */
public final class NearestNeighbourTransformer implements Construction {

    private final double scale;
    private final boolean augmented;
    private final int width;
    private final WiredTransformer transformer;

    private NearestNeighbourTransformer(int d, double scale, boolean augmented, int targets) {
        this.scale = scale;
        this.augmented = augmented;
        this.width = d;
        Wiring w = Wiring.of(
                augmented ? "nearest neighbour" : "greatest inner product",
                d,
                targets,
                "x:" + d,
                "one",
                "s",
                "y:" + targets,
                "out:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            row[d] = 1;
            row[d + 1] = -Loops.dot(x, x) / 2;
            System.arraycopy(y, 0, row, d + 2, targets);
        };
        w.support(token).query(token);
        w.attend(
                "look up",
                Score.dotProduct(scale),
                Normaliser.softmax(),
                augmented ? "x,one" : "x",
                augmented ? "x,s" : "x",
                "y",
                "out",
                1);
        this.transformer = w.step().answer("out", 1);
    }

    /**
     * The construction with augmented keys.
     *
     * @param width d
     * @param scale c, above 0
     * @return the construction
     */
    public static NearestNeighbourTransformer of(int width, double scale) {
        return new NearestNeighbourTransformer(
                Require.positive("width", width), Require.positive("scale", scale), true, 1);
    }

    /**
     * The same head on the inputs as they are.
     *
     * @param width d
     * @param scale c, above 0
     * @return what popular accounts take for a nearest neighbour
     */
    public static NearestNeighbourTransformer plain(int width, double scale) {
        return new NearestNeighbourTransformer(
                Require.positive("width", width), Require.positive("scale", scale), false, 1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public NearestNeighbourTransformer withTargets(int count) {
        return new NearestNeighbourTransformer(width, scale, augmented, Require.positive("count", count));
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        return Loops.perTarget(context, one -> answers(one, queries));
    }

    private double[][] answers(Context context, Points queries) {
        int n = context.size();
        double[][] answers = new double[2][queries.size()];
        for (int q = 0; q < queries.size(); q++) {
            double[] log = new double[n];
            double greatest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                log[i] = logarithm(queries.row(q), context.inputs().row(i));
                greatest = Math.max(greatest, log[i]);
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double weight = Math.exp(log[i] - greatest);
                sum += weight;
                answers[1][q] += weight * context.targets().get(i, 0);
            }
            answers[1][q] /= sum;
        }
        return answers;
    }

    private double logarithm(double[] x, double[] z) {
        if (!augmented) {
            return scale * Loops.dot(x, z);
        }
        double squares = 0;
        for (int k = 0; k < x.length; k++) {
            squares += (x[k] - z[k]) * (x[k] - z[k]);
        }
        return -scale * squares / 2;
    }

    /**
     * The bound on the distance from the nearest neighbour's target.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param query x, length d
     * @return (n - 1) exp(-c gap) (max y - min y)
     */
    public double bound(Context context, double[] query) {
        int d = Require.notNull("context", context).inputs().width();
        Require.length("query", Require.finite("query", query), d, "one per input");
        int n = context.size();
        double first = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double[] z = context.inputs().row(i);
            double half = 0;
            for (int k = 0; k < z.length; k++) {
                half += (query[k] - z[k]) * (query[k] - z[k]) / 2;
            }
            if (half < first) {
                second = first;
                first = half;
            } else {
                second = Math.min(second, half);
            }
            low = Math.min(low, context.targets().get(i, 0));
            high = Math.max(high, context.targets().get(i, 0));
        }
        return n == 1 ? 0 : (n - 1) * Math.exp(-scale * (second - first)) * (high - low);
    }

    @Override
    public String toString() {
        return "NearestNeighbourTransformer[" + (augmented ? "" : "plain, ") + "width=" + width + ", scale=" + scale
                + "]";
    }
}
