package org.icl4j.kernels.stationary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelContract;
import org.icl4j.kernels.Tile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What holds for every stationary family: the contract with its gradients, exact diagonals, numbers at the edges. */
class StationaryFamiliesTest {

    /** A kernel, and the width that it is of, or 0 for any. */
    record Family(DifferentiableKernel kernel, int width) {
        @Override
        public String toString() {
            String text = kernel.toString();
            return text.length() > 60 ? text.substring(0, 60) + "..., width " + width : text;
        }

        int[] widths() {
            return width > 0 ? new int[] {width} : new int[] {1, 20};
        }
    }

    static Stream<Family> families() {
        Stream<DifferentiableKernel> free = Stream.of(
                new Gaussian(0.9),
                new Gaussian(1e8),
                new LaplacianL1(2.5),
                new LaplacianL1(0.2),
                new LaplacianL2(1.3),
                new Matern(0.5, 1.3),
                new Matern(1.5, 0.8),
                new Matern(2.5, 2),
                new Matern(0.3, 1.3),
                new Matern(1, 1.3),
                new Matern(2.2, 1),
                new Matern(7.5, 1),
                new Matern(100, 0.5),
                new RationalQuadratic(0.7, 1.5),
                new RationalQuadratic(1e4, 1.5),
                new RationalQuadratic(20, 0.5),
                new Periodic(1.7, 1.2),
                new LocallyPeriodic(1.7, 1.2, 3),
                new Constant(0.3),
                new White(0.2),
                new NegativeDistance(1),
                new NegativeDistance(0.5),
                new NegativeDistance(1.7));
        Stream<Family> wide = Stream.of(2, 20).flatMap(StationaryFamiliesTest::ofWidth);
        Stream<Family> one = Stream.of(
                new Family(new MetricGaussian(new double[][] {{0.7}}), 1),
                new Family(
                        new SpectralMixture(
                                new double[] {1, 0.5}, new double[][] {{0.3}, {0}}, new double[][] {{0.2}, {0.4}}),
                        1));
        return Stream.of(free.map(k -> new Family(k, 0)), wide, one).flatMap(s -> s);
    }

    private static Stream<Family> ofWidth(int d) {
        double[] scales = IntStream.range(0, d).mapToDouble(k -> 1 + 0.3 * k).toArray();
        double[][] metric = new double[d][d];
        for (int k = 0; k < d; k++) {
            Arrays.fill(metric[k], 0.02);
            metric[k][k] = 0.3 + 0.05 * k;
        }
        double[][] means = {scaled(scales, 0.1), scaled(scales, 0.05), new double[d]};
        double[][] deviations = {scaled(scales, 0.03), scaled(scales, 0.05), scaled(scales, 0.02)};
        return Stream.of(
                        new AnisotropicGaussian(scales),
                        new AnisotropicMatern(0.5, scales),
                        new AnisotropicMatern(1.5, scales),
                        new AnisotropicMatern(2.5, scales),
                        new AnisotropicMatern(3.1, scales),
                        new MetricGaussian(metric),
                        new SpectralMixture(new double[] {0.5, 2, 0.1}, means, deviations))
                .map(k -> new Family(k, d));
    }

    private static double[] scaled(double[] a, double factor) {
        return Arrays.stream(a).map(v -> factor * v).toArray();
    }

    @ParameterizedTest
    @MethodSource("families")
    void keepsTheContract(Family family) {
        for (int width : family.widths()) {
            KernelContract.check(family.kernel, width);
        }
    }

    /** A user's own isotropic family, as on the page of {@link IsotropicKernel}. */
    record Cauchy(double lengthScale) implements IsotropicKernel {
        @Override
        public Profile profile() {
            return Profile.of(u -> 1 / (1 + u), u -> -1 / ((1 + u) * (1 + u)));
        }

        @Override
        public Cauchy withHyperparameters(double... values) {
            Require.length("values", values, 1, "one length scale");
            return new Cauchy(values[0]);
        }
    }

