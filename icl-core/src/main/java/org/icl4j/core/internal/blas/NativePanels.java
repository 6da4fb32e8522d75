package org.icl4j.core.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Two panels of points in native memory, row-major as they lie, and the products of their tiles. Of tiles of some thousand elements OpenBLAS
 * computes each as the chain of fused multiply-adds of {@link HeapProducts} with one operand transposed, too, so that nothing
 * has to be transposed before; smaller tiles are padded. {@link Trial} tries it out.
 */
public final class NativePanels {

    private static final int SIDE = 128;

    // Tiles are padded to such sides, and to so many elements: of few, OpenBLAS takes sums in other orders.
    private static final int UNIT = 8;
    private static final int LEAST_PADDED = 32;
    private static final int LEAST_AREA = 4096;

    // Of smaller tiles too much is computed for nothing.
    private static final int LEAST_SIDE = 32;
    private static final int LEAST_WIDTH = 8;

    private Panel left = new Panel(0);
    private Panel right = new Panel(0);
    private final Panel result = new Panel(SIDE * SIDE);
    // Norms and ones.
    private final Panel rowNorms = withOnes(0);
    private final Panel columnNorms = withOnes(SIDE);
    private int d;
    private int columns;

    /** Native memory that grows by being replaced; the garbage collector takes the old one back. */
    private record Panel(DoubleBuffer numbers, DoublePointer address) {

        Panel(int length) {
            this(ByteBuffer.allocateDirect(length * Double.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asDoubleBuffer());
        }

        private Panel(DoubleBuffer numbers) {
            this(numbers, new DoublePointer(numbers));
        }

        DoublePointer at(int element) {
            return element == 0 ? address : address.getPointer(element);
        }

        Panel holding(int length) {
            return numbers.capacity() >= length ? this : new Panel(length);
        }
    }

    /** Whether panels are at hand and worth their copies. */
    public static boolean pay(int rows, int columns, int d) {
        return rows >= LEAST_SIDE
                && columns >= LEAST_SIDE
                && d >= LEAST_WIDTH
                && 5L * SIDE * d * Double.BYTES < Integer.MAX_VALUE
                && HeapProducts.worthLoading((long) rows * columns * d)
                && Trial.PASSED;
    }

    /** Points of width d, row-major. */
    public void left(int count, int d, double[] rows) {
        left = left.holding((count + SIDE) * d);
        left.numbers.put(0, rows, 0, count * d);
    }

    /** Points of width d, row-major, at most 128. */
    public void right(int count, int d, double[] rows) {
        this.d = d;
        columns = count;
        right = right.holding(SIDE * d);
        right.numbers.put(0, rows, 0, count * d);
    }

    private static Panel withOnes(int from) {
        Panel panel = new Panel(2 * SIDE);
        double[] ones = new double[SIDE];
        Arrays.fill(ones, 1);
        panel.numbers.put(from, ones, 0, SIDE);
        return panel;
    }

    /** X_I Z', row-major, for count rows from one on, at most 128. */
    public void multiply(int from, int count, double[] products) {
        multiply(d, left.at(from * d), count, right.at(0), columns);
        take(count, columns, columns, products);
    }

    /** Squared distances in place of the products: see {@link org.icl4j.core.math.TileProducts}. */
    public void distances(int from, int count, double[] rowSquares, double[] columnSquares, double[] distances) {
        multiply(d, left.at(from * d), count, right.at(0), columns);
        addNorms(count, rowSquares, from, columns, columnSquares, 0);
        take(count, columns, columns, distances);
    }

    /** Squared distances in place of the products: see {@link org.icl4j.core.math.TileProducts}. */
    public void distances(
            NativeTable x,
            int xFrom,
            int rows,
            NativeTable z,
            int zFrom,
            int count,
            int d,
            int stride,
            double[] distances) {
        multiply(d, x.at(xFrom, 0), rows, z.at(zFrom, 0), count);
        addNorms(rows, x.squares(xFrom, rows), xFrom, count, z.squares(zFrom, count), zFrom);
        take(rows, count, stride, distances);
    }

    // -2 P + (r 1' + 1 c'), where r_i + c_j is rounded once and 2 p_ij is exact: the bits of a loop, without one.
    private void addNorms(
            int rowCount, double[] rowSquares, int firstRow, int count, double[] columnSquares, int firstColumn) {
        rowNorms.numbers.put(SIDE, rowSquares, firstRow, rowCount);
        columnNorms.numbers.put(0, columnSquares, firstColumn, count);
        int m = width(count);
        openblas_nolapack.cblas_dgemm(
                openblas_nolapack.CblasColMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasTrans,
                m,
                rowCount,
                2,
                1,
                columnNorms.address,
                SIDE,
                rowNorms.address,
                SIDE,
                -2,
                result.address,
                m);
    }

