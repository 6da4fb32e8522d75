package org.icl4j.kernels.internal.algebra;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.GramProducts;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of features minus their mean over reference points r_1, ..., r_n:
 *
 * <pre>k(x, z) = k1(x, z) - m(x) - m(z) + M,   m(x) = sum_i k1(x, r_i) / n,   M = sum_i m(r_i) / n</pre>
 *
 * <p>The reference points' own m are computed once; of other points when a tile has them, n values each.
 */
class CentredKernel implements Combination {

    private final Kernel kernel;
    private final Points reference;
    private final Map<Key, Double> known = new HashMap<>();
    private final double grandMean;

    CentredKernel(Kernel kernel, Points reference) {
        this.kernel = kernel;
        this.reference = reference;
        double[] sums = sums(Parallel.threads(), reference);
        double total = 0;
        for (int i = 0; i < sums.length; i++) {
            known.put(new Key(reference.row(i)), sums[i] / sums.length);
            total += sums[i] / sums.length;
        }
        this.grandMean = total / sums.length;
    }

    static Kernel of(Kernel kernel, Points reference) {
        Require.notNull("reference", reference);
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiableCentred(differentiable, reference)
                : new CentredKernel(kernel, reference);
    }

    final Points reference() {
        return reference;
    }

    // The bits of a row's sum do not depend on other rows, so a reference point has the same mean as its copy
    // elsewhere.
    private double[] sums(int threads, Points x) {
        Require.width("x", x, reference.width(), "d must match the reference points");
        double[] ones = new double[reference.size()];
        Arrays.fill(ones, 1);
        double[] sums = new double[x.size()];
        GramProducts.multiply(threads, kernel, x, reference, ones, 1, sums);
        return sums;
    }

    private double mean(double[] x) {
        Double mean = known.get(new Key(x));
        return mean != null ? mean : sums(1, Points.ofRows("x", 1, x.length, x.clone()))[0] / reference.size();
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return kernel.value(x, z) - (mean(x) + mean(z)) + grandMean;
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        double[] rows = means(DiagonalTiles.ofRows(tile).points());
        double[] columns = means(DiagonalTiles.ofColumns(tile).points());
        int stride = tile.stride();
        for (int j = 0; j < tile.columns(); j++) {
            for (int i = 0; i < tile.rows(); i++) {
                result[i * stride + j] = result[i * stride + j] - (rows[i] + columns[j]) + grandMean;
            }
        }
    }

    /** Means of points, the new ones together: as tiles they cost a few percent of what they do one by one. */
    private double[] means(Points x) {
        double[] means = new double[x.size()];
        int[] fresh = new int[x.size()];
        int count = 0;
        for (int i = 0; i < means.length; i++) {
            Double mean = known.get(new Key(x.row(i)));
            if (mean == null) {
                fresh[count++] = i;
            } else {
                means[i] = mean;
            }
        }
        if (count > 0) {
            double[] sums = sums(1, x.select(Arrays.copyOf(fresh, count)));
            for (int k = 0; k < count; k++) {
                means[fresh[k]] = sums[k] / reference.size();
            }
        }
        return means;
    }

    // c' P K P c: the centred vector P c has sum 0, so conditionally positive is enough. All of it only if P c is never
    // new.
    @Override
    public Definiteness definiteness() {
        return switch (kernel.definiteness()) {
            case POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE, CONDITIONALLY_POSITIVE_DEFINITE ->
                Definiteness.POSITIVE_SEMIDEFINITE;
            case INDEFINITE, UNKNOWN -> Definiteness.UNKNOWN;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CentredKernel that && kernel.equals(that.kernel) && reference.equals(that.reference);
    }

    @Override
    public int hashCode() {
        return Objects.hash(CentredKernel.class, kernel, reference);
    }

    @Override
    public String toString() {
        return "centred(" + kernel + ", " + reference.size() + " points)";
    }

    /** A point by its coordinates. */
    private static final class Key {

        private final double[] point;

        Key(double[] point) {
            this.point = point;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Arrays.equals(point, that.point);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(point);
        }
    }
}
