package org.icl4j.kernels.features;

import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;

/** Inner products of points with a fixed set of frequencies, w_j' x_i. */
final class Projection {

    private final int width;
    private final int count;
    /** Shape [d, count], the order that products read. */
    private final double[] transposed;

    /** Takes count frequencies of d numbers each, multiplied by a factor. */
    Projection(double[][] frequencies, double factor) {
        count = frequencies.length;
        width = frequencies[0].length;
        transposed = new double[width * count];
        for (int j = 0; j < count; j++) {
            for (int k = 0; k < width; k++) {
                transposed[k * count + j] = factor * frequencies[j][k];
            }
        }
    }

    int count() {
        return count;
    }

    /** W X' as rows: {@code result[offset + i * ld + j] = w_j' x_(from + i)}. */
    void apply(Points x, int from, int rows, double[] result, int offset, int ld) {
        double[] points = new double[rows * width];
        x.copyRows(from, rows, points, 0);
        VectorMath.get()
                .gemm(
                        false,
                        false,
                        rows,
                        count,
                        width,
                        1,
                        points,
                        0,
                        width,
                        transposed,
                        0,
                        count,
                        0,
                        result,
                        offset,
                        ld);
    }

    /** |x_(from + i)|^2 / 2 of the frequencies' scale: factor |x|^2. */
    static double[] squaredNorms(Points x, int from, int rows, double factor) {
        int d = x.width();
        double[] point = new double[d];
        double[] norms = new double[rows];
        for (int i = 0; i < rows; i++) {
            x.copyRows(from + i, 1, point, 0);
            norms[i] = factor * VectorMath.get().dot(point, 0, point, 0, d);
        }
        return norms;
    }

    double[][] frequencies() {
        double[][] rows = new double[count][width];
        for (int j = 0; j < count; j++) {
            for (int k = 0; k < width; k++) {
                rows[j][k] = transposed[k * count + j];
            }
        }
        return rows;
    }
}
