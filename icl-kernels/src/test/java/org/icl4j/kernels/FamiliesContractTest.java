package org.icl4j.kernels;

import java.util.stream.Stream;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every built-in kernel, and every way to make one, keeps the contract in narrow and wide spaces. */
class FamiliesContractTest {

    static Stream<Kernel> kernels() {
        return Stream.of(
                new Gaussian(1),
                new Gaussian(0.05),
                new Gaussian(1e8),
                new Linear(),
                new Polynomial(1, 1, 0),
                new Polynomial(3, 0.5, 0.1),
                Polynomial.ofDegree(2),
                new ExponentialDotProduct(0.1),
                new Gaussian(2).scaled(3),
                new Gaussian(2).plus(new Linear()),
                new Gaussian(2).times(new ExponentialDotProduct(0.1)),
                new Gaussian(2)
                        .plus(new Linear().scaled(0.5))
                        .times(new Polynomial(2, 1, 1))
                        .scaled(1e-8),
                Kernel.radial(r2 -> 1 / (1 + r2)),
                Kernel.dotProduct(s -> s * s),
                Kernel.radial(r2 -> Math.exp(-Math.sqrt(r2))).times(new Linear()),
                (x, z) -> Math.min(Math.abs(x[0]), Math.abs(z[0])));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void keepsTheContract(Kernel kernel) {
        for (int width : new int[] {1, 3, 20, 70}) {
            KernelContract.check(kernel, width);
        }
    }
}
