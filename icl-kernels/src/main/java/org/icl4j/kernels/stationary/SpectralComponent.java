package org.icl4j.kernels.stationary;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * One component of a spectral mixture, w E C: with v = x - z,
 *
 * <pre>E = exp(-sum_k (2 pi s_k v_k)^2 / 2),  C = prod_k cos(2 pi m_k v_k)</pre>
 */
final class SpectralComponent {

    private static final double TURN = 2 * Math.PI;

    private final double weight;
    private final double[] means;
    private final double[] deviations;
    // x_k -> 2 pi s_k x_k, as a division by 1 / (2 pi s_k)
    private final LengthScales scaling;
    private final Turns turns;

    SpectralComponent(double weight, double[] means, double[] deviations) {
        this.weight = weight;
        this.means = means;
        this.deviations = deviations;
        this.scaling = LengthScales.ofDivisors(
                Arrays.stream(deviations).map(s -> 1 / (TURN * s)).toArray());
        this.turns = new Turns(means);
    }

    double weight() {
        return weight;
    }

    double[] means() {
        return means.clone();
    }

    double[] deviations() {
        return deviations.clone();
    }

    /** E C at one pair. */
    double value(double[] x, double[] z) {
        double exponent = -0.5 * PointPair.squaredDistance(scaling.apply(x), scaling.apply(z));
        return Math.exp(exponent) * cosine(turns.apply(x), turns.apply(z));
    }

    /** cos(a_k - b_k) = 1 - |c(a_k) - c(b_k)|^2 / 2 of two turned points: 1 exactly where they are equal. */
    private static double cosine(double[] x, double[] z, int d, int k) {
        double cosines = x[k] - z[k];
        double sines = x[d + k] - z[d + k];
        return 1 - 0.5 * (cosines * cosines + sines * sines);
    }

    private double cosine(double[] x, double[] z) {
        int d = means.length;
        double product = 1;
        for (int k = 0; k < d; k++) {
            product *= cosine(x, z, d, k);
        }
        return product;
    }

    private void exponentials(Tile tile, double[] result) {
        tile.warped(scaling).squaredDistances(result);
        VectorMath.get().exp(-0.5, result, 0, tile.length());
    }

