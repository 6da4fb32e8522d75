package org.icl4j.attention.internal;

import java.util.Arrays;
import org.icl4j.core.math.VectorMath;

/**
 * (H + ridge I) x = b, step by step from 0, for small positive semidefinite H: what the mesa layer and its streaming learner answer with.
 * Not thread-safe; allocates nothing after it was made.
 */
public final class RidgeIteration {

    /** Residuals below this fraction of the right-hand side end an iteration: a few roundings. */
    private static final double TOLERANCE = 1e-15;

    private final VectorMath math = VectorMath.get();
    private final int width;
    private final double ridge;
    private final int steps;
    private final boolean chebyshev;
    private final double[] residual;
    private final double[] direction;
    private final double[] product;

    /**
     * The iteration.
     *
     * @param width k
     * @param ridge positive
     * @param steps at most so many
     * @param chebyshev Chebyshev's iteration in place of conjugate gradients
     */
    public RidgeIteration(int width, double ridge, int steps, boolean chebyshev) {
        this.width = width;
        this.ridge = ridge;
        this.steps = steps;
        this.chebyshev = chebyshev;
        this.residual = new double[width];
        this.direction = new double[width];
        this.product = new double[width];
    }

    /**
     * Solves.
     *
     * @param h H, shape [k, k], symmetric
     * @param b holds the right-hand side
     * @param atB its first number
     * @param x receives the solution
     * @param atX its first number
     */
    public void solve(double[] h, double[] b, int atB, double[] x, int atX) {
        if (chebyshev) {
            chebyshev(h, b, atB, x, atX);
        } else {
            conjugateGradients(h, b, atB, x, atX);
        }
    }

    /** product = (H + ridge I) direction. */
    private void apply(double[] h) {
        for (int i = 0; i < width; i++) {
            product[i] = math.dot(h, i * width, direction, 0, width);
        }
        math.axpy(ridge, direction, 0, product, 0, width);
    }

    private void conjugateGradients(double[] h, double[] b, int atB, double[] x, int atX) {
        Arrays.fill(x, atX, atX + width, 0);
        System.arraycopy(b, atB, residual, 0, width);
        System.arraycopy(b, atB, direction, 0, width);
        double rr = math.dot(residual, 0, residual, 0, width);
        double enough = TOLERANCE * TOLERANCE * rr;
        // Rounding may cost steps beyond the width, never many.
        for (int t = 0; t < Math.min(steps, 4L * width) && rr > enough; t++) {
            apply(h);
            double alpha = rr / math.dot(direction, 0, product, 0, width);
            math.axpy(alpha, direction, 0, x, atX, width);
            math.axpy(-alpha, product, 0, residual, 0, width);
            double next = math.dot(residual, 0, residual, 0, width);
            double beta = next / rr;
            for (int p = 0; p < width; p++) {
                direction[p] = residual[p] + beta * direction[p];
            }
            rr = next;
        }
    }

    // Saad, Iterative Methods, algorithm 12.1: eigenvalues in [ridge, ridge + |H|], Frobenius; |H| is at most the
    // trace, and
    // costs no more than a step.
    private void chebyshev(double[] h, double[] b, int atB, double[] x, int atX) {
        double delta = Math.sqrt(math.dot(h, 0, h, 0, width * width)) / 2;
        double theta = ridge + delta;
        Arrays.fill(x, atX, atX + width, 0);
        System.arraycopy(b, atB, residual, 0, width);
        double enough = TOLERANCE * TOLERANCE * math.dot(b, atB, b, atB, width);
        double rho = delta / theta;
        for (int p = 0; p < width; p++) {
            direction[p] = residual[p] / theta;
        }
        for (int t = 0; t < steps && math.dot(residual, 0, residual, 0, width) > enough; t++) {
            math.axpy(1, direction, 0, x, atX, width);
            apply(h);
            math.axpy(-1, product, 0, residual, 0, width);
            if (delta == 0) {
                return;
            }
            double next = 1 / (2 * theta / delta - rho);
            for (int p = 0; p < width; p++) {
                direction[p] = next * rho * direction[p] + 2 * next / delta * residual[p];
            }
            rho = next;
        }
    }
}
