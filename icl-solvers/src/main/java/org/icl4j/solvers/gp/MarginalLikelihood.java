package org.icl4j.solvers.gp;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.GramGradient;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The log marginal likelihood of a Gaussian process and its gradient, for searches and samplers of one's own. With C = K + r I, a_j = C^-1 y_j
 * for t targets and G = (sum_j a_j a_j' - t C^-1) / 2, shape [n, n]:
 *
 * <pre>
 * log p = sum_j -(1/2) y_j'a_j - (t / 2) log |C| - (n t / 2) log 2 pi
 * d log p / d log theta_q = sum_ik G_ik dK_ik / d log theta_q,     d log p / d log r = r tr G
 * </pre>
 *
 * <p>Cost: n^3 flops and n^2 / 2 derivatives, whatever the number of hyperparameters. Memory: two n x n matrices. Source: Rasmussen and Williams
 * (2006), equations 5.8 and 5.9.
 *
 * @param value log p
 * @param kernelGradient in the logarithms of the kernel's hyperparameters, in their order; not copied
 * @param noiseGradient in log r
 */
@SuppressWarnings("ArrayRecordComponent")
public record MarginalLikelihood(double value, double[] kernelGradient, double noiseGradient) {

    /**
     * Checks the parts.
     *
     * @param value log p
     * @param kernelGradient in the logarithms of the kernel's hyperparameters, in their order; not copied
     * @param noiseGradient in log r
     */
    public MarginalLikelihood {
        Require.finite("value", value);
        Require.finite("kernelGradient", kernelGradient);
        Require.finite("noiseGradient", noiseGradient);
    }

    /**
     * Computes it for the targets as they are.
     *
     * @param kernel the covariance k
     * @param noise the noise's variance r, positive
     * @param context n example pairs: inputs of shape [n, d], targets of shape [n, t]
     * @return the value and its gradient
     * @throws IllegalArgumentException if the noise is not positive, or two n x n matrices do not fit into memory
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if C is not positive definite at working precision
     */
    public static MarginalLikelihood of(DifferentiableKernel kernel, double noise, Context context) {
        Require.notNull("kernel", kernel);
        Require.positive("noise", noise);
        Points x = Require.notNull("context", context).inputs();
        int n = x.size();
        int t = context.targets().width();
        Memory.require(
                "the likelihood of " + n + " pairs", 16.0 * n * n, "use fewer pairs, or IterativeGaussianProcess");
        double[] y = context.targets().toRowMajor();
        try (NativeMatrix c = NativeMatrix.reserve(DataType.DOUBLE, n, n);
                NativeMatrix scratch = NativeMatrix.reserve(DataType.DOUBLE, n, n);
                NativeMatrix alpha = ColumnMajor.matrix(n, t, y)) {
            Gram.lowerInto(kernel, x, noise, c);
            Blas.get().potrf(Triangle.LOWER, c);
            double half = Arrays.stream(c.diagonal()).map(Math::log).sum();
            Blas.get().potrs(Triangle.LOWER, c, alpha);
            double value =
                    -0.5 * Vectors.dot(y, ColumnMajor.toRowMajor(alpha)) - t * (half + 0.5 * n * Math.log(2 * Math.PI));
            // The factor is not needed any more: its place takes C^-1, and that -2 G / t.
            Blas.get().potri(c, scratch);
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, -1.0 / t, alpha, 1, c);
            double trace = Arrays.stream(c.diagonal()).sum();
            double[] gradient = kernel.hyperparameters().isEmpty()
                    ? new double[0]
                    : GramGradient.hyperparameters(kernel, x, GramGradient.Weights.symmetric(c));
            return new MarginalLikelihood(value, Vectors.times(-0.5 * t, gradient), -0.5 * t * noise * trace);
        }
    }

    @Override
    public String toString() {
        return "MarginalLikelihood[value=" + value + ", kernelParameters=" + kernelGradient.length + ", noiseGradient="
                + noiseGradient + "]";
    }
}
