package org.icl4j.kernels.internal.algebra;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = profile(x' z) for a user's profile. */
class DotProductKernel implements Kernel {

    private final DoubleUnaryOperator profile;

    DotProductKernel(DoubleUnaryOperator profile) {
        this.profile = Require.notNull("profile", profile);
    }

    @Override
    public double value(double[] x, double[] z) {
        return profile.applyAsDouble(PointPair.innerProduct(x, z));
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
    public boolean equals(@Nullable Object other) {
        return other instanceof DotProductKernel that && profile.equals(that.profile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(DotProductKernel.class, profile);
    }

    @Override
    public String toString() {
        return "dotProduct(" + profile + ")";
    }
}
