package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/** The score c q'k. Queries are scaled, m k multiplications, so that the m n scores need no pass of their own. */
record DotProduct(double scale) implements Score {

    DotProduct {
        Require.finite("scale", scale);
    }

    @Override
    public Pass pass() {
        return new DotProductPass(scale);
    }

    @Override
    public String toString() {
        return "dotProduct(" + scale + ")";
    }

    private static final class DotProductPass implements Pass {

        private final double scale;
        private final Workspace space = new Workspace();
        private double[] scaled = {}; // c Q  [m, k]
        private double[] keys = {};
        private int offsetKeys;
        private int ldKeys;
        private int m;
        private int n;
        private int width;

        DotProductPass(double scale) {
            this.scale = scale;
        }

        @Override
        public void forward(
                VectorMath math,
                int queries,
                int count,
                int keyWidth,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s) {
            m = queries;
            n = count;
            width = keyWidth;
            keys = k;
            offsetKeys = offsetK;
            ldKeys = ldK;
            scaled = space.atLeast(m * width);
            for (int i = 0; i < m; i++) {
                copyScaled(scale, q, offsetQ + i * ldQ, scaled, i * width, width);
            }
            math.gemm(false, true, m, n, width, 1, scaled, 0, width, k, offsetK, ldK, 0, s, 0, n);
        }

        // S = c Q K': dQ = c dS K  [m, n] [n, k],   dK = dS' (c Q)  [n, m] [m, k]
        @Override
        public void backward(
                VectorMath math,
                double[] d,
                double[] dq,
                int offsetDq,
                int ldDq,
                double beta,
                double[] dk,
                int offsetDk,
                int ldDk) {
            math.gemm(false, false, m, width, n, 1, d, 0, n, keys, offsetKeys, ldKeys, 0, dq, offsetDq, ldDq);
            for (int i = 0; i < m; i++) {
                copyScaled(scale, dq, offsetDq + i * ldDq, dq, offsetDq + i * ldDq, width);
            }
            math.gemm(true, false, n, width, m, 1, d, 0, n, scaled, 0, width, beta, dk, offsetDk, ldDk);
        }

        private static void copyScaled(double factor, double[] from, int at, double[] to, int offset, int length) {
            for (int j = 0; j < length; j++) {
                to[offset + j] = factor * from[at + j];
            }
        }
    }
}
