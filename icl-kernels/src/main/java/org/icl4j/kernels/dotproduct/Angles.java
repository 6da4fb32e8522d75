package org.icl4j.kernels.dotproduct;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.Pairs;
import org.icl4j.kernels.Tile;

/**
 * Kernels (|x| |z|)^m f(theta), m = 0, 1 or 2, theta the angle between x and z. With u = x / |x| and v = z / |z|,
 *
 * <pre>h = sin^2(theta / 2) = |u - v|^2 / 4,   g = cos^2(theta / 2) = 1 - h, or |u + v|^2 / 4 near theta = pi,</pre>
 *
 * <p>so that theta = 2 asin(sqrt h) is within a few roundings at both ends, and exactly 0 between equal points. By default
 * a zero vector is at a right angle to every vector, itself included: its cosine is 0, as scikit-learn has it.
 *
 * <p>A tile costs its squared distances, and one call of f a pair.
 */
final class Angles {

    // At h = 0.99, g = 1 - h has 100 times the rounding of h, and theta 10 times.
    private static final double NEARLY_OPPOSITE = 0.99;

    private Angles() {}

    /** One pair. */
    static double value(AngleProfile profile, int power, double[] x, double[] z) {
        Pairs.checkWidths(x, z);
        double xNorm = Direction.norm(x);
        double zNorm = Direction.norm(z);
        if (xNorm == 0 || zNorm == 0) {
            return power(xNorm, zNorm, power) * profile.at(0.5, 0.5);
        }
        double[] u = Direction.OF.apply(x);
        double[] v = Direction.OF.apply(z);
        return power(xNorm, zNorm, power) * at(profile, Pairs.squaredDistance(u, v) / 4, u, v);
    }

    /** A tile. */
    static void block(AngleProfile profile, int power, Tile tile, double[] result) {
        Tile directions = tile.warped(Direction.OF);
        directions.squaredDistances(result);
        double[] xNorms = rowNorms(tile);
        double[] zNorms = columnNorms(tile);
        for (int i = 0; i < tile.rows(); i++) {
            int row = i * tile.stride();
            for (int j = 0; j < zNorms.length; j++) {
                double h = result[row + j] / 4;
                double f;
                if (xNorms[i] == 0 || zNorms[j] == 0) {
                    f = profile.at(0.5, 0.5);
                } else if (h <= NEARLY_OPPOSITE) {
                    f = profile.at(h, 1 - h);
                } else {
                    f = at(profile, h, directions.rowPoint(i), directions.columnPoint(j));
                }
                result[row + j] = power(xNorms[i], zNorms[j], power) * f;
            }
            Arrays.fill(result, row + zNorms.length, row + tile.stride(), result[row + zNorms.length - 1]);
        }
    }

    /** Pairs of equal points. */
    static void diagonal(AngleProfile profile, int power, Points x, int from, int count, double[] result, int offset) {
        double same = profile.at(0, 1);
        for (int i = 0; i < count; i++) {
            double norm = Direction.norm(x.row(from + i));
            result[offset + i] = power(norm, norm, power) * (norm == 0 ? profile.at(0.5, 0.5) : same);
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
            AngleProfile profile,
            AngleProfile slope,
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
        block((h, g) -> 2 * h, 0, tile, growing);
        double[] along = new double[tile.rows()];
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < zNorms.length; j++) {
                int at = i * tile.stride() + j;
                double turn = xNorms[i] > 0 && zNorms[j] > 0 ? weights[at] * turning[at] : 0;
                turning[at] = -turn;
                along[i] += turn * growing[at];
            }
        }
        if (power > 0) {
            block(profile, power, tile, growing);
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < zNorms.length; j++) {
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

    private static double at(AngleProfile profile, double h, double[] u, double[] v) {
        if (h <= NEARLY_OPPOSITE) {
            return profile.at(h, 1 - h);
        }
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            double coordinate = u[k] + v[k];
            sum += coordinate * coordinate;
        }
        return profile.at(1 - sum / 4, sum / 4);
    }

    private static double power(double xNorm, double zNorm, int power) {
        if (power == 0) {
            return 1;
        }
        double product = xNorm * zNorm;
        return power == 1 ? product : product * product;
    }

    private static double[] rowNorms(Tile tile) {
        double[] norms = new double[tile.rows()];
        Arrays.setAll(norms, i -> Direction.norm(tile.rowPoint(i)));
        return norms;
    }

    private static double[] columnNorms(Tile tile) {
        double[] norms = new double[tile.columns()];
        Arrays.setAll(norms, j -> Direction.norm(tile.columnPoint(j)));
        return norms;
    }
}
