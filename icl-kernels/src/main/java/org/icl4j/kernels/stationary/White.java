package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * White noise as a kernel:
 *
 * <pre>k(x, z) = variance where x_k = z_k for every k, otherwise 0</pre>
 *
 * <p>The kernel matrix of distinct points is the variance times the identity, so it is positive definite. It is a function of
 * the points: of two equal points both share one noise, and so does a query that equals a context point. <b>For the noise of
 * observations, which is independent even of one point observed twice, use the estimators' ridge.</b> scikit-learn's
 * WhiteKernel is that ridge within one call k(X), where an observation equals itself alone, and 0 between any X and Z.
 *
 * @param variance positive
 */
public record White(double variance) implements DifferentiableKernel {

    /**
     * Checks the variance.
     *
     * @param variance positive
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public White {
        Require.positive("variance", variance);
    }

    @Override
    public double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        for (int k = 0; k < x.length; k++) {
            if (x[k] != z[k]) {
                return 0;
            }
        }
        return variance;
    }

    // The difference of two different numbers is never 0; its square may be.
    @Override
    public void block(Tile tile, double[] result) {
        tile.absoluteDistances(result);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            result[i] = result[i] == 0 ? variance : 0;
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Arrays.fill(result, offset, offset + count, variance);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("variance", variance));
    }

    @Override
    public White withHyperparameters(double... values) {
        Require.length("values", values, 1, "one variance");
        return new White(values[0]);
    }

    // dk/dlog variance = k
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        System.arraycopy(values, 0, gradients[0], 0, tile.length());
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        // The derivative is 0 wherever there is one.
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
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "white(" + variance + ")";
    }
}
