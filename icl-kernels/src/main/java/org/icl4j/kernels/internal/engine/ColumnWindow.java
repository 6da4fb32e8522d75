package org.icl4j.kernels.internal.engine;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some neighbouring columns of a column-major array of ND4J, written by pieces of columns at memory speed; float32 ones rounded. */
final class ColumnWindow implements TileSink {

    // Buffers do not keep an array's memory.
    private final INDArray target;
    private final long ld;
    private final long first;
    private final boolean single;
    // A buffer holds less than 2^31 bytes; of wider windows each piece has its own.
    private final @Nullable DoubleBuffer buffer;
    private final @Nullable FloatBuffer floats;
    private float[] rounded = new float[0];

    ColumnWindow(INDArray target, int firstColumn, int columns) {
        long rows = target.size(0);
        this.target = target;
        this.single = target.dataType() == DataType.FLOAT;
        this.ld = target.size(1) == 1 ? rows : target.stride(1);
        this.first = firstColumn * ld;
        long length = (columns - 1) * ld + rows;
        boolean fits = length * target.dataType().width() <= Integer.MAX_VALUE;
        this.buffer = fits && !single ? NativeArrays.buffer(target, first, (int) length) : null;
        this.floats = fits && single ? NativeArrays.floatBuffer(target, first, (int) length) : null;
    }

    @Override
    public void put(Workspace w, int column, int row, boolean lower) {
        int stride = w.tile.stride();
        for (int c = 0; c < w.tile.rows(); c++) {
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
                NativeArrays.buffer(target, first + at, length).put(source, offset, length);
            }
        } finally {
            Reference.reachabilityFence(target);
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
            NativeArrays.floatBuffer(target, first + at, length).put(rounded, 0, length);
        }
    }
}
