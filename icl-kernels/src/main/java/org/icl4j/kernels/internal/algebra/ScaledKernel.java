package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.internal.engine.Blocks;
import org.jspecify.annotations.Nullable;

/** k(x, z) = factor k1(x, z). */
class ScaledKernel implements Combination {

    private final double factor;
    private final Kernel kernel;

    ScaledKernel(double factor, Kernel kernel) {
        this.factor = Require.positive("factor", factor);
        this.kernel = kernel;
    }

    /** A factor of 1 is left out, unless a search may want to move it. */
    static Kernel of(double factor, Kernel kernel) {
        if (kernel instanceof DifferentiableKernel differentiable) {
            return new DifferentiableScaled(factor, differentiable);
        }
        return factor == 1 ? kernel : new ScaledKernel(factor, kernel);
    }

    final double factor() {
        return factor;
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return factor * kernel.value(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        Blocks.scale(tile, result, factor);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
        for (int i = 0; i < count; i++) {
            result[offset + i] *= factor;
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
        double shift = Math.log(factor);
        return kernel.logarithm().map(log -> new ShiftedKernel(shift, log));
    }

    @Override
    public String specification() {
        return join(kernel.specification());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScaledKernel that && factor == that.factor && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ScaledKernel.class, factor, kernel);
    }

    @Override
    public String toString() {
        return join(kernel.toString());
    }

    private String join(String text) {
        return factor + " * " + Combination.grouped(kernel, text, Binding.POWER);
    }

    /** shift + log k1: the logarithm of a scaled kernel. */
    private record ShiftedKernel(double shift, Kernel kernel) implements Combination {
        @Override
        public List<Kernel> parts() {
            return List.of(kernel);
        }

        @Override
        public void diagonal(Points x, int from, int count, double[] result, int offset) {
            kernel.diagonal(x, from, count, result, offset);
            for (int i = offset; i < offset + count; i++) {
                result[i] += shift;
            }
        }

        @Override
        public double value(double[] x, double[] z) {
            return shift + kernel.value(x, z);
        }

        @Override
        public void block(Tile tile, double[] result) {
            kernel.block(tile, result);
            for (int i = 0; i < tile.length(); i++) {
                result[i] += shift;
            }
        }
    }
}
