package org.icl4j.kernels.internal.algebra;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = profile(|x - z|^2) for a user's profile. */
class RadialKernel implements Kernel {

    private final DoubleUnaryOperator profile;

    RadialKernel(DoubleUnaryOperator profile) {
        this.profile = Require.notNull("profile", profile);
    }

    @Override
    public double value(double[] x, double[] z) {
        return profile.applyAsDouble(PointPair.squaredDistance(x, z));
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
    public boolean equals(@Nullable Object other) {
        return other instanceof RadialKernel that && profile.equals(that.profile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(RadialKernel.class, profile);
    }

    @Override
    public String toString() {
        return "radial(" + profile + ")";
    }
}
