package org.icl4j.solvers.select;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.exact.KernelCholesky;
import org.icl4j.solvers.internal.exact.KernelEigen;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Leave-one-out errors of kernel ridge regression in closed form, for every ridge from one eigendecomposition. With
 * G = (K + r I)^-1, alpha = G y and f_(-i) the function learnt without pair i,
 *
 * <pre>y_i - f_(-i)(x_i) = alpha_i / G_ii.</pre>
 *
 * With centred targets each fold subtracts the mean c_i of its own n - 1 targets and adds it back; then, with
 * beta = G 1, the residual is (alpha_i - c_i beta_i) / G_ii.
 *
 * <pre>{@code
 * LeaveOneOut leaveOneOut = LeaveOneOut.of(new Gaussian(0.5), context);
 * double error = leaveOneOut.rootMeanSquaredError(0.01);
 * }</pre>
 *
 * <p>Cost: about 9 n^3 flops once, n^2 (t + 2) for each ridge. Memory: 24 n^2 bytes of native memory while the matrix is
 * decomposed, 8 n^2 bytes on the heap afterwards. Relative error of a residual: about n eps times the condition number of
 * K + r I. Immutable and thread-safe.
 *
 * <p>Source: Allen (1974), The relationship between variable selection and data augmentation and a method for prediction
 * (PRESS); Rasmussen and Williams (2006), equation 5.12.
 */
public final class LeaveOneOut {

    private static final int CHUNK = 256;

    private final int n;
    private final int t;
    private final KernelEigen eigen;
    /** Eigenvalues, ascending. */
    private final double[] w;
    /** Row j is the eigenvector of w_j: [n, n]. */
    private final double[] vT;
    /** V'Y, [n, t]. */
    private final double[] vTy;
    /** V'1, [n]. */
    private final double[] vT1;

    private final double[] y;
    private final boolean centred;

    private LeaveOneOut(int t, KernelEigen eigen, double[] vTy, double[] vT1, double[] y, boolean centred) {
        this.n = eigen.size();
        this.t = t;
        this.eigen = eigen;
        this.w = eigen.values();
        this.vT = eigen.vectors();
        this.vTy = vTy;
        this.vT1 = vT1;
        this.y = y;
        this.centred = centred;
    }

    /**
     * Decomposes the kernel matrix of a context; targets are taken as they are.
     *
     * @param kernel k
     * @param context n pairs
     * @return the errors of every ridge
     * @throws IllegalArgumentException if there are more than 32766 pairs, or the matrix does not fit into memory (refused
     *     before it is allocated)
     */
    public static LeaveOneOut of(Kernel kernel, Context context) {
        Require.notNull("kernel", kernel);
        Points x = Require.notNull("context", context).inputs();
        int n = x.size();
        int t = context.targets().width();
        KernelEigen eigen = KernelEigen.of("leave-one-out", kernel, x);
        double[] y = context.targets().toRowMajor();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return new LeaveOneOut(t, eigen, eigen.project(y, t), eigen.project(ones, 1), y, false);
    }

