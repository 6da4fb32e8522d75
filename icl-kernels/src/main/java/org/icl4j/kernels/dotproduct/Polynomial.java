package org.icl4j.kernels.dotproduct;

import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.Tile;

/**
 * The polynomial kernel
 *
 * <pre>k(x, z) = (scale x' z + offset)^degree</pre>
 *
 * <p>Its feature space holds the monomials of the coordinates up to the degree (of exactly that degree where the offset is
 * 0). Positive semidefinite. The power is taken by repeated squaring, within (degree + 1) roundings.
 *
 * <p>Source: Rasmussen and Williams (2006), equation 4.24 ff.
 *
 * @param degree at least 1
 * @param scale factor of the inner product, positive
 * @param offset at least 0
 */
public record Polynomial(int degree, double scale, double offset) implements Kernel {

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
        return power(scale * Pairs.innerProduct(x, z) + offset);
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
        for (int i = 0; i < tile.length(); i++) {
            result[i] = power(scale * result[i] + offset);
        }
    }

    private double power(double base) {
        double result = 1;
        double square = base;
        int remaining = degree;
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
