package org.icl4j.core.internal.blas;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;

/**
 * Points in native memory, row-major, and their squared norms: copied when they are first asked for, {@value #BLOCK} at a time, by
 * whichever thread asks. Two that ask at once write the same numbers.
 */
public final class NativeTable implements AutoCloseable {

    private static final int BLOCK = 128;
    private static final long MOST_BYTES = 1L << 26;

    private static final ThreadLocal<double[]> ROWS = ThreadLocal.withInitial(() -> new double[0]);

    private final Points points;
    private final int d;
    private final DoublePointer numbers;
    private final double[] squares;
    private final AtomicIntegerArray filled;

    /** A table of these points, of which nothing is copied yet. */
    public NativeTable(Points points) {
        this.points = points;
        this.d = points.width();
        int n = points.size();
        // A tile that begins at the last point reads so many more: zeros, which cost no time in products.
        numbers = new DoublePointer((long) (n + BLOCK) * d);
        Pointer.memset(numbers.getPointer((long) n * d), 0, (long) BLOCK * d * Double.BYTES);
        squares = new double[n];
        filled = new AtomicIntegerArray((n + BLOCK - 1) / BLOCK);
    }

    /** Whether so many points are copied as a whole; more would take memory that nobody counts. */
    public static boolean holds(Points points) {
        return (points.size() + (double) BLOCK) * points.width() * Double.BYTES <= MOST_BYTES;
    }

    /** The address of a point, which is there with the 127 after it. */
    DoublePointer at(int point, int coordinate) {
        require(point);
        require(point + BLOCK - 1);
        return numbers.getPointer((long) point * d + coordinate);
    }

    /** The squared norms, of which those of so many points are there. */
    public double[] squares(int from, int count) {
        require(from);
        require(from + count - 1);
        return squares;
    }

    private void require(int point) {
        int block = Math.min(point / BLOCK, filled.length() - 1);
        if (filled.get(block) == 0) {
            fill(block);
            filled.set(block, 1);
        }
    }

    private void fill(int block) {
        int from = block * BLOCK;
        int count = Math.min(BLOCK, squares.length - from);
        double[] rows = ROWS.get();
        if (rows.length < count * d) {
            rows = new double[BLOCK * d];
            ROWS.set(rows);
        }
        points.copyRows(from, count, rows, 0);
        numbers.getPointer((long) from * d).put(rows, 0, count * d);
        VectorMath math = VectorMath.get();
        for (int i = 0; i < count; i++) {
            squares[from + i] = math.dot(rows, i * d, rows, i * d, d);
        }
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        numbers.close();
    }
}
