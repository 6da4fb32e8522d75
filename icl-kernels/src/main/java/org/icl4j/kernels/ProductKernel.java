package org.icl4j.kernels;

import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/** k(x, z) = k1(x, z) k2(x, z): positive semidefinite if both are (Schur). */
record ProductKernel(Kernel first, Kernel second) implements Kernel {

    ProductKernel {
        Require.notNull("kernel", first);
        Require.notNull("kernel", second);
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
        for (int i = 0; i < tile.length(); i++) {
            result[i] *= other[i];
        }
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
        return Traits.ofProduct(first.definiteness(), second.definiteness());
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
    public String toString() {
        return join(first.toString(), second.toString());
    }

    private String join(String left, String right) {
        boolean grouped =
                second instanceof SumKernel || second instanceof ProductKernel || second instanceof ScaledKernel;
        return (first instanceof SumKernel ? "(" + left + ")" : left) + " * " + (grouped ? "(" + right + ")" : right);
    }
}
