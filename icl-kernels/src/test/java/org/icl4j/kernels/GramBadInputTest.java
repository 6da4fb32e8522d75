package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GramBadInputTest {

    private static final Kernel GAUSSIAN = new Gaussian(1);
    private final Points three = Oracle.gaussian(1, 5, 3, 1);
    private final Points two = Oracle.gaussian(1, 7, 2, 1);

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... parts) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContainingAll(parts);
    }

    @Test
    void widthsThatDiffer() {
        assertRefused(() -> Gram.matrix(GAUSSIAN, three, two), "z", "[m, 3]", "[7, 2]", "x of shape [5, 3]");
        assertRefused(() -> Gram.multiply(GAUSSIAN, three, two, new double[7], 1, new double[5]), "[7, 2]", "[5, 3]");
        assertRefused(() -> Gram.rowsInto(GAUSSIAN, three, 0, 1, two, new double[7], 0), "[7, 2]", "[5, 3]");
        assertRefused(() -> GAUSSIAN.value(new double[2], new double[3]), "length 2", "got 3");
    }

    @Test
    void pointsThatAreNotFinite() {
        INDArray bad = Nd4j.createFromArray(new double[][] {{1, 2}, {Double.NaN, 4}});
        assertRefused(() -> Gram.matrix(GAUSSIAN, bad), "x", "NaN");
    }

    @Test
    @SuppressWarnings("NullAway") // What a caller without null checks may pass.
    void nothing() {
        assertRefused(() -> Gram.matrix(null, three), "kernel", "null");
        assertRefused(() -> Gram.matrix(GAUSSIAN, (Points) null), "x", "null");
        assertRefused(() -> Gram.matrix(GAUSSIAN, three, null), "z", "null");
        assertRefused(() -> Kernel.radial(null), "profile", "null");
        assertRefused(() -> GAUSSIAN.plus(null), "other", "null");
        assertRefused(() -> Kernel.parse(null), "text", "null");
    }

    @Test
    void sizesThatDoNotFit() {
        assertRefused(
                () -> Gram.multiply(GAUSSIAN, three, three, new double[9], 2, new double[10]),
                "v",
                "5 x 2",
                "length 9");
        assertRefused(() -> Gram.multiply(GAUSSIAN, three, three, new double[10], 2, new double[9]), "result", "5 x 2");
        assertRefused(() -> Gram.multiply(GAUSSIAN, three, three, new double[0], 0, new double[0]), "t", "at least 1");
        assertRefused(
                () -> Gram.operator(GAUSSIAN, three, 0).apply(new double[4], new double[5]), "x", "expected length 5");
        assertRefused(() -> Gram.rowsInto(GAUSSIAN, three, 3, 3, three, new double[15], 0), "count", "3");
        assertRefused(() -> Gram.rowsInto(GAUSSIAN, three, 0, 3, three, new double[15], 1), "result", "3 x 5", "15");
        assertRefused(() -> Gram.rowsInto(GAUSSIAN, three, 0, 3, three, new double[15], -1), "offset", "-1");
        assertRefused(() -> Gram.lowerInto(GAUSSIAN, three, 0, NativeArrays.uninitialised(5, 6)), "target", "[5, 6]");
        INDArray rowMajor = Nd4j.create(org.nd4j.linalg.api.buffer.DataType.DOUBLE, new long[] {5, 5}, 'c');
        assertRefused(() -> Gram.lowerInto(GAUSSIAN, three, 0, rowMajor), "target", "contiguous columns");
        INDArray integers = Nd4j.create(org.nd4j.linalg.api.buffer.DataType.INT32, new long[] {5, 5}, 'f');
        assertRefused(() -> Gram.lowerInto(GAUSSIAN, three, 0, integers), "float64", "INT");
    }

    @Test
    void tilesOutsideThePoints() {
        assertRefused(() -> Tile.of(three, 0, 5, two, 0, 1), "z", "[m, 3]", "[7, 2]");
        assertRefused(() -> Tile.of(three, 0, 6, three, 0, 1), "rows", "6");
        assertRefused(() -> Tile.of(three, 3, 3, three, 0, 1), "xFrom", "3");
        assertRefused(() -> Tile.of(three, 0, 1, three, -1, 1), "zFrom", "-1");
        Points many = Oracle.gaussian(1, 300, 1, 1);
        assertRefused(() -> Tile.of(many, 0, 1, many, 0, 129), "columns", "[1, 128]", "129");
    }

    @Test
    void ridgeBelowZero() {
        assertRefused(() -> Gram.operator(GAUSSIAN, three, -1), "ridge", "-1");
        assertRefused(
                () -> Gram.lowerInto(GAUSSIAN, three, Double.NaN, NativeArrays.uninitialised(5, 5)), "ridge", "NaN");
    }

    @Test
    void matrixThatDoesNotFitInMemoryIsRefusedBeforeItIsAllocated() {
        Points many = Points.ofRows("x", 10_000_000, 1, new double[10_000_000]);
        assertRefused(
                () -> Gram.matrix(GAUSSIAN, many), "10000000 x 10000000", "800000000000000 bytes", "Gram.operator");
    }

    @Test
    void overflowingKernelNamesThePair() {
        double[] column = new double[300];
        column[150] = 30;
        column[290] = 40;
        Points x = Points.ofColumn("x", column);
        Kernel kernel = new ExponentialDotProduct(1);
        // 30 * 30 > 709.78 first in either order; row-wise from the top that is pair (150, 150).
        assertRefused(() -> Gram.matrix(kernel, x), "k(x[150], z[150]) = Infinity");
        assertRefused(() -> Gram.matrix(kernel, x, x), "k(x[150], z[150]) = Infinity");
        assertRefused(
                () -> Gram.lowerInto(kernel, x, 1, NativeArrays.uninitialised(300, 300)),
                "k(x[150], z[150]) = Infinity");
        assertRefused(
                () -> Gram.multiply(kernel, x, x, new double[300], 1, new double[300]), "k(x[150], z[150]) = Infinity");
        assertRefused(
                () -> Gram.operator(kernel, x, 1).apply(new double[300], new double[300]),
                "k(x[150], z[150]) = Infinity");
        assertRefused(() -> Gram.rowsInto(kernel, x, 290, 1, x, new double[300], 0), "k(x[290], z[150]) = Infinity");
    }

    @Test
    void lambdaThatGivesNaNNamesThePair() {
        Points x = Points.ofColumn("x", new double[] {0, 1, 2, 3});
        Kernel kernel = (a, b) -> a[0] * b[0] == 6 ? Double.NaN : 1;
        assertRefused(() -> Gram.matrix(kernel, x), "k(x[3], z[2]) = NaN");
        assertRefused(() -> Gram.matrix(kernel, x, x), "k(x[3], z[2]) = NaN");
        assertRefused(() -> Gram.multiply(kernel, x, x, new double[4], 1, new double[4]), "k(x[2], z[3]) = NaN");
    }

    @Test
    void vectorThatIsNotFiniteIsNamedInsteadOfTheKernel() {
        double[] v = {1, 2, Double.NaN, 4, 5};
        assertRefused(() -> Gram.multiply(GAUSSIAN, three, three, v, 1, new double[5]), "v[2] = NaN");
        assertRefused(() -> Gram.operator(GAUSSIAN, three, 1).apply(v, new double[5]), "x[2] = NaN");
    }

    @Test
    void largeFiniteValuesAreNotMistakenForOverflow() {
        // Each value is finite, their sum over a tile is not.
        Points x = Points.ofColumn("x", new double[] {1, 2, 3});
        try (INDArray matrix = Gram.matrix((a, b) -> 1e308, x)) {
            assertThat(NativeArrays.toRowMajor(matrix)).containsOnly(1e308);
        }
    }

    @Test
    void scalesOutOfRange() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(() -> new Gaussian(bad), "lengthScale", String.valueOf(bad));
            assertRefused(() -> Gaussian.ofGamma(bad), "gamma", String.valueOf(bad));
            assertRefused(() -> new ExponentialDotProduct(bad), "scale", String.valueOf(bad));
            assertRefused(() -> new Polynomial(2, bad, 1), "scale", String.valueOf(bad));
            assertRefused(() -> GAUSSIAN.scaled(bad), "factor", String.valueOf(bad));
        }
        assertRefused(() -> new Gaussian(1e-160), "lengthScale", "1.0E-160", "[1e-150, 1e150]");
        assertRefused(() -> new Gaussian(1e160), "lengthScale", "1.0E160");
        assertRefused(() -> new Polynomial(0, 1, 1), "degree", "0");
        assertRefused(() -> new Polynomial(2, 1, -0.5), "offset", "-0.5");
        assertRefused(() -> ExponentialDotProduct.softmax(0), "width", "0");
    }
}
