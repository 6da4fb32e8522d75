package org.icl4j.kernels.stationary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The Gaussian kernel of a full metric (Mahalanobis distance):
 *
 * <pre>k(x, z) = exp(-(x - z)' M (x - z) / 2)</pre>
 *
 * <p>M symmetric positive definite, d x d. With M = L L' it is the {@link Gaussian} of length scale 1 on the points L' x, so a
 * point costs d^2 and a pair what the Gaussian costs. Positive definite on R^d; the spectral density is N(0, M). With M = diag(1 /
 * l_k^2) it is {@link AnisotropicGaussian}. Neither scikit-learn nor GPyTorch has it.
 *
 * <p>Hyperparameters are the length scales l_k = M_kk^(-1/2), each of which stretches its coordinate: M = D C D, D = diag(1 /
 * l_k), where C, with ones on its diagonal, stays as it is. The points L' x are rounded before differences are taken.
 *
 * <p>Source: Rasmussen and Williams (2006), equations 5.1 and 5.2.
 */
public final class MetricGaussian implements DifferentiableKernel {

    private final double[][] metric;
    private final Linear root;
    private final Linear whole;

    /**
     * The kernel of a metric.
     *
     * @param metric M, shape [d, d], symmetric to the bit and positive definite; copied
     * @throws IllegalArgumentException if it is not square, finite, symmetric and positive definite
     */
    public MetricGaussian(double[][] metric) {
        Require.notNull("metric", metric);
        int d = Require.positive("metric's size", metric.length);
        this.metric = new double[d][];
        for (int k = 0; k < d; k++) {
            this.metric[k] = Require.finite(
                            "metric[" + k + "]",
                            Require.length("metric[" + k + "]", metric[k], d, "square, as it has " + d + " rows"))
                    .clone();
        }
        for (int k = 0; k < d; k++) {
            for (int m = 0; m < k; m++) {
                if (metric[k][m] != metric[m][k]) {
                    throw Require.error(
                            "metric",
                            "is not symmetric: [" + k + "][" + m + "] = " + metric[k][m] + ", [" + m + "][" + k + "] = "
                                    + metric[m][k]);
                }
            }
        }
        this.root = new Linear(transposedFactor(this.metric));
        this.whole = new Linear(this.metric);
    }

    /** The kernel of the d^2 numbers m11, m12, ... of its metric. */
    static MetricGaussian ofRows(double[] numbers) {
        int d = (int) Math.rint(Math.sqrt(numbers.length));
        if (d * d != numbers.length) {
            throw Require.error("metric", "must be d x d numbers, row by row, got " + numbers.length);
        }
        double[][] rows = new double[d][];
        Arrays.setAll(rows, k -> Arrays.copyOfRange(numbers, k * d, (k + 1) * d));
        return new MetricGaussian(rows);
    }

    // L' of M = L L', row by row.
    private static double[][] transposedFactor(double[][] m) {
        int d = m.length;
        double[][] factor = new double[d][d];
        for (int j = 0; j < d; j++) {
            for (int i = j; i < d; i++) {
                double sum = m[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[k][i] * factor[k][j];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw Require.error("metric", "is not positive definite: pivot " + j + " is " + sum);
                    }
                    factor[j][j] = Math.sqrt(sum);
                } else {
                    factor[j][i] = sum / factor[j][j];
                }
            }
        }
        return factor;
    }

    /**
     * The metric.
     *
     * @return M, shape [d, d], a copy
     */
    public double[][] metric() {
        return Arrays.stream(metric).map(double[]::clone).toArray(double[][]::new);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(-0.5 * PointPair.squaredDistance(root.apply(x), root.apply(z)));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.warped(root).squaredDistances(result);
        VectorMath.get().exp(-0.5, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        LengthScales.checkWidth(toString(), metric.length, x.width());
        Arrays.fill(result, offset, offset + count, 1);
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        List<Hyperparameter> parameters = new ArrayList<>();
        for (int k = 0; k < metric.length; k++) {
            parameters.add(Hyperparameter.of("lengthScale" + (k + 1), 1 / Math.sqrt(metric[k][k])));
        }
        return List.copyOf(parameters);
    }

    @Override
    public MetricGaussian withHyperparameters(double... values) {
        Require.length("values", values, metric.length, "one length scale per coordinate");
        double[] ratio = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            ratio[k] = 1 / Math.sqrt(metric[k][k]) / LengthScales.check("lengthScale" + (k + 1), values[k]);
        }
        double[][] scaled = metric();
        for (int k = 0; k < values.length; k++) {
            for (int m = 0; m < values.length; m++) {
                scaled[k][m] *= ratio[k] * ratio[m];
            }
        }
        return new MetricGaussian(scaled);
    }

    // With v = x - z: dM_km/dlog l_q = -M_km (1[k = q] + 1[m = q]), so d(v' M v)/dlog l_q = -2 v_q (M v)_q and
    // dk/dlog l_q = k v_q (M v)_q.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
        Tile mapped = tile.warped(whole);
        int d = metric.length;
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = tile.rowPoint(i);
            double[] mx = mapped.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = tile.columnPoint(j);
                double[] mz = mapped.columnPoint(j);
                int at = i * tile.stride() + j;
                for (int q = 0; q < d; q++) {
                    gradients[q][at] = values[at] * ((x[q] - z[q]) * (mx[q] - mz[q]));
                }
            }
        }
    }

    // dk/dx = -k M (x - z)
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        double[] inner = tile.borrow();
        block(tile, inner);
        PairSums.multiply(tile, inner, -1, weights);
        Contractions.differences(tile.warped(whole), inner, result, offset);
        tile.release(inner);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public Optional<Kernel> logarithm() {
        return Optional.of(Isotropic.warpedRadial(root, s -> -0.5 * s));
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricGaussian kernel && Arrays.deepEquals(metric, kernel.metric);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(metric);
    }

    @Override
    public String toString() {
        return "metricGaussian(" + Arrays.deepToString(metric).replaceAll("[\\[\\]]", "") + ")";
    }

    /** x -> A x; the same object wherever the same map is meant. */
    private static final class Linear implements UnaryOperator<double[]> {

        private final double[][] rows;

        Linear(double[][] rows) {
            this.rows = rows;
        }

        @Override
        public double[] apply(double[] x) {
            LengthScales.checkWidth("metricGaussian", rows.length, x.length);
            double[] image = new double[rows.length];
            for (int k = 0; k < rows.length; k++) {
                image[k] = PointPair.innerProduct(rows[k], x);
                if (!Double.isFinite(image[k])) {
                    throw Require.error("points", "overflow in the metric: " + Arrays.toString(x));
                }
            }
            return image;
        }
    }
}
