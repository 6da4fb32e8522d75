package org.icl4j.kernels.dotproduct;

import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/** A function of the angle, f(theta), such as the logarithm of an angle kernel: an attention score. */
record AngleFunction(String name, AngleRow.Profile profile) implements Kernel {

    @Override
    public double value(double[] x, double[] z) {
        return Angles.value(profile, 0, x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        Angles.block(profile, 0, tile, result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        Angles.diagonal(profile, 0, x, from, count, result, offset);
    }

    @Override
    public String toString() {
        return name;
    }
}
