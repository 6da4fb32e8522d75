package org.icl4j.solvers.select;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.GramGradient;
import org.icl4j.solvers.internal.exact.FactorInverses;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link Criterion} as a number to be made small, with its gradient in the logarithms of a kernel's hyperparameters and of the ridge r.
 * With n points, t targets y_j, C = K + r I, a_j = C^-1 y_j:
 *
 * <pre>
 * likelihood:     f = (1/2) log s^2 + log|C| / (2 n),   s^2 = sum_j y_j'a_j / (n t)          (minus log p / (n t), less a constant)
 *     df = sum_ij W_ij dC_ij,   W = C^-1 / (2 n) - sum_j a_j a_j' / (2 n t s^2)
 *     (d y'C^-1 y = -a' dC a and d log|C| = tr C^-1 dC)
 *
 * leave-one-out:  f = (1/2) log E,   E = sum_ij e_ij^2 / (n t),   e_ij = a_ij / g_i,   g_i = (C^-1)_ii
 *     da = -C^-1 dC a,   dg_i = -(C^-1 dC C^-1)_ii, so that with u_ij = 2 e_ij / g_i and v_i = sum_j 2 e_ij^2 / g_i
 *     dE n t = sum_j -(C^-1 u_j)' dC a_j + tr (C^-1 diag(v) C^-1) dC
 *     df = sum W dC,   W = [C^-1 diag(v) C^-1 - sum_j (a_j w_j' + w_j a_j') / 2] / (2 n t E),   w_j = C^-1 u_j
 * </pre>
 *
 * In both dC/dlog theta_q = dK/dlog theta_q, which {@link GramGradient} contracts with W, and dC/dlog r = r I. Cost: n^3 flops for the
 * likelihood, 2 n^3 for leave-one-out, and n^2 / 2 derivatives of the kernel. Memory: two or three n x n matrices.
 */
final class GramObjective implements AutoCloseable {

    private final Criterion criterion;
    private final Points x;
    private final double[] y;
    private final int n;
    private final int t;
    /** Used anew by every value. */
    private final INDArray l;

    private final INDArray inverse;

    /** A value and what came with it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Value(double f, double[] kernelGradient, double ridgeGradient, double scale, double error) {

        static final Value UNDEFINED =
                new Value(Double.POSITIVE_INFINITY, new double[0], 0, Double.NaN, Double.POSITIVE_INFINITY);
    }

    GramObjective(Criterion criterion, Context context, boolean centredTargets) {
        this.criterion = criterion;
        this.x = context.inputs();
        this.n = x.size();
        this.t = context.targets().width();
        this.y = context.targets().toRowMajor();
        if (centredTargets) {
            Vectors.centre(y, Vectors.columnMeans(y, t));
        }
        this.l = NativeArrays.uninitialised(n, n);
        this.inverse = NativeArrays.uninitialised(n, n);
    }

    @Override
    public void close() {
        l.close();
        inverse.close();
    }

    static double bytes(int n) {
        return 24.0 * n * n;
    }

    /** f at a kernel and a ridge; {@link Value#UNDEFINED} where C is not positive definite. */
    Value at(DifferentiableKernel kernel, double ridge) {
        try (INDArray alpha = ColumnMajor.columnMajor(n, t, y)) {
            try {
                Gram.lowerInto(kernel, x, ridge, l);
                Blas.get().potrf(Triangle.LOWER, l);
            } catch (NotPositiveDefiniteException e) {
                return Value.UNDEFINED;
            }
            double[] pivots = ColumnMajor.diagonal(l);
            Blas.get().potrs(Triangle.LOWER, l, alpha);
            double[] a = ColumnMajor.toRowMajor(alpha);
            double scale = Vectors.dot(y, a) / (n * (double) t);
            if (!(scale > 0 && scale < Double.POSITIVE_INFINITY) || !digits(pivots, kernel, ridge)) {
                return Value.UNDEFINED;
            }
            FactorInverses.lower(l, inverse); // L^-1
            return criterion == Criterion.MARGINAL_LIKELIHOOD
                    ? likelihood(kernel, ridge, alpha, pivots, scale)
                    : leaveOneOut(kernel, ridge, a, scale);
        }
    }

