package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The engine against the double loop, over random shapes, widths, scales and kernels. */
class GramProperties {

    @Provide
    Arbitrary<Integer> widths() {
        return Arbitraries.of(1, 3, 20, 32, 33, 50, 200);
    }

    @Provide
    Arbitrary<Double> scales() {
        return Arbitraries.of(1e-8, 1.0, 1e8);
    }

    @Provide
    Arbitrary<Kernel> kernels() {
        return Arbitraries.of(
                new Gaussian(1),
                new Gaussian(1).scaled(3).plus(new Gaussian(2)),
                new Linear(),
                new Polynomial(2, 0.5, 1),
                Kernel.radial(r2 -> 1 / (1 + r2)),
                Kernel.dotProduct(s -> s * s + 1),
                (x, z) -> 1 / (1 + Math.abs(x[0] - z[0])));
    }

    // Units of length scale with the points, so that values are neither all 0 nor all 1.
    private static Kernel inUnits(Kernel kernel, double unit) {
        return kernel instanceof Gaussian gaussian ? new Gaussian(gaussian.lengthScale() * unit) : kernel;
    }

    // Every kernel above changes by at most 2 (1 + log(1 / k)) relative for a relative change of the distance, and by
    // twice the change of the inner product, whose error is relative to |x| |z|.
    private static double bound(int d, double value, double largest) {
        double exponent = value > 0 ? 1 + Math.abs(Math.log(value)) : 1;
        return 8 * Oracle.distanceError(d) * exponent * Math.abs(value) + 8 * (d + 4) * Oracle.EPSILON * largest;
    }

