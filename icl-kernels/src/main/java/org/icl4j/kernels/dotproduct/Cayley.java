package org.icl4j.kernels.dotproduct;

import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * The Gaussian of the angle, the kernel of attention whose score is the squared rotation from query to key:
 *
 * <pre>k(x, z) = exp(-theta^2 / (2 T^2)),   theta the angle between x and z, in [0, pi]</pre>
 *
 * <p>{@link #logarithm} is the attention score -theta^2 / (2 T^2). theta is accurate to rounding at both ends, which the
 * arc cosine of the cosine is not. The zero vector is at a right angle to every vector, itself included.
 *
 * <p><b>Indefinite</b> for every T and d at least 2. A Gaussian of the geodesic distance is positive definite at every T
 * only in flat spaces (Feragen, Lauze and Hauberg 2015), and on a circle, which every sphere contains, at no T (Da
 * Costa, Mostajeran and Ortega 2023): the kink at theta = pi, where the slope jumps by 2 pi exp(-pi^2 / (2 T^2)) / T^2,
 * gives Fourier coefficients of alternating sign that outlast the Gaussian's. Example: 4 directions at right angles with T =
 * 2 give a circulant matrix of 1, a, a^4, a, a = exp(-pi^2 / 32), with the eigenvalue 1 - 2 a + a^4 = -0.178. The
 * negative part is about exp(-pi^2 / (2 T^2)): with T below 0.36 no larger than rounding, and a ridge covers it. (d = 1
 * has two directions only, and no negative eigenvalue.)
 *
 * <p>Hyperparameter: the temperature. Gradients in the inputs are 0 at the kink theta = pi and at the zero vector.
 *
 * @param temperature T, in radians, from 1e-150 to 1e150, so that T^2 neither overflows nor vanishes
 */
public record Cayley(double temperature) implements DifferentiableKernel {

    /**
     * Checks the temperature.
     *
     * @param temperature T, from 1e-150 to 1e150
     * @throws IllegalArgumentException if it is not positive, not finite or out of range
     */
    public Cayley {
        Require.positive("temperature", temperature);
        if (temperature < 1e-150 || temperature > 1e150) {
            throw Require.error("temperature", "must be in [1e-150, 1e150], got " + temperature);
        }
    }

    private void score(AngleRow row, double[] result) {
        row.angles();
        for (int j = 0; j < row.count; j++) {
            double ratio = row.theta[j] / temperature;
            result[j] = -0.5 * ratio * ratio;
        }
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(Angles.value(this::score, 0, x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        Angles.block(this::score, 0, tile, result);
        VectorMath.get().exp(1, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Angles.diagonal(this::score, 0, x, from, count, result, offset);
        VectorMath.get().exp(1, result, offset, count);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("temperature", temperature));
    }

    @Override
    public Cayley withHyperparameters(double... values) {
        Require.length("values", values, 1, "one temperature");
        return new Cayley(values[0]);
    }

    // k = exp(s), s = -theta^2 / (2 T^2): dk/dlog T = -2 s k.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] gradient = gradients[0];
        Angles.block(this::score, 0, tile, values);
        System.arraycopy(values, 0, gradient, 0, tile.length());
        VectorMath.get().exp(1, values, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            gradient[i] *= -2 * values[i];
        }
    }

    // dtheta/dc = -1 / sin theta, so dk/dc = k theta / (T^2 sin theta).
    private void slope(AngleRow row, double[] result) {
        row.angles();
        for (int j = 0; j < row.count; j++) {
            double sine = row.sine(j);
            double ratio = row.theta[j] / temperature;
            result[j] = sine == 0 ? 0 : Math.exp(-0.5 * ratio * ratio) * ratio / (temperature * sine);
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Angles.contractInputs(this::score, this::slope, 0, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.INDEFINITE;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(new AngleFunction(this + "'s logarithm", this::score));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "cayley(" + temperature + ")";
    }
}
