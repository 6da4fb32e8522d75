package org.icl4j.solvers.iterate;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.icl4j.core.Require;

/**
 * The Lanczos tridiagonal matrix T of a symmetric operator A and a starting vector v, of as many rows as steps were taken: the
 * section of A on the Krylov space of v. Its eigenvalues (Ritz values) approach A's, the extreme ones first, and with its
 * eigenvectors' first elements w_j
 *
 * <pre>v'f(A) v ~ |v|^2 sum_j w_j^2 f(theta_j),</pre>
 *
 * which is Gauss quadrature: exact for polynomials f up to degree 2 m - 1 of m steps. With f = log and random v it gives
 * log-determinants; with f(s) = s / (s + r), effective dimensions.
 *
 * <p>From conjugate gradients with steps a_i and ratios b_i (Golub and Van Loan, Matrix Computations, section 11.3.5)
 *
 * <pre>T_11 = 1 / a_1,   T_(i+1,i+1) = 1 / a_(i+1) + b_i / a_i,   T_(i,i+1) = sqrt(b_i) / a_i;</pre>
 *
 * A preconditioned run has the T of E'A E where M = E E', with v = E'r_0 and |v|^2 = r_0'M r_0.
 *
 * <p>Source: Golub and Meurant (2010), Matrices, Moments and Quadrature with Applications, chapter 6.
 */
public final class LanczosCoefficients {

    private final double squaredNorm;
    private final double[] diagonal;
    private final double[] offDiagonal;
    private final double[] ritzValues;
    private final double[] weights;

    private LanczosCoefficients(double squaredNorm, double[] diagonal, double[] offDiagonal) {
        this.squaredNorm = squaredNorm;
        this.diagonal = diagonal;
        this.offDiagonal = offDiagonal;
        int m = diagonal.length;
        this.ritzValues = new double[m];
        this.weights = new double[m];
        if (m > 0) {
            EigenDecomposition t = new EigenDecomposition(diagonal, offDiagonal);
            Integer[] order = new Integer[m];
            Arrays.setAll(order, i -> i);
            double[] values = t.getRealEigenvalues();
            Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
            for (int j = 0; j < m; j++) {
                ritzValues[j] = values[order[j]];
                double first = t.getV().getEntry(0, order[j]);
                weights[j] = first * first;
            }
        }
    }

    /**
     * From a tridiagonal matrix.
     *
     * @param squaredNorm |v|^2, at least 0
     * @param diagonal length m, at least 1, finite
     * @param offDiagonal length m - 1, finite
     * @return the coefficients
     * @throws IllegalArgumentException if the lengths do not fit or a number is not finite
     */
    public static LanczosCoefficients of(double squaredNorm, double[] diagonal, double[] offDiagonal) {
        Require.nonNegative("squaredNorm", squaredNorm);
        Require.positive("diagonal.length", Require.finite("diagonal", diagonal).length);
        Require.finite("offDiagonal", offDiagonal);
        Require.length(
                "offDiagonal",
                offDiagonal,
                Math.max(0, diagonal.length - 1),
                "one less than the diagonal has elements");
        return new LanczosCoefficients(squaredNorm, diagonal.clone(), offDiagonal.clone());
    }

    static LanczosCoefficients ofConjugateGradients(double squaredNorm, double[] steps, double[] ratios) {
        int m = steps.length;
        double[] diagonal = new double[m];
        double[] offDiagonal = new double[Math.max(0, m - 1)];
        for (int i = 0; i < m; i++) {
            diagonal[i] = 1 / steps[i] + (i == 0 ? 0 : ratios[i - 1] / steps[i - 1]);
            if (i < m - 1) {
                offDiagonal[i] = Math.sqrt(ratios[i]) / steps[i];
            }
        }
        return new LanczosCoefficients(squaredNorm, diagonal, offDiagonal);
    }

    /**
     * The number of steps.
     *
     * @return m, the rows of T
     */
    public int size() {
        return diagonal.length;
    }

    /**
     * T's diagonal.
     *
     * @return a copy, length m
     */
    public double[] diagonal() {
        return diagonal.clone();
    }

    /**
     * What stands beside T's diagonal.
     *
     * @return a copy, length m - 1
     */
    public double[] offDiagonal() {
        return offDiagonal.clone();
    }

    /**
     * The eigenvalues of T.
     *
     * @return a copy, descending, length m
     */
    public double[] ritzValues() {
        return ritzValues.clone();
    }

    /**
     * An estimate, from below, of the condition number of A.
     *
     * @return greatest over least Ritz value; 1 before the first step
     */
    public double conditionNumber() {
        return size() == 0 ? 1 : ritzValues[0] / ritzValues[size() - 1];
    }

    /**
     * The quadrature of v'f(A) v.
     *
     * @param f a function on A's spectrum
     * @return |v|^2 sum_j w_j^2 f(theta_j); 0 before the first step
     */
    public double quadrature(DoubleUnaryOperator f) {
        Require.notNull("f", f);
        double sum = 0;
        for (int j = 0; j < size(); j++) {
            sum += weights[j] * f.applyAsDouble(ritzValues[j]);
        }
        return squaredNorm * sum;
    }

    @Override
    public String toString() {
        return "LanczosCoefficients[m=" + size() + ", condition number " + conditionNumber() + "]";
    }
}
