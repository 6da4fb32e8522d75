package org.icl4j.core.internal.blas;

import org.bytedeco.javacpp.FloatPointer;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A column-major float32 matrix as BLAS sees it.
 *
 * @param pointer the address of the first element
 * @param leading the distance of neighbours in a row
 */
record SingleOperand(FloatPointer pointer, int leading) {

    static SingleOperand of(String name, INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw Require.error(
                    name, "must be float32 (DataType.FLOAT) as the other operand is, got " + array.dataType());
        }
        return new SingleOperand(
                new Address(array), Operand.columnMajor(name, array).leading());
    }

    static SingleOperand of(String name, NativeMatrix matrix) {
        if (matrix.type() != DataType.FLOAT) {
            throw Require.error(name, "must be float32 (DataType.FLOAT) as the other operand is, got " + matrix.type());
        }
        return new SingleOperand(new Address(matrix), matrix.rows());
    }

    /** The address of an element. */
    FloatPointer at(int row, int column) {
        return new Address(pointer, row + (long) column * leading);
    }

    /** Keeps the array reachable, as {@link Operand}'s addresses do. */
    private static final class Address extends FloatPointer {

        @SuppressWarnings({"unused", "UnusedVariable"})
        private final Object owner;

        Address(INDArray array) {
            super(array.data().addressPointer());
            this.owner = array;
        }

        Address(NativeMatrix matrix) {
            super(matrix.address());
            this.owner = matrix;
        }

        Address(FloatPointer base, long offset) {
            super(base);
            this.owner = base;
            position(base.position() + offset);
        }
    }
}
