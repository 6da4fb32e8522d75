package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Softmax attention by random features: exp(q'k) = E exp(w'q - |q|^2 / 2) exp(w'k - |k|^2 / 2) over w ~ N(0, I). With f features,
 *
 * <pre>
 *   o = T'a / (t'a),   T = sum_j b_j v_j'  [f, v],   t = sum_j b_j,   a = exp(W q),   b_j = exp(W k_j - |k_j|^2 / 2)
 * </pre>
 *
 * where q and k are divided by the fourth root of their width, so that their product is over its square root. A factor common to all of
 * a, or to all of b, drops out of the quotient: of a each query's greatest exponent is taken off, of b the greatest of all, so that
 * nothing overflows. A feature that underflows for all keys only loses its share.
 */
record PositiveFeatures(int features, long seed) implements TokenMixer {

    PositiveFeatures {
        Require.positive("features", features);
    }

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new FeaturePass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    private final class FeaturePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int kw;
        private final int vw;
        private final double scale;
        private final double[] w; // [f, k]
        private final double[] sums; // T  [f, v]
        private final double[] totals; // t  [f]
        private final double[] sumGradient;
        private final double[] totalGradient;
        private final Workspace querySpace = new Workspace(); // a  [m, f]
        private final Workspace keySpace = new Workspace(); // b  [n, f]
        private final Workspace scalarSpace = new Workspace(); // of each query, in the backward pass  [m, 2]
        private final double[] row;
        private final double[] numerator;
        private int m;
        private int n;
        private int[] reach = {};
        private double[] k = {};
        private double[] v = {};

        FeaturePass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
            scale = Math.pow(keyWidth, -0.25);
            w = Randoms.of(seed).gaussians(Math.multiplyExact(features, kw));
            sums = new double[features * vw];
            totals = new double[features];
            sumGradient = new double[features * vw];
            totalGradient = new double[features];
            row = new double[features];
            numerator = new double[vw];
        }

        @Override
        public void forward(
                int queries, int count, int[] seen, double[] query, double[] key, double[] value, double[] output) {
            m = queries;
            n = count;
            reach = seen;
            k = key;
            v = value;
            int f = features;
            double[] a = querySpace.of(m * f);
            double[] b = keySpace.of(n * f);
            // [m, k] [k, f] and [n, k] [k, f]
            math.gemm(false, true, m, f, kw, scale, query, 0, kw, w, 0, kw, 0, a, 0, f);
            math.gemm(false, true, n, f, kw, scale, key, 0, kw, w, 0, kw, 0, b, 0, f);
            for (int i = 0; i < m; i++) {
                shift(a, i * f, f, math.max(a, i * f, f));
            }
            for (int j = 0; j < n; j++) {
                shift(b, j * f, f, 0.5 * scale * scale * math.dot(key, j * kw, key, j * kw, kw));
            }
            if (n > 0) {
                shift(b, 0, n * f, math.max(b, 0, n * f));
            }
            math.exp(1, a, 0, m * f);
            math.exp(1, b, 0, n * f);
            begin();
            for (int j = 0, i = 0; i < m; j++) {
                for (; i < m && reach[i] == j; i++) {
                    answer(i, a, output);
                }
                if (j < n && i < m) {
                    observe(j, b);
                }
            }
        }

        private static void shift(double[] numbers, int at, int length, double by) {
            for (int i = at; i < at + length; i++) {
                numbers[i] -= by;
            }
        }

        private void begin() {
            Arrays.fill(sums, 0);
            Arrays.fill(totals, 0);
        }

        private void observe(int j, double[] b) {
            SmallMatrices.addOuter(sums, 0, features, vw, 1, b, j * features, v, j * vw);
            math.axpy(1, b, j * features, totals, 0, features);
        }

        private void answer(int i, double[] a, double[] output) {
            Arrays.fill(output, i * vw, (i + 1) * vw, 0);
            double total = math.dot(totals, 0, a, i * features, features);
            if (total > 0) {
                SmallMatrices.addTransposed(sums, 0, features, vw, 1 / total, a, i * features, output, i * vw);
            } else if (reach[i] > 0) {
                throw Require.error(
                        "queries", "query " + i + " shares no feature with the keys it sees: both are too long");
            }
        }

        // o = N / D, N = T'a, D = t'a. With G = dL/do:  dN = G / D,  dD = -(G'o) / D,
        //   da = T dN + t dD,   dT += a dN',   dt += a dD,   and per key   db_j = dT v_j + dt,   dv_j = dT'b_j
        //   a = exp(c W q - const):              dq = c W'(da o a)
        //   b = exp(c W k - c^2 |k|^2 / 2 - ..): dk = c W'(db o b) - c^2 (sum of db o b) k
        @Override
        public void backward(double[] d, double[] dq, double[] dk, double[] dv) {
            int f = features;
            double[] a = querySpace.array();
            double[] b = keySpace.array();
            Arrays.fill(dq, 0, m * kw, 0);
            Arrays.fill(dk, 0, n * kw, 0);
            Arrays.fill(dv, 0, n * vw, 0);
            double[] scalars = scalarSpace.of(2 * m); // 1 / D and dD of each query
            begin();
            for (int j = 0, i = 0; i < m; j++) {
                for (; i < m && reach[i] == j; i++) {
                    if (j > 0) {
                        throughQuery(i, a, d, dq, scalars);
                    }
                }
                if (j < n && i < m) {
                    observe(j, b);
                }
            }
            Arrays.fill(sumGradient, 0);
            Arrays.fill(totalGradient, 0);
            int i = m - 1;
            for (int j = n; j > 0; j--) {
                for (; i >= 0 && reach[i] == j; i--) {
                    SmallMatrices.addOuter(sumGradient, 0, f, vw, scalars[2 * i], a, i * f, d, i * vw);
                    math.axpy(scalars[2 * i + 1], a, i * f, totalGradient, 0, f);
                }
                if (i < m - 1) {
                    throughKey(j - 1, b, dk, dv);
                }
            }
        }

        private void throughQuery(int i, double[] a, double[] d, double[] dq, double[] scalars) {
            int f = features;
            double inverse = 1 / math.dot(totals, 0, a, i * f, f);
            Arrays.fill(numerator, 0);
            SmallMatrices.addTransposed(sums, 0, f, vw, inverse, a, i * f, numerator, 0);
            double slope = -inverse * math.dot(d, i * vw, numerator, 0, vw);
            scalars[2 * i] = inverse;
            scalars[2 * i + 1] = slope;
            SmallMatrices.times(sums, 0, f, vw, d, i * vw, row, 0);
            for (int p = 0; p < f; p++) {
                row[p] = (inverse * row[p] + slope * totals[p]) * a[i * f + p];
            }
            SmallMatrices.addTransposed(w, 0, f, kw, scale, row, 0, dq, i * kw);
        }

        private void throughKey(int j, double[] b, double[] dk, double[] dv) {
            int f = features;
            SmallMatrices.times(sumGradient, 0, f, vw, v, j * vw, row, 0);
            for (int p = 0; p < f; p++) {
                row[p] = (row[p] + totalGradient[p]) * b[j * f + p];
            }
            SmallMatrices.addTransposed(w, 0, f, kw, scale, row, 0, dk, j * kw);
            math.axpy(-scale * scale * math.sum(row, 0, f), k, j * kw, dk, j * kw, kw);
            SmallMatrices.addTransposed(sumGradient, 0, f, vw, 1, b, j * f, dv, j * vw);
        }
    }
}
