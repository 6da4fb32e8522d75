package org.icl4j.attention.attend;

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
        private double[] queries = {};
        private int offsetQueries;
        private int ldQueries;
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
                int count,
                int keyCount,
                int keyWidth,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s) {
            restore(count, keyCount, keyWidth, q, offsetQ, ldQ, k, offsetK, ldK);
            math.gemm(false, true, m, n, width, scale, q, offsetQ, ldQ, k, offsetK, ldK, 0, s, 0, n);
        }

        @Override
        public boolean restore(
                int count,
                int keyCount,
                int keyWidth,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK) {
            m = count;
            n = keyCount;
            width = keyWidth;
            queries = q;
            offsetQueries = offsetQ;
            ldQueries = ldQ;
            keys = k;
            offsetKeys = offsetK;
            ldKeys = ldK;
            return true;
        }

        // S = c Q K': dQ = c dS K  [m, n] [n, k],   dK = c dS' Q  [n, m] [m, k]
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
            math.gemm(false, false, m, width, n, scale, d, 0, n, keys, offsetKeys, ldKeys, 0, dq, offsetDq, ldDq);
            math.gemm(
                    true,
                    false,
                    n,
                    width,
                    m,
                    scale,
                    d,
                    0,
                    n,
                    queries,
                    offsetQueries,
                    ldQueries,
                    beta,
                    dk,
                    offsetDk,
                    ldDk);
        }
    }
}
