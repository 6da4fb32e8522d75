package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.Cosine;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What {@link Kernel#checked()} finds in a kernel, how it names the points, and what it lets pass. */
class CheckedKernelTest {

    private static final Points X = Oracle.gaussian(1, 150, 3, 1);

    @Test
    void checkedNamesTheValueThatIsNotANumberAndNotOneBeforeIt() {
        Points x = Points.ofColumn("x", new double[] {0, 1, 2, 3});
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Kernel kernel = (a, b) -> a[0] + b[0] == 5 ? odd : 1;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Gram.matrix(kernel.checked(), x))
                    .withMessageMatching(
                            "kernel: k\\(a, b\\) = (NaN|Infinity), by value = (NaN|Infinity) for a = point "
                                    + "[23] = .*: must be finite");
        }
        Kernel barred = (a, b) -> a[0] == b[0] ? Double.POSITIVE_INFINITY : a[0] - b[0];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(barred.checked(), x.select(0, 1), x.select(2, 3)))
                .withMessageContaining("must be equal");
    }

    // What is left of 0 is rounding, which is another in a block than in a pair.
    @Test
    void checkedLetsRoundingOfOrthogonalPointsPass() {
        for (Kernel kernel : new Kernel[] {new Linear(), new Sigmoid(1, 0), new Cosine()}) {
            for (int i = 0; i < X.size(); i++) {
                double[] x = X.row(i);
                Points first = Points.of("first", new double[][] {{x[0], x[1]}});
                Points second = Points.of("second", new double[][] {{-x[1], x[0]}});
                try (INDArray matrix = Gram.matrix(kernel.checked(), first, second)) {
                    assertThat(matrix.getDouble(0, 0)).isCloseTo(0, within(1e-15));
                }
                assertThat(kernel.checked().value(first.row(0), second.row(0))).isCloseTo(0, within(1e-15));
            }
        }
    }

    @Test
    void checkedNamesThePair() {
        Points x = Points.of("x", new double[][] {{0, 1}, {2, 1}, {1, 5}, {1, 4}});
        Kernel asymmetric = (a, b) -> a[1] == 5 && b[1] == 4 ? 0.25 : 1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(asymmetric.checked(), x))
                .withMessageMatching("kernel: k\\(a, b\\) = (1.0|0.25), k\\(b, a\\) = (0.25|1.0) for a = point "
                        + "(2 = \\[1.0, 5.0\\]|3 = \\[1.0, 4.0\\]) and b = point (3 = \\[1.0, 4.0\\]|2 = \\[1.0, 5.0\\]): "
                        + "must be equal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asymmetric.checked().value(x.row(2), x.row(3)))
                .withMessageContaining("k(a, b) = 0.25, k(b, a) = 1.0 for a = [1.0, 5.0], b = [1.0, 4.0]");
        Kernel notANumber = (a, b) -> Math.sqrt(a[0] + b[0] - 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(notANumber.checked(), x))
                .withMessageContainingAll(
                        "k(a, b) = NaN", "a = point 0 = [0.0, 1.0] and b = point 0", "must be finite");
        Kernel wrongBlock = new Kernel() {
            @Override
            public double value(double[] a, double[] b) {
                return 1;
            }

            @Override
            public void block(Tile tile, double[] result) {
                tile.pairs((a, b) -> 1 + 1e-8, result);
            }
        };
        Kernel onePair = (a, b) -> a[1] == 4 && b[1] == 5 ? Double.NaN : 1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(onePair.checked(), x))
                .withMessageContainingAll("NaN", "point 2 = ", "point 3 = ", "must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(onePair, x, x))
                .withMessageContainingAll(" = NaN is not finite", "kernel.checked() names the two points");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(wrongBlock.checked(), x))
                .withMessageContaining("k(a, b) = 1.00000001, by value = 1.0");
        Kernel sound = new Gaussian(1).times(new Linear());
        try (INDArray matrix = Gram.matrix(sound, X);
                INDArray checked = Gram.matrix(sound.checked(), X)) {
            Oracle.assertSameBits(NativeArrays.toRowMajor(checked), NativeArrays.toRowMajor(matrix));
        }
    }

    @Test
    void checkedFindsAKernelThatWritesIntoItsArguments() {
        Kernel rude = (x, z) -> {
            x[0] -= z[0];
            return Math.exp(-x[0] * x[0]);
        };
        Points x = Points.of(new double[][] {{0, 1}, {1, 1}, {2, 0}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gram.matrix(rude.checked(), x))
                .withMessageContaining("writes into its arguments")
                .withMessageContaining("coordinate 0 of its first point");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rude.checked().value(new double[] {1}, new double[] {2}))
                .withMessageContaining(
                        "writes into its arguments: value changed coordinate 0 of its first point from 1.0 to -1.0");
    }
}
