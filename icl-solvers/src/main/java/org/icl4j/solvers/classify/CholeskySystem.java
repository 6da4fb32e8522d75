package org.icl4j.solvers.classify;

import java.util.Arrays;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Newton steps by Cholesky. With one column (two classes), w = p (1 - p) and s = sqrt(w):
 *
 * <pre>
 * B = I + diag(s) S diag(s),      (I + W S)^-1 b = b - s B^-1 s S b
 * </pre>
 *
 * With C columns W = diag(p) - R R', where block (i, c) of R is p_ic. For each class B_c = I + diag(s_c) S diag(s_c), s_c = sqrt(p_c), and
 * with E_c = diag(s_c) B_c^-1 diag(s_c) = (diag(1 / p_c) + S)^-1,
 *
 * <pre>
 * M = sum_c E_c,   u_c = E_c S b_c,   a_c = b_c - u_c + E_c M^-1 sum_d u_d
 * </pre>
 *
 * (Rasmussen and Williams 2006, equations 3.39 to 3.47). Cost a step: n^3 / 3 flops with one column, (C + 1/3) n^3 and C inverses of 2 n^3 with
 * more. Memory: 8 n^2 bytes, or 8 (C + 2) n^2.
 *
 * <p>The posterior covariance of a row's scores, for {@link #covariances}, is
 *
 * <pre>
 * Sigma_i,cd = [c = d] (S - S E_c S)_ii + (S E_c M^-1 E_d S)_ii,
 * </pre>
 *
 * with one column S_ii - |L^-1 s S e_i|^2, B = L L'.
 */
final class CholeskySystem implements NewtonSystem {

    private final Likelihood likelihood;
    private final double[] s; // S, [n, n]
    private final INDArray matrix; // S again, in native memory
    private final int n;
    private final int t;

    CholeskySystem(Likelihood likelihood, double[] s) {
        this.likelihood = likelihood;
        this.s = s;
        this.n = likelihood.size();
        this.t = likelihood.columns();
        this.matrix = symmetric(s);
    }

    @Override
    public double[] prior(double[] v) {
        try (INDArray columns = ColumnMajor.columnMajor(n, t, v);
                INDArray product = NativeArrays.uninitialised(n, t)) {
            Blas.get().gemm(Transpose.NO, Transpose.NO, 1, matrix, columns, 0, product);
            return ColumnMajor.toRowMajor(product);
        }
    }

    @Override
    public double[] solve(double[] p, double[] b) {
        double[] sb = prior(b);
        try (Factors factors = new Factors(p)) {
            return factors.apply(b, sb);
        }
    }

    /**
     * The posterior covariances of each row's scores.
     *
     * @param p the probabilities at the mode
     * @return [n, t, t]
     */
    double[] covariances(double[] p) {
        try (Factors factors = new Factors(p)) {
            return factors.covariances();
        }
    }

    /** log det (I + S W) / 2, by which the mode's likelihood becomes the marginal one. */
    double halfLogDeterminant(double[] p) {
        try (Factors factors = new Factors(p)) {
            return factors.halfLogDeterminant();
        }
    }

    @Override
    public String description() {
        return "Newton's method, Cholesky";
    }

    @Override
    public double bytes() {
        return 8.0 * n * n * (t == 1 ? 2 : t + 3);
    }

    @Override
    public void close() {
        matrix.close();
    }

    /** A symmetric matrix in either order. */
    private INDArray symmetric(double[] rows) {
        INDArray matrix = NativeArrays.uninitialised(n, n);
        NativeArrays.copyIn(rows, 0, matrix, 0, n * n);
        return matrix;
    }

    /** The factors of one point. */
    private final class Factors implements AutoCloseable {

        private final double[][] roots = new double[t][n];
        private final INDArray[] factors = new INDArray[t];
        private final @Nullable INDArray m;

        Factors(double[] p) {
            try {
                for (int c = 0; c < t; c++) {
                    for (int i = 0; i < n; i++) {
                        roots[c][i] = likelihood.scale(p[i * t + c]);
                    }
                    factors[c] = factor(roots[c]);
                }
                m = t == 1 ? null : sumOfInverses();
            } catch (RuntimeException | Error e) {
                Arrays.stream(factors).filter(f -> f != null).forEach(INDArray::close);
                throw e;
            }
        }

        /** L with L L' = I + diag(root) S diag(root). */
        private INDArray factor(double[] root) {
            double[] b = new double[n * n];
            for (int j = 0; j < n; j++) {
                for (int i = j; i < n; i++) {
                    b[j * n + i] = root[i] * s[j * n + i] * root[j];
                }
                b[j * n + j] += 1;
            }
            INDArray factor = symmetric(b);
            Blas.get().potrf(Triangle.LOWER, factor);
            return factor;
        }

