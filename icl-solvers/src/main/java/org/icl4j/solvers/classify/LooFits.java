package org.icl4j.solvers.classify;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.kernels.Kernel;

/**
 * Fits of one kernel with different ridges, each with its leave-one-out scores in closed form. Without row i, J (see {@link LogisticNewton}) loses the term -log p(y_i | f_i): at the
 * old mode its gradient is then g_i in row i, and its Hessian S^-1 + W without the block W_i. One Newton step moves row i's scores by
 *
 * <pre>
 * -[(S^-1 + W - e_i W_i e_i')^-1]_ii g_i = -(Sigma_i^-1 - W_i)^-1 g_i = -(I - Sigma_i W_i)^-1 Sigma_i g_i
 * </pre>
 *
 * with Sigma_i = [(S^-1 + W)^-1]_ii, by Woodbury's formula. For a Gaussian likelihood the step is exact, and this is {@link org.icl4j.solvers.select.LeaveOneOut}.
 */
final class LooFits {

    /** The search needs no more digits. */
    private static final double TOLERANCE = 1e-3;

    private static final int MAX_ITERATIONS = 50;

    private final Labels labels;
    private final Likelihood likelihood;
    private final double[] k;
    private final int n;
    private final int t;
    /** The last fit's mode, from which the next begins: a changes little with the ridge. */
    private double[] start;

    LooFits(Kernel kernel, Points x, Labels labels) {
        this.labels = labels;
        this.likelihood = new Likelihood(labels);
        this.n = x.size();
        this.t = likelihood.columns();
        this.start = new double[n * t];
        this.k = PriorMatrix.kernel(kernel, x);
    }

    LeaveOneOutScores at(double ridge) {
        double[] p = probabilities(ridge, TOLERANCE);
        double loss = 0;
        int right = 0;
        int classes = labels.classes().size();
        for (int i = 0; i < n; i++) {
            double[] row = new double[classes];
            System.arraycopy(p, i * classes, row, 0, classes);
            loss -= Math.log(Math.max(Math.ulp(1.0), row[labels.index(i)]));
            right += Probabilities.likeliest(row) == labels.index(i) ? 1 : 0;
        }
        return new LeaveOneOutScores(loss / n, (double) right / n);
    }

    /** The leave-one-out probabilities, [n, C]. */
    double[] probabilities(double ridge, double tolerance) {
        double[] f = scores(ridge, tolerance);
        int classes = labels.classes().size();
        double[] p = new double[n * classes];
        for (int i = 0; i < n; i++) {
            if (t == 1) {
                p[2 * i + 1] = f[i];
            } else {
                System.arraycopy(f, i * t, p, i * t, t);
            }
            Probabilities.softmax(p, i * classes, classes);
        }
        return p;
    }

    private double[] scores(double ridge, double tolerance) {
        double[] s = PriorMatrix.scaled(k.clone(), ridge, likelihood.priorFactor());
        try (CholeskySystem system = new CholeskySystem(likelihood, s)) {
            LogisticNewton.Mode mode = new LogisticNewton(likelihood, system, tolerance, MAX_ITERATIONS, Progress.NONE)
                    .from(start)
                    .run();
            start = mode.a();
            double[] sigma = system.covariances(mode.p());
            double[] g = likelihood.gradient(mode.p());
            double[] left = mode.f().clone();
            for (int i = 0; i < n; i++) {
                double[] step = step(i, sigma, mode.p(), g);
                for (int c = 0; c < t; c++) {
                    left[i * t + c] -= step[c];
                }
            }
            return left;
        }
    }

    /** (I - Sigma_i W_i)^-1 Sigma_i g_i. */
    private double[] step(int i, double[] sigma, double[] p, double[] g) {
        double[][] a = new double[t][t];
        double[] b = new double[t];
        for (int c = 0; c < t; c++) {
            double along = 0; // (Sigma_i p_i)_c
            for (int d = 0; d < t; d++) {
                double element = sigma[(i * t + c) * t + d];
                b[c] += element * g[i * t + d];
                along += element * p[i * t + d];
            }
            for (int d = 0; d < t; d++) {
                double element = sigma[(i * t + c) * t + d];
                double q = p[i * t + d];
                // (Sigma W)_cd = (Sigma_cd - (Sigma p)_c) p_d; with one column Sigma p (1 - p).
                double product = t == 1 ? element * q * (1 - q) : (element - along) * q;
                a[c][d] = (c == d ? 1 : 0) - product;
            }
        }
        return SmallSystems.solve(a, b);
    }
}
