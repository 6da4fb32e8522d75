package org.icl4j.kernels.stationary;

import java.util.function.UnaryOperator;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.Tile;

/**
 * Points on a circle per coordinate: x -> (cos a_1 .. cos a_d, sin a_1 .. sin a_d), a_k = 2 pi x_k / period. Their squared
 * distance is
 *
 * <pre>|c(x) - c(z)|^2 = 4 sum_k sin^2(pi (x_k - z_k) / period)</pre>
 *
 * <p>The remainder of x_k by the period is exact, so a_k is right within 1e-15 however far x_k is from 0, and coordinates
 * an exact period apart have the same image.
 */
record Circle(double period) implements UnaryOperator<double[]> {

    @Override
    public double[] apply(double[] x) {
        int d = x.length;
        double[] image = new double[2 * d];
        for (int k = 0; k < d; k++) {
            double angle = 2 * Math.PI * (Math.IEEEremainder(x[k], period) / period);
            image[k] = Math.cos(angle);
            image[d + k] = Math.sin(angle);
        }
        return image;
    }

    /** sin(a_k - b_k) of two images. */
    static double sine(double[] x, double[] z, int k) {
        int d = x.length / 2;
        return x[d + k] * z[k] - x[k] * z[d + k];
    }

    /** factor sum_k t_k sin(t_k), t_k = 2 pi (x_k - z_k) / period: how half the squared distance falls with log period. */
    void periodDerivative(Tile tile, double factor, double[] result) {
        Tile turned = tile.warped(this);
        int d = tile.width();
        double scale = 2 * Math.PI / period;
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = tile.rowPoint(i);
            double[] xTurned = turned.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = tile.columnPoint(j);
                double[] zTurned = turned.columnPoint(j);
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    double angle = Math.max(-Isotropic.HUGE, Math.min(scale * (x[k] - z[k]), Isotropic.HUGE));
                    sum += angle * sine(xTurned, zTurned, k);
                }
                result[i * tile.stride() + j] = factor * sum;
            }
        }
    }

    /**
     * {@code result[offset + i d + k] += sum_j a_ij 2 pi / period sin(2 pi (x_ik - z_jk) / period)}: with sums of
     * differences, C of cosines and S of sines, it is cos(a_ik) S_ik - sin(a_ik) C_ik, without cancellation.
     */
    void contractSines(Tile tile, double[] a, double[] result, int offset) {
        Tile turned = tile.warped(this);
        int d = tile.width();
        double[] sums = new double[tile.rows() * 2 * d];
        Contractions.differences(turned, a, sums, 0);
        double scale = 2 * Math.PI / period;
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = turned.rowPoint(i);
            for (int k = 0; k < d; k++) {
                double cosines = sums[2 * i * d + k];
                double sines = sums[2 * i * d + d + k];
                result[offset + i * d + k] += scale * (x[k] * sines - x[d + k] * cosines);
            }
        }
    }
}
