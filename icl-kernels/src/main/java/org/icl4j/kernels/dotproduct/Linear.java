package org.icl4j.kernels.dotproduct;

import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.Tile;

/**
 * The linear kernel, k(x, z) = x' z: ridge regression in its dual form. No intercept; add one as
 * {@code polynomial(1, 1, offset)}. Positive semidefinite, of rank at most d.
 */
public record Linear() implements Kernel {

    /** The one linear kernel; all instances are equal. */
    public Linear {}

    @Override
    public double value(double[] x, double[] z) {
        return Pairs.innerProduct(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
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
        return "linear()";
    }
}
