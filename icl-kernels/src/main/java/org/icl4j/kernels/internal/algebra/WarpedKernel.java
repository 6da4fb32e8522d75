package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.DifferentiableMap;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = k1(f(x), f(z)). Points that f does not tell apart make K singular: definite becomes semidefinite. */
class WarpedKernel implements Combination {

    private final Kernel kernel;
    private final UnaryOperator<double[]> map;

    WarpedKernel(Kernel kernel, UnaryOperator<double[]> map) {
        this.kernel = kernel;
        this.map = map;
    }

    static Kernel of(Kernel kernel, UnaryOperator<double[]> map) {
        Require.notNull("map", map);
        return kernel instanceof DifferentiableKernel differentiable && map instanceof DifferentiableMap smooth
                ? new DifferentiableWarped(differentiable, smooth)
                : new WarpedKernel(kernel, map);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return kernel.value(image(x), image(z));
    }

    private double[] image(double[] x) {
        return Require.notNull("map's result", map.apply(x));
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile.warped(map), result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        double[][] images = new double[count][];
        for (int i = 0; i < count; i++) {
            images[i] = image(x.row(from + i));
        }
        if (count > 0) {
            kernel.diagonal(Points.of("map's results", images), 0, count, result, offset);
        }
    }

    @Override
    public Definiteness definiteness() {
        Definiteness inner = kernel.definiteness();
        return switch (inner) {
            case POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE -> Definiteness.POSITIVE_SEMIDEFINITE;
            case CONDITIONALLY_POSITIVE_DEFINITE -> inner;
            case INDEFINITE, UNKNOWN -> Definiteness.UNKNOWN;
        };
    }

    // Columns of a difference are the difference of columns.
    @Override
    public boolean isStationary() {
        return map instanceof ColumnMap && kernel.isStationary();
    }

    @Override
    public Optional<Kernel> logarithm() {
        return kernel.logarithm().map(log -> log.warped(map));
    }

    @Override
    public String specification() {
        return map instanceof ColumnMap ? join(kernel.specification()) : Combination.super.specification();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WarpedKernel that && kernel.equals(that.kernel) && map.equals(that.map);
    }

    @Override
    public int hashCode() {
        return Objects.hash(WarpedKernel.class, kernel, map);
    }

    @Override
    public String toString() {
        return map instanceof ColumnMap ? join(kernel.toString()) : "warped(" + kernel + ", " + map + ")";
    }

    private String join(String text) {
        return Combination.grouped(kernel, text, Binding.ATOM) + map;
    }
}
