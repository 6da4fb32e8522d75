package org.icl4j.kernels.dotproduct;

import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Tile;

/**
 * The arc-cosine kernel of order n, the covariance of a random infinitely wide hidden layer of units max(0, w'x)^n:
 *
 * <pre>
 * k_n(x, z) = 2 E[1(w'x &gt; 0) 1(w'z &gt; 0) (w'x)^n (w'z)^n],  w standard normal
 *           = |x|^n |z|^n J_n(theta) / pi,   theta the angle between x and z
 * J_0 = pi - theta
 * J_1 = sin theta + (pi - theta) cos theta
 * J_2 = 3 sin theta cos theta + (pi - theta) (1 + 2 cos^2 theta)
 * </pre>
 *
 * <p>Order 0 has steps as units and sees directions only, order 1 rectifiers (ReLU), order 2 squared rectifiers. k_n(x, x) is
 * |x|^2n times 1, 1 and 3. The expectation is the feature map, sqrt(2) max(0, w'x)^n: positive semidefinite, and not definite,
 * because k_n(2 x, z) = 2^n k_n(x, z). The zero vector is at a right angle to every vector, itself included: k_0(0, z) = 1/2, which is
 * the expectation if a step is 1/2 at 0, and k_n(0, z) = 0 otherwise. No hyperparameters. The gradient in x is 0 at x = 0 and, for
 * order 0, at the kinks theta = 0 and pi.
 *
 * <p>Source: Cho and Saul (2009), Kernel methods for deep learning, equations 1 to 7.
 *
 * @param order n: 0, 1 or 2
 */
public record ArcCosine(int order) implements DifferentiableKernel {

    /**
     * Checks the order.
     *
     * @param order n: 0, 1 or 2
     * @throws IllegalArgumentException if it is another number
     */
    public ArcCosine {
        Require.inRange("order", order, 0, 2);
    }

    // J_n / pi, with p = 1 - theta / pi; exactly 1, 1 and 3 at theta = 0.
    private void profile(AngleRow row, double[] result) {
        row.angles();
        for (int j = 0; j < row.count; j++) {
            double p = 1 - row.theta[j] / Math.PI;
            double sine = row.sine(j) / Math.PI;
            double cosine = row.cosine(j);
            result[j] = switch (order) {
                case 0 -> p;
                case 1 -> sine + p * cosine;
                default -> 3 * sine * cosine + p * (1 + 2 * cosine * cosine);
            };
        }
    }

    // In c = cos theta, from dtheta/dc = -1 / sin theta: J_0' = 1 / sin, J_1' = pi - theta, J_2' = 4 (sin + (pi -
    // theta) c).
    private void slope(AngleRow row, double[] result) {
        row.angles();
        for (int j = 0; j < row.count; j++) {
            double p = 1 - row.theta[j] / Math.PI;
            double sine = row.sine(j);
            result[j] = switch (order) {
                case 0 -> sine == 0 ? 0 : 1 / (Math.PI * sine);
                case 1 -> p;
                default -> 4 * (sine / Math.PI + p * row.cosine(j));
            };
        }
    }

    @Override
    public double value(double[] x, double[] z) {
        return Angles.value(this::profile, order, x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        Angles.block(this::profile, order, tile, result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Angles.diagonal(this::profile, order, x, from, count, result, offset);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public ArcCosine withHyperparameters(double... values) {
        Require.length("values", values, 0, "arc-cosine kernels have no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Angles.contractInputs(this::profile, this::slope, order, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "arcCosine(" + order + ")";
    }
}
