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

/** k(x, z) = k1(x, z)^exponent for a whole exponent: a product of equal factors, positive (semi)definite if k1 is (Schur). */
class PowerKernel implements Combination {

    private final Kernel kernel;
    private final int exponent;

    PowerKernel(Kernel kernel, int exponent) {
        this.kernel = kernel;
        this.exponent = exponent;
    }

    static Kernel of(Kernel kernel, int exponent) {
        Require.positive("exponent", exponent);
        if (exponent == 1) {
            return kernel;
        }
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiablePower(differentiable, exponent)
                : new PowerKernel(kernel, exponent);
    }

    final int exponent() {
        return exponent;
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Blocks.power(kernel.value(x, z), exponent);
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        for (int i = 0; i < tile.length(); i++) {
            result[i] = Blocks.power(result[i], exponent);
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
        for (int i = offset; i < offset + count; i++) {
            result[i] = Blocks.power(result[i], exponent);
        }
    }

    @Override
    public Definiteness definiteness() {
        Definiteness inner = kernel.definiteness();
        return KnownDefiniteness.ofProduct(inner, inner);
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
        return kernel.logarithm().map(log -> log.scaled(exponent));
    }

    @Override
    public String specification() {
        return join(kernel.specification());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PowerKernel that && exponent == that.exponent && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(PowerKernel.class, exponent, kernel);
    }

    @Override
    public String toString() {
        return join(kernel.toString());
    }

    private String join(String text) {
        return Combination.grouped(kernel, text, Binding.ATOM) + " ^ " + exponent;
    }
}
