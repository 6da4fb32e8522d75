package org.icl4j.examples.metarep;

import java.util.Arrays;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.icl4j.solvers.iterate.PreconditionedGradientDescent;

/**
 * What a transformer might be doing: iterates for A w = b, A = X'X + ridge I, b = X'y, from w = 0. Steps and momenta are the best for the
 * spectrum of each A, as MetaRepICL takes them: more than fixed weights can know.
 */
enum Algorithm {
    /** Step 2 / (least + greatest eigenvalue). */
    GRADIENT_DESCENT("gradient descent", "GD") {
        @Override
        IterativeMethod method(double[][] a) {
            double[] l = Numbers.spectrum(Numbers.matrix(a));
            return GradientDescent.of(2 / (l[0] + l[l.length - 1]));
        }
    },
    /** Polyak's best step and momentum. */
    HEAVY_BALL("heavy ball", "HB") {
        @Override
        IterativeMethod method(double[][] a) {
            double[] l = Numbers.spectrum(Numbers.matrix(a));
            return HeavyBall.between(l[l.length - 1], l[0]);
        }
    },
    /** The best polynomial for the interval of the spectrum. */
    CHEBYSHEV("Chebyshev", "Ch") {
        @Override
        IterativeMethod method(double[][] a) {
            double[] l = Numbers.spectrum(Numbers.matrix(a));
            return Chebyshev.between(l[l.length - 1], l[0]);
        }
    },
    /** Gradient descent preconditioned with A's diagonal D, step 2 / (least + greatest) of D^-1/2 A D^-1/2. */
    JACOBI_DESCENT("preconditioned GD", "PGD") {
        @Override
        IterativeMethod method(double[][] a) {
            double[] d = diagonal(a);
            double[][] scaled = new double[d.length][d.length];
            for (int i = 0; i < d.length; i++) {
                for (int j = 0; j < d.length; j++) {
                    scaled[i][j] = a[i][j] / Math.sqrt(d[i] * d[j]);
                }
            }
            double[] l = Numbers.spectrum(Numbers.matrix(scaled));
            return PreconditionedGradientDescent.of(inverse(d, 2 / (l[0] + l[l.length - 1])));
        }
    },
    /** Hestenes and Stiefel. */
    CONJUGATE_GRADIENTS("conjugate gradients", "CG") {
        @Override
        IterativeMethod method(double[][] a) {
            return ConjugateGradient.withDefaults();
        }
    },
    /** The same, preconditioned with A's diagonal. */
    JACOBI_CONJUGATE_GRADIENTS("preconditioned CG", "PCG") {
        @Override
        IterativeMethod method(double[][] a) {
            return ConjugateGradient.withDefaults().withPreconditioner(inverse(diagonal(a), 1));
        }
    },
    /** Newton's iteration for A^-1 from step A, step = 1 / |A|_2^2 (Fu et al. 2024: below 2 / |A A'|). */
    NEWTON("Newton", "Nw") {
        @Override
        IterativeMethod method(double[][] a) {
            double greatest = Numbers.spectrum(Numbers.matrix(a))[0];
            return NewtonSchulz.ofSquare(1 / (greatest * greatest));
        }
    },
    /** Conjugate gradients on the coefficients: (X X' + ridge I) alpha = y, w = X' alpha. Before convergence another algorithm than the above. */
    DUAL_CONJUGATE_GRADIENTS("CG on coefficients", "αCG") {
        @Override
        IterativeMethod method(double[][] a) {
            return ConjugateGradient.withDefaults();
        }

        @Override
        double[][] weights(double[][] x, double[] y, double ridge, int steps) {
            double[][] alphas = run(method(x), gram(Numbers.matrix(x), ridge), y, steps);
            double[][] w = new double[alphas.length][];
            for (int t = 0; t < w.length; t++) {
                w[t] = Numbers.matrix(x).preMultiply(alphas[t]);
            }
            return w;
        }
    },
    /** The solution, at every step from the first. */
    RIDGE("ridge", "R") {
        @Override
        IterativeMethod method(double[][] a) {
            throw new IllegalStateException("ridge has no steps");
        }

        @Override
        double[][] weights(double[][] x, double[] y, double ridge, int steps) {
            double[][] w = new double[steps + 1][];
            w[0] = new double[x[0].length];
            Arrays.fill(w, 1, steps + 1, solution(x, y, ridge));
            return w;
        }
    };

    private final String title;
    private final String mark;

    Algorithm(String title, String mark) {
        this.title = title;
        this.mark = mark;
    }

    /** Its name in tables. */
    String title() {
        return title;
    }

    /** Its name on axes. */
    String mark() {
        return mark;
    }

    abstract IterativeMethod method(double[][] a);

    /**
     * The iterates.
     *
     * @param x shape [n, d]
     * @param y length n
     * @param ridge above 0
     * @param steps T
     * @return w_0 = 0 to w_T; where the method has converged, its last iterate stays
     */
    double[][] weights(double[][] x, double[] y, double ridge, int steps) {
        RealMatrix transposed = Numbers.matrix(x).transpose();
        double[][] a = gram(transposed, ridge);
        return run(method(a), a, transposed.operate(y), steps);
    }

    /** (X'X + ridge I)^-1 X'y. */
    static double[] solution(double[][] x, double[] y, double ridge) {
        RealMatrix transposed = Numbers.matrix(x).transpose();
        return new CholeskyDecomposition(Numbers.matrix(gram(transposed, ridge)))
                .getSolver()
                .solve(new ArrayRealVector(transposed.operate(y)))
                .toArray();
    }

    private static double[][] gram(RealMatrix m, double ridge) {
        double[][] a = m.multiply(m.transpose()).getData();
        for (int i = 0; i < a.length; i++) {
            a[i][i] += ridge;
        }
        return a;
    }

    private static double[][] run(IterativeMethod method, double[][] a, double[] b, int steps) {
        double[][] w = new double[steps + 1][b.length];
        IterativeMethod.Iterates iterates = method.start(MatrixOperator.of(a), b);
        for (int t = 1; t <= steps; t++) {
            if (iterates.status() == Status.RUNNING) {
                iterates.step();
            }
            w[t] = iterates.solution();
        }
        return w;
    }

    private static double[] diagonal(double[][] a) {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = a[i][i];
        }
        return d;
    }

    private static LinearOperator inverse(double[] diagonal, double factor) {
        double[][] m = new double[diagonal.length][diagonal.length];
        for (int i = 0; i < diagonal.length; i++) {
            m[i][i] = factor / diagonal[i];
        }
        return MatrixOperator.of(m);
    }
}
