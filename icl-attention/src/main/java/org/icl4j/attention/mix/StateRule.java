package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;

/**
 * Linear attention and the delta rule: a matrix S [v, k] that each pair changes, S_j = A + b (v_j - A k_j) k_j' with A = g S_(j-1), or
 * S_j = S_(j-1) + v_j k_j'. The delta rule keeps all states for its backward pass, n k v numbers; linear attention keeps none.
 * Gated, g and b are each pair's own.
 */
record StateRule(double step, double gate, boolean corrects, boolean gated) implements TokenMixer {

    StateRule {
        if (!(gate > 0 && gate <= 1)) {
            throw Require.error("gate", "must be in (0, 1], got " + gate);
        }
    }

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new RulePass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    private final class RulePass implements Pass {

        private final int kw;
        private final int vw;
        private final Workspace stateSpace = new Workspace();
        private final double[] gradient; // dL/dS
        private final double[] error; // v - A k
        private final double[] errorGradient;
        private int m;
        private int n;
        private int[] reach = {};
        private double[] q = {};
        private double[] k = {};
        private double[] v = {};
        private double[] gates = {};
        private double[] gateGradient = {};

        RulePass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
            gradient = new double[vw * kw];
            error = new double[vw];
            errorGradient = new double[vw];
        }

        @Override
        public void gates(double[] decaysAndSteps, double[] gradients) {
            if (!gated) {
                throw new UnsupportedOperationException(StateRule.this + " has no gates");
            }
            gates = decaysAndSteps;
            gateGradient = gradients;
        }

        private double decay(int j) {
            return gated ? gates[2 * j] : gate;
        }

        private double step(int j) {
            return gated ? gates[2 * j + 1] : step;
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
            double[] s = states();
            for (int j = 0, i = 0; i < m; j++) {
                for (; i < m && reach[i] == j; i++) {
                    SmallMatrices.times(s, at(j), vw, kw, q, i * kw, output, i * vw);
                }
                if (j < n && i < m) {
                    advance(s, j);
                }
            }
        }

        /** Where state S_j lies: all of them one after the other, or all in one place. */
        private int at(int j) {
            return corrects ? j * vw * kw : 0;
        }

        private double[] states() {
            long numbers = (long) vw * kw * (corrects ? n + 1 : 1);
            if (numbers > Integer.MAX_VALUE - 8) {
                throw Require.error("shape", "needs " + 8 * numbers + " bytes for the states of " + n + " tokens");
            }
            double[] s = stateSpace.atLeast((int) numbers);
            Arrays.fill(s, 0, vw * kw, 0);
            return s;
        }

        private void advance(double[] s, int j) {
            int to = at(j + 1);
            if (corrects) {
                double g = decay(j);
                for (int p = 0; p < vw * kw; p++) {
                    s[to + p] = g * s[at(j) + p];
                }
                residual(s, to, j);
                SmallMatrices.addOuter(s, to, vw, kw, step(j), error, 0, k, j * kw);
            } else {
                SmallMatrices.addOuter(s, to, vw, kw, 1, v, j * vw, k, j * kw);
            }
        }

        private void residual(double[] a, int atA, int j) {
            SmallMatrices.times(a, atA, vw, kw, k, j * kw, error, 0);
            for (int c = 0; c < vw; c++) {
                error[c] = v[j * vw + c] - error[c];
            }
        }

        // Of a query with answer S q: dq = S' d, dS = dS + d q'. Of a pair, with G = dL/dS_j, A = g S_(j-1), e = v - A
        // k:
        //   S_j = A + b e k':   de = b G k,   dk = b G' e - A' de,   dv = de,   dA = G - de k',   dS_(j-1) = g dA
        // and of the gates   db = e'G k,   dg = sum dA o S_(j-1), so that dlog g = sum dA o A;
        // and without the correction S_j = S_(j-1) + v k':   dv = G k,   dk = G' v.
        @Override
        public void backward(double[] d, double[] dq, double[] dk, double[] dv) {
            Arrays.fill(dq, 0, m * kw, 0);
            Arrays.fill(dk, 0, n * kw, 0);
            Arrays.fill(dv, 0, n * vw, 0);
            Arrays.fill(gradient, 0);
            if (gated) {
                Arrays.fill(gateGradient, 0, 2 * n, 0);
            }
            double[] s = stateSpace.array();
            if (!corrects) {
                states();
                for (int j = 0, i = 0; i < m; j++) {
                    for (; i < m && reach[i] == j; i++) {
                        SmallMatrices.addTransposed(s, 0, vw, kw, 1, d, i * vw, dq, i * kw);
                    }
                    if (j < n && i < m) {
                        advance(s, j);
                    }
                }
            }
            int i = m - 1;
            for (int j = n; j > 0; j--) {
                for (; i >= 0 && reach[i] == j; i--) {
                    SmallMatrices.addOuter(gradient, 0, vw, kw, 1, d, i * vw, q, i * kw);
                    if (corrects) {
                        SmallMatrices.addTransposed(s, at(j), vw, kw, 1, d, i * vw, dq, i * kw);
                    }
                }
                if (i < m - 1) {
                    through(s, j - 1, dk, dv);
                }
            }
        }

        private void through(double[] s, int j, double[] dk, double[] dv) {
            if (!corrects) {
                SmallMatrices.times(gradient, 0, vw, kw, k, j * kw, dv, j * vw);
                SmallMatrices.addTransposed(gradient, 0, vw, kw, 1, v, j * vw, dk, j * kw);
                return;
            }
            // A is computed again in the place of S_(j+1), which nothing needs any more.
            int a = at(j + 1);
            double g = decay(j);
            double b = step(j);
            for (int p = 0; p < vw * kw; p++) {
                s[a + p] = g * s[at(j) + p];
            }
            residual(s, a, j);
            SmallMatrices.times(gradient, 0, vw, kw, k, j * kw, errorGradient, 0);
            double stepGradient = 0;
            for (int c = 0; c < vw; c++) {
                stepGradient += error[c] * errorGradient[c];
                errorGradient[c] *= b;
                dv[j * vw + c] = errorGradient[c];
            }
            SmallMatrices.addTransposed(gradient, 0, vw, kw, b, error, 0, dk, j * kw);
            SmallMatrices.addTransposed(s, a, vw, kw, -1, errorGradient, 0, dk, j * kw);
            SmallMatrices.addOuter(gradient, 0, vw, kw, -1, errorGradient, 0, k, j * kw);
            double decayGradient = 0;
            for (int p = 0; p < vw * kw; p++) {
                decayGradient += gradient[p] * s[a + p];
                gradient[p] *= g;
            }
            if (gated) {
                gateGradient[2 * j] = decayGradient;
                gateGradient[2 * j + 1] = stepGradient;
            }
        }
    }

    @Override
    public String toString() {
        return gated ? "gatedDelta" : corrects ? "delta(" + step + ", " + gate + ")" : "linear";
    }
}
