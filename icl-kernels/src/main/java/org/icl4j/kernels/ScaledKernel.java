package org.icl4j.kernels;

import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/** k(x, z) = factor k1(x, z). */
record ScaledKernel(double factor, Kernel kernel) implements Kernel {

    ScaledKernel {
        Require.positive("factor", factor);
        Require.notNull("kernel", kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return factor * kernel.value(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        for (int i = 0; i < tile.length(); i++) {
            result[i] *= factor;
        }
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
    public String toString() {
        return join(kernel.toString());
    }

    private String join(String text) {
        boolean grouped =
                kernel instanceof SumKernel || kernel instanceof ProductKernel || kernel instanceof ScaledKernel;
        return factor + " * " + (grouped ? "(" + text + ")" : text);
    }

    /** shift + log k1: the logarithm of a scaled kernel. */
    private record ShiftedKernel(double shift, Kernel kernel) implements Kernel {
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
