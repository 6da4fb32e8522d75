package org.icl4j.kernels.dotproduct;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The sigmoid kernel
 *
 * <pre>k(x, z) = tanh(scale x' z + offset)</pre>
 *
 * <p><b>Indefinite</b>, for all parameters: with offset at least 0, x = a e and z = b e (e a unit vector) have k(x, x) k(z, z) -
 * k(x, z)^2 &lt; 0 for small a and a large b, because k(z, z) is at most 1 while k(x, x) is near tanh(offset) and k(x, z)
 * near 1 (offset 0, scale 1, a = 1/2, b = 4: 0.2449 - 0.9293); with offset below 0, k(0, 0) = tanh(offset) is below 0. Ridge
 * regression with it needs a ridge above the least eigenvalue's modulus; prefer {@link ArcCosine} for a kernel of a network.
 *
 * <p>Hyperparameters: the scale, and the offset if it is above 0. scikit-learn: {@code sigmoid_kernel} with gamma = scale
 * and coef0 = offset.
 *
 * <p>Source: Lin and Lin (2003), A study on sigmoid kernels for SVM and the training of non-PSD kernels by SMO-type methods.
 *
 * @param scale factor of the inner product, positive
 * @param offset any finite number
 */
public record Sigmoid(double scale, double offset) implements DifferentiableKernel {

    // Below it 1 - 2 / (exp(2 t) + 1) cancels: within 1/4 the relative error would pass 4 roundings.
    private static final double NEAR_ZERO = 0.25;

    // (tanh(t) / t - 1) / t^2 in powers of t^2 for |t| to 1/4, the highest first: the Chebyshev interpolant with 8
    // terms (mpmath's
    // chebyfit with 50 digits), which makes a relative error of 1.6e-18 in tanh.
    private static final double[] TANH = {
        0.000533680302740583, -0.0014502234715960405, 0.0035918341340072982, -0.008863226966122328,
        0.021869488400359696, -0.053968253967195144, 0.1333333333333302, -0.3333333333333333
    };

    /**
     * Checks the parameters.
     *
     * @param scale positive
     * @param offset any finite number
     * @throws IllegalArgumentException if the scale is not positive and finite, or the offset not finite
     */
    public Sigmoid {
        Require.positive("scale", scale);
        Require.finite("offset", offset);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.tanh(scale * PointPair.innerProduct(x, z) + offset);
    }

    // tanh t = 1 - 2 / (exp(2 t) + 1), which is also right where the exponential overflows.
    @Override
    public void block(Tile tile, double[] result) {
        double[] arguments = tile.borrow();
        tile.innerProducts(arguments);
        for (int i = 0; i < tile.length(); i++) {
            arguments[i] = scale * arguments[i] + offset;
        }
        System.arraycopy(arguments, 0, result, 0, tile.length());
        VectorMath.get().exp(2, result, 0, tile.length());
        for (int i = 0; i < tile.length(); i++) {
            double t = arguments[i];
            result[i] = Math.abs(t) < NEAR_ZERO ? nearZero(t) : 1 - 2 / (result[i] + 1);
        }
        tile.release(arguments);
    }

    private static double nearZero(double t) {
        double square = t * t;
        double sum = TANH[0];
        for (int k = 1; k < TANH.length; k++) {
            sum = sum * square + TANH[k];
        }
        return t + t * square * sum;
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        Hyperparameter first = Hyperparameter.of("scale", scale);
        return offset > 0 ? List.of(first, Hyperparameter.of("offset", offset)) : List.of(first);
    }

    @Override
    public Sigmoid withHyperparameters(double... values) {
        if (offset > 0) {
            Require.length("values", values, 2, "scale and offset");
            return new Sigmoid(values[0], values[1]);
        }
        Require.length("values", values, 1, "one scale; an offset that is not above 0 is not a hyperparameter");
        return new Sigmoid(values[0], offset);
    }

    // t = s x'z + o: dk/dt = 1 - k^2 = (1 - k) (1 + k), dt/dlog s = s x'z, dt/dlog o = o.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        tile.innerProducts(gradients[0]);
        for (int i = 0; i < tile.length(); i++) {
            double slope = (1 - values[i]) * (1 + values[i]);
            gradients[0][i] *= scale * slope;
            if (offset > 0) {
                gradients[1][i] = offset * slope;
            }
        }
    }

    // dk/dx_i = (1 - k^2) s z_j
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offsetOfResult) {
        double[] slopes = tile.borrow();
        block(tile, slopes);
        for (int i = 0; i < tile.length(); i++) {
            slopes[i] = weights[i] * scale * (1 - slopes[i]) * (1 + slopes[i]);
        }
        Contractions.columns(tile, slopes, result, offsetOfResult);
        tile.release(slopes);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.INDEFINITE;
    }

    @Override
    public boolean isDotProduct() {
        return true;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "sigmoid(" + scale + ", " + offset + ")";
    }
}
