package org.icl4j.core.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
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

    /** X_I Z', row-major, for count rows from one on, at most 128. */
    public void multiply(int from, int count, double[] products) {
        multiply(d, left.at(from * d), count, right.at(0), columns, columns, products);
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
        multiply(d, x.at(xFrom, 0), rows, z.at(zFrom, 0), count, stride, products);
    }

    private void multiply(
            int d, DoublePointer rows, int rowCount, DoublePointer lines, int count, int stride, double[] products) {
        int m = padded(count, LEAST_PADDED);
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
        if (count == m && stride == m) {
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
