package org.icl4j.kernels.dotproduct;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The polynomial kernel
 *
 * <pre>k(x, z) = (scale x' z + offset)^degree</pre>
 *
 * <p>Its feature space holds the monomials of the coordinates up to the degree (of exactly that degree where the offset is
 * 0). Positive semidefinite. The power is taken by repeated squaring, within (degree + 1) roundings.
 * Hyperparameters: the scale, and the offset unless it is 0. scikit-learn: {@code polynomial_kernel} with gamma = scale and
 * coef0 = offset.
 *
 * <p>Source: Rasmussen and Williams (2006), section 4.2.2.
 *
 * @param degree at least 1
 * @param scale factor of the inner product, positive
 * @param offset at least 0
 */
public record Polynomial(int degree, double scale, double offset) implements DifferentiableKernel {

    /**
     * Checks the parameters.
     *
     * @param degree at least 1
     * @param scale positive
     * @param offset at least 0
     * @throws IllegalArgumentException if the degree is below 1, the scale not positive or the offset negative
     */
    public Polynomial {
        Require.positive("degree", degree);
        Require.positive("scale", scale);
        Require.nonNegative("offset", offset);
    }

    /**
     * The kernel (x' z + 1)^degree.
     *
     * @param degree at least 1
     * @return the polynomial kernel of scale 1 and offset 1
     */
    public static Polynomial ofDegree(int degree) {
        return new Polynomial(degree, 1, 1);
    }

    @Override
    public double value(double[] x, double[] z) {
        return power(scale * PointPair.innerProduct(x, z) + offset, degree);
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
        for (int i = 0; i < tile.length(); i++) {
            result[i] = power(scale * result[i] + offset, degree);
        }
    }

    // base^exponent; exponent 0 gives 1
    private static double power(double base, int exponent) {
        double result = 1;
        double square = base;
        int remaining = exponent;
        while (true) {
            if ((remaining & 1) != 0) {
                result *= square;
            }
            remaining >>= 1;
            if (remaining == 0) {
                return result;
            }
            square *= square;
        }
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        Hyperparameter first = Hyperparameter.of("scale", scale);
        return offset == 0 ? List.of(first) : List.of(first, Hyperparameter.of("offset", offset));
    }

    @Override
    public Polynomial withHyperparameters(double... values) {
        if (offset == 0) {
            Require.length("values", values, 1, "one scale; an offset of 0 is not a hyperparameter");
            return new Polynomial(degree, values[0], 0);
        }
        Require.length("values", values, 2, "scale and offset");
        return new Polynomial(degree, values[0], values[1]);
    }

    // b = s x'z + o, k = b^D: dk/dlog s = D b^(D-1) s x'z, dk/dlog o = D b^(D-1) o.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        tile.innerProducts(values);
        for (int i = 0; i < tile.length(); i++) {
            double scaled = scale * values[i];
            double base = scaled + offset;
            double slope = degree * power(base, degree - 1);
            values[i] = power(base, degree);
            gradients[0][i] = slope * scaled;
            if (offset != 0) {
                gradients[1][i] = slope * offset;
            }
        }
    }

    // dk/dx_i = D b^(D-1) s z_j
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offsetOfResult) {
        double[] slopes = tile.borrow();
        tile.innerProducts(slopes);
        for (int i = 0; i < tile.length(); i++) {
            slopes[i] = weights[i] * degree * scale * power(scale * slopes[i] + offset, degree - 1);
        }
        Contractions.columns(tile, slopes, result, offsetOfResult);
        tile.release(slopes);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
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
        return "polynomial(" + degree + ", " + scale + ", " + offset + ")";
    }
}