    /**
     * The leave-one-out residuals for one ridge alone, by Cholesky: n^3 flops instead of the eigendecomposition's 9 n^3, and 16 n^2 bytes.
     *
     * @param kernel k
     * @param ridge r, at least 0
     * @param context n pairs
     * @param centredTargets whether each fold subtracts the mean of its own targets and adds it to the answer
     * @return y_i - f_(-i)(x_i), shape [n, t]
     * @throws IllegalArgumentException if the ridge is negative or not finite, the matrix does not fit into memory, centring is asked
     *     for and there is but one pair, or a residual overflows
     * @throws NotPositiveDefiniteException if K + r I is not positive definite at working precision
     */
    public static Points residuals(Kernel kernel, double ridge, Context context, boolean centredTargets) {
        Require.notNull("kernel", kernel);
        Require.nonNegative("ridge", ridge);
        Points x = Require.notNull("context", context).inputs();
        int n = x.size();
        int t = context.targets().width();
        if (centredTargets && n < 2) {
            throw Require.error("context", "has 1 pair; a fold without it has no target mean");
        }
        Memory.require("leave-one-out residuals of " + n + " pairs", 16.0 * n * n, "use fewer pairs");
        double[] z = context.targets().toRowMajor();
        if (centredTargets) {
            Vectors.centre(z, Vectors.columnMeans(z, t));
        }
        // G [Z 1], shape [n, t + 1]
        double[] right = new double[n * (t + 1)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(z, i * t, right, i * (t + 1), t);
            right[i * (t + 1) + t] = 1;
        }
        try (NativeMatrix c = NativeMatrix.reserve(DataType.DOUBLE, n, n);
                NativeMatrix scratch = NativeMatrix.reserve(DataType.DOUBLE, n, n);
                NativeMatrix solved = ColumnMajor.matrix(n, t + 1, right)) {
            Gram.lowerInto(kernel, x, ridge, c);
            KernelCholesky.factorise(kernel, ridge, x, c);
            Blas.get().potrs(Blas.Triangle.LOWER, c, solved);
            double[] alpha = ColumnMajor.toRowMajor(solved);
            Blas.get().potri(c, scratch);
            double[] g = c.diagonal();
            double[] residuals = new double[n * t];
            for (int at = 0; at < residuals.length; at++) {
                int i = at / t;
                // The other targets' mean, of numbers whose mean is 0.
                double mean = centredTargets ? -z[at] / (n - 1) : 0;
                residuals[at] = (alpha[i * (t + 1) + at % t] - mean * alpha[i * (t + 1) + t]) / g[i];
            }
            return checked(residuals, t);
        }
    }

    private static Points checked(double[] residuals, int t) {
        for (int i = 0; i < residuals.length; i++) {
            if (!Double.isFinite(residuals[i])) {
                throw overflow("residual of row " + i / t + ", target " + i % t + ",", residuals[i]);
            }
        }
        return Points.ofRows("residuals", residuals.length / t, t, residuals);
    }

    /**
     * The same errors with targets centred in each fold or not.
     *
     * @param centredTargets whether each fold subtracts the mean of its own targets and adds it to the answer
     * @return a new object on the same decomposition
     * @throws IllegalArgumentException if centring is asked for and there is but one pair
     */
    public LeaveOneOut withCentredTargets(boolean centredTargets) {
        if (centredTargets && n < 2) {
            throw Require.error("context", "has 1 pair; a fold without it has no target mean");
        }
        return new LeaveOneOut(t, eigen, vTy, vT1, y, centredTargets);
    }

    /**
     * The least ridge for which the closed form has correct digits: where lmin(K) + r exceeds n eps |K|, of which the
     * eigenvalues' errors are a fraction. |K| is the greatest eigenvalue in magnitude: of a kernel that is not positive
     * definite the least may be that.
     *
     * @return at least 0; below it {@link #residuals} throws
     */
    public double leastRidge() {
        return Math.max(0, Math.nextUp(threshold()) - w[0]);
    }

    private double threshold() {
        return eigen.threshold();
    }

    /** |K|. */
    private double norm() {
        return eigen.norm();
    }

    /** tr(K) / n: the scale of the ridges worth trying. */
    double meanDiagonal() {
        return Arrays.stream(w).sum() / n;
    }

    /**
     * The leave-one-out residuals.
     *
     * @param ridge r, at least 0
     * @return y_i - f_(-i)(x_i), shape [n, t]
     * @throws IllegalArgumentException if the ridge is negative or not finite, or a residual overflows
     * @throws NotPositiveDefiniteException if K + r I is not positive definite at working precision
     */
    public Points residuals(double ridge) {
        return checked(compute(ridge), t);
    }

    /**
     * The root mean squared leave-one-out residual over all pairs and targets.
     *
     * @param ridge r, at least 0
     * @return the error
     * @throws IllegalArgumentException if the ridge is negative or not finite, or a residual overflows
     * @throws NotPositiveDefiniteException if K + r I is not positive definite at working precision
     */
    public double rootMeanSquaredError(double ridge) {
        double error = errorOrInfinity(ridge);
        if (error == Double.POSITIVE_INFINITY) {
            throw overflow("root mean squared residual", error);
        }
        return error;
    }

