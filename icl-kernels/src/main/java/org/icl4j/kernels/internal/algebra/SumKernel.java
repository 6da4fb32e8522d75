package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.Objects;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = k1(x, z) + k2(x, z). */
class SumKernel implements Combination {

    private final Kernel first;
    private final Kernel second;

    SumKernel(Kernel first, Kernel second) {
        this.first = first;
        this.second = second;
    }

    static Kernel of(Kernel first, Kernel second) {
        Require.notNull("other", second);
        return first instanceof DifferentiableKernel a && second instanceof DifferentiableKernel b
                ? new DifferentiableSum(a, b)
                : new SumKernel(first, second);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(first, second);
    }

    @Override
    public double value(double[] x, double[] z) {
        return first.value(x, z) + second.value(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        double[] other = tile.borrow();
        first.block(tile, result);
        second.block(tile, other);
        VectorMath.get().axpy(1, other, 0, result, 0, tile.length());
        tile.release(other);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        double[] other = new double[count];
        first.diagonal(x, from, count, result, offset);
        second.diagonal(x, from, count, other, 0);
        for (int i = 0; i < count; i++) {
            result[offset + i] += other[i];
        }
    }

    @Override
    public Definiteness definiteness() {
        return KnownDefiniteness.ofSum(first.definiteness(), second.definiteness());
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
    public String specification() {
        return join(first.specification(), second.specification());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SumKernel that && first.equals(that.first) && second.equals(that.second);
    }

    @Override
    public int hashCode() {
        return Objects.hash(SumKernel.class, first, second);
    }

    @Override
    public String toString() {
        return join(first.toString(), second.toString());
    }

    // Parsing associates to the left, so a sum on the right keeps its parentheses.
    private String join(String left, String right) {
        return left + " + " + Combination.grouped(second, right, Binding.PRODUCT);
    }
}
