package org.icl4j.kernels.stationary;

import java.util.Optional;
import java.util.function.IntFunction;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;

/**
 * The Gaussian kernel, also called squared exponential or RBF:
 *
 * <pre>k(x, z) = exp(-|x - z|^2 / (2 l^2))</pre>
 *
 * <p>with length scale l in the units of the inputs. Stationary; positive definite on R^d for every d, with spectral density
 * N(0, 1 / l^2). Other libraries write exp(-gamma |x - z|^2) with gamma = 1 / (2 l^2): see {@link #ofGamma}.
 *
 * <p>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, equation 4.9.
 *
 * @param lengthScale l, from 1e-150 to 1e150, so that l^2 neither overflows nor vanishes
 */
public record Gaussian(double lengthScale) implements IsotropicKernel {

    /**
     * Checks the length scale.
     *
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if it is not positive, not finite or out of range
     */
    public Gaussian {
        LengthScales.check("lengthScale", lengthScale);
    }

    /**
     * The kernel exp(-gamma |x - z|^2).
     *
     * @param gamma 1 / (2 l^2), positive
     * @return the Gaussian of length scale sqrt(1 / (2 gamma))
     */
    public static Gaussian ofGamma(double gamma) {
        return new Gaussian(Math.sqrt(0.5 / Require.positive("gamma", gamma)));
    }

    /**
     * A Gaussian with a length scale for every column (automatic relevance determination), for learners that choose them:
     *
     * <pre>{@code
     * KernelRidge.tuned(Gaussian.ard()).standardised().fit(x, y);
     * }</pre>
     *
     * @return for inputs of d columns, d at least 1, exp(-sum_k (x_k - z_k)^2 / (2 l_k^2)) with all l_k = 1: an
     *     {@link AnisotropicGaussian}, or for one column a Gaussian
     */
    public static IntFunction<DifferentiableKernel> ard() {
        return width -> Require.positive("width", width) == 1
                ? new Gaussian(1)
                : new AnisotropicGaussian(LengthScales.ones(width));
    }

    @Override
    public Profile profile() {
        return ClosedProfile.GAUSSIAN;
    }

    @Override
    public Gaussian withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new Gaussian(values[0]);
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
        return "gaussian(" + lengthScale + ")";
    }
}
