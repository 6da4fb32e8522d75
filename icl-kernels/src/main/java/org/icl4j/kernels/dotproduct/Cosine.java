package org.icl4j.kernels.dotproduct;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The cosine of the angle, also called cosine similarity:
 *
 * <pre>k(x, z) = x' z / (|x| |z|)</pre>
 *
 * <p>The linear kernel of the directions x / |x|, which are its features: positive semidefinite, of rank at most d. The zero
 * vector's direction is taken as 0, so that k(0, z) = 0 for every z, k(0, 0) too. Exactly 1 and -1 for equal and opposite
 * directions, otherwise within (d + 2) 2^-52. No hyperparameters; the gradient in x is 0 at x = 0. scikit-learn:
 * {@code cosine_similarity}, with the same convention. A tile costs one product.
 */
public record Cosine() implements DifferentiableKernel {

    /** The one cosine kernel; all instances are equal. */
    public Cosine {}

    @Override
    public double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        return snapped(PointPair.innerProduct(Direction.OF.apply(x), Direction.OF.apply(z)), rounding(x.length));
    }

    @Override
    public void block(Tile tile, double[] result) {
        tile.warped(Direction.OF).innerProducts(result);
        double rounding = rounding(tile.width());
        for (int i = 0; i < tile.length(); i++) {
            result[i] = snapped(result[i], rounding);
        }
    }

    // |u|^2 - 1 is at most (d + 4) u', u' = 2^-53, after the norm and the division, and a product adds d u'.
    private static double rounding(int width) {
        return (width + 2) * 0x1p-52;
    }

    private static double snapped(double cosine, double rounding) {
        return 1 - Math.abs(cosine) <= rounding ? Math.signum(cosine) : cosine;
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        for (int i = 0; i < count; i++) {
            result[offset + i] = Direction.norm(x.row(from + i)) == 0 ? 0 : 1;
        }
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    @Override
    public Cosine withHyperparameters(double... values) {
        Require.length("values", values, 0, "the cosine has no hyperparameters");
        return this;
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        block(tile, values);
    }

    // k = c, dk/dc = 1; values themselves are not needed, as norms have no part in k.
    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        AngleRow.Profile one = (row, slopes) -> Arrays.fill(slopes, 0, row.count, 1);
        Angles.contractInputs(one, one, 0, tile, weights, result, offset);
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public String toString() {
        return "cosine()";
    }
}