        /** The factor of M = sum_c E_c. */
        private INDArray sumOfInverses() {
            double[] sum = new double[n * n];
            for (int c = 0; c < t; c++) {
                double[] e = new double[n * n]; // diag(s_c), then B_c^-1 diag(s_c), column by column
                for (int j = 0; j < n; j++) {
                    e[j * n + j] = roots[c][j];
                }
                try (INDArray columns = symmetric(e)) {
                    Blas.get().potrs(Triangle.LOWER, factors[c], columns);
                    NativeArrays.copyOut(columns, 0, e, 0, n * n);
                }
                for (int j = 0; j < n; j++) {
                    for (int i = j; i < n; i++) {
                        sum[j * n + i] += roots[c][i] * e[j * n + i];
                    }
                }
            }
            INDArray factor = symmetric(sum);
            Blas.get().potrf(Triangle.LOWER, factor);
            return factor;
        }

        /** E_c v for a column v. */
        private double[] inverse(int c, double[] v) {
            double[] result = new double[n];
            for (int i = 0; i < n; i++) {
                result[i] = roots[c][i] * v[i];
            }
            solve(factors[c], result);
            for (int i = 0; i < n; i++) {
                result[i] *= roots[c][i];
            }
            return result;
        }

        private void solve(INDArray factor, double[] v) {
            try (INDArray column = NativeArrays.fromRowMajor(n, 1, v)) {
                Blas.get().potrs(Triangle.LOWER, factor, column);
                NativeArrays.copyOut(column, 0, v, 0, n);
            }
        }

        double[] apply(double[] b, double[] sb) {
            double[] a = b.clone();
            double[] sum = new double[n];
            for (int c = 0; c < t; c++) {
                double[] column = new double[n];
                for (int i = 0; i < n; i++) {
                    column[i] = sb[i * t + c];
                }
                double[] u = inverse(c, column);
                for (int i = 0; i < n; i++) {
                    a[i * t + c] -= u[i];
                    sum[i] += u[i];
                }
            }
            if (m != null) {
                solve(m, sum);
                for (int c = 0; c < t; c++) {
                    double[] back = inverse(c, sum);
                    for (int i = 0; i < n; i++) {
                        a[i * t + c] += back[i];
                    }
                }
            }
            return a;
        }

        double[] covariances() {
            double[] result = new double[n * t * t];
            INDArray[] crossed = new INDArray[t]; // L_M^-1 E_c S
            try {
                for (int c = 0; c < t; c++) {
                    double[] v = new double[n * n]; // diag(s_c) S, column by column
                    for (int j = 0; j < n; j++) {
                        for (int i = 0; i < n; i++) {
                            v[j * n + i] = roots[c][i] * s[j * n + i];
                        }
                    }
                    INDArray columns = symmetric(v);
                    crossed[c] = columns;
                    Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, factors[c], columns);
                    NativeArrays.copyOut(columns, 0, v, 0, n * n);
                    for (int i = 0; i < n; i++) {
                        result[(i * t + c) * t + c] = s[i * n + i] - dot(v, v, i);
                    }
                    if (m != null) {
                        Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.YES, 1, factors[c], columns);
                        NativeArrays.copyOut(columns, 0, v, 0, n * n);
                        for (int k = 0; k < v.length; k++) {
                            v[k] *= roots[c][k % n];
                        }
                        NativeArrays.copyIn(v, 0, columns, 0, n * n);
                        Blas.get().trsm(Side.LEFT, Triangle.LOWER, Transpose.NO, 1, m, columns);
                    }
                }
                if (m != null) {
                    addCrossed(crossed, result);
                }
                return result;
            } finally {
                Arrays.stream(crossed).filter(f -> f != null).forEach(INDArray::close);
            }
        }

        private void addCrossed(INDArray[] crossed, double[] result) {
            double[][] v = new double[t][n * n];
            for (int c = 0; c < t; c++) {
                NativeArrays.copyOut(crossed[c], 0, v[c], 0, n * n);
                for (int d = 0; d <= c; d++) {
                    for (int i = 0; i < n; i++) {
                        double product = dot(v[c], v[d], i);
                        result[(i * t + c) * t + d] += product;
                        if (d < c) {
                            result[(i * t + d) * t + c] += product;
                        }
                    }
                }
            }
        }

        /** The inner product of column i of two matrices. */
        private double dot(double[] u, double[] v, int i) {
            double sum = 0;
            for (int k = i * n; k < (i + 1) * n; k++) {
                sum += u[k] * v[k];
            }
            return sum;
        }

        /** 1/2 log det (I + S W) = sum_c sum_i log L_c,ii + sum_i log L_M,ii (equation 3.44). */
        double halfLogDeterminant() {
            double sum = 0;
            for (INDArray factor : factors) {
                sum += logs(factor);
            }
            return m == null ? sum : sum + logs(m);
        }

        private double logs(INDArray factor) {
            return Arrays.stream(ColumnMajor.diagonal(factor)).map(Math::log).sum();
        }

        @Override
        public void close() {
            Arrays.stream(factors).forEach(INDArray::close);
            if (m != null) {
                m.close();
            }
        }
    }
}
