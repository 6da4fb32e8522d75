package org.icl4j.solvers.select;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.GramGradient;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

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
 * likelihood, 2 n^3 for leave-one-out, and n^2 / 2 derivatives of the kernel. Memory: two n x n matrices.
 */
final class GramObjective implements AutoCloseable {

    private final Criterion criterion;
    private final Points x;
    private final double[] y;
    private final int n;
    private final int t;
    /** Used anew by every value. */
    private final NativeMatrix c;

    private final NativeMatrix scratch;

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
        this.c = NativeMatrix.reserve(DataType.DOUBLE, n, n);
        this.scratch = NativeMatrix.reserve(DataType.DOUBLE, n, n);
    }

    @Override
    public void close() {
        c.close();
        scratch.close();
    }

    static double bytes(int n) {
        return 16.0 * n * n;
    }

    /** f at a kernel and a ridge; {@link Value#UNDEFINED} where C is not positive definite. */
    Value at(DifferentiableKernel kernel, double ridge) {
        double[] a;
        try (NativeMatrix alpha = ColumnMajor.matrix(n, t, y)) {
            Gram.lowerInto(kernel, x, ridge, c);
            Blas.get().potrf(Triangle.LOWER, c);
            Blas.get().potrs(Triangle.LOWER, c, alpha);
            a = ColumnMajor.toRowMajor(alpha);
        } catch (NotPositiveDefiniteException e) {
            return Value.UNDEFINED;
        }
        double[] pivots = c.diagonal();
        double scale = Vectors.dot(y, a) / (n * (double) t);
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY) || !digits(pivots, kernel, ridge)) {
            return Value.UNDEFINED;
        }
        Blas.get().potri(c, scratch); // C^-1, lower triangle
        return criterion == Criterion.MARGINAL_LIKELIHOOD
                ? likelihood(kernel, ridge, a, pivots, scale)
                : leaveOneOut(kernel, ridge, a, scale);
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

    private Value likelihood(DifferentiableKernel kernel, double ridge, double[] a, double[] pivots, double scale) {
        double logDeterminant = 2 * Arrays.stream(pivots).map(Math::log).sum();
        double f = 0.5 * Math.log(scale) + logDeterminant / (2 * n);
        // W is C^-1 / (2 n) less a sum of products: 2 n W takes the place of C^-1.
        try (NativeMatrix alpha = ColumnMajor.matrix(n, t, a)) {
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, -1 / (t * scale), alpha, 1, c);
        }
        return value(kernel, ridge, f, c, 0.5 / n, scale, Double.NaN);
    }

    private Value leaveOneOut(DifferentiableKernel kernel, double ridge, double[] a, double scale) {
        double[] g = c.diagonal();
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
        double[] w;
        try (NativeMatrix right = ColumnMajor.matrix(n, t, u);
                NativeMatrix solved = NativeMatrix.reserve(DataType.DOUBLE, n, t)) {
            Blas.get().symm(Triangle.LOWER, 1, c, right, 0, solved); // C^-1 U
            w = ColumnMajor.toRowMajor(solved);
        }
        mirrorAndScale(v);
        Blas.get().syrk(Triangle.LOWER, Transpose.NO, 1, c, 0, scratch); // C^-1 diag(v) C^-1
        pairs(a, w, scratch);
        return value(
                kernel, ridge, 0.5 * Math.log(mean), scratch, 0.5 / (n * (double) t * mean), scale, Math.sqrt(mean));
    }

    /** Copies the lower triangle of C^-1 to the upper one, and multiplies column j by sqrt(v_j). */
    private void mirrorAndScale(double[] v) {
        DoubleBuffer all = c.doubles(0, Math.multiplyExact(n, n));
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            // Above the diagonal is what the columns before this one were before they were scaled.
            all.get(j * n, column);
            for (int i = j + 1; i < n; i++) {
                all.put(i * n + j, column[i]);
            }
            all.put(j * n, Vectors.times(Math.sqrt(v[j]), column));
        }
    }

    /** Subtracts (a w' + w a') / 2 = ((a + w)(a + w)' - (a - w)(a - w)') / 4, with a and w brought to one length. */
    private void pairs(double[] a, double[] w, NativeMatrix result) {
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
        try (NativeMatrix plus = ColumnMajor.matrix(n, t, sum);
                NativeMatrix minus = ColumnMajor.matrix(n, t, difference)) {
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, -0.25, plus, 1, result);
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, 0.25, minus, 1, result);
        }
    }

    /** What W, unit times a matrix, makes of the derivatives. */
    private Value value(
            DifferentiableKernel kernel,
            double ridge,
            double f,
            NativeMatrix w,
            double unit,
            double scale,
            double error) {
        double trace = Arrays.stream(w.diagonal()).sum();
        double[] gradient = kernel.hyperparameters().isEmpty()
                ? new double[0]
                : GramGradient.hyperparameters(kernel, x, GramGradient.Weights.symmetric(w));
        return new Value(f, Vectors.times(unit, gradient), unit * ridge * trace, scale, error);
    }
}
