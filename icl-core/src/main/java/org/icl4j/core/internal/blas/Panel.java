package org.icl4j.core.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;

/** Native memory that grows by being replaced; the garbage collector takes the old one back. */
record Panel(DoubleBuffer numbers, DoublePointer address) {

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

    /** This, or another one that holds so much; what was in this is not in the other. */
    Panel holding(int length) {
        return numbers.capacity() >= length ? this : new Panel(length);
    }

    void fill(int from, int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        numbers.put(from, values, 0, count);
    }
}
