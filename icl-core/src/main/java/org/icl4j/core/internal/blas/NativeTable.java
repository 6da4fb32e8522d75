package org.icl4j.core.internal.blas;

import java.nio.DoubleBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.internal.memory.LargeArrays;
import org.icl4j.core.math.VectorMath;

/**
 * Points in native memory, row-major, and their squared norms: copied when they are first asked for, {@value #BLOCK} at a time, by
 * whichever thread asks. Two that ask at once write the same numbers.
 */
public final class NativeTable implements AutoCloseable {

    private static final int BLOCK = 128;
    private static final long MOST_BYTES = 1L << 26;

    // Numbers that are copied at a time, through an array that stays in the processor's nearest cache.
    private static final int PIECE = 2048;
    private static final ThreadLocal<double[]> PIECES = ThreadLocal.withInitial(() -> new double[0]);

    private static final AtomicLong STAMPS = new AtomicLong();

    private final Points points;
    private final int d;
    private final long bytes;
    private final DoublePointer memory;
    private final DoubleBuffer numbers;
    private final double[] squares;
    private final AtomicIntegerArray filled;
    private final long stamp = STAMPS.incrementAndGet();
    private boolean closed;

    /** A table of these points, of which nothing is copied yet; they must be such as it {@link #holds}. */
    public NativeTable(Points points) {
        bytes = bytes(points);
        if (bytes > MOST_BYTES) {
            throw Require.error(
                    "points",
                    points.size() + " of width " + points.width() + " take " + bytes + " bytes in a table, which holds "
                            + MOST_BYTES);
        }
        this.points = points;
        this.d = points.width();
        int n = points.size();
        squares = new double[n];
        filled = new AtomicIntegerArray((n + BLOCK - 1) / BLOCK);
        memory = new DoublePointer(LargeArrays.allocate(bytes)).capacity(bytes / Double.BYTES);
        numbers = memory.asBuffer();
        // Products with the last point read so much more: zeros, which cost no time.
        Pointer.memset(memory.getPointer((long) n * d), 0, (long) ChainProducts.MORE_COLUMNS * d * Double.BYTES);
    }

    /** Whether so many points are copied as a whole; more would take memory that nobody counts. */
    public static boolean holds(Points points) {
        return bytes(points) <= MOST_BYTES;
    }

    // At most 2^31 + 30 times 2^31 - 1 numbers: 8 bytes each may be too many for a long.
    private static long bytes(Points points) {
        long length = ((long) points.size() + ChainProducts.MORE_COLUMNS) * points.width();
        return length > Long.MAX_VALUE / Double.BYTES ? Long.MAX_VALUE : length * Double.BYTES;
    }

    int size() {
        return squares.length;
    }

    /** The width of the points. */
    int width() {
        return d;
    }

    /** Stands for this table: another number than that of any other one. */
    long stamp() {
        return stamp;
    }

    /** The address of a point, after which so many are there. */
    DoublePointer at(int from, int count) {
        require(from, count);
        return memory.getPointer((long) from * d);
    }

    /** The squared norms, of which those of so many points are there. */
    public double[] squares(int from, int count) {
        require(from, count);
        return squares;
    }

    private void require(int from, int count) {
        for (int block = from / BLOCK; block * BLOCK < from + count; block++) {
            if (filled.get(block) == 0) {
                int first = block * BLOCK;
                copy(points, first, Math.min(BLOCK, squares.length - first), numbers, first, squares);
                filled.set(block, 1);
            }
        }
    }

    /** Copies points, and takes their squared norms: the first of them becomes point number {@code to}. */
    static void copy(Points points, int from, int count, DoubleBuffer numbers, int to, double[] squares) {
        VectorMath math = VectorMath.get();
        int d = points.width();
        int together = Math.max(1, PIECE / d);
        double[] piece = PIECES.get();
        if (piece.length < together * d) {
            piece = new double[together * d];
            PIECES.set(piece);
        }
        for (int i = 0; i < count; i += together) {
            int some = Math.min(together, count - i);
            points.copyRows(from + i, some, piece, 0);
            numbers.put((to + i) * d, piece, 0, some * d);
            for (int k = 0; k < some; k++) {
                squares[to + i + k] = math.dot(piece, k * d, piece, k * d, d);
            }
        }
    }

    /** Gives the memory back; nothing else does. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LargeArrays.free(memory, bytes);
        }
    }
}
