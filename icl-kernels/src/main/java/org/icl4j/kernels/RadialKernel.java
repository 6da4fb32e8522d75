package org.icl4j.kernels;

import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;

/** k(x, z) = profile(|x - z|^2) for a user's profile. */
record RadialKernel(DoubleUnaryOperator profile) implements Kernel {

    RadialKernel {
        Require.notNull("profile", profile);
    }

    @Override
    public double value(double[] x, double[] z) {
        return profile.applyAsDouble(Pairs.squaredDistance(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.squaredDistances(result);
        tile.map(profile, result);
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public String toString() {
        return "radial(" + profile + ")";
    }
}
