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

/** A kernel whose every block is compared with k(x, z) and k(z, x) pair by pair. */
class CheckedKernel implements Combination {

    /** Far above rounding, relative to the greatest value of the block and of its points with themselves. */
    static final double TOLERANCE = 1e-10;

    private final Kernel kernel;

    CheckedKernel(Kernel kernel) {
        this.kernel = kernel;
    }

    static Kernel of(Kernel kernel) {
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiableChecked(differentiable)
                : new CheckedKernel(kernel);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        double value = pure(x, z);
        double exchanged = pure(z, x);
        double size = greatest(greatest(greatest(0, value), pure(x, x)), pure(z, z));
        check(value, exchanged, size, "k(b, a)", () -> "a = " + show(x) + ", b = " + show(z));
        return value;
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        compare(tile, result);
    }

    final void compare(Tile tile, double[] values) {
        double size = 0;
        for (int i = 0; i < tile.rows(); i++) {
            size = greatest(size, pure(tile.rowPoint(i), tile.rowPoint(i)));
            for (int j = 0; j < tile.columns(); j++) {
                size = greatest(size, values[i * tile.stride() + j]);
            }
        }
        for (int j = 0; j < tile.columns(); j++) {
            size = greatest(size, pure(tile.columnPoint(j), tile.columnPoint(j)));
        }
        for (int i = 0; i < tile.rows(); i++) {
            for (int j = 0; j < tile.columns(); j++) {
                double[] x = tile.rowPoint(i);
                double[] z = tile.columnPoint(j);
                int row = tile.rowIndex(i);
                int column = tile.columnIndex(j);
                Pair pair = () -> "a = point " + row + " = " + show(x) + " and b = point " + column + " = " + show(z);
                double block = values[i * tile.stride() + j];
                check(block, pure(x, z), size, "by value", pair);
                check(block, pure(z, x), size, "k(b, a)", pair);
            }
        }
    }

    // k(a, b), of copies: a kernel that writes into its arguments spoils the points for every pair after.
    private double pure(double[] a, double[] b) {
        double[] x = a.clone();
        double[] z = b.clone();
        double value = kernel.value(x, z);
        requireUnchanged("first", a, x);
        requireUnchanged("second", b, z);
        return value;
    }

    private void requireUnchanged(String which, double[] before, double[] after) {
        for (int k = 0; k < before.length; k++) {
            if (Double.doubleToLongBits(before[k]) != Double.doubleToLongBits(after[k])) {
                throw Require.error(
                        "kernel",
                        kernel + " writes into its arguments: value changed coordinate " + k + " of its " + which
                                + " point from " + before[k] + " to " + after[k]
                                + "; it must work on copies of its own");
            }
        }
    }

    // What is not finite says nothing of the others' size; where it is a value of a pair, check() finds it.
    private static double greatest(double known, double value) {
        return Double.isFinite(value) ? Math.max(known, Math.abs(value)) : known;
    }

    private interface Pair {
        String describe();
    }

    private static void check(double value, double other, double size, String what, Pair pair) {
        if (!Double.isFinite(value) || !(Math.abs(value - other) <= TOLERANCE * size)) {
            throw Require.error(
                    "kernel",
                    "k(a, b) = " + value + ", " + what + " = " + other + " for " + pair.describe() + ": must be "
                            + (Double.isFinite(value) && Double.isFinite(other) ? "equal" : "finite"));
        }
    }

    private static String show(double[] point) {
        return Arrays.toString(point);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
        for (int i = 0; i < count; i++) {
            double[] point = x.row(from + i);
            int index = from + i;
            double value = pure(point, point);
            check(
                    result[offset + i],
                    value,
                    Math.abs(value),
                    "by value",
                    () -> "a = b = point " + index + " = " + show(point));
        }
    }

    @Override
    public Definiteness definiteness() {
        return kernel.definiteness();
    }

    @Override
    public boolean isStationary() {
        return kernel.isStationary();
    }

    @Override
    public boolean isDotProduct() {
        return kernel.isDotProduct();
    }

    @Override
    public Optional<Kernel> logarithm() {
        return kernel.logarithm().map(Kernel::checked);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CheckedKernel that && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(CheckedKernel.class, kernel);
    }

    @Override
    public String toString() {
        return "checked(" + kernel + ")";
    }
}
