package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Local linear regression around each query. With z_j = k_j - q, w = softmax(-|z_j|^2 / (2 h^2)),
 *
 * <pre>
 *   mu = sum_j w_j z_j    S = sum_j w_j z_j z_j' + ridge I    rho = S^-1 mu
 *   a_j = w_j (1 - z_j'rho)     A = sum_j a_j      o = sum_j a_j v_j / A
 * </pre>
 *
 * the intercept of the weighted least squares fit of v on (1, z), its slope under the ridge. A = 1 - mu'rho is positive: by Cauchy and
 * Schwarz mu'(S - ridge I)^-1 mu is at most 1.
 */
record LocalLinearMixer(double lengthScale, double ridge) implements TokenMixer {

    LocalLinearMixer {
        Require.positive("lengthScale", lengthScale);
        Require.positive("ridge", ridge);
    }

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new LocalPass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    private final class LocalPass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final double precision = 1 / (lengthScale * lengthScale);
        private final int kw;
        private final int vw;
        private final double[] mu;
        private final double[] rho;
        private final double[] adjoint; // S^-1 dL/drho
        private final double[] s; // the factor of S
        private final double[] slope; // dL/dz of one key
        private final Workspace differenceSpace = new Workspace(); // z  [r, k]
        private final Workspace weightSpace = new Workspace(); // w  [r]
        private final Workspace gradientSpace = new Workspace(); // dL/dw  [r]
        private final double[] o; // an answer, in the backward pass
        private double sum; // A
        private int m;
        private int n;
        private int[] reach = {};
        private double[] q = {};
        private double[] k = {};
        private double[] v = {};

        LocalPass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
            mu = new double[kw];
            rho = new double[kw];
            adjoint = new double[kw];
            slope = new double[kw];
            s = new double[kw * kw];
            o = new double[vw];
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
            Arrays.fill(output, 0, m * vw, 0);
            for (int i = 0; i < m; i++) {
                if (reach[i] > 0) {
                    fit(i);
                    answer(i, output, i * vw);
                }
            }
        }

        /** z, w, mu, the factor of S, rho and A of a query. */
        private void fit(int i) {
            int r = reach[i];
            double[] z = differenceSpace.atLeast(r * kw);
            double[] w = weightSpace.atLeast(r);
            for (int j = 0; j < r; j++) {
                for (int p = 0; p < kw; p++) {
                    z[j * kw + p] = k[j * kw + p] - q[i * kw + p];
                }
                w[j] = -0.5 * precision * math.dot(z, j * kw, z, j * kw, kw);
            }
            math.softmax(w, 0, r);
            Arrays.fill(mu, 0);
            Arrays.fill(s, 0);
            for (int j = 0; j < r; j++) {
                math.axpy(w[j], z, j * kw, mu, 0, kw);
                SmallMatrices.addOuter(s, 0, kw, kw, w[j], z, j * kw, z, j * kw);
            }
            for (int p = 0; p < kw; p++) {
                s[p * kw + p] += ridge;
            }
            SmallMatrices.cholesky(s, kw, kw);
            System.arraycopy(mu, 0, rho, 0, kw);
            SmallMatrices.solve(s, kw, kw, rho, 1);
            sum = 1 - math.dot(mu, 0, rho, 0, kw);
        }

        private double leverage(int j) {
            return 1 - math.dot(differenceSpace.array(), j * kw, rho, 0, kw);
        }

        private void answer(int i, double[] output, int at) {
            for (int j = 0; j < reach[i]; j++) {
                math.axpy(weightSpace.array()[j] * leverage(j) / sum, v, j * vw, output, at, vw);
            }
        }

        // o = sum_j a_j v_j / A. With D = dL/do:   dv_j = a_j D / A,   da_j = D'(v_j - o) / A
        //   a_j = w_j (1 - z_j'rho):   dw_j = da_j (1 - z_j'rho),  dz_j = -da_j w_j rho,  drho = -sum_j da_j w_j z_j
        //   S rho = mu, S y = drho:    dmu = y,  dS = -y rho'
        //   mu = sum_j w_j z_j:        dw_j += y'z_j,  dz_j += w_j y
        //   S = sum_j w_j z_j z_j':    dw_j -= (y'z_j)(rho'z_j),  dz_j -= w_j (y rho'z_j + rho y'z_j)
        //   w = softmax(t):            dt_j = w_j (dw_j - sum w dw);  t_j = -|z_j|^2 / (2 h^2):  dz_j -= dt_j z_j / h^2
        //   z_j = k_j - q:             dk_j += dz_j,  dq -= dz_j
        @Override
        public void backward(double[] d, double[] dq, double[] dk, double[] dv) {
            Arrays.fill(dq, 0, m * kw, 0);
            Arrays.fill(dk, 0, n * kw, 0);
            Arrays.fill(dv, 0, n * vw, 0);
            for (int i = 0; i < m; i++) {
                if (reach[i] > 0) {
                    fit(i);
                    Arrays.fill(o, 0);
                    answer(i, o, 0);
                    through(i, d, dq, dk, dv);
                }
            }
        }

        private void through(int i, double[] d, double[] dq, double[] dk, double[] dv) {
            int r = reach[i];
            double[] z = differenceSpace.array();
            double[] w = weightSpace.array();
            double[] da = gradientSpace.atLeast(2 * r);
            double mean = math.dot(d, i * vw, o, 0, vw);
            Arrays.fill(adjoint, 0);
            for (int j = 0; j < r; j++) {
                math.axpy(w[j] * leverage(j) / sum, d, i * vw, dv, j * vw, vw);
                da[j] = (math.dot(d, i * vw, v, j * vw, vw) - mean) / sum;
                math.axpy(-da[j] * w[j], z, j * kw, adjoint, 0, kw);
            }
            SmallMatrices.solve(s, kw, kw, adjoint, 1);
            double total = 0;
            for (int j = 0; j < r; j++) {
                double y = math.dot(adjoint, 0, z, j * kw, kw);
                double along = 1 - leverage(j); // rho'z_j
                da[r + j] = da[j] * (1 - along) + y * (1 - along);
                total += w[j] * da[r + j];
            }
            for (int j = 0; j < r; j++) {
                double y = math.dot(adjoint, 0, z, j * kw, kw);
                double along = 1 - leverage(j);
                double dt = w[j] * (da[r + j] - total);
                for (int p = 0; p < kw; p++) {
                    slope[p] =
                            w[j] * (adjoint[p] * (1 - along) - rho[p] * (da[j] + y)) - dt * precision * z[j * kw + p];
                }
                math.axpy(1, slope, 0, dk, j * kw, kw);
                math.axpy(-1, slope, 0, dq, i * kw, kw);
            }
        }
    }
}
