package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import org.icl4j.core.internal.VectorMathProviders;

/**
 * {@link Distances} and {@link AbsoluteDistances} of points so wide that a tile of them leaves the cache before its next rows read it: {@value #BLOCK}
 * coordinates at a time. Between two blocks the sums lie in the result, so that each is the same chain, and has the same bits.
 */
final class WideDistances {

    private static final int BLOCK = VectorMathProviders.NARROW;
    private static final int ROWS = 4;
    private static final int COLUMNS = 2 * COUNT;

    private WideDistances() {}

    static void compute(
            boolean squared,
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
        int wholeRows = rows - rows % ROWS;
        int wholeColumns = columns - columns % COLUMNS;
        for (int i = 0; i < wholeRows; i++) {
            Arrays.fill(result, offset + i * ld, offset + i * ld + wholeColumns, 0);
        }
        for (int k = 0; k < d; k += BLOCK) {
            int terms = Math.min(BLOCK, d - k);
            for (int i = 0; i < wholeRows; i += ROWS) {
                int row = offsetX + i * d + k;
                for (int j = 0; j < wholeColumns; j += COLUMNS) {
                    int column = offsetZ + k * ldZ + j;
                    int at = offset + i * ld + j;
                    if (squared) {
                        addSquares(terms, x, row, d, z, column, ldZ, result, at, ld);
                    } else {
                        addAbsolutes(terms, x, row, d, z, column, ldZ, result, at, ld);
                    }
                }
            }
        }
        // What is left: rows below, and columns, of which some may be computed once more to fill a vector.
        if (wholeRows < rows) {
            int row = offsetX + wholeRows * d;
            int at = offset + wholeRows * ld;
            rest(squared, rows - wholeRows, wholeColumns, d, x, row, z, offsetZ, ldZ, result, at, ld);
        }
        if (wholeColumns < columns) {
            int j = Math.max(0, Math.min(wholeColumns, columns - COUNT));
            rest(squared, rows, columns - j, d, x, offsetX, z, offsetZ + j, ldZ, result, offset + j, ld);
        }
    }

    private static void rest(
            boolean squared,
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
        if (squared) {
            Distances.whole(rows, columns, d, x, offsetX, z, offsetZ, ldZ, result, offset, ld);
        } else {
            AbsoluteDistances.whole(rows, columns, d, x, offsetX, z, offsetZ, ldZ, result, offset, ld);
        }
    }

    private static void addSquares(
            int terms, double[] x, int row, int d, double[] z, int column, int ldZ, double[] result, int at, int ld) {
        DoubleVector s00 = fromArray(SPECIES, result, at);
        DoubleVector s01 = fromArray(SPECIES, result, at + COUNT);
        DoubleVector s10 = fromArray(SPECIES, result, at + ld);
        DoubleVector s11 = fromArray(SPECIES, result, at + ld + COUNT);
        DoubleVector s20 = fromArray(SPECIES, result, at + 2 * ld);
        DoubleVector s21 = fromArray(SPECIES, result, at + 2 * ld + COUNT);
        DoubleVector s30 = fromArray(SPECIES, result, at + 3 * ld);
        DoubleVector s31 = fromArray(SPECIES, result, at + 3 * ld + COUNT);
        int p = column;
        for (int k = 0; k < terms; k++) {
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

    private static void addAbsolutes(
            int terms, double[] x, int row, int d, double[] z, int column, int ldZ, double[] result, int at, int ld) {
        DoubleVector s00 = fromArray(SPECIES, result, at);
        DoubleVector s01 = fromArray(SPECIES, result, at + COUNT);
        DoubleVector s10 = fromArray(SPECIES, result, at + ld);
        DoubleVector s11 = fromArray(SPECIES, result, at + ld + COUNT);
        DoubleVector s20 = fromArray(SPECIES, result, at + 2 * ld);
        DoubleVector s21 = fromArray(SPECIES, result, at + 2 * ld + COUNT);
        DoubleVector s30 = fromArray(SPECIES, result, at + 3 * ld);
        DoubleVector s31 = fromArray(SPECIES, result, at + 3 * ld + COUNT);
        int p = column;
        for (int k = 0; k < terms; k++) {
            DoubleVector z0 = fromArray(SPECIES, z, p);
            DoubleVector z1 = fromArray(SPECIES, z, p + COUNT);
            DoubleVector v = broadcast(SPECIES, x[row + k]);
            s00 = v.sub(z0).abs().add(s00);
            s01 = v.sub(z1).abs().add(s01);
            v = broadcast(SPECIES, x[row + d + k]);
            s10 = v.sub(z0).abs().add(s10);
            s11 = v.sub(z1).abs().add(s11);
            v = broadcast(SPECIES, x[row + 2 * d + k]);
            s20 = v.sub(z0).abs().add(s20);
            s21 = v.sub(z1).abs().add(s21);
            v = broadcast(SPECIES, x[row + 3 * d + k]);
            s30 = v.sub(z0).abs().add(s30);
            s31 = v.sub(z1).abs().add(s31);
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
}
