package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.internal.engine.GramOperator;
import org.icl4j.kernels.internal.engine.GramProducts;
import org.icl4j.kernels.internal.engine.GramTasks;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The same bits for any number of threads, for any company of other points, and between x and z exchanged. */
class DeterminismTest {

    private static final int N = 1700;

    static Stream<Kernel> kernels() {
        return Stream.of(
                new Gaussian(2),
                new ExponentialDotProduct(0.05),
                new Polynomial(3, 0.1, 1).plus(new Gaussian(1)),
                Kernel.radial(r2 -> 1 / (1 + r2)),
                Kernel.parse("2 * matern(2.5, 3) * cosine + laplacianL1(9)"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void threadsDoNotChangeTheBits(Kernel kernel) {
        for (int d : new int[] {3, 40}) {
            Points x = Oracle.gaussian(1, N, d, 1);
            Points z = Oracle.gaussian(2, 333, d, 1);
            double[] v = Randoms.of(3).gaussians(N);
            double[][] results = new double[3][];
            for (int threads = 1; threads <= 3; threads++) {
                results[threads - 1] = everything(threads, kernel, x, z, v);
            }
            Oracle.assertSameBits(results[1], results[0]);
            Oracle.assertSameBits(results[2], results[0]);
        }
    }

    private static double[] everything(int threads, Kernel kernel, Points x, Points z, double[] v) {
        double[] operator = new double[N];
        new GramOperator(threads, kernel, x, 0.1).apply(v, operator);
        double[] block = new double[5 * N];
        new GramOperator(threads, kernel, x, 0.1).apply(Randoms.of(5).gaussians(5 * N), 5, block);
        double[] product = new double[N];
        GramProducts.multiply(threads, kernel, x, x, v, 1, product);
        double[] few = new double[333 * 5];
        double[] v5 = Randoms.of(4).gaussians(5 * N);
        GramProducts.multiply(threads, kernel, z, x, v5, 5, few);
        try (INDArray rectangular = NativeArrays.uninitialised(N, 333);
                INDArray symmetric = NativeArrays.uninitialised(333, 333)) {
            GramTasks.matrixInto(threads, kernel, x, z, rectangular);
            GramTasks.symmetricInto(threads, kernel, z, 0, true, symmetric);
            return Stream.of(
                            operator,
                            block,
                            product,
                            few,
                            NativeArrays.toRowMajor(rectangular),
                            NativeArrays.toRowMajor(symmetric))
                    .flatMapToDouble(java.util.Arrays::stream)
                    .toArray();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void companyDoesNotChangeTheBits(Kernel kernel) {
        for (int d : new int[] {3, 40}) {
            Points x = Oracle.gaussian(1, 700, d, 1);
            Points z = Oracle.gaussian(2, 2100, d, 1);
            double[] v = Randoms.of(3).gaussians(2100);
            double[] together = new double[700];
            Gram.multiply(kernel, x, z, v, 1, together);
            double[] rows = new double[700 * 2100];
            Gram.rowsInto(kernel, x, 0, 700, z, rows, 0);
            for (int i : new int[] {0, 1, 127, 128, 511, 699}) {
                double[] alone = new double[1];
                Gram.multiply(kernel, x.select(i), z, v, 1, alone);
                assertThat(alone[0]).isEqualTo(together[i]);
                for (int j : new int[] {0, 7, 128, 2099}) {
                    double[] pair = new double[1];
                    Gram.rowsInto(kernel, z, j, 1, x.select(i), pair, 0);
                    assertThat(pair[0]).isEqualTo(rows[i * 2100 + j]);
                }
            }
        }
    }
}
