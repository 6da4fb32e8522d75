package org.icl4j.kernels.stationary;

import java.util.Optional;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/**
 * The exponential of the Euclidean distance, also called exponential or Ornstein-Uhlenbeck kernel:
 *
 * <pre>k(x, z) = exp(-|x - z|_2 / l)</pre>
 *
 * <p>The {@link Matern} kernel of nu = 1/2. Positive definite on R^d for every d, with a multivariate Cauchy distribution of
 * scale 1 / l as spectral density. Falkon and EigenPro call it Laplacian; scikit-learn's laplacian_kernel and the fast_krr
 * code's use the L1 norm: that is {@link LaplacianL1}.
 *
 * <p>The derivative in the inputs is 0 between equal points, where k has a kink.
 *
 * <p>Source: Rasmussen and Williams (2006), equation 4.18.
 *
 * @param lengthScale l, from 1e-150 to 1e150
 */
public record LaplacianL2(double lengthScale) implements IsotropicKernel {

    /**
     * Checks the length scale.
     *
     * @param lengthScale l, from 1e-150 to 1e150
     * @throws IllegalArgumentException if it is not positive, not finite or out of range
     */
    public LaplacianL2 {
        LengthScales.check("lengthScale", lengthScale);
    }

    @Override
    public Profile profile() {
        return ClosedProfile.MATERN_1_2;
    }

    @Override
    public LaplacianL2 withHyperparameters(double... values) {
        Require.length("values", values, 1, "one length scale");
        return new LaplacianL2(values[0]);
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
        return "laplacianL2(" + lengthScale + ")";
    }
}
