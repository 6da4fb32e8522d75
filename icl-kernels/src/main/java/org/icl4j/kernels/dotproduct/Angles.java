package org.icl4j.kernels.dotproduct;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * Kernels (|x| |z|)^m f(theta), m = 0, 1 or 2, theta the angle between x and z. With u = x / |x| and v = z / |z|,
 *
 * <pre>h = sin^2(theta / 2) = |u - v|^2 / 4,   g = cos^2(theta / 2) = 1 - h, or |u + v|^2 / 4 near theta = pi,</pre>
 *
 * <p>so that theta = 2 asin(sqrt h) is within a few roundings at both ends, and exactly 0 between equal points. A zero vector is at
 * a right angle to every vector, itself included: its cosine is 0, as scikit-learn has it.
 *
 * <p>A tile costs its squared distances, and one call of f a row.
 */
final class Angles {

    // At h = 0.99, g = 1 - h has 100 times the rounding of h, and theta 10 times.
    private static final double NEARLY_OPPOSITE = 0.99;

    private Angles() {}

    /** One pair. */
    static double value(AngleRow.Profile f, int power, double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        double product = Direction.norm(x) * Direction.norm(z);
        if (product == 0) {
            return times(AngleRow.at(f, 0.5, 0.5), product, power);
        }
        double[] u = Direction.OF.apply(x);
        double[] v = Direction.OF.apply(z);
        double h = PointPair.squaredDistance(u, v) / 4;
        double g = h > NEARLY_OPPOSITE ? opposite(u, v) : 1 - h;
        return times(AngleRow.at(f, h > NEARLY_OPPOSITE ? 1 - g : h, g), product, power);
    }

    /** A tile. */
    static void block(AngleRow.Profile f, int power, Tile tile, double[] result) {
        Tile directions = tile.warped(Direction.OF);
        directions.squaredDistances(result);
        double[] xNorms = rowNorms(tile);
        double[] zNorms = columnNorms(tile);
        AngleRow row = new AngleRow(tile.stride());
        double[] values = new double[tile.stride()];
        for (int i = 0; i < tile.rows(); i++) {
            int from = i * tile.stride();
            System.arraycopy(result, from, row.h, 0, row.count);
            fill(row, directions, i, xNorms[i], zNorms);
            f.of(row, values);
            multiply(values, xNorms[i], zNorms, power);
            System.arraycopy(values, 0, result, from, row.count);
        }
    }

    private static void multiply(double[] values, double xNorm, double[] zNorms, int power) {
        for (int times = 0; times < power; times++) {
            for (int j = 0; j < zNorms.length; j++) {
                values[j] *= xNorm * zNorms[j];
            }
        }
    }

    // From the squared distances in h.
    private static void fill(AngleRow row, Tile directions, int i, double xNorm, double[] zNorms) {
        double greatest = 0;
        double least = xNorm;
        for (int j = 0; j < zNorms.length; j++) {
            row.h[j] *= 0.25;
            row.g[j] = 1 - row.h[j];
            greatest = Math.max(greatest, row.h[j]);
            least = Math.min(least, zNorms[j]);
        }
        if (greatest <= NEARLY_OPPOSITE && least > 0) {
            return;
        }
        for (int j = 0; j < zNorms.length; j++) {
            if (xNorm == 0 || zNorms[j] == 0) {
                row.h[j] = 0.5;
                row.g[j] = 0.5;
            } else if (row.h[j] > NEARLY_OPPOSITE) {
                int column = Math.min(j, directions.columns() - 1);
                row.g[j] = opposite(directions.rowPoint(i), directions.columnPoint(column));
                row.h[j] = 1 - row.g[j];
            }
        }
    }

    private static double opposite(double[] u, double[] v) {
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            double coordinate = u[k] + v[k];
            sum += coordinate * coordinate;
        }
        return sum / 4;
    }

    /** Pairs of equal points. */
    static void diagonal(AngleRow.Profile f, int power, Points x, int from, int count, double[] result, int offset) {
        double same = AngleRow.at(f, 0, 1);
        for (int i = 0; i < count; i++) {
            double norm = Direction.norm(x.row(from + i));
            result[offset + i] = times(norm == 0 ? AngleRow.at(f, 0.5, 0.5) : same, norm * norm, power);
        }
    }

    /**
     * The contraction of the derivative in x_i: result[offset + i d + k] += sum_j w_ij dk/dx_ik.
     *
     * <p>With c = cos theta and slope = df/dc, dc/dx = (v - c u) / |x| = (-(u - v) + 2 h u) / |x| (differences, because v - c u
     * would cancel near theta = 0), and d|x|/dx = u:
     *
     * <pre>dk/dx = (|x| |z|)^m slope (-(u - v) + 2 h u) / |x| + m k u / |x|</pre>
     *
     * <p>0 where there is no angle. The slope of a function with a kink at theta = 0 or pi is 0 there.
     */
    static void contractInputs(
            AngleRow.Profile f,
            AngleRow.Profile slope,
            int power,
            Tile tile,
            double[] weights,
            double[] result,
            int offset) {
        Tile directions = tile.warped(Direction.OF);
        double[] xNorms = rowNorms(tile);
        double[] zNorms = columnNorms(tile);
        double[] turning = tile.borrow();
        double[] growing = tile.borrow();
        block(slope, power, tile, turning);
        block(Angles::doubled, 0, tile, growing);
        double[] along = new double[tile.rows()];
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.columns(); j++) {
                int at = i * tile.stride() + j;
                double turn = xNorms[i] > 0 && zNorms[j] > 0 ? weights[at] * turning[at] : 0;
                turning[at] = -turn;
                along[i] += turn * growing[at];
            }
        }
        if (power > 0) {
            block(f, power, tile, growing);
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    along[i] += power * weights[i * tile.stride() + j] * growing[i * tile.stride() + j];
                }
            }
        }
        int d = tile.width();
        double[] gradient = new double[tile.rows() * d];
        Contractions.differences(directions, turning, gradient, 0);
        for (int i = 0; i < tile.rows(); i++) {
            double[] u = directions.rowPoint(i);
            for (int k = 0; k < d && xNorms[i] > 0; k++) {
                result[offset + i * d + k] += (gradient[i * d + k] + along[i] * u[k]) / xNorms[i];
            }
        }
        tile.release(growing);
        tile.release(turning);
    }

    private static void doubled(AngleRow row, double[] result) {
        for (int j = 0; j < row.count; j++) {
            result[j] = 2 * row.h[j];
        }
    }

    // f product^power, with the roundings of a tile.
    private static double times(double f, double product, int power) {
        double result = f;
        for (int times = 0; times < power; times++) {
            result *= product;
        }
        return result;
    }

    private static double[] rowNorms(Tile tile) {
        double[] norms = new double[tile.rows()];
        Arrays.setAll(norms, i -> Direction.norm(tile.rowPoint(i)));
        return norms;
    }

    // As many as the stride, the last repeated.
    private static double[] columnNorms(Tile tile) {
        double[] norms = new double[tile.stride()];
        Arrays.setAll(norms, j -> Direction.norm(tile.columnPoint(Math.min(j, tile.columns() - 1))));
        return norms;
    }
}
