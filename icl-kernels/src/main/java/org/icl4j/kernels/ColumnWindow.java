package org.icl4j.kernels;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.icl4j.core.NativeArrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some neighbouring columns of a column-major array, written by pieces of columns at memory speed. */
final class ColumnWindow {

    private final INDArray target;
    private final long ld;
    private final long first;
    // A buffer holds less than 2^31 bytes; wider windows are written through the array.
    private final @Nullable DoubleBuffer buffer;

    ColumnWindow(INDArray target, int firstColumn, int columns) {
        this.target = target;
        this.ld = target.size(1) == 1 ? target.size(0) : target.stride(1);
        this.first = firstColumn * ld;
        long length = (columns - 1) * ld + target.size(0);
        this.buffer =
                length * Double.BYTES <= Integer.MAX_VALUE ? NativeArrays.buffer(target, first, (int) length) : null;
    }

    /** Writes numbers into a column of the window, counted from its first, from the given row on. */
    void put(int column, int row, double[] source, int offset, int length) {
        if (buffer != null) {
            try {
                buffer.put((int) (column * ld) + row, source, offset, length);
            } finally {
                Reference.reachabilityFence(target); // The buffer does not keep the array's memory.
            }
        } else {
            NativeArrays.copyIn(source, offset, target, first + column * ld + row, length);
        }
    }
}