    /** E C of a tile. */
    void block(Tile tile, double[] result) {
        exponentials(tile, result);
        Tile turned = tile.warped(turns);
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = turned.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                result[i * tile.stride() + j] *= cosine(x, turned.columnPoint(j));
            }
        }
    }

    int hyperparameterCount() {
        return 1 + (int) Arrays.stream(means).filter(m -> m > 0).count() + deviations.length;
    }

    void addHyperparameters(int number, List<Hyperparameter> parameters) {
        parameters.add(Hyperparameter.of("weight" + number, weight));
        for (int k = 0; k < means.length; k++) {
            if (means[k] > 0) {
                parameters.add(Hyperparameter.of("mean" + number + "." + (k + 1), means[k]));
            }
        }
        for (int k = 0; k < deviations.length; k++) {
            parameters.add(Hyperparameter.of("deviation" + number + "." + (k + 1), deviations[k]));
        }
    }

    // d/dlog w = w E C,  d/dlog s_k = -w E C (2 pi s_k v_k)^2,
    // d/dlog m_k = -w E 2 pi m_k v_k sin(2 pi m_k v_k) prod_(l != k) cos(2 pi m_l v_l)
    void gradientBlocks(Tile tile, double[][] gradients) {
        Tile scaled = tile.warped(scaling);
        int d = means.length;
        double[] envelope = tile.borrow();
        exponentials(tile, envelope);
        Pair pair = new Pair(tile.warped(turns));
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = tile.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = tile.columnPoint(j);
                int at = i * tile.stride() + j;
                double height = weight * envelope[at];
                double value = height * pair.moveTo(i, j);
                int q = 0;
                gradients[q++][at] = value;
                for (int k = 0; k < d; k++) {
                    if (means[k] > 0) {
                        gradients[q++][at] = -height * (TURN * means[k] * (x[k] - z[k])) * pair.steep[k];
                    }
                }
                for (int k = 0; k < d; k++) {
                    double difference = scaled.rowPoint(i)[k] - scaled.columnPoint(j)[k];
                    gradients[q++][at] = -value * Math.min(difference * difference, Isotropic.HUGE);
                }
            }
        }
        tile.release(envelope);
    }

    // d/dx_k = -w E ((2 pi s_k)^2 v_k C + 2 pi m_k sin(2 pi m_k v_k) prod_(l != k) cos(2 pi m_l v_l))
    void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Tile scaled = tile.warped(scaling);
        int d = means.length;
        double[] envelope = tile.borrow();
        exponentials(tile, envelope);
        Pair pair = new Pair(tile.warped(turns));
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = scaled.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = scaled.columnPoint(j);
                int at = i * tile.stride() + j;
                double height = -weight * envelope[at] * weights[at];
                double cosine = pair.moveTo(i, j);
                for (int k = 0; k < d; k++) {
                    double slope = TURN * deviations[k] * (x[k] - z[k]) * cosine + TURN * means[k] * pair.steep[k];
                    result[offset + i * d + k] += height * slope;
                }
            }
        }
        tile.release(envelope);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpectralComponent component
                && weight == component.weight
                && Arrays.equals(means, component.means)
                && Arrays.equals(deviations, component.deviations);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Double.hashCode(weight) + Arrays.hashCode(means)) + Arrays.hashCode(deviations);
    }

    /** The weight, the means and the deviations, separated by commas. */
    @Override
    public String toString() {
        String text = weight + Arrays.toString(means) + Arrays.toString(deviations);
        return text.replace("][", ", ").replace("[", ", ").replace("]", "");
    }

    /** Sines and products of the other cosines at one pair. */
    private static final class Pair {

        /** sin(2 pi m_k v_k) prod_(l != k) cos(2 pi m_l v_l). */
        final double[] steep;

        private final Tile turned;
        private final double[] cosines;

        Pair(Tile turned) {
            this.turned = turned;
            this.steep = new double[turned.width() / 2];
            this.cosines = new double[turned.width() / 2];
        }

        /** Returns C. */
        double moveTo(int i, int j) {
            double[] x = turned.rowPoint(i);
            double[] z = turned.columnPoint(j);
            int d = cosines.length;
            double before = 1;
            for (int k = 0; k < d; k++) {
                cosines[k] = cosine(x, z, d, k);
                steep[k] = Circle.sine(x, z, k) * before;
                before *= cosines[k];
            }
            double after = 1;
            for (int k = d - 1; k >= 0; k--) {
                steep[k] *= after;
                after *= cosines[k];
            }
            return before;
        }
    }

    /** x -> (cos a_1 .. cos a_d, sin a_1 .. sin a_d), a_k = 2 pi m_k x_k, right within 1e-15 for any x. */
    private static final class Turns implements UnaryOperator<double[]> {

        private final double[] frequencies;

        Turns(double[] frequencies) {
            this.frequencies = frequencies;
        }

        @Override
        public double[] apply(double[] x) {
            int d = frequencies.length;
            LengthScales.checkWidth("spectralMixture", d, x.length);
            double[] image = new double[2 * d];
            for (int k = 0; k < d; k++) {
                // The product in two parts, without rounding; whole turns fall away exactly.
                double high = frequencies[k] * x[k];
                if (!Double.isFinite(high)) {
                    throw Require.error(
                            "points",
                            "coordinate " + k + ", " + x[k] + ", overflows when multiplied by " + frequencies[k]);
                }
                double low = Math.fma(frequencies[k], x[k], -high);
                double turn = high - Math.rint(high) + (low - Math.rint(low));
                image[k] = Math.cos(TURN * turn);
                image[d + k] = Math.sin(TURN * turn);
            }
            return image;
        }
    }
}
