package org.icl4j.core.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Two panels of points in native memory, row-major as they lie, and the products of their tiles. Of tiles of 128 x 128 OpenBLAS computes
 * each element as the chain of fused multiply-adds of {@link HeapProducts} with one operand transposed, too, so that nothing
 * has to be transposed before; smaller tiles are computed as ones of that size. {@link Trial} tries it out.
 */
public final class NativePanels {

    private static final int SIDE = 128;

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
                && HeapProducts.atHand((long) rows * columns * d)
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
        multiply(d, left.at(from * d), right.at(0));
        copyOut(count, columns, columns, products);
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
        multiply(d, x.at(xFrom, 0), z.at(zFrom, 0));
        copyOut(rows, count, stride, products);
    }

    private void multiply(int d, DoublePointer rows, DoublePointer lines) {
        boolean raised = BlasTiles.enter();
        try {
            for (int p = 0; p < d; p += HeapProducts.TERMS) {
                openblas_nolapack.cblas_dgemm(
                        openblas_nolapack.CblasColMajor,
                        openblas_nolapack.CblasTrans,
                        openblas_nolapack.CblasNoTrans,
                        SIDE,
                        SIDE,
                        Math.min(HeapProducts.TERMS, d - p),
                        1,
                        p == 0 ? lines : lines.getPointer(p),
                        d,
                        p == 0 ? rows : rows.getPointer(p),
                        d,
                        p == 0 ? 0 : 1,
                        result.address,
                        SIDE);
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    private void copyOut(int rows, int count, int stride, double[] products) {
        if (count == SIDE && stride == SIDE) {
            result.numbers.get(0, products, 0, rows * SIDE);
            return;
        }
        for (int i = 0; i < rows; i++) {
            result.numbers.get(i * SIDE, products, i * stride, count);
        }
    }

    /** Tiles of equal rows and equal columns, of one block of terms and of several: each element must be the chain. */
    private static final class Trial {

        static final boolean PASSED = passes(50) && passes(HeapProducts.TERMS) && passes(HeapProducts.TERMS + 16);

        private static boolean passes(int d) {
            double[] x = new double[SIDE * d];
            double[] z = new double[SIDE * d];
            for (int p = 0; p < x.length; p++) {
                x[p] = Math.floorMod(p % d * 7919, 1009) / 37.0 - 13;
                z[p] = Math.floorMod(p % d * 104_729, 997) / 41.0 - 11;
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
            panels.right(SIDE, d, z);
            double[] products = new double[SIDE * SIDE];
            panels.multiply(0, SIDE, products);
            for (double product : products) {
                if (Double.doubleToRawLongBits(product) != Double.doubleToRawLongBits(sum)) {
                    return false;
                }
            }
            return true;
        }
    }
}
