package org.icl4j.kernels.stationary;

import java.util.Optional;
import java.util.function.IntFunction;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The Matern kernel of smoothness nu: with r = |x - z| and z = sqrt(2 nu) r / l,
 *
 * <pre>k(x, z) = 2^(1 - nu) / Gamma(nu) z^nu K_nu(z)
 * nu = 1/2: exp(-r / l)
 * nu = 3/2: (1 + q) exp(-q),            q = sqrt(3) r / l
 * nu = 5/2: (1 + q + q^2 / 3) exp(-q),  q = sqrt(5) r / l
 * nu to infinity: exp(-r^2 / (2 l^2)), the {@link Gaussian}, with an error of order 1 / nu
 * </pre>
 *
 * <p>K_nu is the modified Bessel function of the second kind. Functions of the Gaussian process are k times differentiable
 * where k &lt; nu. Positive definite on R^d for every d, with a spectral density proportional to (2 nu / l^2 + |w|^2)^(-(nu +
 * d/2)): a multivariate Student distribution with 2 nu degrees of freedom and scale 1 / l.
 *
 * <p>Cost: at 1/2, 3/2 and 5/2 a root and an exponential a pair, in vector code; otherwise a Bessel function, some hundreds
 * of times as much, and a step of a recurrence for every unit of nu. Measured relative error of the latter: below 1e-13 for
 * nu from 0.01 to 100 wherever k is above 1e-300, below 2e-14 where k is above 1e-20.
 *
 * <p>nu is not a hyperparameter, as in scikit-learn and GPyTorch (same formula and length scale; GPyTorch has 1/2, 3/2, 5/2
 * only): searches move the length scale. The derivative in the inputs is 0 between equal points, also where nu is at most 1/2
 * and k has a kink there.
 *
 * <p>Source: Rasmussen and Williams (2006), equations 4.14 to 4.17.
 *
 * @param nu the smoothness, above 0, at most 1000 (beyond that take the Gaussian)
 * @param lengthScale l, from 1e-150 to 1e150
 */
public record Matern(double nu, double lengthScale) implements IsotropicKernel {

    /**
     * Checks the parameters.
     *
     * @param nu above 0, at most 1000
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if one is not positive, not finite or out of range
     */
    public Matern {
        checkNu(nu);
        LengthScales.check("lengthScale", lengthScale);
    }

    /**
     * A Matern kernel with a length scale for every column (automatic relevance determination), for learners that choose them, as
     * {@link Gaussian#ard()}.
     *
     * @param nu the smoothness, above 0, at most 1000
     * @return for inputs of d columns, d at least 1, the kernel with all length scales 1: an {@link AnisotropicMatern}, or for
     *     one column a Matern
     * @throws IllegalArgumentException if nu is not positive, not finite or out of range
     */
    public static IntFunction<DifferentiableKernel> ard(double nu) {
        checkNu(nu);
        return width -> Require.positive("width", width) == 1
                ? new Matern(nu, 1)
                : new AnisotropicMatern(nu, LengthScales.ones(width));
    }

    static double checkNu(double nu) {
        Require.positive("nu", nu);
        if (nu < 1e-100 || nu > 1000) {
            throw Require.error(
                    "nu",
                    "must be in [1e-100, 1000], got " + nu
                            + " (for a greater nu take the Gaussian, which is the limit)");
        }
        return nu;
    }

    static IsotropicKernel.Profile profile(double nu) {
        if (nu == 0.5) {
            return ClosedProfile.MATERN_1_2;
        }
        if (nu == 1.5) {
            return ClosedProfile.MATERN_3_2;
        }
        return nu == 2.5 ? ClosedProfile.MATERN_5_2 : new BesselMatern(nu);
    }

    @Override
    public Profile profile() {
        return profile(nu);
    }

    @Override
    public double value(double[] x, double[] z) {
        double u = PointPair.squaredDistance(x, z) * Isotropic.scale(this);
        return RoughMatern.value(nu, profile(), u, x, z, lengthScale);
    }

    @Override
    public void block(Tile tile, double[] result) {
        RoughMatern.block(nu, profile(), tile, Isotropic.scale(this), lengthScale, result);
    }

    @Override
    public Matern withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new Matern(nu, values[0]);
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
        return "matern(" + nu + ", " + lengthScale + ")";
    }
}