    /** Pivots at the level of rounding have no digits: the rule of Cholesky in {@code KernelRidge}. */
    private boolean digits(double[] pivots, DifferentiableKernel kernel, double ridge) {
        double[] diagonal = new double[n];
        kernel.diagonal(x, 0, n, diagonal, 0);
        for (int i = 0; i < n; i++) {
            if (!(pivots[i] * pivots[i] > n * Vectors.EPS * (diagonal[i] + ridge))) {
                return false;
            }
        }
        return true;
    }

    private Value likelihood(DifferentiableKernel kernel, double ridge, INDArray alpha, double[] pivots, double scale) {
        double logDeterminant = 2 * Arrays.stream(pivots).map(Math::log).sum();
        double f = 0.5 * Math.log(scale) + logDeterminant / (2 * n);
        // The factor is not needed any more: its place takes W.
        FactorInverses.product(0.5 / n, inverse, l); // C^-1 / (2 n)
        Blas.get().syrk(Triangle.LOWER, Transpose.NO, -0.5 / (n * (double) t * scale), alpha, 1, l);
        return value(kernel, ridge, f, l, scale, Double.NaN);
    }

    private Value leaveOneOut(DifferentiableKernel kernel, double ridge, double[] a, double scale) {
        double[] g = new double[n];
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            NativeArrays.copyOut(inverse, (long) i * n + i, column, i, n - i);
            for (int k = i; k < n; k++) {
                g[i] += column[k] * column[k];
            }
        }
        double[] u = new double[n * t];
        double[] v = new double[n];
        double sum = 0;
        for (int i = 0; i < n * t; i++) {
            double e = a[i] / g[i / t];
            u[i] = 2 * e / g[i / t];
            v[i / t] += 2 * e * e / g[i / t];
            sum += e * e;
        }
        double mean = sum / (n * (double) t);
        if (!(mean > 0 && mean < Double.POSITIVE_INFINITY)) {
            return Value.UNDEFINED;
        }
        try (INDArray w = NativeArrays.uninitialised(n, n);
                INDArray full = NativeArrays.uninitialised(n, n);
                INDArray solved = ColumnMajor.columnMajor(n, t, u)) {
            FactorInverses.product(1, inverse, full); // C^-1
            mirror(full);
            for (int j = 0; j < n; j++) {
                NativeArrays.copyOut(full, (long) j * n, column, 0, n);
                double root = Math.sqrt(v[j]);
                for (int i = 0; i < n; i++) {
                    column[i] *= root;
                }
                NativeArrays.copyIn(column, 0, full, (long) j * n, n);
            }
            double unit = 0.5 / (n * (double) t * mean);
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, unit, full, 0, w); // C^-1 diag(v) C^-1
            Blas.get().potrs(Triangle.LOWER, l, solved);
            pairs(a, ColumnMajor.toRowMajor(solved), unit, w);
            return value(kernel, ridge, 0.5 * Math.log(mean), w, scale, Math.sqrt(mean));
        }
    }

    /** Copies the lower triangle to the upper one. */
    private void mirror(INDArray matrix) {
        DoubleBuffer all = NativeArrays.buffer(matrix, 0, n * n);
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                all.put(i * n + j, all.get(j * n + i));
            }
        }
    }

    /** Subtracts unit (a w' + w a') / 2 = unit ((a + w)(a + w)' - (a - w)(a - w)') / 4, with a and w brought to one length. */
    private void pairs(double[] a, double[] w, double unit, INDArray result) {
        double normA = Vectors.norm(a);
        double normW = Vectors.norm(w);
        if (normA == 0 || normW == 0) {
            return;
        }
        double root = Math.sqrt(normW / normA);
        double[] sum = new double[a.length];
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = root * a[i] + w[i] / root;
            difference[i] = root * a[i] - w[i] / root;
        }
        try (INDArray plus = ColumnMajor.columnMajor(n, t, sum);
                INDArray minus = ColumnMajor.columnMajor(n, t, difference)) {
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, -unit / 4, plus, 1, result);
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, unit / 4, minus, 1, result);
        }
    }

    private Value value(DifferentiableKernel kernel, double ridge, double f, INDArray w, double scale, double error) {
        double trace = Arrays.stream(ColumnMajor.diagonal(w)).sum();
        double[] gradient =
                kernel.hyperparameters().isEmpty() ? new double[0] : GramGradient.hyperparameters(kernel, x, w);
        return new Value(f, gradient, ridge * trace, scale, error);
    }
}
