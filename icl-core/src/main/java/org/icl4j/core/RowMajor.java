package org.icl4j.core;

import java.util.Arrays;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of users' tables, one row after the other, if their shape is one of points. */
final class RowMajor {

    private RowMajor() {}

    static double[] of(String name, INDArray array) {
        Require.numeric(name, array);
        if (array.rank() > 2 || array.rank() < 1) {
            throw Require.error(name, "expected shape [n, d], got " + Arrays.toString(array.shape()));
        }
        long n = array.size(0);
        long d = array.rank() == 1 ? 1 : array.size(1);
        if (array.isEmpty() || n * d == 0) {
            throw Require.error(name, "is empty, shape " + Arrays.toString(array.shape()));
        }
        if (n * d > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    name,
                    "shape " + Arrays.toString(array.shape()) + " has more than 2^31 elements; fit on a part of it");
        }
        return NativeArrays.toRowMajor(array);
    }

    static double[] of(String name, double[][] array) {
        Require.notNull(name, array);
        if (array.length == 0) {
            throw Require.error(name, "is empty");
        }
        Require.notNull(name + "[0]", array[0]);
        int d = array[0].length;
        if (d == 0) {
            throw Require.error(name, "has rows of length 0");
        }
        if ((long) array.length * d > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    name, "shape [" + array.length + ", " + d + "] has more than 2^31 elements; fit on a part of it");
        }
        double[] rows = new double[array.length * d];
        for (int i = 0; i < array.length; i++) {
            Require.notNull(name + "[" + i + "]", array[i]);
            if (array[i].length != d) {
                throw Require.error(
                        name, "is ragged: row " + i + " has length " + array[i].length + ", row 0 has length " + d);
            }
            System.arraycopy(array[i], 0, rows, i * d, d);
        }
        return rows;
    }
}
