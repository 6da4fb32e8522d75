package org.icl4j.kernels;

import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;

/** k(x, z) = profile(x' z) for a user's profile. */
record DotProductKernel(DoubleUnaryOperator profile) implements Kernel {

    DotProductKernel {
        Require.notNull("profile", profile);
    }

    @Override
    public double value(double[] x, double[] z) {
        return profile.applyAsDouble(Pairs.innerProduct(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.innerProducts(result);
        tile.map(profile, result);
    }

    @Override
    public boolean isDotProduct() {
        return true;
    }

    @Override
    public String toString() {
        return "dotProduct(" + profile + ")";
    }
}
