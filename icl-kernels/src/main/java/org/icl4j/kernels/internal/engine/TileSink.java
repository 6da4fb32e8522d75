package org.icl4j.kernels.internal.engine;

import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.kernels.internal.engine.Workspaces.Workspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Some neighbouring columns of a matrix, into which tiles are written whose rows are the matrix's columns. */
interface TileSink {

    /**
     * Writes a tile that {@link FiniteCheck} has just looked at.
     *
     * @param column the first column, counted from the sink's first
     * @param row the first row
     * @param lower only the lower triangle, of a tile on the diagonal
     */
    void put(Workspace w, int column, int row, boolean lower);

    /** Columns of an array of ND4J or of memory that needs none. */
    static TileSink of(Object target, int firstColumn, int columns) {
        return target instanceof NativeMatrix matrix
                ? new NativeColumns(matrix, firstColumn)
                : new ColumnWindow((INDArray) target, firstColumn, columns);
    }

    /** Of a native matrix, which is not there without OpenBLAS: so the check has left the tile in native memory. */
    record NativeColumns(NativeMatrix target, int first) implements TileSink {

        @Override
        public void put(Workspace w, int column, int row, boolean lower) {
            NativeTile tile = NativeTile.ofThread();
            int lines = w.tile.rows();
            if (lower) {
                tile.putLower(lines, w.tile.stride(), target, first + column);
            } else {
                tile.put(lines, w.tile.columns(), w.tile.stride(), target, row, first + column);
            }
        }
    }
}
