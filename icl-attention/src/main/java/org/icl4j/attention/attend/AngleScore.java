package org.icl4j.attention.attend;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;

/** A function of the cosine of the angle between query and key. */
record AngleScore(String name, DoubleUnaryOperator profile, DoubleUnaryOperator derivative) implements Score {

    @Override
    public Pass pass() {
        return new AnglePass(profile, derivative);
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class AnglePass implements Pass {

        private final DoubleUnaryOperator profile;
        private final DoubleUnaryOperator derivative;
        private final Workspace unitQuerySpace = new Workspace();
        private final Workspace unitKeySpace = new Workspace();
        private final Workspace queryNormSpace = new Workspace();
        private final Workspace keyNormSpace = new Workspace();
        private final Workspace cosineSpace = new Workspace();
        private final Workspace gradientSpace = new Workspace();
        private int m;
        private int n;
        private int width;

        AnglePass(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
            this.profile = profile;
            this.derivative = derivative;
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
            double[] u = unitQuerySpace.atLeast(m * width);
            double[] v = unitKeySpace.atLeast(n * width);
            units(math, m, q, offsetQ, ldQ, u, queryNormSpace.atLeast(m));
            units(math, n, k, offsetK, ldK, v, keyNormSpace.atLeast(n));
            double[] cosines = cosineSpace.atLeast(m * n);
            math.gemm(false, true, m, n, width, 1, u, 0, width, v, 0, width, 0, cosines, 0, n);
            for (int i = 0; i < m * n; i++) {
                cosines[i] = Math.max(-1, Math.min(1, cosines[i]));
                s[i] = profile.applyAsDouble(cosines[i]);
            }
        }

        /** Rows over their lengths; a zero row stays zero. */
        private void units(VectorMath math, int rows, double[] x, int offset, int ld, double[] unit, double[] norms) {
            for (int i = 0; i < rows; i++) {
                int at = offset + i * ld;
                norms[i] = Math.sqrt(math.dot(x, at, x, at, width));
                double inverse = norms[i] == 0 ? 0 : 1 / norms[i];
                for (int c = 0; c < width; c++) {
                    unit[i * width + c] = inverse * x[at + c];
                }
            }
        }

        // s_ij = g(c_ij), c = U V', u_i = q_i / |q_i|, v_j = k_j / |k_j|. With E = dS o g'(C):
        //   dU = E V,  dV = E' U,  and through a unit vector  dq = (du - (u'du) u) / |q|;  0 at the zero vector.
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
            double[] cosines = cosineSpace.array();
            for (int i = 0; i < m * n; i++) {
                d[i] *= derivative.applyAsDouble(cosines[i]);
            }
            double[] u = unitQuerySpace.array();
            double[] v = unitKeySpace.array();
            double[] g = gradientSpace.atLeast(Math.max(m, n) * width);
            math.gemm(false, false, m, width, n, 1, d, 0, n, v, 0, width, 0, g, 0, width);
            throughUnits(math, m, u, queryNormSpace.array(), g, 0, dq, offsetDq, ldDq);
            math.gemm(true, false, n, width, m, 1, d, 0, n, u, 0, width, 0, g, 0, width);
            throughUnits(math, n, v, keyNormSpace.array(), g, beta, dk, offsetDk, ldDk);
        }

        private void throughUnits(
                VectorMath math,
                int rows,
                double[] unit,
                double[] norms,
                double[] g,
                double beta,
                double[] result,
                int offset,
                int ld) {
            for (int i = 0; i < rows; i++) {
                int at = offset + i * ld;
                if (beta == 0) {
                    Arrays.fill(result, at, at + width, 0);
                }
                if (norms[i] > 0) {
                    double along = math.dot(unit, i * width, g, i * width, width);
                    for (int c = 0; c < width; c++) {
                        result[at + c] += (g[i * width + c] - along * unit[i * width + c]) / norms[i];
                    }
                }
            }
        }
    }
}
