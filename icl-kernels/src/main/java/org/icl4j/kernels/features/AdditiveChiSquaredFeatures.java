package org.icl4j.kernels.features;

import java.util.OptionalDouble;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.histogram.AdditiveChiSquared;

/**
 * Features of the additive chi-squared kernel of histograms, by sampling its spectrum at regular points: with n steps of
 * interval L, 2 n - 1 features of each coordinate,
 *
 * <pre>
 * k(x, z) = sum_k 2 x_k z_k / (x_k + z_k)
 * phi(x) = (sqrt(x_k L),   sqrt(2 x_k L / cosh(pi j L)) cos(j L log x_k),   the same with sin),   j = 1 to n - 1
 * </pre>
 *
 * <p>each block over all coordinates k, in the order of scikit-learn's AdditiveChi2Sampler. No random draws: the variance is 0,
 * and {@link #bias} is the error itself. It is a discrete Fourier sum, so it is good for log(x_k / z_k) up to about pi / L
 * in size and wrong for coordinates of very different size. A coordinate 0 has the features 0, which is exact.
 *
 * <p>Source: Vedaldi and Zisserman (2012), Efficient additive kernels via explicit feature maps.
 *
 * @param width d, the number of coordinates of a point
 * @param steps n, the number of samples of the spectrum, 0 included
 * @param interval L, positive
 */
public record AdditiveChiSquaredFeatures(int width, int steps, double interval) implements FeatureMap {

    /**
     * Checks the numbers.
     *
     * @param width d, at least 1
     * @param steps n, at least 1
     * @param interval L, positive
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdditiveChiSquaredFeatures {
        Require.positive("width", width);
        Require.positive("steps", steps);
        Require.positive("interval", interval);
        if ((2L * steps - 1) * width > Integer.MAX_VALUE - 8) {
            throw Require.error("steps", steps + " steps of " + width + " coordinates are more than 2^31 features");
        }
    }

    /**
     * The map with the interval that Vedaldi and Zisserman found best for a number of steps: 0.8, 0.5 and 0.4 for 1, 2
     * and 3.
     *
     * @param width d, the number of coordinates of a point
     * @param steps n, 1 to 3
     * @return the map
     * @throws IllegalArgumentException if there is no such interval; give one of your own
     */
    public static AdditiveChiSquaredFeatures of(int width, int steps) {
        double[] intervals = {0.8, 0.5, 0.4};
        if (steps < 1 || steps > intervals.length) {
            throw Require.error("steps", "has a standard interval for 1 to 3, got " + steps + "; give an interval");
        }
        return new AdditiveChiSquaredFeatures(width, steps, intervals[steps - 1]);
    }

    @Override
    public int size() {
        return (2 * steps - 1) * width;
    }

    @Override
    public Kernel kernel() {
        return new AdditiveChiSquared();
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        double[] weights = new double[steps];
        for (int j = 0; j < steps; j++) {
            weights[j] = (j == 0 ? 1 : 2) * interval / Math.cosh(Math.PI * j * interval);
        }
        double[] point = new double[width];
        for (int i = 0; i < count; i++) {
            x.copyRows(from + i, 1, point, 0);
            for (int k = 0; k < width; k++) {
                coordinate(from + i, k, point[k], weights, result, offset + i * size() + k);
            }
        }
    }

    private void coordinate(int row, int k, double value, double[] weights, double[] result, int offset) {
        if (!(value >= 0)) {
            throw Require.error("x", "must not be negative, got x[" + row + "][" + k + "] = " + value);
        }
        double logarithm = value == 0 ? 0 : Math.log(value);
        result[offset] = Math.sqrt(value * weights[0]);
        for (int j = 1; j < steps; j++) {
            double factor = Math.sqrt(value * weights[j]);
            double angle = j * interval * logarithm;
            result[offset + (2 * j - 1) * width] = factor * Math.cos(angle);
            result[offset + 2 * j * width] = factor * Math.sin(angle);
        }
    }

    /** 0: nothing is drawn. */
    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return OptionalDouble.of(0);
    }

    /** The error phi(x)'phi(z) - k(x, z) itself. */
    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return OptionalDouble.of(PointPair.innerProduct(transform(x), transform(z)) - kernel().value(x, z));
    }
}
