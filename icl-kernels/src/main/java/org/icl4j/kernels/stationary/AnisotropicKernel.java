package org.icl4j.kernels.stationary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * k(x, z) = g(u), u = sum_k (x_k / l_k - z_k / l_k)^2. The points are divided once each; from there it is the isotropic
 * kernel of length scale 1.
 */
abstract class AnisotropicKernel implements DifferentiableKernel {

    private final LengthScales scales;
    private final IsotropicKernel.Profile profile;

    AnisotropicKernel(double[] lengthScales, IsotropicKernel.Profile profile) {
        this.scales = new LengthScales("lengthScales", lengthScales);
        this.profile = profile;
    }

    /**
     * The length scales.
     *
     * @return l_1 to l_d, a copy
     */
    public double[] lengthScales() {
        return scales.toArray();
    }

    LengthScales scales() {
        return scales;
    }

    IsotropicKernel.Profile profile() {
        return profile;
    }

    @Override
    public double value(double[] x, double[] z) {
        return profile.value(scaledDistance(x, z));
    }

    private double scaledDistance(double[] x, double[] z) {
        return PointPair.squaredDistance(scales.apply(x), scales.apply(z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        Tile scaled = tile.warped(scales);
        scaled.squaredDistances(result);
        profile.values(scaled, 1, result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        LengthScales.checkWidth(toString(), scales.width(), x.width());
        Arrays.fill(result, offset, offset + count, profile.value(0));
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        List<Hyperparameter> parameters = new ArrayList<>();
        for (int k = 0; k < scales.width(); k++) {
            parameters.add(Hyperparameter.of("lengthScale" + (k + 1), scales.get(k)));
        }
        return List.copyOf(parameters);
    }

    // With s_k = (x_k - z_k) / l_k: du/dlog l_k = -2 s_k^2, so dk/dlog l_k = -2 g'(u) s_k^2.
    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        Tile scaled = tile.warped(scales);
        double[] slopes = tile.borrow();
        Isotropic.scaledDistances(scaled, 1, values);
        profile.valuesAndSlopes(scaled, values, slopes);
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            double[] x = scaled.rowPoint(i);
            for (int j = 0; j < tile.columns(); j++) {
                double[] z = scaled.columnPoint(j);
                int at = i * stride + j;
                double factor = -2 * slopes[at];
                for (int k = 0; k < x.length; k++) {
                    double difference = x[k] - z[k];
                    gradients[k][at] = factor * (difference * difference);
                }
            }
        }
        tile.release(slopes);
    }

    // The same sums without a block per length scale.
    @Override
    public void contract(Tile tile, double[] weights, double[] result, int offset) {
        Tile scaled = tile.warped(scales);
        double[] inner = tile.borrow();
        Isotropic.slopeWeights(scaled, 1, profile, -2, weights, inner);
        Contractions.squaredDifferences(scaled, inner, result, offset);
        tile.release(inner);
    }

    // dk/dx_k = 2 g'(u) s_k / l_k
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        Tile scaled = tile.warped(scales);
        double[] inner = tile.borrow();
        Isotropic.slopeWeights(scaled, 1, profile, 2, weights, inner);
        int d = scales.width();
        double[] sums = new double[tile.rows() * d];
        Contractions.differences(scaled, inner, sums, 0);
        for (int at = 0; at < sums.length; at++) {
            result[offset + at] += sums[at] / scales.get(at % d);
        }
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
        return Optional.of(Isotropic.warpedRadial(scales, u -> profile.logarithm(Math.min(u, Isotropic.HUGE))));
    }

    @Override
    public String specification() {
        return toString();
    }
}
