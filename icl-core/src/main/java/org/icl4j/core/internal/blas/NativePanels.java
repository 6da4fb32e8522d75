package org.icl4j.core.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Two panels of points in native memory and the products of their tiles, in the form in which OpenBLAS's sums are the chains of {@link
 * HeapProducts}: sides padded to multiples of 8, neither operand transposed, 256 terms at a time.
 */
public final class NativePanels {

    private static final int GREATEST_SIDE = 128;
    private static final long LEAST_TERMS = 1 << 15;
    private static final int LEAST_SIDE = 8;
    private static final int UNIT = 8;

    private Panel left = new Panel(0);
    private Panel right = new Panel(0);
    private final Panel result = new Panel(GREATEST_SIDE * GREATEST_SIDE);
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
                && (long) rows * columns * d >= LEAST_TERMS
                && (long) (4 * GREATEST_SIDE + UNIT) * d * Double.BYTES < Integer.MAX_VALUE
                && HeapProducts.atHand((long) rows * columns * d);
    }

    /** Points of width d, row-major. */
    public void left(int count, int d, double[] rows) {
        this.d = d;
        left = left.holding((count + UNIT) * d);
        left.numbers.put(0, rows, 0, count * d);
    }

    /** Points coordinate-major, count a multiple of 8. */
    public void right(int count, int d, double[] lines) {
        columns = count;
        right = right.holding(count * d);
        right.numbers.put(0, lines, 0, count * d);
    }

    /** X_I Z', row-major, for count rows from one on. */
    public void multiply(int from, int count, double[] products) {
        int rows = (count + UNIT - 1) / UNIT * UNIT;
        boolean raised = BlasTiles.enter();
        try {
            for (int p = 0; p < d; p += HeapProducts.TERMS) {
                openblas_nolapack.cblas_dgemm(
                        openblas_nolapack.CblasColMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        columns,
                        rows,
                        Math.min(HeapProducts.TERMS, d - p),
                        1,
                        right.at(p * columns),
                        columns,
                        left.at(from * d + p),
                        d,
                        p == 0 ? 0 : 1,
                        result.address,
                        columns);
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
        result.numbers.get(0, products, 0, count * columns);
    }
}
