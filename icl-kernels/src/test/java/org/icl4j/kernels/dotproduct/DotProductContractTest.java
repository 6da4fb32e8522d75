package org.icl4j.kernels.dotproduct;

import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family keeps the contract, gradients included, in narrow and wide spaces. */
class DotProductContractTest {

    static Stream<Kernel> kernels() {
        return Stream.of(
                new Linear(),
                new Polynomial(1, 2, 0),
                new Polynomial(2, 0.7, 0),
                new Polynomial(3, 0.5, 0.1),
                new ExponentialDotProduct(0.2),
                // Eigenvalues down to nothing but rounding.
                new ExponentialDotProduct(0.1),
                new Sigmoid(0.3, 0.2),
                new Sigmoid(0.05, 0),
                new Sigmoid(0.02, -1),
                new Cosine(),
                new ArcCosine(0),
                new ArcCosine(1),
                new ArcCosine(2),
                new ReluNtk(1),
                new ReluNtk(2),
                new ReluNtk(5),
                new ExponentialCosine(0.5),
                new ExponentialCosine(7),
                new Cayley(0.4),
                new Cayley(2),
                new GeometricAlgebra(4, 1, 1),
                new GeometricAlgebra(0, 1, 0.5),
                new GeometricAlgebra(2, 0, 1),
                new GeometricAlgebra(-1, -0.5, 2),
                new GeometricAlgebra(0, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void keepsTheContract(Kernel kernel) {
        for (int width : new int[] {3, 40}) {
            KernelContract.check(kernel, width);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void keepsTheContractOnTheLine(Kernel kernel) {
        // Above 0 and below: angles of 0 and pi only.
        KernelContract.check(kernel, Points.ofColumn("x", Randoms.of(2).gaussians(40)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void keepsTheContractWithZeroVectorsAndPointsOfOneDirection(Kernel kernel) {
        double[][] rows = Randoms.of(3).gaussians(40, 3);
        // Among the columns of the gradients' check only: as functions of x, kernels of norms have a kink at 0.
        rows[38] = new double[3];
        rows[39] = new double[3];
        for (int k = 0; k < 3; k++) {
            rows[11][k] = 2 * rows[10][k];
            rows[12][k] = -0.5 * rows[10][k];
            rows[13][k] = rows[10][k] * (1 + 1e-9 * k);
        }
        KernelContract.check(kernel, Points.of("x", rows));
    }
}
