package org.icl4j.core.linalg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Require;
import org.icl4j.core.internal.blas.NativePanels;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A block of numbers on its way from an array into matrices of native memory: copied once, looked at, and laid down in the columns of one
 * matrix or several by LAPACK. A few native calls take the place of one copy for each column, which a process's first call would
 * interpret.
 *
 * <p>The block is made of lines, each of which becomes a piece of a column. Scratch of one thread, shared by all that runs on it: put
 * what has just been loaded.
 */
public final class NativeTile {

    /** The numbers that a block may have. */
    public static final int MOST = 1 << 14;

    private static final ThreadLocal<NativeTile> PER_THREAD = new ThreadLocal<>();

    private final DoubleBuffer numbers = ByteBuffer.allocateDirect(MOST * Double.BYTES)
            .order(ByteOrder.nativeOrder())
            .asDoubleBuffer();
    private final DoublePointer first = new DoublePointer(numbers);

    private NativeTile() {}

    /**
     * Whether OpenBLAS has been loaded, without which there are no such blocks; asking does not load it.
     *
     * @return whether {@link #ofThread} may be used
     */
    public static boolean isAtHand() {
        return NativePanels.isLoaded();
    }

    /**
     * The calling thread's block.
     *
     * @return the same object at every call on a thread
     */
    public static NativeTile ofThread() {
        NativeTile tile = PER_THREAD.get();
        if (tile == null) {
            tile = new NativeTile();
            PER_THREAD.set(tile);
        }
        return tile;
    }

    /**
     * Copies numbers.
     *
     * @param source the numbers, from the array's beginning
     * @param length how many, at most {@link #MOST}
     * @return whether the sum of their magnitudes is finite: not where one is NaN or infinite, nor where the sum overflows
     */
    public boolean load(double[] source, int length) {
        Require.notNull("source", source);
        numbers.put(0, source, 0, length);
        return Double.isFinite(openblas.cblas_dasum(length, first, 1));
    }

    /**
     * Writes a rectangle: element (row + i, column + c) becomes number c stride + i. Float64 as it is, float32 rounded.
     *
     * @param lines number of columns
     * @param count numbers taken of each line
     * @param stride from one line to the next
     * @param target where to
     * @param row the first row
     * @param column the first column
     */
    public void put(int lines, int count, int stride, NativeMatrix target, int row, int column) {
        require(lines, count, stride, target, row, column);
        long at = row + (long) column * target.rows();
        if (target.type() == DataType.FLOAT) {
            round(lines, count, stride, 0, target, at);
        } else {
            openblas.LAPACKE_dlacpy_work(
                    openblas.LAPACK_COL_MAJOR, (byte) 'A', count, lines, first, stride, at(target, at), target.rows());
        }
    }

    /**
     * Writes the lower triangle of a square on the diagonal: the same for i &gt;= c.
     *
     * @param size lines, and numbers taken of each
     * @param stride from one line to the next
     * @param target where to
     * @param at the first row and column
     */
    public void putLower(int size, int stride, NativeMatrix target, int at) {
        require(size, size, stride, target, at, at);
        int ld = target.rows();
        long place = at + (long) at * ld;
        if (target.type() == DataType.FLOAT) {
            for (int c = 0; c < size; c++) {
                round(1, size - c, stride, c * stride + c, target, place + (long) c * ld + c);
            }
        } else {
            openblas.LAPACKE_dlacpy_work(
                    openblas.LAPACK_COL_MAJOR, (byte) 'L', size, size, first, stride, at(target, place), ld);
        }
    }

    private void round(int lines, int count, int stride, int from, NativeMatrix target, long at) {
        FloatPointer place = new FloatPointer(target.address()).getPointer(at);
        int overflows = openblas.LAPACKE_dlag2s_work(
                openblas.LAPACK_COL_MAJOR,
                count,
                lines,
                from == 0 ? first : first.getPointer(from),
                stride,
                place,
                target.rows());
        if (overflows != 0) { // It stops there; Java rounds to infinity.
            for (int c = 0; c < lines; c++) {
                FloatBuffer column = target.floats(at + (long) c * target.rows(), count);
                for (int i = 0; i < count; i++) {
                    column.put(i, (float) numbers.get(from + c * stride + i));
                }
            }
        }
    }

    private static DoublePointer at(NativeMatrix target, long place) {
        return new DoublePointer(target.address()).getPointer(place);
    }

    // Beyond the memory a native call would corrupt what lies there.
    private static void require(int lines, int count, int stride, NativeMatrix target, int row, int column) {
        Require.notNull("target", target);
        Require.inRange("lines", lines, 1, target.columns());
        Require.inRange("stride", stride, 1, MOST / lines);
        Require.inRange("count", count, 1, Math.min(stride, target.rows()));
        Require.inRange("row", row, 0, target.rows() - count);
        Require.inRange("column", column, 0, target.columns() - lines);
    }
}