    /**
     * The error of generalised cross-validation, in which the mean of the diagonal stands for each row's own: with residuals y - f(x) = r G y,
     *
     * <pre>GCV(r) = sqrt(mean (G y)^2) / (tr(G) / n),</pre>
     *
     * and with centred targets G C in place of G, C = I - 1 1'/n, so that tr(G C) = tr(G) - 1'G 1 / n. It equals the leave-one-out error where all rows are alike, does not
     * change when rows are rotated, and costs O(n t) for each ridge.
     *
     * <p>Source: Golub, Heath and Wahba (1979), Generalized cross-validation as a method for choosing a good ridge parameter.
     *
     * @param ridge r, at least 0
     * @return the error, in the targets' units
     * @throws IllegalArgumentException if the ridge is negative or not finite, or a number overflows
     * @throws NotPositiveDefiniteException if K + r I is not positive definite at working precision
     */
    public double generalisedError(double ridge) {
        requireDefinite(ridge);
        double trace = 0;
        double ones = 0;
        double[] means = centred ? Vectors.columnMeans(y, t) : new double[t];
        double[] fitted = new double[n * t]; // V'G y, which is as long as G y
        for (int j = 0; j < n; j++) {
            double s = 1 / (w[j] + ridge);
            trace += s;
            ones += vT1[j] * vT1[j] * s;
            for (int k = 0; k < t; k++) {
                fitted[j * t + k] = s * (vTy[j * t + k] - means[k] * vT1[j]);
            }
        }
        double error = Vectors.norm(fitted) / Math.sqrt((double) n * t) * n / (centred ? trace - ones / n : trace);
        if (!Double.isFinite(error)) {
            throw overflow("generalised error", error);
        }
        return error;
    }

    /** The same, but infinity where it, or a number on the way to it, is too large. */
    double errorOrInfinity(double ridge) {
        double[] residuals = compute(ridge);
        double error = Vectors.norm(residuals) / Math.sqrt(residuals.length);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private static IllegalArgumentException overflow(String what, double value) {
        return Require.error("targets", "are too large: the " + what + " is " + value + "; scale them");
    }

    private void requireDefinite(double ridge) {
        Require.nonNegative("ridge", ridge);
        double least = w[0] + ridge;
        if (!(least > threshold())) {
            throw new NotPositiveDefiniteException(
                    0,
                    least,
                    "the kernel matrix plus ridge " + ridge
                            + " is not positive definite at working precision: its least "
                            + "eigenvalue is " + least + ", and the kernel matrix has one of magnitude " + norm()
                            + "; use a ridge above "
                            + leastRidge());
        }
    }

    private double[] compute(double ridge) {
        requireDefinite(ridge);
        double[] residuals = new double[n * t];
        double[] sums = centred ? Vectors.columnMeans(y, t) : new double[t];
        for (int j = 0; j < t; j++) {
            sums[j] *= n;
        }
        Parallel.run((n + CHUNK - 1) / CHUNK, task -> {
            int from = task * CHUNK;
            chunk(ridge, from, Math.min(CHUNK, n - from), sums, residuals);
        });
        return residuals;
    }

    /** The residuals of rows [from, from + count). */
    private void chunk(double ridge, int from, int count, double[] sums, double[] residuals) {
        double[] g = new double[count]; // G_ii = sum_j V_ij^2 / (w_j + r)
        double[] beta = new double[count]; // G 1
        double[][] alpha = new double[t][count]; // G y, target by target
        for (int j = 0; j < n; j++) {
            double s = 1 / (w[j] + ridge);
            accumulate(vT, j * n + from, s, s * vT1[j], g, beta);
            for (int k = 0; k < t; k++) {
                axpy(s * vTy[j * t + k], vT, j * n + from, alpha[k]);
            }
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < t; k++) {
                int at = (from + i) * t + k;
                double mean = centred ? (sums[k] - y[at]) / (n - 1) : 0;
                residuals[at] = (alpha[k][i] - mean * beta[i]) / g[i];
            }
        }
    }

    private static void accumulate(double[] v, int offset, double s, double s1, double[] g, double[] beta) {
        for (int i = 0; i < g.length; i++) {
            double e = v[offset + i];
            g[i] += e * e * s;
            beta[i] += e * s1;
        }
    }

    private static void axpy(double factor, double[] v, int offset, double[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * v[offset + i];
        }
    }

    @Override
    public String toString() {
        return "LeaveOneOut[n=" + n + ", targets=" + t + (centred ? ", centred]" : "]");
    }
}
