package org.icl4j.attention.tasks;

import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * How the function of one task is drawn, and what it answers: a class of functions with a distribution on it. The factories are the
 * function classes of the literature; the default methods change any of them. Implementations keep nothing between tasks.
 * Once a thread is warm the library's functions answer without allocating, except the Gaussian process, which makes its kernel matrix.
 *
 * <pre>{@code
 * RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(20), Functions.sparse(20, 3)).withNoise(0.1);
 * }</pre>
 *
 * <p>Sources: Garg et al. 2022 (linear, sparse, decision tree, two-layer network, quadratic); Cheng et al. 2024 (Gaussian process); Li et
 * al. 2023 and Raventos et al. 2023 (mixture, finite pool).
 */
public interface Functions {

    /**
     * The width of the inputs that these functions take.
     *
     * @return d
     */
    int inputWidth();

    /**
     * Draws a function and answers a task's inputs without noise.
     *
     * @param x rows of d numbers, row-major from its start: the context's first, then the queries'
     * @param y receives an answer for each row
     * @param context n, the rows that are the context's
     * @param rows n + m
     * @param randoms the stream drawn from
     */
    void answer(double[] x, double[] y, int context, int rows, Randoms randoms);

    /**
     * The number of numbers that a function is drawn as.
     *
     * @return p: d for functions of weights w (linear, sparse, quadratic, logistic), 3 for sinusoids (amplitude, frequency, phase), 0 where nothing is told
     */
    default int truthWidth() {
        return 0;
    }

