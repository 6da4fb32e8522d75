package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/**
 * Sums of absolute differences, in the register blocks of {@link Distances}: each pair is one chain of additions over the
 * coordinates in their order, in the vector code as in the scalar code, so that a pair's bits do not depend on where in a
 * tile it stands.
 */
final class AbsoluteDistances {

    private AbsoluteDistances() {}

    static void compute(
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
        if (columns < COUNT || Cold.still(rows * columns)) {
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
        if (j + COUNT <= columns) {
            four1(d, x, row, z, offsetZ + j, ldZ, result, at + j, ld);
            j += COUNT;
        }
        if (j < columns) {
            four1(d, x, row, z, offsetZ + columns - COUNT, ldZ, result, at + columns - COUNT, ld);
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
            s00 = s00.add(v.sub(z0).abs());
            s01 = s01.add(v.sub(z1).abs());
            v = broadcast(SPECIES, x[row + d + k]);
            s10 = s10.add(v.sub(z0).abs());
            s11 = s11.add(v.sub(z1).abs());
            v = broadcast(SPECIES, x[row + 2 * d + k]);
            s20 = s20.add(v.sub(z0).abs());
            s21 = s21.add(v.sub(z1).abs());
            v = broadcast(SPECIES, x[row + 3 * d + k]);
            s30 = s30.add(v.sub(z0).abs());
            s31 = s31.add(v.sub(z1).abs());
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
        DoubleVector s0 = broadcast(SPECIES, 0);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int p = column;
        for (int k = 0; k < d; k++) {
            DoubleVector z0 = fromArray(SPECIES, z, p);
            s0 = s0.add(broadcast(SPECIES, x[row + k]).sub(z0).abs());
            s1 = s1.add(broadcast(SPECIES, x[row + d + k]).sub(z0).abs());
            s2 = s2.add(broadcast(SPECIES, x[row + 2 * d + k]).sub(z0).abs());
            s3 = s3.add(broadcast(SPECIES, x[row + 3 * d + k]).sub(z0).abs());
            p += ldZ;
        }
        s0.intoArray(result, at);
        s1.intoArray(result, at + ld);
        s2.intoArray(result, at + 2 * ld);
        s3.intoArray(result, at + 3 * ld);
    }

    private static void oneRow(
            int columns, int d, double[] x, int row, double[] z, int offsetZ, int ldZ, double[] result, int at) {
        int j = 0;
        for (; j + COUNT <= columns; j += COUNT) {
            one1(d, x, row, z, offsetZ + j, ldZ, result, at + j);
        }
        if (j < columns) {
            one1(d, x, row, z, offsetZ + columns - COUNT, ldZ, result, at + columns - COUNT);
        }
    }

    private static void one1(int d, double[] x, int row, double[] z, int column, int ldZ, double[] result, int at) {
        DoubleVector s = broadcast(SPECIES, 0);
        int p = column;
        for (int k = 0; k < d; k++) {
            s = s.add(
                    broadcast(SPECIES, x[row + k]).sub(fromArray(SPECIES, z, p)).abs());
            p += ldZ;
        }
        s.intoArray(result, at);
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
                    sum += Math.abs(x[row + k] - z[offsetZ + k * ldZ + j]);
                }
                result[offset + i * ld + j] = sum;
            }
        }
    }
}
