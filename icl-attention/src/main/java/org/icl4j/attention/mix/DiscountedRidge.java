package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.internal.RidgeIteration;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Ridge regression over the discounted pairs, one answer for each query: o = M'x, (H + c I) x = q, with H = sum_j g^(r-j) k_j k_j' and
 * M = sum_j g^(r-j) k_j v_j'; c is the ridge, or ridge g^r for the recursion of least squares, which keeps (H + c I)^-1.
 * Gated, which the recursion cannot be, each pair has a decay and a weight, H_j = g_j H_(j-1) + b_j k_j k_j', and so M.
 */
record DiscountedRidge(double ridge, double gate, int steps, Method method, boolean gated) implements TokenMixer {

    enum Method {
        RECURSION,
        CONJUGATE_GRADIENTS,
        CHEBYSHEV
    }

    DiscountedRidge {
        Require.positive("ridge", ridge);
        if (!(gate > 0 && gate <= 1)) {
            throw Require.error("gate", "must be in (0, 1], got " + gate);
        }
        Require.positive("steps", steps);
    }

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new RidgePass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    private final class RidgePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int kw;
        private final int vw;
        private final double[] h; // H, or for the recursion (H + c I)^-1  [k, k]
        private final double[] moments; // M  [k, v]
        private final double[] hGradient;
        private final double[] momentGradient;
        private final RidgeIteration iteration;
        private final double[] product;
        private final double[] right;
        private final Workspace solutionSpace = new Workspace(); // x of each query  [m, k]
        private int m;
        private int n;
        private int[] reach = {};
        private double[] q = {};
        private double[] k = {};
        private double[] v = {};
        private double[] gates = {};
        private double[] gateGradient = {};
        private final Workspace momentSpace = new Workspace(); // x'M D - y'H x of each query, if gated

