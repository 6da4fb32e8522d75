package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** The same function, of which the user knows more than the library: everything but the definiteness is the kernel's own. */
class DeclaredKernel implements Combination {

    private final Kernel kernel;
    private final Definiteness definiteness;

    DeclaredKernel(Kernel kernel, Definiteness definiteness) {
        this.kernel = kernel;
        this.definiteness = Require.notNull("definiteness", definiteness);
    }

    static Kernel of(Kernel kernel, Definiteness definiteness) {
        if (kernel.definiteness() == definiteness) {
            return kernel;
        }
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiableDeclared(differentiable, definiteness)
                : new DeclaredKernel(kernel, definiteness);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return kernel.value(x, z);
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
    }

    @Override
    public final Definiteness definiteness() {
        return definiteness;
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
        return kernel.logarithm();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeclaredKernel that && definiteness == that.definiteness && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(DeclaredKernel.class, kernel, definiteness);
    }

    @Override
    public String toString() {
        return "declared(" + kernel + ", "
                + definiteness.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    }
}
