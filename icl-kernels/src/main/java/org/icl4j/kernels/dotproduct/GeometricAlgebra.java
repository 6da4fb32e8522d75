package org.icl4j.kernels.dotproduct;

import java.util.ArrayList;
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
 * The exponential of a score made of the scalar and the bivector part of the geometric product of two directions:
 *
 * <pre>k(x, z) = exp((b1 cos theta - b2 sin theta) / T),   theta the angle between x and z, in [0, pi]</pre>
 *
 * <p>{@link #logarithm} is the attention score (b1 cos theta - b2 sin theta) / T; b1 = 4, b2 = 1, T = 1 is a usual choice. The
 * zero vector is at a right angle to every vector, itself included.
 *
 * <p>Positive semidefinite where b1 and b2 are at least 0: exp(b1 cos theta / T) is the exponential of a positive
 * semidefinite kernel, and for directions u, v sin theta = |u u' - v v'| / sqrt(2), a Euclidean (Frobenius) distance, so that
 * exp(-b2 sin theta / T) is an exponential kernel of the matrices u u'. (With the zero vector: on a sphere of two or more
 * dimensions k minus the constant exp(-b2 / T) is still positive semidefinite, because the mean of k over the sphere is not below
 * that.) Not definite, because x and 2 x have the same direction.
 *
 * <p><b>Indefinite</b> otherwise. b1 &lt; 0: k(x, x) = exp(b1 / T) is below |k(x, -x)| = exp(-b1 / T). b2 &lt; 0: the score
 * grows from theta = 0 on, at the rate |b2| / T, so that k(x, z) is above k(x, x) = k(z, z) for a small angle (d at least 2).
 *
 * <p>Hyperparameters: b1 and b2 as far as they are above 0, and the temperature, of which one is redundant: fix one in a search.
 * Gradients in the inputs are 0 at the kinks theta = 0 and pi and at the zero vector.
 *
 * @param cosineWeight b1, any finite number
 * @param sineWeight b2, any finite number
 * @param temperature T, positive
 */
public record GeometricAlgebra(double cosineWeight, double sineWeight, double temperature)
        implements DifferentiableKernel {

    /**
     * Checks the parameters.
     *
     * @param cosineWeight b1, any finite number
     * @param sineWeight b2, any finite number
     * @param temperature T, positive
     * @throws IllegalArgumentException if a weight is not finite, or the temperature not positive and finite
     */
    public GeometricAlgebra {
        Require.finite("cosineWeight", cosineWeight);
        Require.finite("sineWeight", sineWeight);
        Require.positive("temperature", temperature);
    }

    private void score(AngleRow row, double[] result) {
        combine(row, cosineWeight / temperature, -sineWeight / temperature, result);
    }

    // a cos theta + b sin theta
    private static void combine(AngleRow row, double a, double b, double[] result) {
        for (int j = 0; j < row.count; j++) {
            result[j] = a * row.cosine(j) + b * row.sine(j);
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
        List<Hyperparameter> parameters = new ArrayList<>();
        if (cosineWeight > 0) {
            parameters.add(Hyperparameter.of("cosineWeight", cosineWeight));
        }
        if (sineWeight > 0) {
            parameters.add(Hyperparameter.of("sineWeight", sineWeight));
        }
        parameters.add(Hyperparameter.of("temperature", temperature));
        return List.copyOf(parameters);
    }

    @Override
    public GeometricAlgebra withHyperparameters(double... values) {
        int count = hyperparameters().size();
        Require.length("values", values, count, "weights above 0, then the temperature");
        double first = cosineWeight > 0 ? values[0] : cosineWeight;
        double second = sineWeight > 0 ? values[count - 2] : sineWeight;
        return new GeometricAlgebra(first, second, values[count - 1]);
    }

    // k = exp(s), s = (b1 c - b2 sin) / T: dk/dlog b1 = k b1 c / T, dk/dlog b2 = -k b2 sin / T, dk/dlog T = -k s.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        double[] last = gradients[gradients.length - 1];
        Angles.block(this::score, 0, tile, values);
        for (int i = 0; i < tile.length(); i++) {
            last[i] = -values[i];
        }
        VectorMath.get().exp(1, values, 0, tile.length());
        double b1 = cosineWeight / temperature;
        double b2 = sineWeight / temperature;
        if (cosineWeight > 0) {
            Angles.block((row, terms) -> combine(row, b1, 0, terms), 0, tile, gradients[0]);
        }
        if (sineWeight > 0) {
            double[] gradient = gradients[gradients.length - 2];
            Angles.block((row, terms) -> combine(row, 0, -b2, terms), 0, tile, gradient);
        }
        for (double[] gradient : gradients) {
            for (int i = 0; i < tile.length(); i++) {
                gradient[i] *= values[i];
            }
        }
    }

    // dsin/dc = -c / sin, so dk/dc = k (b1 + b2 c / sin) / T.
    private void slope(AngleRow row, double[] result) {
        score(row, result);
        for (int j = 0; j < row.count; j++) {
            double sine = row.sine(j);
            double rate = cosineWeight + sineWeight * row.cosine(j) / sine;
            result[j] = sine == 0 ? 0 : Math.exp(result[j]) * rate / temperature;
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Angles.contractInputs(this::score, this::slope, 0, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return cosineWeight >= 0 && sineWeight >= 0 ? Definiteness.POSITIVE_SEMIDEFINITE : Definiteness.INDEFINITE;
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
        return "geometricAlgebra(" + cosineWeight + ", " + sineWeight + ", " + temperature + ")";
    }
}