        RidgePass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
            h = new double[kw * kw];
            hGradient = new double[kw * kw];
            moments = new double[kw * vw];
            momentGradient = new double[kw * vw];
            iteration = new RidgeIteration(kw, ridge, steps, method == Method.CHEBYSHEV);
            product = new double[kw];
            right = new double[kw];
        }

        private void begin() {
            Arrays.fill(h, 0);
            Arrays.fill(moments, 0);
            for (int i = 0; i < kw && method == Method.RECURSION; i++) {
                h[i * kw + i] = 1 / ridge;
            }
        }

        @Override
        public void gates(double[] decaysAndWeights, double[] gradients) {
            if (!gated) {
                throw new UnsupportedOperationException(DiscountedRidge.this + " has no gates");
            }
            gates = decaysAndWeights;
            gateGradient = gradients;
        }

        private double decay(int j) {
            return gated ? gates[2 * j] : gate;
        }

        private double weight(int j) {
            return gated ? gates[2 * j + 1] : 1;
        }

        private void observe(int j) {
            double g = decay(j);
            double b = weight(j);
            for (int p = 0; p < moments.length && g < 1; p++) {
                moments[p] *= g;
            }
            SmallMatrices.addOuter(moments, 0, kw, vw, b, k, j * kw, v, j * vw);
            if (method == Method.RECURSION) {
                // (g B + k k')^-1 = (P - P k (P k)' / (g + k'P k)) / g,  P = B^-1
                SmallMatrices.times(h, 0, kw, kw, k, j * kw, product, 0);
                double scale = -1 / (gate + math.dot(k, j * kw, product, 0, kw));
                SmallMatrices.addOuter(h, 0, kw, kw, scale, product, 0, product, 0);
                for (int p = 0; p < h.length && gate < 1; p++) {
                    h[p] /= gate;
                }
                return;
            }
            for (int p = 0; p < h.length && g < 1; p++) {
                h[p] *= g;
            }
            SmallMatrices.addOuter(h, 0, kw, kw, b, k, j * kw, k, j * kw);
        }

        @Override
        public void forward(
                int queries, int count, int[] seen, double[] query, double[] key, double[] value, double[] output) {
            m = queries;
            n = count;
            reach = seen;
            q = query;
            k = key;
            v = value;
            double[] x = solutionSpace.atLeast(m * kw);
            Arrays.fill(output, 0, m * vw, 0);
            begin();
            for (int j = 0, i = 0; i < m; j++) {
                for (; i < m && reach[i] == j; i++) {
                    solve(q, i * kw, x, i * kw);
                    SmallMatrices.addTransposed(moments, 0, kw, vw, 1, x, i * kw, output, i * vw);
                }
                if (j < n && i < m) {
                    observe(j);
                }
            }
        }

        // o = M'x, B x = q, B = H + c I. With D = dL/do: dM = x D', dx = M D, and with B y = dx, the second solve:
        //   dq = y,   dH = -y x'.   Back through H_j = g H_(j-1) + k_j k_j' and M_j = g M_(j-1) + k_j v_j':
        //   dk_j = (dH + dH') k_j + dM v_j,   dv_j = dM' k_j,   then both times g.
        // With gates dk_j and dv_j are b_j times that, db_j = k_j'dH k_j + k_j'dM v_j, and dlog g_j = g_j (<dH_j,
        // H_(j-1)> +
        // <dM_j, M_(j-1)>). No state need be kept for it: with T_j = <dH_j, H_j> + <dM_j, M_j>,
        //   dlog g_j = T_j - b_j db_j,   T_j = dlog g_(j+1) + sum over the queries of reach j of (x'M D - y'H x).
        @Override
        public void backward(double[] d, double[] dq, double[] dk, double[] dv) {
            Arrays.fill(dk, 0, n * kw, 0);
            Arrays.fill(dv, 0, n * vw, 0);
            double[] x = solutionSpace.array();
            double[] shares = momentSpace.atLeast(gated ? m : 0);
            begin();
            for (int j = 0, i = 0; i < m; j++) {
                for (; i < m && reach[i] == j; i++) {
                    SmallMatrices.times(moments, 0, kw, vw, d, i * vw, right, 0);
                    solve(right, 0, dq, i * kw);
                    if (gated) {
                        SmallMatrices.times(h, 0, kw, kw, x, i * kw, product, 0);
                        shares[i] = math.dot(right, 0, x, i * kw, kw) - math.dot(dq, i * kw, product, 0, kw);
                    }
                }
                if (j < n && i < m) {
                    observe(j);
                }
            }
            Arrays.fill(hGradient, 0);
            Arrays.fill(momentGradient, 0);
            double total = 0; // T
            int i = m - 1;
            for (int j = n; j > 0; j--) {
                for (; i >= 0 && reach[i] == j; i--) {
                    total += gated ? shares[i] : 0;
                    SmallMatrices.addOuter(hGradient, 0, kw, kw, -1, dq, i * kw, x, i * kw);
                    SmallMatrices.addOuter(momentGradient, 0, kw, vw, 1, x, i * kw, d, i * vw);
                }
                if (i == m - 1) {
                    if (gated) {
                        Arrays.fill(gateGradient, 2 * (j - 1), 2 * j, 0);
                    }
                    continue;
                }
                double g = decay(j - 1);
                double b = weight(j - 1);
                int key = (j - 1) * kw;
                SmallMatrices.times(momentGradient, 0, kw, vw, v, (j - 1) * vw, dk, key);
                SmallMatrices.times(hGradient, 0, kw, kw, k, key, product, 0);
                math.axpy(1, product, 0, dk, key, kw);
                SmallMatrices.addTransposed(hGradient, 0, kw, kw, 1, k, key, dk, key);
                SmallMatrices.addTransposed(momentGradient, 0, kw, vw, 1, k, key, dv, (j - 1) * vw);
                if (gated) {
                    // k'dM v = dv'v, and dk'k is that and 2 k'dH k.
                    double along = math.dot(dv, (j - 1) * vw, v, (j - 1) * vw, vw);
                    double weightGradient = (math.dot(dk, key, k, key, kw) + along) / 2;
                    total -= b * weightGradient;
                    gateGradient[2 * (j - 1)] = total;
                    gateGradient[2 * (j - 1) + 1] = weightGradient;
                    for (int p = 0; p < kw; p++) {
                        dk[key + p] *= b;
                    }
                    for (int p = 0; p < vw; p++) {
                        dv[(j - 1) * vw + p] *= b;
                    }
                }
                for (int p = 0; p < hGradient.length && g < 1; p++) {
                    hGradient[p] *= g;
                }
                for (int p = 0; p < momentGradient.length && g < 1; p++) {
                    momentGradient[p] *= g;
                }
            }
        }

        private void solve(double[] b, int atB, double[] x, int atX) {
            if (method == Method.RECURSION) {
                SmallMatrices.times(h, 0, kw, kw, b, atB, x, atX);
            } else {
                iteration.solve(h, b, atB, x, atX);
            }
        }
    }
}
