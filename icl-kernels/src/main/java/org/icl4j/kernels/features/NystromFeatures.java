package org.icl4j.kernels.features;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Nystrom map: kernel values at m centres c_1, ..., c_m, made orthonormal in the kernel's space. With the eigendecomposition
 * K_CC = V diag(w) V' of the centres' kernel matrix,
 *
 * <pre>
 * phi(x) = diag(w)^(-1/2) V' k(C, x),   eigenvalues above the threshold only
 * phi(x)'phi(z) = k(x, C) K_CC^+ k(C, z)
 * </pre>
 *
 * <p>the best approximation by functions of the centres: exact at the centres, never above k(x, x) on the diagonal, its error
 * positive semidefinite. With all points of a problem as centres it is the kernel matrix itself. Eigenvalues up to
 * m 2^-52 times the greatest are rounding errors of 0 (repeated centres, kernels of low rank) and are left out, so
 * {@link #size} may be less than the number of centres; the features are the same up to a rotation as K_CC^(-1/2) k(C, x), which
 * other libraries return. A kernel with an eigenvalue below minus the threshold is indefinite and refused.
 *
 * <p>Cost: 9 m^3 flops and m^2 kernel values to make, m kernel values and 2 m^2 flops a point. Memory: 8 m^2 bytes, 32 m^2 while it
 * is made.
 *
 * <p>Source: Williams and Seeger (2001), Using the Nystrom method to speed up kernel machines.
 */
public final class NystromFeatures implements FeatureMap {

    private static final double EPSILON = 0x1p-52;

    private final Kernel kernel;
    private final Points centres;
    private final @Nullable Long seed;
    private final double[] eigenvalues;
    /** V diag(w)^(-1/2), shape [m, size], row-major. */
    private final double[] root;

    private NystromFeatures(Kernel kernel, Points centres, @Nullable Long seed) {
        this.kernel = Require.notNull("kernel", kernel);
        this.centres = Require.notNull("centres", centres);
        this.seed = seed;
        int m = centres.size();
        Memory.require("the Nystrom map of " + m + " centres", 32.0 * m * m, "use fewer centres");
        if ((long) m * m > Integer.MAX_VALUE - 8) {
            throw Require.error("centres", m + " centres have a matrix of more than 2^31 numbers; use fewer");
        }
        INDArray matrix = Gram.matrix(kernel, centres);
        try {
            double[] all = Blas.get().syev(Blas.Triangle.LOWER, matrix);
            int dropped = dropped(kernel, all);
            eigenvalues = Arrays.copyOfRange(all, dropped, m);
            root = root(matrix, eigenvalues, dropped, m);
        } finally {
            matrix.close();
        }
    }

    private static int dropped(Kernel kernel, double[] ascending) {
        int m = ascending.length;
        double threshold = m * EPSILON * Math.max(ascending[m - 1], -ascending[0]);
        if (ascending[0] < -threshold) {
            throw Require.error(
                    "kernel",
                    kernel + " is not positive semidefinite: its matrix of the " + m + " centres has the eigenvalue "
                            + ascending[0] + ", beyond rounding (" + -threshold + ")");
        }
        int dropped = 0;
        while (dropped < m && ascending[dropped] <= threshold) {
            dropped++;
        }
        if (dropped == m) {
            throw Require.error("kernel", kernel + " is 0 at all pairs of centres, which leaves no feature");
        }
        return dropped;
    }

    private static double[] root(INDArray vectors, double[] eigenvalues, int dropped, int m) {
        int size = eigenvalues.length;
        double[] root = new double[m * size];
        double[] vector = new double[m];
        for (int j = 0; j < size; j++) {
            NativeArrays.copyOut(vectors, (long) (dropped + j) * m, vector, 0, m);
            double factor = 1 / Math.sqrt(eigenvalues[j]);
            for (int i = 0; i < m; i++) {
                root[i * size + j] = factor * vector[i];
            }
        }
        return root;
    }

    /**
     * The map of given centres.
     *
     * @param kernel a positive semidefinite kernel
     * @param centres shape [m, d]
     * @return the map
     * @throws IllegalArgumentException if the kernel is indefinite or 0 on the centres, or the matrix does not fit in memory
     */
    public static NystromFeatures of(Kernel kernel, Points centres) {
        return new NystromFeatures(kernel, centres, null);
    }

    /**
     * The map of centres drawn from points uniformly, without repetition.
     *
     * @param kernel a positive semidefinite kernel
     * @param points shape [n, d]
     * @param count m, 1 to n
     * @param seed of the choice
     * @return the map
     * @throws IllegalArgumentException if the count is out of range, or as {@link #of}
     */
    public static NystromFeatures uniform(Kernel kernel, Points points, int count, long seed) {
        Require.notNull("points", points);
        Require.inRange("count", count, 1, points.size());
        int[] order = Randoms.of(seed).split("centres").permutation(points.size());
        int[] chosen = Arrays.copyOf(order, count);
        Arrays.sort(chosen);
        return new NystromFeatures(kernel, points.select(chosen), seed);
    }

    @Override
    public int width() {
        return centres.width();
    }

    /** The number of eigenvalues above the threshold: at most the number of centres. */
    @Override
    public int size() {
        return eigenvalues.length;
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    /**
     * The centres.
     *
     * @return shape [m, d]
     */
    public Points centres() {
        return centres;
    }

    /**
     * The eigenvalues of the centres' kernel matrix that are above the threshold.
     *
     * @return a copy, ascending, {@link #size()} numbers
     */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    @Override
    public OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        int m = centres.size();
        int size = size();
        int block = Math.min(count, Transforms.blockRows(m));
        double[] values = new double[block * m];
        for (int first = 0; first < count; first += block) {
            int rows = Math.min(block, count - first);
            Gram.rowsInto(kernel, x, from + first, rows, centres, values, 0);
            // [rows, m] by [m, size]
            VectorMath.get()
                    .gemm(
                            false,
                            false,
                            rows,
                            size,
                            m,
                            1,
                            values,
                            0,
                            m,
                            root,
                            0,
                            size,
                            0,
                            result,
                            offset + first * size,
                            size);
        }
        Transforms.requireFinite(this, from, count, result, offset);
    }

    /** 0 for given centres; for drawn ones no formula is known. */
    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return seed == null ? OptionalDouble.of(0) : OptionalDouble.empty();
    }

    /** For given centres the error phi(x)'phi(z) - k(x, z) itself. */
    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return seed == null
                ? OptionalDouble.of(PointPair.innerProduct(transform(x), transform(z)) - kernel.value(x, z))
                : OptionalDouble.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NystromFeatures that
                && kernel.equals(that.kernel)
                && centres.equals(that.centres)
                && Objects.equals(seed, that.seed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kernel, centres, seed);
    }

    @Override
    public String toString() {
        return "NystromFeatures[" + kernel + ", " + centres.size() + " centres of width " + width() + " to " + size()
                + "]";
    }
}
