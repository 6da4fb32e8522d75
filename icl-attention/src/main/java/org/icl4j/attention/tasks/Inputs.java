package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * How the inputs of one task are drawn: the context's rows and the queries' rows together, since some distributions tie them (a
 * common subspace, a query orthogonal to the context). The factories are the input distributions of the literature; the default
 * methods are its shifts, wrappers around any of them. Implementations keep nothing between tasks.
 * Once a thread is warm the library's inputs are drawn without allocating, except subspaces and orthogonal queries, which make a basis.
 *
 * <pre>{@code
 * Inputs shifted = Inputs.gaussian(20).scaled(3);
 * }</pre>
 *
 * <p>Sources: Garg et al. 2022, "What can transformers learn in-context?", section 4 and their samplers (skewed covariance, subspaces,
 * quadrants, orthogonal and copied queries, scales); von Oswald et al. 2023, section 3 (input range, heavy-tailed inputs).
 */
public interface Inputs {

    /**
     * The number of numbers in an input.
     *
     * @return d
     */
    int width();

    /**
     * Draws the inputs of one task.
     *
     * @param x receives rows of d numbers, row-major from its start: the context's first, then the queries'
     * @param context n, the rows that are the context's, at least 1
     * @param rows n + m
     * @param randoms the stream drawn from
     */
    void draw(double[] x, int context, int rows, Randoms randoms);

    /**
     * Independent standard normal coordinates.
     *
     * @param width d
     * @return N(0, I)
     */
    static Inputs gaussian(int width) {
        return CoordinateInputs.of(width, Randoms::gaussian);
    }

    /**
     * Normal inputs of any covariance.
     *
     * @param covariance S, shape [d, d], symmetric and positive semidefinite
     * @return N(0, S)
     * @throws IllegalArgumentException if the matrix is not square, not symmetric, not finite or has a negative eigenvalue
     */
    static Inputs gaussian(double[][] covariance) {
        double[][] root = SymmetricRoot.of("covariance", covariance);
        return new LinearMapInputs(gaussian(root.length), root);
    }

    /**
     * Independent uniform coordinates.
     *
     * @param width d
     * @param low least value
     * @param high greatest value, at least {@code low}
     * @return U[low, high] in each coordinate
     */
    static Inputs uniform(int width, double low, double high) {
        Require.finite("low", low);
        Require.finite("high", high);
        if (high < low) {
            throw Require.error("high", "must be at least low = " + low + ", got " + high);
        }
        return CoordinateInputs.of(width, r -> r.uniform(low, high));
    }

    /**
     * Independent exponential coordinates of mean 1.
     *
     * @param width d
     * @return Exp(1) in each coordinate, which is neither centred nor symmetric
     */
    static Inputs exponential(int width) {
        return CoordinateInputs.of(width, r -> -Math.log1p(-r.uniform()));
    }

    /**
     * Independent Laplace coordinates of scale 1 (variance 2).
     *
     * @param width d
     * @return density exp(-|x|)/2 in each coordinate
     */
    static Inputs laplace(int width) {
        return CoordinateInputs.of(width, r -> {
            double u = r.uniform() - 0.5;
            return -Math.signum(u) * Math.log1p(-2 * Math.abs(u));
        });
    }

    /**
     * Uniform on the unit sphere.
     *
     * @param width d
     * @return inputs of norm 1
     */
    static Inputs sphere(int width) {
        return new SphereInputs(Require.positive("width", width));
    }

    /**
     * Garg et al.'s skewed inputs: x = U diag(e) U'z, e_i proportional to 1/i, scaled so that the sum of e_i^2 is d; U is a random rotation
     * that is the same for all tasks, as in their code.
     *
     * @param width d
     * @param seed of the rotation
     * @return N(0, U diag(e^2) U')
     */
    static Inputs skewed(int width, long seed) {
        Require.positive("width", width);
        double[][] u = Rotations.orthonormal(width, width, Randoms.of(seed));
        double sum = 0;
        for (int i = 1; i <= width; i++) {
            sum += 1.0 / ((double) i * i);
        }
        double[][] map = new double[width][width];
        for (int i = 0; i < width; i++) {
            double e = Math.sqrt(width / sum) / (i + 1);
            for (int j = 0; j < width; j++) {
                for (int k = 0; k < width; k++) {
                    map[j][k] += e * u[i][j] * u[i][k];
                }
            }
        }
        return new LinearMapInputs(gaussian(width), map);
    }

    /**
     * Normal inputs in a subspace that each task draws anew.
     *
     * @param width d
     * @param dimension k, 1 to d; d/2 is Garg et al.'s half-subspace
     * @return x = B'z, z ~ N(0, I_k), with k orthonormal rows B
     */
    static Inputs subspace(int width, int dimension) {
        Require.positive("width", width);
        return new SubspaceInputs(width, Require.inRange("dimension", dimension, 1, width));
    }

    /**
     * Normal inputs in random orthants: each task draws signs for its context, and other signs for its queries.
     *
     * @param width d
     * @return |N(0, I)| times signs
     */
    static Inputs quadrants(int width) {
        return new QuadrantInputs(Require.positive("width", width));
    }

    /**
     * These inputs times a number.
     *
     * @param factor finite
     * @return factor x
     */
    default Inputs scaled(double factor) {
        Require.finite("factor", factor);
        return InputShift.of(this, (x, context, rows, randoms) -> {
            for (int i = 0; i < rows * width(); i++) {
                x[i] *= factor;
            }
        });
    }

    /**
     * These inputs with queries made orthogonal to the whole context, where a predictor linear in the context can only answer 0. The
     * query keeps its norm. Contexts must have fewer than d rows.
     *
     * @return inputs whose draw refuses contexts of d or more rows
     */
    default Inputs orthogonalQueries() {
        return InputShift.of(this, new OrthogonalQueries(width()));
    }

    /**
     * These inputs with every query a copy of a random row of the context.
     *
     * @return such inputs
     */
    default Inputs queriesFromContext() {
        int d = width();
        return InputShift.of(this, (x, context, rows, randoms) -> {
            for (int i = context; i < rows; i++) {
                System.arraycopy(x, randoms.integer(context) * d, x, i * d, d);
            }
        });
    }
}
