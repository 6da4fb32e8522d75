package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelFamily;

/** The text forms of this package's kernels. */
public final class StationaryFamilies implements KernelFamily.Catalogue {

    /** For {@link java.util.ServiceLoader}. */
    public StationaryFamilies() {}

    @Override
    public List<KernelFamily> families() {
        return List.of(
                repeated(
                        "gaussian",
                        a -> a.length == 1 ? new Gaussian(a[0]) : new AnisotropicGaussian(a),
                        "lengthScale"),
                repeated("metricGaussian", MetricGaussian::ofRows, "metric"),
                KernelFamily.of("laplacianL1", a -> new LaplacianL1(a[0]), "lengthScale"),
                KernelFamily.of("laplacianL2", a -> new LaplacianL2(a[0]), "lengthScale"),
                repeated("matern", StationaryFamilies::matern, "nu", "lengthScale"),
                KernelFamily.of("rationalQuadratic", a -> new RationalQuadratic(a[0], a[1]), "alpha", "lengthScale"),
                KernelFamily.of("periodic", a -> new Periodic(a[0], a[1]), "period", "lengthScale"),
                KernelFamily.of(
                        "locallyPeriodic",
                        a -> new LocallyPeriodic(a[0], a[1], a[2]),
                        "period",
                        "periodicLengthScale",
                        "lengthScale"),
                repeated("spectralMixture", SpectralMixture::ofNumbers, "d", "weight", "mean", "deviation"),
                KernelFamily.of("constant", a -> new Constant(a[0]), "value"),
                KernelFamily.of("white", a -> new White(a[0]), "variance"),
                KernelFamily.of("negativeDistance", a -> new NegativeDistance(a[0]), "exponent"));
    }

    private static KernelFamily repeated(
            String name, Function<double[], ? extends Kernel> factory, String... parameters) {
        return new KernelFamily(name, List.of(parameters), true, factory);
    }

    private static Kernel matern(double[] a) {
        return a.length == 2 ? new Matern(a[0], a[1]) : new AnisotropicMatern(a[0], Arrays.copyOfRange(a, 1, a.length));
    }
}
