package org.icl4j.kernels.internal.algebra;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = k1(x, z) / sqrt(k1(x, x) k1(z, z)), the cosine of the angle in feature space; exactly 1 between equal points. */
class NormalisedKernel implements Combination {

    // Rounding moves the value of two equal points by far less.
    private static final double NEARLY = 1e-6;

    private final Kernel kernel;

    NormalisedKernel(Kernel kernel) {
        this.kernel = kernel;
    }

    static Kernel of(Kernel kernel) {
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiableNormalised(differentiable)
                : new NormalisedKernel(kernel);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        double norms = norm(x, square(kernel, x)) * norm(z, square(kernel, z));
        return equal(x, z) ? 1 : bounded(kernel.value(x, z) / norms);
    }

    // k(x, x). Of a combination by its diagonal: value(x, x) of normalisations within each other would ask three times
    // a
    // level, 3^depth in all.
    private static double square(Kernel kernel, double[] x) {
        if (!(kernel instanceof Combination)) {
            return kernel.value(x, x);
        }
        double[] square = new double[1];
        kernel.diagonal(Points.ofRows("x", 1, x.length, x), 0, 1, square, 0);
        return square[0];
    }

    private static void diagonals(Kernel kernel, Tile tile, double[] rows, double[] columns) {
        if (!(kernel instanceof Combination)) {
            tile.diagonals(kernel, rows, columns);
            return;
        }
        kernel.diagonal(DiagonalTiles.ofRows(tile).points(), 0, tile.rows(), rows, 0);
        kernel.diagonal(DiagonalTiles.ofColumns(tile).points(), 0, tile.columns(), columns, 0);
        Arrays.fill(columns, tile.columns(), tile.stride(), columns[tile.columns() - 1]);
    }

    // Cauchy and Schwarz: what is beyond 1 is rounding, where the kernel is known to be an inner product.
    private double bounded(double value) {
        return isInnerProduct() ? Math.max(-1, Math.min(1, value)) : value;
    }

    private boolean isInnerProduct() {
        Definiteness inner = kernel.definiteness();
        return inner == Definiteness.POSITIVE_DEFINITE || inner == Definiteness.POSITIVE_SEMIDEFINITE;
    }

    // Of equal numbers, as 0 and -0 are, which Arrays.equals tells apart.
    private static boolean equal(double[] x, double[] z) {
        for (int k = 0; k < Math.min(x.length, z.length); k++) {
            if (x[k] != z[k]) {
                return false;
            }
        }
        return x.length == z.length;
    }

    private static double norm(double[] x, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw Require.error(
                    "kernel",
                    "cannot be normalised where k(x, x) is not positive, got k(x, x) = " + value + " at x = "
                            + Arrays.toString(x));
        }
        return Math.sqrt(value);
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        double[] norms = tile.borrow();
        double[] columnNorms = tile.borrow();
        norms(tile, norms, columnNorms);
        divide(tile, result, norms, columnNorms);
        tile.release(norms);
        tile.release(columnNorms);
    }

    /** sqrt k(x_i, x_i) and sqrt k(z_j, z_j). */
    final void norms(Tile tile, double[] rows, double[] columns) {
        if (kernel.isStationary()) {
            double norm = norm(tile.rowPoint(0), square(kernel, tile.rowPoint(0)));
            Arrays.fill(rows, 0, tile.rows(), norm);
            Arrays.fill(columns, 0, tile.stride(), norm);
            return;
        }
        diagonals(kernel, tile, rows, columns);
        for (int i = 0; i < tile.rows(); i++) {
            rows[i] = norm(tile.rowPoint(i), rows[i]);
        }
        for (int j = 0; j < tile.stride(); j++) {
            columns[j] = norm(tile.columnPoint(Math.min(j, tile.columns() - 1)), columns[j]);
        }
    }

    /** The values of the kernel become those of the normalised one. */
    final void divide(Tile tile, double[] values, double[] rows, double[] columns) {
        int stride = tile.stride();
        for (int i = 0; i < tile.rows(); i++) {
            boolean near = false;
            for (int j = 0; j < stride; j++) {
                double value = values[i * stride + j] / (rows[i] * columns[j]);
                values[i * stride + j] = value;
                near |= Math.abs(Math.abs(value) - 1) < NEARLY;
            }
            if (near) {
                repairRow(tile, i, values);
            }
        }
    }

    private void repairRow(Tile tile, int i, double[] values) {
        for (int j = 0; j < tile.columns(); j++) {
            int at = i * tile.stride() + j;
            values[at] = bounded(values[at]);
            if (Math.abs(values[at] - 1) < NEARLY && equal(tile.rowPoint(i), tile.columnPoint(j))) {
                values[at] = 1;
            }
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
        for (int i = 0; i < count; i++) {
            norm(x.row(from + i), result[offset + i]);
            result[offset + i] = 1;
        }
    }

    @Override
    public Definiteness definiteness() {
        Definiteness inner = kernel.definiteness();
        return inner == Definiteness.CONDITIONALLY_POSITIVE_DEFINITE ? Definiteness.UNKNOWN : inner;
    }

    @Override
    public boolean isStationary() {
        return kernel.isStationary();
    }

    @Override
    public Optional<Kernel> logarithm() {
        return kernel.logarithm().map(NormalisedLogarithm::new);
    }

    @Override
    public String specification() {
        return "normalised(" + kernel.specification() + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NormalisedKernel that && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(NormalisedKernel.class, kernel);
    }

    @Override
    public String toString() {
        return "normalised(" + kernel + ")";
    }

    /** log k(x, z) - (log k(x, x) + log k(z, z)) / 2. */
    private record NormalisedLogarithm(Kernel log) implements Combination {
        @Override
        public List<Kernel> parts() {
            return List.of(log);
        }

        @Override
        public double value(double[] x, double[] z) {
            return log.value(x, z) - 0.5 * (square(log, x) + square(log, z));
        }

        @Override
        public void diagonal(Points x, int from, int count, double[] result, int offset) {
            Arrays.fill(result, offset, offset + count, 0);
        }

        @Override
        public void block(Tile tile, double[] result) {
            log.block(tile, result);
            double[] rows = tile.borrow();
            double[] columns = tile.borrow();
            diagonals(log, tile, rows, columns);
            int stride = tile.stride();
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < stride; j++) {
                    result[i * stride + j] -= 0.5 * (rows[i] + columns[j]);
                }
            }
            tile.release(rows);
            tile.release(columns);
        }
    }
}
