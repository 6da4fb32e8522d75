package org.icl4j.kernels.internal.engine;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some neighbouring columns of a column-major array, written by pieces of columns at memory speed; float32 ones rounded. */
final class ColumnWindow {

    // Buffers do not keep an array's memory.
    private final Object owner;
    private final long ld;
    private final long first;
    private final int firstColumn;
    private final boolean single;
    // A buffer holds less than 2^31 bytes; of wider windows each piece has its own.
    private final @Nullable DoubleBuffer buffer;
    private final @Nullable FloatBuffer floats;
    private float[] rounded = new float[0];

    ColumnWindow(INDArray target, int firstColumn, int columns) {
        this(
                target,
                target.dataType(),
                target.size(0),
                target.size(1) == 1 ? target.size(0) : target.stride(1),
                firstColumn,
                columns);
    }

    ColumnWindow(NativeMatrix target, int firstColumn, int columns) {
        this(target, target.type(), target.rows(), target.rows(), firstColumn, columns);
    }

    /** A window of an array of ND4J or of memory that needs none. */
    static ColumnWindow of(Object target, int firstColumn, int columns) {
        return target instanceof NativeMatrix matrix
                ? new ColumnWindow(matrix, firstColumn, columns)
                : new ColumnWindow((INDArray) target, firstColumn, columns);
    }

    private ColumnWindow(Object owner, DataType type, long rows, long ld, int firstColumn, int columns) {
        this.owner = owner;
        this.single = type == DataType.FLOAT;
        this.ld = ld;
        this.first = firstColumn * ld;
        this.firstColumn = firstColumn;
        long length = (columns - 1) * ld + rows;
        boolean fits = length * type.width() <= Integer.MAX_VALUE;
        this.buffer = fits && !single ? doubles(first, (int) length) : null;
        this.floats = fits && single ? floats(first, (int) length) : null;
    }

    private DoubleBuffer doubles(long from, int length) {
        return owner instanceof NativeMatrix matrix
                ? matrix.doubles(from, length)
                : NativeArrays.buffer((INDArray) owner, from, length);
    }

    private FloatBuffer floats(long from, int length) {
        return owner instanceof NativeMatrix matrix
                ? matrix.floats(from, length)
                : NativeArrays.floatBuffer((INDArray) owner, from, length);
    }

    /** Writes a tile whose rows are the matrix's columns; of one on the diagonal the lower triangle, if asked for. */
    void put(Workspace w, int column, int row, boolean lower) {
        int lines = w.tile.rows();
        int stride = w.tile.stride();
        if (owner instanceof NativeMatrix matrix && NativeTile.isAtHand()) {
            NativeTile tile = NativeTile.ofThread();
            tile.load(w.values, w.tile.length());
            if (lower) {
                tile.putLower(lines, stride, matrix, row);
            } else {
                tile.put(lines, w.tile.columns(), stride, matrix, row, firstColumn + column);
            }
            return;
        }
        for (int c = 0; c < lines; c++) {
            int above = lower ? c : 0;
            put(column + c, row + above, w.values, c * stride + above, w.tile.columns() - above);
        }
    }

    /** Writes numbers into a column of the window, counted from its first, from the given row on. */
    void put(int column, int row, double[] source, int offset, int length) {
        long at = column * ld + row;
        try {
            if (single) {
                putRounded(at, source, offset, length);
            } else if (buffer != null) {
                buffer.put((int) at, source, offset, length);
            } else {
                doubles(first + at, length).put(source, offset, length);
            }
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private void putRounded(long at, double[] source, int offset, int length) {
        if (rounded.length < length) {
            rounded = new float[length];
        }
        for (int i = 0; i < length; i++) {
            rounded[i] = (float) source[offset + i];
        }
        if (floats != null) {
            floats.put((int) at, rounded, 0, length);
        } else {
            floats(first + at, length).put(rounded, 0, length);
        }
    }
}
