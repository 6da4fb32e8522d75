package org.icl4j.examples.gallery;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Kernel.Definiteness;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A kernel on the grid of its curve: the matrix, its eigenvalues, and draws from the Gaussian process with that covariance,
 * f = V sqrt(S) e with K = V S V' and e standard normal.
 */
final class Drawn {

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    private final Exhibit exhibit;
    private final double[] grid;
    private final double[][] values;
    private final double[] profile;
    private final double[] eigenvalues;
    private final double[][] samples;

    private Drawn(
            Exhibit exhibit,
            double[] grid,
            double[][] values,
            double[] profile,
            double[] eigenvalues,
            double[][] samples) {
        this.exhibit = exhibit;
        this.grid = grid;
        this.values = values;
        this.profile = profile;
        this.eigenvalues = eigenvalues;
        this.samples = samples;
    }

    static Drawn of(Exhibit exhibit, int size, int count, Randoms randoms) {
        Kernel kernel = exhibit.kernel();
        double[] grid = exhibit.curve().grid(size);
        Points points = exhibit.curve().points(grid);
        int n = grid.length;
        double[][] values = new double[n][n];
        for (int i = 0; i < n; i++) {
            Gram.rowsInto(kernel, points, i, 1, points, values[i], 0);
        }
        double[] profile = new double[n];
        Gram.rowsInto(kernel, exhibit.curve().anchorPoint(), 0, 1, points, profile, 0);
        double[][] covariance = kernel.definiteness() == Definiteness.CONDITIONALLY_POSITIVE_DEFINITE
                ? pinned(values, profile, kernel.value(anchor(exhibit), anchor(exhibit)))
                : values;
        double[] eigenvalues;
        double[] spectrum;
        double[][] samples;
        try (INDArray vectors = Nd4j.create(covariance).dup('f')) {
            spectrum = Blas.get().syev(Blas.Triangle.LOWER, vectors);
            samples = isCovariance(spectrum) ? sample(vectors, spectrum, count, randoms) : new double[0][];
        }
        try (INDArray own = Nd4j.create(values).dup('f')) {
            eigenvalues = Blas.get().syev(Blas.Triangle.LOWER, own);
        }
        return new Drawn(exhibit, grid, values, profile, eigenvalues, samples);
    }

    private static double[] anchor(Exhibit exhibit) {
        return exhibit.curve().anchorPoint().row(0);
    }

    // For a conditionally positive definite k: k(x, z) - k(x, a) - k(a, z) + k(a, a), the covariance of f(x) - f(a).
    private static double[][] pinned(double[][] values, double[] profile, double own) {
        double[][] covariance = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                covariance[i][j] = values[i][j] - profile[i] - profile[j] + own;
            }
        }
        return covariance;
    }

    private static double[][] sample(INDArray vectors, double[] spectrum, int count, Randoms randoms) {
        int n = spectrum.length;
        double[] v = vectors.dup('f').data().asDouble();
        double[][] samples = new double[count][n];
        for (double[] sample : samples) {
            for (int k = 0; k < n; k++) {
                double weight = Math.sqrt(Math.max(0, spectrum[k])) * randoms.gaussian();
                for (int i = 0; i < n; i++) {
                    sample[i] += weight * v[k * n + i];
                }
            }
        }
        return samples;
    }

    /** Whether the least eigenvalue is no further below 0 than rounding explains. */
    private static boolean isCovariance(double[] spectrum) {
        double greatest = Math.max(Math.abs(spectrum[0]), spectrum[spectrum.length - 1]);
        return spectrum[0] >= -64 * spectrum.length * UNIT_ROUNDOFF * greatest;
    }

    Exhibit exhibit() {
        return exhibit;
    }

    /** The places along the curve. */
    double[] grid() {
        return grid;
    }

    /** K. */
    double[][] values() {
        return values;
    }

    /** The kernel between the curve's anchor and the grid. */
    double[] profile() {
        return profile;
    }

    /** Draws, each of the grid's length; none where the kernel is no covariance. */
    double[][] samples() {
        return samples;
    }

    /** The least eigenvalue over the greatest in size. */
    double leastRatio() {
        return eigenvalues[0] / Math.max(Math.abs(eigenvalues[0]), eigenvalues[eigenvalues.length - 1]);
    }

    /** The number of eigenvalues whose size is above what rounding makes of 0. */
    long rank() {
        double greatest = Math.max(Math.abs(eigenvalues[0]), eigenvalues[eigenvalues.length - 1]);
        double threshold = 64 * eigenvalues.length * UNIT_ROUNDOFF * greatest;
        return Arrays.stream(eigenvalues).filter(s -> Math.abs(s) > threshold).count();
    }
}
