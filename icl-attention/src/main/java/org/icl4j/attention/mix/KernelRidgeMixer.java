package org.icl4j.attention.mix;

import java.util.Arrays;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Kernel ridge regression of the values on the keys: o = C alpha, (K + ridge I) alpha = V, C = k(Q, K). The first r keys' Cholesky factor
 * is a block of that of all keys, so that one factor serves every reach.
 */
record KernelRidgeMixer(Score kernel, double ridge) implements TokenMixer {

    KernelRidgeMixer {
        Require.notNull("kernel", kernel);
        Require.positive("ridge", ridge);
    }

    @Override
    public Pass pass(int keyWidth, int valueWidth) {
        return new RidgePass(Require.positive("keyWidth", keyWidth), Require.positive("valueWidth", valueWidth));
    }

    private final class RidgePass implements Pass {

        private final VectorMath math = VectorMath.get();
        private final int kw;
        private final int vw;
        private final Score.Pass between = kernel.pass();
        private final Score.Pass within = kernel.pass();
        private final Workspace crossSpace = new Workspace(); // C  [m, n]
        private final Workspace factorSpace = new Workspace(); // L  [n, n]
        private final Workspace coefficientSpace = new Workspace(); // alpha  [n, v]
        private final Workspace gradientSpace = new Workspace(); // dL/dalpha, then the second solve  [n, v]
        private final Workspace crossGradient = new Workspace();
        private final Workspace kernelGradient = new Workspace();
        private final Workspace otherSpace = new Workspace();
        private int m;
        private int n;
        private int[] reach = {};
        private double[] v = {};

        RidgePass(int keyWidth, int valueWidth) {
            kw = keyWidth;
            vw = valueWidth;
        }

        @Override
        public void forward(
                int queries, int count, int[] seen, double[] query, double[] key, double[] value, double[] output) {
            m = queries;
            n = count;
            reach = seen;
            v = value;
            Arrays.fill(output, 0, m * vw, 0);
            if (n == 0) {
                return;
            }
            double[] c = crossSpace.of(m, n);
            double[] l = factorSpace.of(n, n);
            between.forward(math, m, n, kw, query, 0, kw, key, 0, kw, c);
            within.forward(math, n, n, kw, key, 0, kw, key, 0, kw, l);
            for (int j = 0; j < n; j++) {
                l[j * n + j] += ridge;
            }
            SmallMatrices.cholesky(l, n, n);
            double[] alpha = coefficientSpace.of(n, vw);
            for (int i = 0; i < m; ) {
                int end = end(i);
                int r = reach[i];
                if (r > 0) {
                    coefficients(r, alpha);
                    math.gemm(false, false, end - i, vw, r, 1, c, i * n, n, alpha, 0, vw, 0, output, i * vw, vw);
                }
                i = end;
            }
        }

        /** The first query after i with another reach. */
        private int end(int i) {
            int end = i + 1;
            while (end < m && reach[end] == reach[i]) {
                end++;
            }
            return end;
        }

        private void coefficients(int r, double[] alpha) {
            System.arraycopy(v, 0, alpha, 0, r * vw);
            SmallMatrices.solve(factorSpace.array(), r, n, alpha, vw);
        }

        // Per reach r: O = C alpha, A alpha = V, A = K + ridge I. With D = dL/dO:
        //   dC = D alpha'    dalpha = C'D    A B = dalpha (the second solve)    dV = B    dA = -B alpha'
        // and from dC and dA through the kernel: the keys are both arguments of K.
        @Override
        public void backward(double[] d, double[] dq, double[] dk, double[] dv) {
            Arrays.fill(dv, 0, n * vw, 0);
            if (n == 0) {
                Arrays.fill(dq, 0, m * kw, 0);
                return;
            }
            double[] c = crossSpace.array();
            double[] alpha = coefficientSpace.array();
            double[] b = gradientSpace.of(n, vw);
            double[] dc = crossGradient.of(m, n);
            double[] da = kernelGradient.of(n, n);
            Arrays.fill(dc, 0);
            Arrays.fill(da, 0);
            for (int i = 0; i < m; ) {
                int end = end(i);
                int r = reach[i];
                int rows = end - i;
                if (r > 0) {
                    coefficients(r, alpha);
                    math.gemm(false, true, rows, r, vw, 1, d, i * vw, vw, alpha, 0, vw, 0, dc, i * n, n);
                    math.gemm(true, false, r, vw, rows, 1, c, i * n, n, d, i * vw, vw, 0, b, 0, vw);
                    SmallMatrices.solve(factorSpace.array(), r, n, b, vw);
                    math.axpy(1, b, 0, dv, 0, r * vw);
                    math.gemm(false, true, r, r, vw, -1, b, 0, vw, alpha, 0, vw, 1, da, 0, n);
                }
                i = end;
            }
            double[] first = otherSpace.of(n, kw);
            between.backward(math, dc, dq, 0, kw, 0, dk, 0, kw);
            within.backward(math, da, first, 0, kw, 1, dk, 0, kw);
            math.axpy(1, first, 0, dk, 0, n * kw);
        }
    }
}
