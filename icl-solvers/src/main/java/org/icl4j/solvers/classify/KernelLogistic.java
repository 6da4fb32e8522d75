package org.icl4j.solvers.classify;

import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.Asymmetry;
import org.jspecify.annotations.Nullable;

/**
 * Kernel logistic regression: the probability of class c at x is softmax of the scores f_c(x) = b_c + sum_i k(x, x_i) alpha_ic, the minimiser of
 *
 * <pre>
 * sum_i -log p(y_i | f(x_i)) + r/2 sum_c |f_c - b_c|^2 + 1/(2 v) sum_c b_c^2
 * </pre>
 *
 * over the kernel's function space, with v = 100 for the offsets b. It is the mode of a Gaussian process classifier with covariance k / r + v.
 * At the solution alpha_ic = ([y_i = c] - p_ic) / r: rows that are predicted well count little.
 *
 * <pre>{@code
 * KernelClassifierModel model = KernelLogistic.of(new Gaussian(0.5), 0.1).fit(x, labels);
 * Points probabilities = model.predict(queries);    // [m, C]
 * }</pre>
 *
 * <p>Newton's method with halved steps. Each step's system is solved by Cholesky for up to {@value #CHOLESKY_ROWS} rows ({@value
 * #CHOLESKY_ROWS_TWO} with two classes), by conjugate gradients beyond, where a kernel matrix of more than 256 MiB is not formed; {@link #byCholesky} and {@link
 * #byConjugateGradients} choose. Two classes take one column of scores, f_1 - f_0, and give the same probabilities as two columns.
 *
 * <p>Cost: some 10 Newton steps. By Cholesky n^3 / 3 flops each with two classes, about 3 C n^3 with more, and 8 (C + 3) n^2 bytes; by conjugate gradients
 * some 10 to 50 products with K for all classes at once and n k^2 C flops with k pivots, 8 n k (C + 1) bytes.
 *
 * <p>The report's residual is |[y = c] - p - r alpha| relative to that of f = 0, recomputed at the end. Where the tolerance is not reached, its status
 * says so. With separable classes and a ridge near 0 scores grow without bound: the status is then not {@code CONVERGED}, or the scores are large.
 *
 * <p>Sources: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, chapter 3; Zhu and Hastie (2005), Kernel logistic regression and
 * the import vector machine. scikit-learn's {@code LogisticRegression} with C = 1/r is this with the linear kernel and offsets that are not penalised.
 */
public final class KernelLogistic implements Classifier<KernelClassifierModel> {

    /** So many rows are solved by Cholesky where there are more classes than two. */
    static final int CHOLESKY_ROWS = 400;

    /** So many rows are solved by Cholesky where there are two classes. */
    static final int CHOLESKY_ROWS_TWO = 2000;

    /** The greatest residual of a solution. */
    static final double TOLERANCE = 1e-9;

    private static final int MAX_ITERATIONS = 100;
    private static final int DEFAULT_RANK = 200;
    private static final double GRADIENT_TOLERANCE = 1e-8;

    private enum Solver {
        AUTO,
        CHOLESKY,
        CONJUGATE_GRADIENTS
    }

    private final Kernel kernel;
    private final double ridge;
    private final boolean standardised;
    private final Solver solver;
    private final int rank;
    private final Progress progress;

