package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/** The score -|q - k|^2 / (2 h^2), each distance taken coordinate by coordinate: nothing cancels. */
record GaussianScore(double lengthScale) implements Score {

    GaussianScore {
        Require.positive("lengthScale", lengthScale);
    }

    @Override
    public Pass pass() {
        return new GaussianPass(0.5 / (lengthScale * lengthScale));
    }

    @Override
    public String toString() {
        return "gaussian(" + lengthScale + ")";
    }

    private static final class GaussianPass implements Pass {

        private final double factor; // 1 / (2 h^2)
        private final Workspace space = new Workspace();
        private double[] sums = {};
        private double[] queries = {};
        private int offsetQueries;
        private int ldQueries;
        private double[] keys = {};
        private int offsetKeys;
        private int ldKeys;
        private int m;
        private int n;
        private int width;

        GaussianPass(double factor) {
            this.factor = factor;
        }

        @Override
        public void forward(
                VectorMath math,
                int rows,
                int count,
                int keyWidth,
                double[] q,
                int offsetQ,
                int ldQ,
                double[] k,
                int offsetK,
                int ldK,
                double[] s) {
            m = rows;
            n = count;
            width = keyWidth;
            queries = q;
            offsetQueries = offsetQ;
            ldQueries = ldQ;
            keys = k;
            offsetKeys = offsetK;
            ldKeys = ldK;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    s[i * n + j] = -factor * distance(q, offsetQ + i * ldQ, k, offsetK + j * ldK, width);
                }
            }
        }

        private static double distance(double[] a, int atA, double[] b, int atB, int length) {
            double sum = 0;
            for (int c = 0; c < length; c++) {
                double difference = a[atA + c] - b[atB + c];
                sum += difference * difference;
            }
            return sum;
        }

        // s_ij = -f |q_i - k_j|^2: ds/dq_i = -2 f (q_i - k_j), ds/dk_j = 2 f (q_i - k_j). With row sums r = dS 1,
        // columns c:
        //   dQ = 2 f (dS K - diag(r) Q)      dK = 2 f (dS' Q - diag(c) K)
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
            double f = 2 * factor;
            math.gemm(false, false, m, width, n, f, d, 0, n, keys, offsetKeys, ldKeys, 0, dq, offsetDq, ldDq);
            math.gemm(
                    true, false, n, width, m, f, d, 0, n, queries, offsetQueries, ldQueries, beta, dk, offsetDk, ldDk);
            sums = space.atLeast(n);
            Arrays.fill(sums, 0);
            for (int i = 0; i < m; i++) {
                double row = math.sum(d, i * n, n);
                math.axpy(-f * row, queries, offsetQueries + i * ldQueries, dq, offsetDq + i * ldDq, width);
                math.axpy(1, d, i * n, sums, 0, n);
            }
            for (int j = 0; j < n; j++) {
                math.axpy(-f * sums[j], keys, offsetKeys + j * ldKeys, dk, offsetDk + j * ldDk, width);
            }
        }
    }
}
