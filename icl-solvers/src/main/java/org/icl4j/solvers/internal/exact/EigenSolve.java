package org.icl4j.solvers.internal.exact;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * (K + V + r_j S^-2) a_j = y_j for a ridge r_j per target, by one eigendecomposition S (K + V) S = Q diag(w) Q':
 *
 * <pre>a_j = S Q diag(1 / (w + r_j)) Q' S y_j</pre>
 *
 * @param eigen the decomposition
 * @param roots S
 */
@SuppressWarnings("ArrayRecordComponent")
public record EigenSolve(KernelEigen eigen, double[] roots) {

    /** Memory at its height, by count. */
    public static double bytes(int n) {
        return 32.0 * n * n;
    }

    public static EigenSolve of(Kernel kernel, Points x, double[] roots, double @Nullable [] noise) {
        return new EigenSolve(KernelEigen.of("a ridge for each target", kernel, x, roots, noise), roots);
    }

    /** The solutions, row-major [n, t]; a ridge for each of the t targets, or one for all. */
    public double[] solve(double[] y, double[] ridges) {
        int n = roots.length;
        int t = y.length / n;
        double[] w = eigen.values();
        for (double ridge : ridges) {
            if (!(w[0] + ridge > eigen.threshold())) {
                throw new NotPositiveDefiniteException(
                        0,
                        w[0] + ridge,
                        "the kernel matrix plus ridge " + ridge + " is not positive definite at working precision: its"
                                + " least eigenvalue is " + (w[0] + ridge) + ", and the kernel matrix has one of"
                                + " magnitude " + eigen.norm() + "; use a ridge above "
                                + (Math.nextUp(eigen.threshold()) - w[0]));
            }
        }
        double[] b = scaled(y, t);
        double[] c = eigen.project(b, t);
        for (int i = 0; i < c.length; i++) {
            c[i] /= w[i / t] + ridges[ridges.length == 1 ? 0 : i % t];
        }
        return scaled(eigen.expand(c, t), t);
    }

    private double[] scaled(double[] table, int t) {
        double[] scaled = table.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= roots[i / t];
        }
        return scaled;
    }
}
