package org.icl4j.kernels.features;

import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/** k(x, z) = phi(x)' phi(z). */
final class InducedKernel implements Kernel {

    private final FeatureMap map;
    // Tiles find their images by this object, so that no map is compared number by number.
    private final UnaryOperator<double[]> image;

    InducedKernel(FeatureMap map) {
        this.map = map;
        this.image = map::transform;
    }

    @Override
    public double value(double[] x, double[] z) {
        return product(map.transform(x), map.transform(z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.warped(image).innerProducts(result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        int m = map.size();
        double[] features = new double[m];
        for (int i = 0; i < count; i++) {
            Transforms.block(map, x, from + i, 1, features, 0);
            result[offset + i] = product(features, features);
        }
    }

    // By gemm, whose bits are those of a block.
    private static double product(double[] a, double[] b) {
        double[] result = new double[1];
        VectorMath.get().gemm(false, true, 1, 1, a.length, 1, a, 0, a.length, b, 0, b.length, 0, result, 0, 1);
        return result[0];
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InducedKernel that && map.equals(that.map);
    }

    @Override
    public int hashCode() {
        return map.hashCode();
    }

    @Override
    public String toString() {
        return "induced(" + map + ")";
    }
}
