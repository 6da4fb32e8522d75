package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The negative power of the distance, also called energy or generalised thin-plate kernel:
 *
 * <pre>k(x, z) = -|x - z|^beta,  0 &lt; beta &lt;= 2</pre>
 *
 * <p>Conditionally positive definite on R^d, strictly so for beta below 2: c' K c is above 0 for every c that is not 0 and sums to
 * 0, while c' K c is below 0 where all of c is positive. So a model with it needs a constant term, or a centred kernel
 * matrix. There is no length scale: another unit of the inputs multiplies the kernel.
 *
 * <p>The derivative in the inputs is 0 between equal points, where k has a kink unless beta is above 1.
 *
 * <p>Source: Schoelkopf and Smola (2002), Learning with Kernels, proposition 2.22 and equation 2.81; Wendland (2005), Scattered
 * Data Approximation, theorem 8.16.
 *
 * @param exponent beta, above 0, at most 2
 */
public record NegativeDistance(double exponent) implements DifferentiableKernel {

    /**
     * Checks the exponent.
     *
     * @param exponent beta, above 0, at most 2
     * @throws IllegalArgumentException if it is not in that range
     */
    public NegativeDistance {
        Require.positive("exponent", exponent);
        if (exponent > 2) {
            throw Require.error("exponent", "must be at most 2, got " + exponent);
        }
    }

    @Override
    public double value(double[] x, double[] z) {
        return ofSquare(PointPair.squaredDistance(x, z));
    }

    private double ofSquare(double s) {
        if (exponent == 2) {
            return -s;
        }
        return exponent == 1 ? -Math.sqrt(s) : -Math.pow(s, exponent / 2);
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.squaredDistances(result);
        int length = tile.length();
        if (exponent == 1) {
            for (int i = 0; i < length; i++) {
                result[i] = -Math.sqrt(result[i]);
            }
            return;
        }
        for (int i = 0; i < length; i++) {
            result[i] = ofSquare(result[i]);
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, 0);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(new Hyperparameter("exponent", exponent, Math.min(Hyperparameter.DEFAULT_LOWER, exponent), 2));
    }

    @Override
    public NegativeDistance withHyperparameters(double... values) {
        Require.length("values", values, 1, "one exponent");
        return new NegativeDistance(values[0]);
    }

    // With s = |x - z|^2: k = -exp(beta / 2 log s), dk/dlog beta = beta / 2 log(s) k, which tends to 0 with s.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        tile.squaredDistances(values);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            double s = values[i];
            values[i] = ofSquare(s);
            gradients[0][i] = s == 0 ? 0 : exponent / 2 * Math.log(s) * values[i];
        }
    }

    // dk/dx = -beta s^(beta/2 - 1) (x - z)
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        tile.squaredDistances(inner);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            double s = inner[i];
            inner[i] = s < Isotropic.TINY ? 0 : exponent * ofSquare(s) / s * weights[i];
        }
        Contractions.differences(tile, inner, result, offset);
        tile.release(inner);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "negativeDistance(" + exponent + ")";
    }
}
