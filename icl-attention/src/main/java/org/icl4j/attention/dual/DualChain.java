package org.icl4j.attention.dual;

import java.util.List;
import org.icl4j.attention.theory.DualModel;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A stack of softmax layers as a chain of dual models: at each stage every token is the answer of a dual model that one gradient step has trained on the pairs (key, value) which the stage before has left,
 *
 * <pre>
 *   z_q := z_q + P W_1 phi(W_Q z_q),    W_1 = (1/D) sum_i (W_V z_i) phi(sqrt(c) W_K z_i)'
 *   z_q := z_q + F (relu(E z_q + e)) + f                                           where there is a network
 * </pre>
 *
 * and a network after it folds into the pairs: with S the pattern of E z + e &gt; 0, the token's change is F S (E z_q + e) + f, so the dual model's values become (I + F S E) P W_V z_i and what does not depend on them a
 * constant. {@link #answers} computes tokens so, from dual models in kernel form alone, without any layer. The pattern depends on the query: each has a dual model of its own, as each has its own D.
 *
 * <p>Published: that several layers are a chain and that the network can be folded in (Ren and Liu 2024, as summarised). The exact form with the pattern S is ours.
 *
 * @param stages first to last
 */
public record DualChain(List<Stage> stages) {

    /**
     * Checks that there is a stage and that widths agree.
     *
     * @param stages first to last
     */
    public DualChain {
        stages = List.copyOf(Require.notNull("stages", stages));
        if (stages.isEmpty()) {
            throw Require.error("stages", "is empty");
        }
    }

    /**
     * The tokens after every stage.
     *
     * @param tokens n rows of the context, then the queries, each of length w
     * @param context n, how many of them are keys; at least 1
     * @return after the last stage
     */
    public double[][] answers(double[][] tokens, int context) {
        int rows = Points.of("tokens", tokens).size();
        Require.inRange("context", context, 1, rows);
        double[][] z = Points.of("tokens", tokens).toRows();
        for (Stage stage : stages) {
            z = stage.apply(z, context);
        }
        return z;
    }

    /**
     * One layer: a head of softmax attention with a residual connection, and perhaps a ReLU network with one.
     *
     * @param queries W_Q, shape [k, w]
     * @param keys W_K, shape [k, w]
     * @param values P W_V, shape [w, w]
     * @param scale c of the scores c q'k, above 0
     * @param in E, shape [h, w]; no rows where there is no network
     * @param inBias e, length h
     * @param out F, shape [w, h]; no rows where there is no network
     * @param outBias f, length w; empty where there is no network
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Stage(
            double[][] queries,
            double[][] keys,
            double[][] values,
            double scale,
            double[][] in,
            double[] inBias,
            double[][] out,
            double[] outBias) {

        /**
         * Checks that nothing is null and shapes agree.
         *
         * @param queries W_Q
         * @param keys W_K
         * @param values P W_V
         * @param scale c, above 0
         * @param in E
         * @param inBias e
         * @param out F
         * @param outBias f
         */
        public Stage {
            int w = Points.of("values", values).size();
            Require.width("values", Points.of("values", values), w, "tokens keep their width");
            Require.width("queries", Points.of("queries", queries), w, "of a token");
            Require.width("keys", Points.of("keys", keys), w, "of a token");
            if (keys.length != queries.length) {
                throw Require.error("keys", "expected " + queries.length + " rows as W_Q has, got " + keys.length);
            }
            Require.positive("scale", scale);
            int h = Require.notNull("in", in).length;
            Require.length("inBias", Require.finite("inBias", inBias), h, "one per row of E");
            Require.notNull("out", out);
            Require.finite("outBias", outBias);
            if (h > 0) {
                Require.width("in", Points.of("in", in), w, "of a token");
                Require.width("out", Points.of("out", out), h, "one per row of E");
                Require.length("outBias", outBias, w, "of a token");
                if (out.length != w) {
                    throw Require.error("out", "expected " + w + " rows, got " + out.length);
                }
            }
        }

        /**
         * A stage without a network.
         *
         * @param queries W_Q, shape [k, w]
         * @param keys W_K, shape [k, w]
         * @param values P W_V, shape [w, w]
         * @param scale c of the scores c q'k, above 0
         * @return the stage
         */
        public static Stage attention(double[][] queries, double[][] keys, double[][] values, double scale) {
            return new Stage(
                    queries, keys, values, scale, new double[0][], new double[0], new double[0][], new double[0]);
        }

        /** The dual model of the pairs (sqrt(c) W_K z_i, P W_V z_i), asked at sqrt(c) W_Q z_q. */
        private double[][] apply(double[][] z, int context) {
            double root = Math.sqrt(scale);
            double[][] k = new double[context][];
            double[][] v = new double[context][];
            for (int i = 0; i < context; i++) {
                k[i] = times(keys, z[i], root);
                v[i] = times(values, z[i], 1);
            }
            Points trainedOn = Points.of("keys", k);
            DualModel plain = DualModel.of(trainedOn, Points.of("values", v));
            double[][] next = new double[z.length][];
            for (int q = 0; q < z.length; q++) {
                double[] query = times(queries, z[q], root);
                next[q] = sum(z[q], plain.answer(query));
                if (in.length > 0) {
                    next[q] = folded(z[q], query, trainedOn, v, pattern(next[q]));
                }
            }
            return next;
        }

        private boolean[] pattern(double[] token) {
            double[] hidden = times(in, token, 1);
            boolean[] open = new boolean[in.length];
            for (int h = 0; h < open.length; h++) {
                open[h] = hidden[h] + inBias[h] > 0;
            }
            return open;
        }

        /** (I + F S E)(z + sum_i A_i v_i) + F S e + f, the sum as a dual model with values (I + F S E) v_i. */
        private double[] folded(double[] z, double[] query, Points trainedOn, double[][] v, boolean[] open) {
            double[][] mapped = new double[v.length][];
            for (int i = 0; i < v.length; i++) {
                mapped[i] = linear(v[i], open);
            }
            double[] answer =
                    DualModel.of(trainedOn, Points.of("values", mapped)).answer(query);
            double[] constant = outBias.clone();
            for (int i = 0; i < constant.length; i++) {
                for (int h = 0; h < open.length; h++) {
                    constant[i] += open[h] ? out[i][h] * inBias[h] : 0;
                }
            }
            return sum(sum(linear(z, open), answer), constant);
        }

        private double[] linear(double[] x, boolean[] open) {
            double[] hidden = times(in, x, 1);
            double[] y = x.clone();
            for (int i = 0; i < y.length; i++) {
                for (int h = 0; h < open.length; h++) {
                    y[i] += open[h] ? out[i][h] * hidden[h] : 0;
                }
            }
            return y;
        }

        private static double[] sum(double[] a, double[] b) {
            double[] c = a.clone();
            for (int i = 0; i < c.length; i++) {
                c[i] += b[i];
            }
            return c;
        }

        private static double[] times(double[][] matrix, double[] x, double factor) {
            double[] y = new double[matrix.length];
            for (int i = 0; i < y.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    y[i] += matrix[i][j] * x[j];
                }
                y[i] *= factor;
            }
            return y;
        }

        @Override
        public String toString() {
            return "Stage[width=" + values.length + ", keys=" + keys.length + ", scale=" + scale + ", hidden="
                    + in.length + "]";
        }
    }

    @Override
    public String toString() {
        return "DualChain" + stages;
    }
}
