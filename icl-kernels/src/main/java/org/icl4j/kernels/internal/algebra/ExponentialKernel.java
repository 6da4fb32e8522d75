package org.icl4j.kernels.internal.algebra;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.jspecify.annotations.Nullable;

/** k(x, z) = exp(k1(x, z)), by the library's own exponential a tile at a time. */
class ExponentialKernel implements Combination {

    private final Kernel kernel;

    ExponentialKernel(Kernel kernel) {
        this.kernel = kernel;
    }

    static Kernel of(Kernel kernel) {
        return kernel instanceof DifferentiableKernel differentiable
                ? new DifferentiableExponential(differentiable)
                : new ExponentialKernel(kernel);
    }

    @Override
    public List<Kernel> parts() {
        return List.of(kernel);
    }

    @Override
    public double value(double[] x, double[] z) {
        return Math.exp(kernel.value(x, z));
    }

    @Override
    public void block(Tile tile, double[] result) {
        kernel.block(tile, result);
        VectorMath.get().exp(1, result, 0, tile.length());
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        kernel.diagonal(x, from, count, result, offset);
        for (int i = offset; i < offset + count; i++) {
            result[i] = Math.exp(result[i]);
        }
    }

    // The series sum_n K^n / n! has positive semidefinite terms (Schur), K itself among them. For K conditionally
    // positive
    // definite the exponential is positive semidefinite (Schoenberg 1938).
    @Override
    public Definiteness definiteness() {
        return switch (kernel.definiteness()) {
            case POSITIVE_DEFINITE -> Definiteness.POSITIVE_DEFINITE;
            case POSITIVE_SEMIDEFINITE, CONDITIONALLY_POSITIVE_DEFINITE -> Definiteness.POSITIVE_SEMIDEFINITE;
            case INDEFINITE, UNKNOWN -> Definiteness.UNKNOWN;
        };
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
        return Optional.of(kernel);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExponentialKernel that && kernel.equals(that.kernel);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ExponentialKernel.class, kernel);
    }

    @Override
    public String toString() {
        return "exponential(" + kernel + ")";
    }
}
