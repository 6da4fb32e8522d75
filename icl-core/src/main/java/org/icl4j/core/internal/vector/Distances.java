package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import org.icl4j.core.internal.VectorMathProviders;

/**
 * Squared distances by differences. Each pair is one chain of fused multiply-adds over the coordinates in their order,
 * in the vector code as in the scalar code, so that a pair's bits do not depend on where in a tile it stands.
 */
final class Distances {

    private Distances() {}

    static void squared(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] z,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        if (d > VectorMathProviders.NARROW) {
            WideDistances.compute(true, rows, columns, d, x, offsetX, z, offsetZ, ldZ, result, offset, ld);
        } else {
            whole(rows, columns, d, x, offsetX, z, offsetZ, ldZ, result, offset, ld);
        }
    }

    /** All coordinates at once. */
    static void whole(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] z,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        if (columns < COUNT) {
            scalar(rows, columns, d, x, offsetX, z, offsetZ, ldZ, result, offset, ld);
            return;
        }
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            fourRows(columns, d, x, offsetX + i * d, z, offsetZ, ldZ, result, offset + i * ld, ld);
        }
        for (; i < rows; i++) {
            oneRow(columns, d, x, offsetX + i * d, z, offsetZ, ldZ, result, offset + i * ld);
        }
    }

    private static void fourRows(
            int columns,
            int d,
            double[] x,
            int row,
            double[] z,
            int offsetZ,
            int ldZ,
            double[] result,
            int at,
            int ld) {
        int j = 0;
        for (; j + 2 * COUNT <= columns; j += 2 * COUNT) {
            four2(d, x, row, z, offsetZ + j, ldZ, result, at + j, ld);
        }
        // What is left is at most two vectors; the last may overlap what has been written, with the same numbers.
        for (; j < columns; j += COUNT) {
            int column = Math.min(j, columns - COUNT);
            four1(d, x, row, z, offsetZ + column, ldZ, result, at + column, ld);
        }
    }

    private static void four2(
            int d, double[] x, int row, double[] z, int column, int ldZ, double[] result, int at, int ld) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s00 = zero;
        DoubleVector s01 = zero;
        DoubleVector s10 = zero;
        DoubleVector s11 = zero;
        DoubleVector s20 = zero;
        DoubleVector s21 = zero;
        DoubleVector s30 = zero;
        DoubleVector s31 = zero;
        int p = column;
        for (int k = 0; k < d; k++) {
            DoubleVector z0 = fromArray(SPECIES, z, p);
            DoubleVector z1 = fromArray(SPECIES, z, p + COUNT);
            DoubleVector v = broadcast(SPECIES, x[row + k]);
            DoubleVector e = v.sub(z0);
            s00 = e.fma(e, s00);
            e = v.sub(z1);
            s01 = e.fma(e, s01);
            v = broadcast(SPECIES, x[row + d + k]);
            e = v.sub(z0);
            s10 = e.fma(e, s10);
            e = v.sub(z1);
            s11 = e.fma(e, s11);
            v = broadcast(SPECIES, x[row + 2 * d + k]);
            e = v.sub(z0);
            s20 = e.fma(e, s20);
            e = v.sub(z1);
            s21 = e.fma(e, s21);
            v = broadcast(SPECIES, x[row + 3 * d + k]);
            e = v.sub(z0);
            s30 = e.fma(e, s30);
            e = v.sub(z1);
            s31 = e.fma(e, s31);
            p += ldZ;
        }
        s00.intoArray(result, at);
        s01.intoArray(result, at + COUNT);
        s10.intoArray(result, at + ld);
        s11.intoArray(result, at + ld + COUNT);
        s20.intoArray(result, at + 2 * ld);
        s21.intoArray(result, at + 2 * ld + COUNT);
        s30.intoArray(result, at + 3 * ld);
        s31.intoArray(result, at + 3 * ld + COUNT);
    }

    private static void four1(
            int d, double[] x, int row, double[] z, int column, int ldZ, double[] result, int at, int ld) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s0 = zero;
        DoubleVector s1 = zero;
        DoubleVector s2 = zero;
        DoubleVector s3 = zero;
        int p = column;
        for (int k = 0; k < d; k++) {
            DoubleVector z0 = fromArray(SPECIES, z, p);
            DoubleVector e = broadcast(SPECIES, x[row + k]).sub(z0);
            s0 = e.fma(e, s0);
            e = broadcast(SPECIES, x[row + d + k]).sub(z0);
            s1 = e.fma(e, s1);
            e = broadcast(SPECIES, x[row + 2 * d + k]).sub(z0);
            s2 = e.fma(e, s2);
            e = broadcast(SPECIES, x[row + 3 * d + k]).sub(z0);
            s3 = e.fma(e, s3);
            p += ldZ;
        }
        zero.add(s0).intoArray(result, at);
        zero.add(s1).intoArray(result, at + ld);
        zero.add(s2).intoArray(result, at + 2 * ld);
        zero.add(s3).intoArray(result, at + 3 * ld);
    }

    private static void oneRow(
            int columns, int d, double[] x, int row, double[] z, int offsetZ, int ldZ, double[] result, int at) {
        for (int j = 0; j < columns; j += COUNT) {
            int column = Math.min(j, columns - COUNT);
            one1(d, x, row, z, offsetZ + column, ldZ, result, at + column);
        }
    }

    private static void one1(int d, double[] x, int row, double[] z, int column, int ldZ, double[] result, int at) {
        DoubleVector zero = broadcast(SPECIES, 0);
        DoubleVector s = zero;
        int p = column;
        for (int k = 0; k < d; k++) {
            DoubleVector e = broadcast(SPECIES, x[row + k]).sub(fromArray(SPECIES, z, p));
            s = e.fma(e, s);
            p += ldZ;
        }
        zero.add(s).intoArray(result, at);
    }

    private static void scalar(
            int rows,
            int columns,
            int d,
            double[] x,
            int offsetX,
            double[] z,
            int offsetZ,
            int ldZ,
            double[] result,
            int offset,
            int ld) {
        for (int i = 0; i < rows; i++) {
            int row = offsetX + i * d;
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    double difference = x[row + k] - z[offsetZ + k * ldZ + j];
                    sum = Math.fma(difference, difference, sum);
                }
                result[offset + i * ld + j] = sum;
            }
        }
    }
}