    @Test
    void aUsersProfileIsAllThatAnIsotropicFamilyNeeds() {
        KernelContract.check(new Cauchy(1.5), 3);
        KernelContract.check(new Cauchy(1.5).plus(new Gaussian(2)), 3);
    }

    @ParameterizedTest
    @MethodSource("families")
    void textParsesBack(Family family) {
        assertThat(Kernel.parse(family.kernel.specification()))
                .isEqualTo(family.kernel)
                .hasSameHashCodeAs(family.kernel);
    }

    @ParameterizedTest
    @MethodSource("families")
    void duplicatesGiveExactlyTheDiagonalValue(Family family) {
        for (int d : family.widths()) {
            double[][] rows = Randoms.of(3).gaussians(30, d);
            for (double[] row : rows) {
                for (int k = 0; k < d; k++) {
                    row[k] *= 100;
                }
            }
            Points x = Points.of("x", rows);
            double[] diagonal = new double[30];
            family.kernel.diagonal(x, 0, 30, diagonal, 0);
            try (INDArray matrix = Gram.matrix(family.kernel, x, Points.of("z", rows))) {
                double[] values = NativeArrays.toRowMajor(matrix);
                for (int i = 0; i < 30; i++) {
                    assertThat(values[i * 31]).isEqualTo(diagonal[i]);
                    assertThat(family.kernel.value(rows[i], rows[i].clone())).isEqualTo(diagonal[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void nothingIsNaNAtTheEdges(Family family) {
        for (int d : family.widths()) {
            double[] numbers = {0, -0.0, 1, 1 + 1e-8, 1e-200, 4.9e-324, 1e20, -1e100, 1e140, 1e152};
            double[][] rows = Arrays.stream(numbers)
                    .mapToObj(v -> {
                        double[] row = new double[d];
                        Arrays.fill(row, v);
                        return row;
                    })
                    .toArray(double[][]::new);
            Points x = Points.of("x", rows);
            allFinite(family.kernel, x);
        }
    }

    private static void allFinite(DifferentiableKernel kernel, Points x) {
        int n = x.size();
        int p = kernel.hyperparameters().size();
        Tile tile = Tile.of(x, 0, n, x, 0, n);
        double[] block = new double[tile.length()];
        double[] values = new double[tile.length()];
        double[][] gradients = new double[p][tile.length()];
        kernel.block(tile, block);
        kernel.gradientBlocks(tile, values, gradients);
        double[] weights = new double[tile.length()];
        Arrays.fill(weights, 1);
        double[] sums = new double[p];
        kernel.contract(tile, weights, sums, 0);
        double[] inputs = new double[n * x.width()];
        kernel.contractInputs(tile, weights, inputs, 0);
        boolean grows = kernel instanceof NegativeDistance;
        List<double[]> all = Stream.concat(Stream.of(block, values), Arrays.stream(gradients))
                .toList();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (double[] a : all) {
                    double found = a[i * tile.stride() + j];
                    assertThat(Double.isNaN(found) || (!grows && Double.isInfinite(found)))
                            .as("%s at %d, %d: %s", kernel, i, j, found)
                            .isFalse();
                }
            }
        }
        assertThat(sums).as("%s", kernel).doesNotContain(Double.NaN);
        if (!grows) {
            assertThat(inputs).as("%s", kernel).doesNotContain(Double.NaN);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aContractionWithHugeScalesStaysFinite(Family family) {
        for (double factor : new double[] {1e-30, 1e30}) {
            int d = family.widths()[0];
            double[] theta = family.kernel.hyperparameters().stream()
                    .mapToDouble(h -> h.name().startsWith("exponent") ? h.value() : h.value() * factor)
                    .toArray();
            Points x = Points.of("x", Randoms.of(4).gaussians(10, d));
            allFinite(family.kernel.withHyperparameters(theta), x);
        }
    }
}