    private KernelLogistic(
            Kernel kernel, double ridge, boolean standardised, Solver solver, int rank, Progress progress) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.standardised = standardised;
        this.solver = solver;
        this.rank = rank;
        this.progress = progress;
    }

    /**
     * Kernel logistic regression.
     *
     * @param kernel k, positive semidefinite
     * @param ridge r, positive
     * @return the learner
     * @throws IllegalArgumentException if the kernel is null or known to be indefinite, or the ridge is not positive and finite
     */
    public static KernelLogistic of(Kernel kernel, double ridge) {
        if (Require.notNull("kernel", kernel).definiteness() == Kernel.Definiteness.INDEFINITE) {
            throw Require.error(
                    "kernel", kernel + " is not positive semidefinite, so that the loss has no least value");
        }
        return new KernelLogistic(
                kernel, Require.positive("ridge", ridge), false, Solver.AUTO, DEFAULT_RANK, Progress.NONE);
    }

    /**
     * The same learner on standardised inputs: mean 0 and standard deviation 1 in every column. The model keeps the scaling.
     *
     * @return a new learner
     */
    public KernelLogistic standardised() {
        return new KernelLogistic(kernel, ridge, true, solver, rank, progress);
    }

    /**
     * The same learner by Cholesky whatever the size.
     *
     * @return a new learner
     */
    public KernelLogistic byCholesky() {
        return new KernelLogistic(kernel, ridge, standardised, Solver.CHOLESKY, rank, progress);
    }

    /**
     * The same learner by conjugate gradients whatever the size.
     *
     * @param rank pivots of the preconditioner, at least 1; such as 200
     * @return a new learner
     */
    public KernelLogistic byConjugateGradients(int rank) {
        return new KernelLogistic(
                kernel, ridge, standardised, Solver.CONJUGATE_GRADIENTS, Require.positive("rank", rank), progress);
    }

    /**
     * The same learner with a listener.
     *
     * @param progress told the residual after each Newton step, stage {@code "classify"}; when it says stop, {@code fit} throws {@link
     *     CancellationException}
     * @return a new learner
     */
    public KernelLogistic withProgress(Progress progress) {
        return new KernelLogistic(kernel, ridge, standardised, solver, rank, Require.notNull("progress", progress));
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.icl4j.core.linalg.NotPositiveDefiniteException if the kernel turns out not to be positive semidefinite
     * @throws CancellationException if the listener says stop
     */
    @Override
    public KernelClassifierModel fit(Points inputs, Labels labels) {
        Require.notNull("labels", labels).requireLearnable(Require.notNull("inputs", inputs));
        long start = System.nanoTime();
        ColumnCoding coding = standardised ? ColumnCoding.standardising(inputs) : null;
        Points x = coding == null ? inputs : coding.apply(inputs);
        Asymmetry.refuse(kernel, ridge, x);
        Likelihood likelihood = new Likelihood(labels);
        try (NewtonSystem system = system(likelihood, x)) {
            LogisticNewton.Mode mode =
                    new LogisticNewton(likelihood, system, TOLERANCE, MAX_ITERATIONS, progress).run();
            if (mode.status() == SolveReport.Status.STOPPED) {
                throw new CancellationException("kernel logistic regression was stopped by its listener");
            }
            SolveReport report = new SolveReport(
                    system.description(),
                    mode.status(),
                    mode.iterations(),
                    mode.residual(),
                    (long) system.bytes(),
                    1e-9 * (System.nanoTime() - start),
                    OptionalLong.empty());
            return model(labels, x, mode.a(), coding, report);
        }
    }

    private NewtonSystem system(Likelihood likelihood, Points x) {
        int most = likelihood.columns() == 1 ? CHOLESKY_ROWS_TWO : CHOLESKY_ROWS;
        boolean direct = solver == Solver.CHOLESKY || (solver == Solver.AUTO && x.size() <= most);
        return direct
                ? new CholeskySystem(likelihood, PriorMatrix.of(kernel, x, ridge, likelihood.priorFactor()))
                : new GradientSystem(likelihood, kernel, x, ridge, rank, GRADIENT_TOLERANCE, 0, progress);
    }

    /** alpha = a / r and b = v sum_i a_i; the one column of two classes is that of class 1, and minus that of class 0. */
    private KernelClassifierModel model(
            Labels labels, Points x, double[] a, @Nullable ColumnCoding coding, SolveReport report) {
        int n = x.size();
        int classes = labels.classes().size();
        double[] alpha = new double[n * classes];
        double[] offsets = new double[classes];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < classes; c++) {
                double own = classes == 2 ? (c == 1 ? a[i] : -a[i]) : a[i * classes + c];
                alpha[i * classes + c] = own / ridge;
                offsets[c] += PriorMatrix.OFFSET_VARIANCE * own;
            }
        }
        return new KernelClassifierModel(
                kernel,
                ridge,
                labels.classes(),
                x,
                Points.ofRows("dualCoefficients", n, classes, alpha),
                offsets,
                1,
                coding,
                report);
    }

    @Override
    public String toString() {
        return "KernelLogistic[" + kernel + ", ridge " + ridge + (standardised ? ", standardised inputs" : "")
                + (solver == Solver.CHOLESKY ? ", Cholesky" : "")
                + (solver == Solver.CONJUGATE_GRADIENTS ? ", conjugate gradients with " + rank + " pivots" : "") + "]";
    }
}