    private static double largest(double[][] matrix) {
        return Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    @Property(tries = 60)
    void rectangularMatrixIsTheDoubleLoop(
            @ForAll("kernels") Kernel raw,
            @ForAll("widths") int d,
            @ForAll("scales") double scale,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 300) int m,
            @ForAll long seed) {
        Kernel kernel = inUnits(raw, scale * Math.sqrt(d));
        Points x = Oracle.gaussian(seed, n, d, scale);
        Points z = Oracle.gaussian(seed + 1, m, d, scale);
        double[][] expected = Oracle.matrix(kernel, x, z);
        double largest = Math.max(largest(Oracle.matrix(kernel, x, x)), largest(Oracle.matrix(kernel, z, z)));
        try (INDArray matrix = Gram.matrix(kernel, x, z)) {
            double[] values = NativeArrays.toRowMajor(matrix);
            double[] heap = new double[n * m];
            Gram.rowsInto(kernel, x, 0, n, z, heap, 0);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    Oracle.assertClose(
                            values[i * m + j], expected[i][j], bound(d, expected[i][j], largest), "matrix", i, j);
                    Oracle.assertClose(
                            values[i * m + j],
                            heap[i * m + j],
                            8 * (d + 4) * Oracle.EPSILON * largest,
                            "transposed tiles",
                            i,
                            j);
                }
            }
        }
    }

    @Property(tries = 40)
    void symmetricMatrixIsTheRectangularOneAndSymmetricToTheBit(
            @ForAll("kernels") Kernel raw,
            @ForAll("widths") int d,
            @ForAll @IntRange(min = 1, max = 400) int n,
            @ForAll long seed) {
        Kernel kernel = inUnits(raw, Math.sqrt(d));
        Points x = Oracle.gaussian(seed, n, d, 1);
        try (INDArray symmetric = Gram.matrix(kernel, x);
                INDArray rectangular = Gram.matrix(kernel, x, x)) {
            double[] values = NativeArrays.toRowMajor(symmetric);
            Oracle.assertSameBits(values, NativeArrays.toRowMajor(rectangular));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    Oracle.assertClose(values[i * n + j], values[j * n + i], 0, "symmetric", i, j);
                }
            }
        }
    }

    @Property(tries = 40)
    void lowerTriangleWithRidgeLeavesTheUpperOneAlone(
            @ForAll("kernels") Kernel raw,
            @ForAll("widths") int d,
            @ForAll @IntRange(min = 1, max = 400) int n,
            @ForAll long seed) {
        Kernel kernel = inUnits(raw, Math.sqrt(d));
        Points x = Oracle.gaussian(seed, n, d, 1);
        try (INDArray whole = Gram.matrix(kernel, x);
                INDArray target = NativeArrays.uninitialised(n, n)) {
            target.assign(-7);
            Gram.lowerInto(kernel, x, 0.25, target);
            double[] values = NativeArrays.toRowMajor(target);
            double[] expected = NativeArrays.toRowMajor(whole);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double k = expected[i * n + j];
                    Oracle.assertClose(values[i * n + j], j > i ? -7 : j == i ? k + 0.25 : k, 0, "lower", i, j);
                }
            }
        }
    }

    @Property(tries = 40)
    void productIsTheDoubleLoop(
            @ForAll("kernels") Kernel raw,
            @ForAll("widths") int d,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 300) int m,
            @ForAll @IntRange(min = 1, max = 9) int t,
            @ForAll long seed) {
        Kernel kernel = inUnits(raw, Math.sqrt(d));
        Points x = Oracle.gaussian(seed, n, d, 1);
        Points z = Oracle.gaussian(seed + 1, m, d, 1);
        double[] v = Randoms.of(seed).gaussians(m * t);
        double[][] k = Oracle.matrix(kernel, x, z);
        double largest = Math.max(largest(Oracle.matrix(kernel, x, x)), largest(Oracle.matrix(kernel, z, z)));
        double[][] expected = Oracle.product(k, v, t);
        double[] result = new double[n * t];
        Gram.multiply(kernel, x, z, v, t, result);
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < t; c++) {
                double bound = 0;
                for (int j = 0; j < m; j++) {
                    bound += (bound(d, k[i][j], largest) + m * Oracle.EPSILON * Math.abs(k[i][j]))
                            * Math.abs(v[j * t + c]);
                }
                Oracle.assertClose(result[i * t + c], expected[i][c], bound, "product", i, c);
            }
        }
    }

    @Property(tries = 40)
    void operatorIsTheProductPlusRidge(
            @ForAll("kernels") Kernel raw,
            @ForAll("widths") int d,
            @ForAll @IntRange(min = 1, max = 600) int n,
            @ForAll long seed) {
        Kernel kernel = inUnits(raw, Math.sqrt(d));
        Points x = Oracle.gaussian(seed, n, d, 1);
        double[] v = Randoms.of(seed).gaussians(n);
        double[] product = new double[n];
        Gram.multiply(kernel, x, x, v, 1, product);
        double[] result = new double[n];
        Gram.operator(kernel, x, 0.5).apply(v, result);
        // Both sum the same numbers K_ij v_j in two orders: (n + 2) eps sum |K_ij v_j| each.
        double[][] k = Oracle.matrix(kernel, x, x);
        for (int i = 0; i < n; i++) {
            double sum = 0.5 * Math.abs(v[i]);
            for (int j = 0; j < n; j++) {
                sum += Math.abs(k[i][j] * v[j]);
            }
            Oracle.assertClose(
                    result[i], product[i] + 0.5 * v[i], 2 * (n + 2) * Oracle.EPSILON * sum, "operator", i, 0);
        }
    }

    /** Mirrored is the operator of the kernel with exchanged arguments, symmetric or not. */
    @Property(tries = 20)
    void theMirroredOperatorEvaluatesTheOtherValueOfEachPair(
            @ForAll @IntRange(min = 1, max = 600) int n, @ForAll boolean symmetric, @ForAll long seed) {
        mirrored(n, symmetric, seed);
    }

    @Example
    void mirroredBandsOfSeveralTiles() {
        mirrored(4200, false, 1);
    }

    private static void mirrored(int n, boolean symmetric, long seed) {
        double factor = symmetric ? 1 : 2;
        Kernel kernel = (x, z) -> 1 / (1 + Math.abs(x[0] - factor * z[0]));
        Kernel exchanged = (x, z) -> kernel.value(z, x);
        Points x = Oracle.gaussian(seed, n, 2, 1);
        double[] v = Randoms.of(seed).gaussians(n);
        double[] mirrored = new double[n];
        double[] expected = new double[n];
        double[] plain = new double[n];
        Gram.mirroredOperator(kernel, x, 0.5).apply(v, mirrored);
        Gram.operator(exchanged, x, 0.5).apply(v, expected);
        Gram.operator(kernel, x, 0.5).apply(v, plain);
        // |K_ij| <= 1: sums of the same numbers in two orders.
        double rounding =
                2 * (n + 2) * Oracle.EPSILON * Arrays.stream(v).map(Math::abs).sum();
        boolean same = true;
        for (int i = 0; i < n; i++) {
            Oracle.assertClose(mirrored[i], expected[i], rounding, "exchanged", i, 0);
            same &= Math.abs(mirrored[i] - plain[i]) <= rounding;
        }
        assertThat(same).isEqualTo(symmetric || n == 1);
    }
}
