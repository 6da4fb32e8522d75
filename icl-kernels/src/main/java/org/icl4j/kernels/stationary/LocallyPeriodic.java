package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * A periodic kernel whose pattern changes slowly, the product of {@link Periodic} and {@link Gaussian}:
 *
 * <pre>k(x, z) = exp(-2 sum_k sin^2(pi (x_k - z_k) / p) / l_p^2 - |x - z|^2 / (2 l^2))</pre>
 *
 * <p>with one exponential a pair. Positive definite on R^d, because one factor is and the other has ones on its diagonal. In
 * scikit-learn ExpSineSquared(l_p, p) * RBF(l), at d = 1.
 *
 * <p>Source: Rasmussen and Williams (2006), section 5.4.3, the seasonal term, without its amplitude.
 *
 * @param period p, from 1e-150 to 1e150
 * @param periodicLengthScale l_p, from 1e-150 to 1e150, in units of the circle
 * @param lengthScale l, from 1e-150 to 1e150, over which the pattern changes, in units of the inputs
 */
public record LocallyPeriodic(double period, double periodicLengthScale, double lengthScale)
        implements DifferentiableKernel {

    /**
     * Checks the parameters.
     *
     * @param period p, from 1e-150 to 1e150
     * @param periodicLengthScale l_p, from 1e-150 to 1e150
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if one is not positive, not finite or out of range
     */
    public LocallyPeriodic {
        LengthScales.check("period", period);
        LengthScales.check("periodicLengthScale", periodicLengthScale);
        LengthScales.check("lengthScale", lengthScale);
    }

    private Circle circle() {
        return new Circle(period);
    }

    private double periodicScale() {
        return 1 / (periodicLengthScale * periodicLengthScale);
    }

    private double scale() {
        return 1 / (lengthScale * lengthScale);
    }

    private double exponent(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        Circle circle = circle();
        return -0.5
                * (periodicScale() * PointPair.squaredDistance(circle.apply(x), circle.apply(z))
                        + scale() * PointPair.squaredDistance(x, z));
    }

    /** result = -2 exponent. */
    private void exponents(Tile tile, double[] result) {
        double[] turned = tile.borrow();
        tile.warped(circle()).squaredDistances(turned);
        tile.squaredDistances(result);
        double periodicScale = periodicScale();
        double scale = scale();
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            result[i] = periodicScale * turned[i] + scale * result[i];
        }
        tile.release(turned);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(exponent(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        exponents(tile, result);
        VectorMath.get().exp(-0.5, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, 1);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(
                Hyperparameter.of("period", period),
                Hyperparameter.of("periodicLengthScale", periodicLengthScale),
                Hyperparameter.of("lengthScale", lengthScale));
    }

    @Override
    public LocallyPeriodic withHyperparameters(double... values) {
        Require.length("values", values, 3, "a period and two length scales");
        return new LocallyPeriodic(values[0], values[1], values[2]);
    }

    // With t_k and s as in Periodic and u = |x - z|^2 / l^2:
    // dk/dlog p = k sum_k t_k sin(t_k) / l_p^2,  dk/dlog l_p = k s / l_p^2,  dk/dlog l = k u.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        Circle circle = circle();
        circle.periodDerivative(tile, periodicScale(), gradients[0]);
        Isotropic.scaledDistances(tile.warped(circle), periodicScale(), gradients[1]);
        Isotropic.scaledDistances(tile, scale(), gradients[2]);
        for (double[] gradient : gradients) {
            PairSums.multiply(tile, gradient, 1, values);
        }
    }

    // dk/dx_k = -k (sin(t_k) 2 pi / (p l_p^2) + (x_k - z_k) / l^2)
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] periodic = tile.borrow();
        double[] local = tile.borrow();
        block(tile, periodic);
        System.arraycopy(periodic, 0, local, 0, tile.length());
        PairSums.multiply(tile, periodic, -periodicScale(), weights);
        PairSums.multiply(tile, local, -scale(), weights);
        circle().contractSines(tile, periodic, result, offset);
        Contractions.differences(tile, local, result, offset);
        tile.release(periodic);
        tile.release(local);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(new Logarithm(this));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "locallyPeriodic(" + period + ", " + periodicLengthScale + ", " + lengthScale + ")";
    }

    private record Logarithm(LocallyPeriodic kernel) implements Kernel {
        @Override
        public double value(double[] x, double[] z) {
            return kernel.exponent(x, z);
        }

        @Override
        public void block(Tile tile, double[] result) {
            kernel.exponents(tile, result);
            for (int i = 0; i < tile.length(); i++) {
                result[i] *= -0.5;
            }
        }

        @Override
        public boolean isStationary() {
            return true;
        }
    }
}