    /**
     * The same draw as {@link #answer(double[], double[], int, int, Randoms)}, and what the function was drawn as: before it is {@link #scaled} or its labels are {@link #flipped}.
     *
     * @param x rows of d numbers, row-major from its start: the context's first, then the queries'
     * @param y receives an answer for each row
     * @param context n, the rows that are the context's
     * @param rows n + m
     * @param truth receives p numbers at its start; it may be longer, and holds what an earlier task left
     * @param randoms the stream drawn from
     */
    default void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        Require.notNull("truth", truth);
        answer(x, y, context, rows, randoms);
    }

    /**
     * Linear functions w'x.
     *
     * @param inputWidth d
     * @return w ~ N(0, I)
     */
    static Functions linear(int inputWidth) {
        return new LinearFunctions(Require.positive("inputWidth", inputWidth), null);
    }

    /**
     * Linear functions w'x with weights of any covariance.
     *
     * @param covariance S_w, shape [d, d], symmetric and positive semidefinite
     * @return w ~ N(0, S_w)
     * @throws IllegalArgumentException if the matrix is not square, not symmetric, not finite or has a negative eigenvalue
     */
    static Functions linear(double[][] covariance) {
        double[][] root = SymmetricRoot.of("covariance", covariance);
        return new LinearFunctions(root.length, root);
    }

    /**
     * Linear functions of few coordinates.
     *
     * @param inputWidth d
     * @param nonZero s, 1 to d: a random set of s weights is N(0, 1), the others are 0
     * @return the sparse class
     */
    static Functions sparse(int inputWidth, int nonZero) {
        Require.positive("inputWidth", inputWidth);
        return new SparseFunctions(inputWidth, Require.inRange("nonZero", nonZero, 1, inputWidth));
    }

    /**
     * w'(x^2)/sqrt(3), squares by coordinate, w ~ N(0, I); the root makes the variance that of the linear class for x ~ N(0, I).
     *
     * @param inputWidth d
     * @return the quadratic class
     */
    static Functions quadratic(int inputWidth) {
        return new QuadraticFunctions(Require.positive("inputWidth", inputWidth));
    }

    /**
     * a sin(w x + p) of one coordinate, a, w and p uniform on their ranges.
     *
     * @param amplitude range of a
     * @param frequency range of w
     * @param phase range of p
     * @return the class that {@link SinusoidTasks} draws from
     */
    static Functions sinusoid(SinusoidTasks.Range amplitude, SinusoidTasks.Range frequency, SinusoidTasks.Range phase) {
        return new SinusoidFunctions(
                Require.notNull("amplitude", amplitude),
                Require.notNull("frequency", frequency),
                Require.notNull("phase", phase));
    }

    /**
     * Two-layer networks sqrt(2/h) sum_j v_j max(0, w_j'x), all weights N(0, 1).
     *
     * @param inputWidth d
     * @param hidden h, 100 in Garg et al.
     * @return the network class
     */
    static Functions relu(int inputWidth, int hidden) {
        return new ReluFunctions(Require.positive("inputWidth", inputWidth), Require.positive("hidden", hidden));
    }

    /**
     * Full binary decision trees: each node asks whether a random coordinate is positive, each leaf answers N(0, 1).
     *
     * @param inputWidth d
     * @param depth 1 to 20 questions from root to leaf, 4 in Garg et al.
     * @return the tree class
     */
    static Functions tree(int inputWidth, int depth) {
        return new TreeFunctions(Require.positive("inputWidth", inputWidth), Require.inRange("depth", depth, 1, 20));
    }

    /**
     * Draws of a Gaussian process with mean 0: y ~ N(0, K), K the kernel matrix of all rows of the task. Costs one eigendecomposition of
     * [n + m, n + m] for each task.
     *
     * @param inputWidth d
     * @param kernel the covariance, positive semidefinite: a matrix with an eigenvalue that is negative beyond rounding is refused when it
     *     is met. (Cheng et al. take absolute values instead; relu(x'z), which they use, is not positive semidefinite.)
     * @return the process
     */
    static Functions gaussianProcess(int inputWidth, Kernel kernel) {
        return new GaussianProcessFunctions(
                Require.positive("inputWidth", inputWidth), Require.notNull("kernel", kernel));
    }

    /**
     * Labels: +1 with probability 1/(1 + exp(-scale w'x)), else -1, w ~ N(0, I). Context and queries get random labels alike.
     *
     * @param inputWidth d
     * @param scale sharpness, at least 0; 0 is a coin
     * @return the logistic class
     */
    static Functions logistic(int inputWidth, double scale) {
        return new LogisticFunctions(Require.positive("inputWidth", inputWidth), Require.nonNegative("scale", scale));
    }

    /**
     * Each task draws its function from one of several classes, all equally likely.
     *
     * @param classes at least one, all of one input width
     * @return the mixture
     */
    static Functions mixture(Functions... classes) {
        Require.notNull("classes", classes);
        for (int i = 0; i < classes.length; i++) {
            Require.notNull("classes[" + i + "]", classes[i]);
        }
        return MixtureFunctions.of(List.of(classes));
    }

    /**
     * A fixed finite pool: {@code size} functions are drawn once and for all, and each task takes one of them. What is random beyond the
     * function, such as logistic labels, is fixed with it.
     *
     * @param size functions in the pool
     * @param seed of the pool
     * @return the pool
     */
    default Functions pool(int size, long seed) {
        return PooledFunctions.of(this, Require.positive("size", size), Randoms.of(seed));
    }

    /**
     * These functions times a number: for linear functions, weights on another scale.
     *
     * @param factor finite
     * @return factor f
     */
    default Functions scaled(double factor) {
        Require.finite("factor", factor);
        Functions base = this;
        return new FunctionShift(base, (y, context, rows, randoms) -> {
            for (int i = 0; i < rows; i++) {
                y[i] *= factor;
            }
        });
    }

    /**
     * These functions with wrong signs in the context: each context target changes its sign with a probability, the queries' stay true.
     *
     * @param probability 0 to 1; 1 flips the whole context
     * @return the flipped class
     */
    default Functions flipped(double probability) {
        Require.nonNegative("probability", probability);
        if (probability > 1) {
            throw Require.error("probability", "must be at most 1, got " + probability);
        }
        return new FunctionShift(this, (y, context, rows, randoms) -> {
            for (int i = 0; i < context; i++) {
                y[i] = randoms.uniform() < probability ? -y[i] : y[i];
            }
        });
    }
}
