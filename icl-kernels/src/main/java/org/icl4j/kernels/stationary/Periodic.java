package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The periodic kernel, periodic in every coordinate:
 *
 * <pre>k(x, z) = exp(-2 sum_k sin^2(pi (x_k - z_k) / p) / l^2)</pre>
 *
 * <p>The {@link Gaussian} of length scale l on the points' images on a circle (of radius 1) per coordinate, which is how it is
 * computed: with the Gaussian's speed. Positive semidefinite for every d, not definite: points a period apart are equal to
 * it. l is in units of the circle, p in units of the inputs. The spectrum at d = 1 is discrete, with weights I_m(1 / l^2) exp(-1
 * / l^2) at the frequencies m / p, I_m the modified Bessel function.
 *
 * <p>scikit-learn's ExpSineSquared at d = 1. For more coordinates that one takes the sine of the Euclidean distance, which is
 * not positive semidefinite in general. GPyTorch's PeriodicKernel is the product over coordinates as here, but divides by
 * its length scale, not by the square: l^2 here is l there.
 *
 * <p>Source: MacKay (1998), Introduction to Gaussian Processes, equation 47; Rasmussen and Williams (2006), equation 4.31.
 *
 * @param period p, from 1e-150 to 1e150
 * @param lengthScale l, from 1e-150 to 1e150
 */
public record Periodic(double period, double lengthScale) implements DifferentiableKernel {

    /**
     * Checks the parameters.
     *
     * @param period p, from 1e-150 to 1e150
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if one is not positive, not finite or out of range
     */
    public Periodic {
        LengthScales.check("period", period);
        LengthScales.check("lengthScale", lengthScale);
    }

    private Circle circle() {
        return new Circle(period);
    }

    private double scale() {
        return 1 / (lengthScale * lengthScale);
    }

    @Override
    public double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        Circle circle = circle();
        return Math.exp(-0.5 * scale() * PointPair.squaredDistance(circle.apply(x), circle.apply(z)));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.warped(circle()).squaredDistances(result);
        VectorMath.get().exp(-0.5 * scale(), result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, 1);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("period", period), Hyperparameter.of("lengthScale", lengthScale));
    }

    @Override
    public Periodic withHyperparameters(double... values) {
        Require.length("values", values, 2, "a period and a length scale");
        return new Periodic(values[0], values[1]);
    }

    // With t_k = 2 pi (x_k - z_k) / p and sin^2(t/2) = (1 - cos t) / 2: k = exp(-sum_k (1 - cos t_k) / l^2) = exp(-s /
    // (2 l^2)),
    // s the squared distance on the circles. dt_k/dlog p = -t_k, so
    // dk/dlog p = k sum_k t_k sin(t_k) / l^2,  dk/dlog l = k s / l^2.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        Circle circle = circle();
        circle.periodDerivative(tile, scale(), gradients[0]);
        Isotropic.lengthScaleGradient(tile.warped(circle), scale(), ClosedProfile.GAUSSIAN, values, gradients[1]);
        PairSums.multiply(tile, gradients[0], 1, values);
    }

    // dk/dx_k = -k sin(t_k) 2 pi / (p l^2)
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        block(tile, inner);
        PairSums.multiply(tile, inner, -scale(), weights);
        circle().contractSines(tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        double factor = -0.5 * scale();
        return Optional.of(Isotropic.warpedRadial(circle(), s -> factor * s));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "periodic(" + period + ", " + lengthScale + ")";
    }
}