    /** Whether numbers, at most 128 x 128, are all finite and not so large that the sum of their magnitudes is not. */
    public boolean sumsUp(double[] numbers, int length) {
        result.numbers.put(0, numbers, 0, length);
        return Double.isFinite(openblas_nolapack.cblas_dasum(length, result.address, 1));
    }

    /** Whether OpenBLAS is there, so that asking for something does not load it. */
    public static boolean isLoaded() {
        return HeapProducts.isLoaded();
    }

    /** X_I Z_J', row-major with the given stride, for points of two tables from one on, at most 128 of each. */
    public void multiply(
            NativeTable x,
            int xFrom,
            int rows,
            NativeTable z,
            int zFrom,
            int count,
            int d,
            int stride,
            double[] products) {
        multiply(d, x.at(xFrom, 0), rows, z.at(zFrom, 0), count);
        take(rows, count, stride, products);
    }

    private static int width(int count) {
        return padded(count, LEAST_PADDED);
    }

    private void multiply(int d, DoublePointer rows, int rowCount, DoublePointer lines, int count) {
        int m = width(count);
        int n = padded(rowCount, LEAST_AREA / m);
        boolean raised = BlasTiles.enter();
        try {
            for (int p = 0; p < d; p += HeapProducts.TERMS) {
                openblas_nolapack.cblas_dgemm(
                        openblas_nolapack.CblasColMajor,
                        openblas_nolapack.CblasTrans,
                        openblas_nolapack.CblasNoTrans,
                        m,
                        n,
                        Math.min(HeapProducts.TERMS, d - p),
                        1,
                        p == 0 ? lines : lines.getPointer(p),
                        d,
                        p == 0 ? rows : rows.getPointer(p),
                        d,
                        p == 0 ? 0 : 1,
                        result.address,
                        m);
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    private void take(int rowCount, int count, int stride, double[] products) {
        int m = width(count);
        if (stride == m) { // What is computed for nothing fills the stride.
            result.numbers.get(0, products, 0, rowCount * m);
            return;
        }
        for (int i = 0; i < rowCount; i++) {
            result.numbers.get(i * m, products, i * stride, count);
        }
    }

    private static int padded(int side, int least) {
        return (Math.max(side, least) + UNIT - 1) / UNIT * UNIT;
    }

    /** Tiles of equal rows and equal columns, of one block of terms and of several: each element must be the chain. */
    private static final class Trial {

        static final boolean PASSED = passes();

        private static boolean passes() {
            try {
                NativeStart.require();
                return passes(50) && passes(HeapProducts.TERMS) && passes(HeapProducts.TERMS + 16);
            } catch (LinkageError | RuntimeException e) {
                // Another backend of ND4J, or no native library for this platform: plain Java answers.
                return false;
            }
        }

        // Runs in the interpreter, in a process's first call: few rounds, and no comparison of bits, a native call
        // there.
        private static boolean passes(int d) {
            double[] x = new double[SIDE * d];
            double[] z = new double[SIDE * d];
            for (int p = 0; p < d; p++) {
                x[p] = Math.floorMod(p * 7919, 1009) / 37.0 - 13;
                z[p] = Math.floorMod(p * 104_729, 997) / 41.0 - 11;
            }
            for (int i = 1; i < SIDE; i++) {
                System.arraycopy(x, 0, x, i * d, d);
                System.arraycopy(z, 0, z, i * d, d);
            }
            double sum = 0;
            for (int from = 0; from < d; from += HeapProducts.TERMS) {
                double chain = 0;
                for (int p = from; p < Math.min(d, from + HeapProducts.TERMS); p++) {
                    chain = Math.fma(x[p], z[p], chain);
                }
                sum += chain;
            }
            NativePanels panels = new NativePanels();
            panels.left(SIDE, d, x);
            return panels.chains(SIDE, SIDE, d, z, sum)
                    && panels.chains(1, 32, d, z, sum)
                    && panels.chains(104, 40, d, z, sum)
                    && panels.chains(72, 56, d, z, sum)
                    && panels.chains(32, SIDE, d, z, sum);
        }
    }

    private boolean chains(int rows, int count, int d, double[] z, double sum) {
        right(count, d, z);
        double[] products = new double[rows * count];
        multiply(0, rows, products);
        for (double product : products) {
            if (product != sum) { // Which is not 0, so that equal means the same bits; NaN is not equal.
                return false;
            }
        }
        return true;
    }
}
