package org.icl4j.attention.theory;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Require;

/**
 * Functional gradient descent on a kernel matrix K in closed form. f_{l+1} = f_l + r sum_i (y_i - f_l(x_i)) k(., x_i) from f_0 = 0, with an
 * optional decay of the coefficients, a := (1 - r lam) a + r (y - K a):
 *
 * <pre>
 *   a_L = phi_L(K) y,    phi_L(l) = (1 - (1 - r (l + lam))^L) / (l + lam)
 * </pre>
 *
 * so that f_L(x) = k(x)'a_L tends to kernel ridge regression with ridge lam if and only if r &lt; 2/(l_max + lam). One eigendecomposition,
 * O(n^3), serves all L.
 *
 * <p>Source: Cheng, Chen and Sra 2024 (the layer that takes this step; lam = 0); the decay and the limit are ours.
 */
public final class FunctionalDescent {

    private final EigenDecomposition eigen;
    private final double[] spectrum;

    private FunctionalDescent(RealMatrix gram) {
        this.eigen = new EigenDecomposition(gram);
        this.spectrum = eigen.getRealEigenvalues();
    }

    /**
     * The descent on a kernel matrix.
     *
     * @param gram K, shape [n, n], symmetric
     * @return the closed form
     * @throws IllegalArgumentException if the matrix is not square, not symmetric or not finite
     */
    public static FunctionalDescent of(double[][] gram) {
        return new FunctionalDescent(Matrices.symmetric("gram", gram));
    }

    /**
     * The coefficients after some steps.
     *
     * @param targets y, length n
     * @param step r
     * @param ridge lam, at least 0
     * @param steps L, at least 0
     * @return a_L
     */
    public double[] coefficients(double[] targets, double step, double ridge, int steps) {
        Require.finite("step", step);
        Require.nonNegative("ridge", ridge);
        Require.inRange("steps", steps, 0, Integer.MAX_VALUE);
        return filter(targets, l -> {
            double s = l + ridge;
            // (1 - (1 - u)^L)/s with u = r s, without cancellation for small u.
            double u = step * s;
            return u == 0
                    ? steps * step
                    : u < 1 ? -Math.expm1(steps * Math.log1p(-u)) / s : (1 - Math.pow(1 - u, steps)) / s;
        });
    }

    /**
     * The residuals y - K a_L of the context for lam = 0.
     *
     * @param targets y, length n
     * @param step r
     * @param steps L, at least 0
     * @return (I - r K)^L y
     */
    public double[] residuals(double[] targets, double step, int steps) {
        Require.finite("step", step);
        Require.inRange("steps", steps, 0, Integer.MAX_VALUE);
        return filter(targets, l -> Math.pow(1 - step * l, steps));
    }

    /**
     * The greatest step that converges.
     *
     * @param ridge lam, at least 0
     * @return 2/(l_max + lam)
     */
    public double greatestStep(double ridge) {
        Require.nonNegative("ridge", ridge);
        double greatest = spectrum[0];
        for (double l : spectrum) {
            greatest = Math.max(greatest, l);
        }
        return 2 / (greatest + ridge);
    }

    private double[] filter(double[] targets, DoubleUnaryOperator f) {
        int n = spectrum.length;
        Require.length("targets", Require.finite("targets", targets), n, "one per row of the matrix");
        double[] result = new double[n];
        for (int k = 0; k < n; k++) {
            double[] v = eigen.getEigenvector(k).toArray();
            double part = 0;
            for (int i = 0; i < n; i++) {
                part += v[i] * targets[i];
            }
            part *= f.applyAsDouble(spectrum[k]);
            for (int i = 0; i < n; i++) {
                result[i] += part * v[i];
            }
        }
        return result;
    }

    @Override
    public String toString() {
        return "FunctionalDescent[n=" + spectrum.length + "]";
    }
}
