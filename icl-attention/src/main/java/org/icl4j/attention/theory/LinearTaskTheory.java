package org.icl4j.attention.theory;

import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Require;

/**
 * What one layer of linear attention can reach on linear regression, in closed form. Tasks: x ~ N(0, S), w ~ N(0, S_w), n context pairs
 * y = w'x + e with e ~ N(0, s2), and a query. A layer wired as one step of gradient descent with preconditioner A answers
 *
 * <pre>
 *   f(x) = x'A X'y / n
 *   risk(A; n) = E (f(x) - w'x)^2 = tr(S A M_n A') - 2 tr(S A S S_w) + tr(S S_w)
 *   M_n = E (X'y/n)(X'y/n)' = ((n+1)/n) S S_w S + ((tr(S S_w) + s2)/n) S
 *   A*  = S_w S M_n^-1                                     the unique minimiser
 * </pre>
 *
 * For S = S_w = I, s2 = 0: A* = n/(n+d+1) I, and its risk is d (d+1)/(n+d+1). The optimum shrinks with n, and is not Bayes: the Bayes
 * predictor is ridge regression with ridge s2 (S_w = I). A layer trained at length n and used at length m has risk(A*(n); m).
 *
 * <p>Derivation of M_n: with b = X'y/n, E[b b'] = E[H w w' H] + s2 S/n, H = X'X/n, and for normal rows
 * E[H B H] = ((n+1)/n) S B S + (tr(S B)/n) S for symmetric B.
 *
 * <p>Sources: Ahn et al. 2023, theorem 1 (S_w = I, s2 = 0; their Q is -A*); Zhang, Frei and Bartlett 2023 (their Gamma^-1 is A* for
 * S_w = I, s2 = 0, and m may differ from n). The form for any S_w and noise is ours, checked against simulation. Cost O(d^3).
 */
public final class LinearTaskTheory {

    private final RealMatrix s;
    private final RealMatrix sw;
    private final double noise;

    private LinearTaskTheory(RealMatrix s, RealMatrix sw, double noise) {
        this.s = s;
        this.sw = sw;
        this.noise = noise;
    }

    /**
     * Standard normal inputs and weights, no noise.
     *
     * @param width d
     * @return S = S_w = I, s2 = 0
     */
    public static LinearTaskTheory isotropic(int width) {
        double[][] identity = Matrices.identity(Require.positive("width", width));
        return of(identity, identity);
    }

    /**
     * Tasks of any covariances, no noise.
     *
     * @param inputCovariance S, shape [d, d], symmetric positive definite
     * @param weightCovariance S_w, shape [d, d], symmetric
     * @return the theory
     * @throws IllegalArgumentException if a matrix is not square, not symmetric or not finite, or sizes differ
     */
    public static LinearTaskTheory of(double[][] inputCovariance, double[][] weightCovariance) {
        RealMatrix s = Matrices.symmetric("inputCovariance", inputCovariance);
        RealMatrix sw = Matrices.symmetric("weightCovariance", weightCovariance);
        if (sw.getRowDimension() != s.getRowDimension()) {
            throw Require.error(
                    "weightCovariance",
                    "expected shape [" + s.getRowDimension() + ", " + s.getRowDimension() + "], got "
                            + sw.getRowDimension() + " rows");
        }
        return new LinearTaskTheory(s, sw, 0);
    }

    /**
     * The same tasks with noisy context targets.
     *
     * @param variance s2, at least 0
     * @return new theory
     */
    public LinearTaskTheory withNoise(double variance) {
        return new LinearTaskTheory(s, sw, Require.nonNegative("variance", variance));
    }

    /**
     * The width of the inputs.
     *
     * @return d
     */
    public int width() {
        return s.getRowDimension();
    }

    /**
     * The second moment of X'y/n.
     *
     * @param contextSize n
     * @return M_n, shape [d, d]
     */
    public double[][] secondMoment(int contextSize) {
        return moment(contextSize).getData();
    }

    private RealMatrix moment(int contextSize) {
        double n = Require.positive("contextSize", contextSize);
        double spread = (s.multiply(sw).getTrace() + noise) / n;
        return s.multiply(sw).multiply(s).scalarMultiply((n + 1) / n).add(s.scalarMultiply(spread));
    }

    /**
     * The best preconditioner for contexts of one length.
     *
     * @param contextSize n
     * @return A*, shape [d, d]
     * @throws IllegalArgumentException if M_n is singular, as where S is
     */
    public double[][] optimal(int contextSize) {
        return sw.multiply(s)
                .multiply(Matrices.inverse("inputCovariance", moment(contextSize)))
                .getData();
    }

    /**
     * The best multiple of the identity: plain gradient descent's step.
     *
     * @param contextSize n
     * @return eta = tr(S S S_w) / tr(S M_n), the minimiser of a parabola
     */
    public double optimalStep(int contextSize) {
        return s.multiply(s).multiply(sw).getTrace()
                / s.multiply(moment(contextSize)).getTrace();
    }

    /**
     * The expected squared error of a preconditioner, against targets without noise.
     *
     * @param preconditioner A, shape [d, d]
     * @param contextSize m, the length of the contexts it is used on
     * @return the risk; add s2 where query targets are noisy
     * @throws IllegalArgumentException if A is not [d, d] or not finite
     */
    public double risk(double[][] preconditioner, int contextSize) {
        RealMatrix a = Matrices.square("preconditioner", preconditioner, width());
        return s.multiply(a)
                        .multiply(moment(contextSize))
                        .multiply(a.transpose())
                        .getTrace()
                - 2 * s.multiply(a).multiply(s).multiply(sw).getTrace()
                + zeroRisk();
    }

    /**
     * The risk of one gradient step with a scalar step size.
     *
     * @param step eta
     * @param contextSize m
     * @return the risk of A = eta I
     */
    public double risk(double step, int contextSize) {
        Require.finite("step", step);
        double[][] a = Matrices.identity(width());
        for (int i = 0; i < a.length; i++) {
            a[i][i] = step;
        }
        return risk(a, contextSize);
    }

    /**
     * The gradient of the risk in A.
     *
     * @param preconditioner A, shape [d, d]
     * @param contextSize m
     * @return 2 S A M_m - 2 S S_w S, shape [d, d], 0 at the optimum
     */
    public double[][] riskGradient(double[][] preconditioner, int contextSize) {
        RealMatrix a = Matrices.square("preconditioner", preconditioner, width());
        return s.multiply(a)
                .multiply(moment(contextSize))
                .subtract(s.multiply(sw).multiply(s))
                .scalarMultiply(2)
                .getData();
    }

    /**
     * The risk of answering 0.
     *
     * @return tr(S S_w)
     */
    public double zeroRisk() {
        return s.multiply(sw).getTrace();
    }

    @Override
    public String toString() {
        return "LinearTaskTheory[width=" + width() + ", noise=" + noise + "]";
    }
}
