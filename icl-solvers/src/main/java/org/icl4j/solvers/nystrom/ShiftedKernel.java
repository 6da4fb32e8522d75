package org.icl4j.solvers.nystrom;

import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * k(c_j, x) - s_j, for the panels of {@link CentreGram}, whose tiles have the centres as rows. Not a kernel by itself: a block of it is all
 * there is.
 */
@SuppressWarnings("ArrayRecordComponent")
record ShiftedKernel(Kernel kernel, double[] shift) implements Kernel {

    @Override
    public double value(double[] x, double[] z) {
        throw new UnsupportedOperationException("the centre's number is not known");
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            double s = shift[tile.rowIndex(i)];
            for (int j = i * stride; j < (i + 1) * stride; j++) {
                result[j] -= s;
            }
        }
    }

    @Override
    public String toString() {
        return kernel.toString();
    }
}
