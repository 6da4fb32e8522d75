package org.icl4j.solvers.iterate;

import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * T = Q S with Q'M Q = I, by the eigendecomposition of T'M T with each column of T brought to M-norm 1; directions whose part is
 * below 1e-6 of the greatest are left out. Twice, so that Q is orthonormal to rounding.
 *
 * @param q shape [n, size], row-major
 * @param mq M Q, the same shape
 * @param s shape [size, columns of T]
 * @param size 0 to columns of T
 */
@SuppressWarnings("ArrayRecordComponent")
record MOrthonormal(double[] q, double[] mq, double[] s, int size) {

    /** Squares of parts. */
    private static final double CUT = 1e-12;

    static MOrthonormal of(@Nullable LinearOperator m, double[] t, int n, int columns, int steps) {
        double[] mt = t;
        if (m != null) {
            mt = new double[t.length];
            m.apply(t, columns, mt);
        }
        MOrthonormal once = once(t, mt, n, columns, steps);
        if (once.size == 0) {
            return once;
        }
        MOrthonormal twice = once(once.q, once.mq, n, once.size, steps);
        double[] s = new double[twice.size * columns];
        VectorMath.get()
                .gemm(
                        false,
                        false,
                        twice.size,
                        columns,
                        once.size,
                        1,
                        twice.s,
                        0,
                        once.size,
                        once.s,
                        0,
                        columns,
                        0,
                        s,
                        0,
                        columns);
        return new MOrthonormal(twice.q, twice.mq, s, twice.size);
    }

    private static MOrthonormal once(double[] t, double[] mt, int n, int columns, int steps) {
        double[] h = new double[columns * columns];
        VectorMath math = VectorMath.get();
        math.gemm(true, false, columns, columns, n, 1, t, 0, columns, mt, 0, columns, 0, h, 0, columns);
        double[] norms = new double[columns];
        for (int j = 0; j < columns; j++) {
            double square = h[j * columns + j];
            if (square < 0) {
                throw new NotPositiveDefiniteException(
                        steps,
                        square,
                        "preconditioner: is not positive definite: r'M r = " + square + " after " + steps
                                + " steps; use a symmetric positive definite one");
            }
            norms[j] = Math.sqrt(square);
        }
        double[] scaled = new double[columns * columns];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                double scale = norms[i] * norms[j];
                double mean = 0.5 * (h[i * columns + j] + h[j * columns + i]);
                scaled[i * columns + j] = scale == 0 ? 0 : mean / scale;
            }
        }
        SmallSymmetric.Eigen eigen = SmallSymmetric.eigen(scaled, columns);
        int size = 0;
        while (size < columns && eigen.values()[size] > CUT * eigen.values()[0] && eigen.values()[0] > 0) {
            size++;
        }
        // T N^-1 V D^-1/2 with N the norms; S = D^1/2 V' N
        double[] map = new double[columns * size];
        double[] s = new double[size * columns];
        for (int k = 0; k < size; k++) {
            double root = Math.sqrt(eigen.values()[k]);
            for (int j = 0; j < columns; j++) {
                double v = eigen.vectors()[k][j];
                map[j * size + k] = norms[j] == 0 ? 0 : v / (root * norms[j]);
                s[k * columns + j] = root * v * norms[j];
            }
        }
        double[] q = new double[n * size];
        double[] mq = q;
        if (size > 0) {
            math.gemm(false, false, n, size, columns, 1, t, 0, columns, map, 0, size, 0, q, 0, size);
            if (mt != t) {
                mq = new double[n * size];
                math.gemm(false, false, n, size, columns, 1, mt, 0, columns, map, 0, size, 0, mq, 0, size);
            }
        }
        return new MOrthonormal(q, mq, s, size);
    }
}
