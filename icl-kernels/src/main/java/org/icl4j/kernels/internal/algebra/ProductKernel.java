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

/** k(x, z) = k1(x, z) k2(x, z): positive semidefinite if both are (Schur). */
class ProductKernel implements Combination {

    private final Kernel first;
    private final Kernel second;

    ProductKernel(Kernel first, Kernel second) {
        this.first = first;
        this.second = second;
    }

    static Kernel of(Kernel first, Kernel second) {
        Require.notNull("other", second);
        return first instanceof DifferentiableKernel a && second instanceof DifferentiableKernel b
                ? new DifferentiableProduct(a, b)
                : new ProductKernel(first, second);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(first, second);
    }

    @Override
    public double value(double[] x, double[] z) {
        return first.value(x, z) * second.value(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        double[] other = tile.borrow();
        first.block(tile, result);
        second.block(tile, other);
        Blocks.multiply(tile, result, other);
        tile.release(other);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        double[] other = new double[count];
        first.diagonal(x, from, count, result, offset);
        second.diagonal(x, from, count, other, 0);
        for (int i = 0; i < count; i++) {
            result[offset + i] *= other[i];
        }
    }

    @Override
    public Definiteness definiteness() {
        return KnownDefiniteness.ofProduct(first.definiteness(), second.definiteness());
    }

    @Override
    public boolean isStationary() {
        return first.isStationary() && second.isStationary();
    }

    @Override
    public boolean isDotProduct() {
        return first.isDotProduct() && second.isDotProduct();
    }

    @Override
    public Optional<Kernel> logarithm() {
        return first.logarithm().flatMap(a -> second.logarithm().map(a::plus));
    }

    @Override
    public String specification() {
        return join(first.specification(), second.specification());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProductKernel that && first.equals(that.first) && second.equals(that.second);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ProductKernel.class, first, second);
    }

    @Override
    public String toString() {
        return join(first.toString(), second.toString());
    }

    private String join(String left, String right) {
        return Combination.grouped(first, left, Binding.PRODUCT) + " * "
                + Combination.grouped(second, right, Binding.POWER);
    }
}
