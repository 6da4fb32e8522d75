package org.icl4j.kernels.stationary;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/** What kernels of a scaled squared distance u share. */
final class Isotropic {

    /** Stands for an infinite u, so that no infinity meets a 0 in a derivative. */
    static final double HUGE = 1e300;

    /**
     * Distances below 1e-150 length scales count as 0 in derivatives: slopes such as -1 / (2 sqrt(u)) stay finite.
     */
    static final double TINY = 1e-300;

    private Isotropic() {}

    static double scale(IsotropicKernel kernel) {
        return 1 / (kernel.lengthScale() * kernel.lengthScale());
    }

    /** log k, for profiles that are positive everywhere. */
    static Optional<Kernel> logarithm(IsotropicKernel kernel) {
        double scale = scale(kernel);
        IsotropicKernel.Profile profile = kernel.profile();
        return Optional.of(Kernel.radial(r2 -> profile.logarithm(Math.min(scale * r2, HUGE))));
    }

    /** profile(|f(x) - f(z)|^2), whose map is called once a point in a block. */
    static Kernel warpedRadial(UnaryOperator<double[]> map, DoubleUnaryOperator profile) {
        return new Kernel() {
            @Override
            public double value(double[] x, double[] z) {
                return profile.applyAsDouble(PointPair.squaredDistance(map.apply(x), map.apply(z)));
            }

            @Override
            public void block(Tile tile, double[] result) {
                tile.warped(map).squaredDistances(result);
                tile.map(profile, result);
            }
        };
    }

    /** u_ij from the tile. */
    static void scaledDistances(Tile tile, double scale, double[] u) {
        tile.squaredDistances(u);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            u[i] = Math.min(scale * u[i], HUGE);
        }
    }

    /** values = g(u) and gradient = dk/dlog l = -2 u g'(u). */
    static void lengthScaleGradient(
            Tile tile, double scale, IsotropicKernel.Profile profile, double[] values, double[] gradient) {
        int length = tile.length();
        double[] slopes = tile.borrow();
        scaledDistances(tile, scale, values);
        System.arraycopy(values, 0, gradient, 0, length);
        profile.valuesAndSlopes(tile, values, slopes);
        for (int i = 0; i < length; i++) {
            gradient[i] *= -2 * slopes[i];
        }
        tile.release(slopes);
    }

    /** inner = factor g'(u) w: with which weighted (squared) differences become gradients. */
    static void slopeWeights(
            Tile tile, double scale, IsotropicKernel.Profile profile, double factor, double[] weights, double[] inner) {
        double[] values = tile.borrow();
        scaledDistances(tile, scale, values);
        profile.valuesAndSlopes(tile, values, inner);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            inner[i] *= factor * weights[i];
        }
        tile.release(values);
    }

    record FunctionProfile(DoubleUnaryOperator function, DoubleUnaryOperator derivative)
            implements IsotropicKernel.Profile {

        FunctionProfile {
            Require.notNull("value", function);
            Require.notNull("slope", derivative);
        }

        @Override
        public double value(double u) {
            return function.applyAsDouble(u);
        }

        @Override
        public double slope(double u) {
            return derivative.applyAsDouble(u);
        }
    }
}
