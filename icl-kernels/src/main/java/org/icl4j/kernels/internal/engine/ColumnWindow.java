package org.icl4j.kernels.internal.engine;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.icl4j.core.linalg.NativeArrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some neighbouring columns of a column-major array, written by pieces of columns at memory speed; float32 ones rounded. */
final class ColumnWindow {

    private final INDArray target;
    private final long ld;
    private final long first;
    // A buffer holds less than 2^31 bytes; wider windows are written through the array.
    private final @Nullable DoubleBuffer buffer;
    private final @Nullable FloatBuffer floats;
    private final boolean single;
    private float[] rounded = new float[0];

    ColumnWindow(INDArray target, int firstColumn, int columns) {
        this.target = target;
        this.single = target.dataType() == DataType.FLOAT;
        this.ld = target.size(1) == 1 ? target.size(0) : target.stride(1);
        this.first = firstColumn * ld;
        long length = (columns - 1) * ld + target.size(0);
        boolean fits = length * target.dataType().width() <= Integer.MAX_VALUE;
        this.buffer = fits && !single ? NativeArrays.buffer(target, first, (int) length) : null;
        this.floats = fits && single ? NativeArrays.floatBuffer(target, first, (int) length) : null;
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
                NativeArrays.copyIn(source, offset, target, first + at, length);
            }
        } finally {
            Reference.reachabilityFence(target); // The buffer does not keep the array's memory.
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
