package org.icl4j.kernels.stationary;

import java.util.List;
import java.util.Optional;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * The rational quadratic kernel
 *
 * <pre>k(x, z) = (1 + |x - z|^2 / (2 alpha l^2))^(-alpha)</pre>
 *
 * <p>A mixture of {@link Gaussian}s whose inverse squared length scale is Gamma distributed with shape alpha and mean 1 /
 * l^2; it becomes the Gaussian of length scale l as alpha grows. Positive definite on R^d for every d. scikit-learn's
 * RationalQuadratic and GPyTorch's RQKernel, on the same scale.
 *
 * <p>Evaluated as exp(-alpha log(1 + v)), v = u / (2 alpha), which keeps its digits when alpha is great.
 *
 * <p>Source: Rasmussen and Williams (2006), equations 4.19 and 4.20.
 *
 * @param alpha from 1e-150 to 1e150
 * @param lengthScale l, from 1e-150 to 1e150
 */
public record RationalQuadratic(double alpha, double lengthScale) implements IsotropicKernel {

    /**
     * Checks the parameters.
     *
     * @param alpha from 1e-150 to 1e150
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if one is not positive, not finite or out of range
     */
    public RationalQuadratic {
        LengthScales.check("alpha", alpha);
        LengthScales.check("lengthScale", lengthScale);
    }

    @Override
    public Profile profile() {
        return new Power(alpha);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of(Hyperparameter.of("alpha", alpha), Hyperparameter.of("lengthScale", lengthScale));
    }

    @Override
    public RationalQuadratic withHyperparameters(double... values) {
        Require.length("values", values, 2, "alpha and a length scale");
        return new RationalQuadratic(values[0], values[1]);
    }

    // k = exp(-alpha log(1 + v)), dv/dlog alpha = -v, so dk/dlog alpha = alpha k (v / (1 + v) - log(1 + v)).
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        Isotropic.lengthScaleGradient(tile, Isotropic.scale(this), profile(), values, gradients[1]);
        double[] gradient = gradients[0];
        Isotropic.scaledDistances(tile, Isotropic.scale(this), gradient);
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            gradient[i] = alpha * values[i] * excess(Power.argument(gradient[i], 0.5 / alpha));
        }
    }

    // v / (1 + v) - log(1 + v) = sum over m from 2 of (-1)^(m+1) (1 - 1/m) v^m: near 0 the difference would cancel.
    // Below 0.01
    // eight terms leave out less than 2e-16 of it.
    private static double excess(double v) {
        if (v >= 0.01) {
            return v / (1 + v) - Math.log1p(v);
        }
        double sum = 0;
        for (int m = 9; m >= 2; m--) {
            sum = v * ((1 - 1.0 / m) - sum);
        }
        return -v * sum;
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Isotropic.logarithm(this);
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "rationalQuadratic(" + alpha + ", " + lengthScale + ")";
    }

    /** g(u) = (1 + v)^(-alpha), v = u / (2 alpha); g'(u) = -g(u) / (2 (1 + v)). */
    private record Power(double alpha) implements Profile {

        /** v, kept finite. */
        static double argument(double u, double scale) {
            return Math.min(u * scale, Isotropic.HUGE);
        }

        @Override
        public double value(double u) {
            return Math.exp(logarithm(u));
        }

        @Override
        public double slope(double u) {
            return -0.5 * value(u) / (1 + argument(u, 0.5 / alpha));
        }

        @Override
        public double logarithm(double u) {
            return -alpha * Math.log1p(argument(u, 0.5 / alpha));
        }

        @Override
        public void values(Tile tile, double scale, double[] a) {
            int length = tile.length();
            VectorMath.get().logOfOnePlus(0.5 / alpha * scale, a, 0, length);
            VectorMath.get().exp(-alpha, a, 0, length);
        }

        @Override
        public void valuesAndSlopes(Tile tile, double[] u, double[] slopes) {
            int length = tile.length();
            double scale = 0.5 / alpha;
            for (int i = 0; i < length; i++) {
                slopes[i] = -0.5 / (1 + argument(u[i], scale));
            }
            values(tile, 1, u);
            for (int i = 0; i < length; i++) {
                slopes[i] *= u[i];
            }
        }
    }
}
