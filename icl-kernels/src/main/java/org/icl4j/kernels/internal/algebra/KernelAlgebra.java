package org.icl4j.kernels.internal.algebra;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.DifferentiableMap;
import org.icl4j.kernels.Kernel;

/**
 * How kernels are made of others, and of a user's profile: the default methods of {@link Kernel} and {@link
 * DifferentiableKernel} stand on these. What is made of differentiable parts is differentiable.
 */
public final class KernelAlgebra {

    private KernelAlgebra() {}

    /** k(x, z) = profile(|x - z|^2). */
    public static Kernel radial(DoubleUnaryOperator profile) {
        return new RadialKernel(profile);
    }

    /** The same with the profile's derivative. */
    public static DifferentiableKernel radial(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        return new DifferentiableRadial(profile, derivative);
    }

    /** k(x, z) = profile(x' z). */
    public static Kernel dotProduct(DoubleUnaryOperator profile) {
        return new DotProductKernel(profile);
    }

    /** The same with the profile's derivative. */
    public static DifferentiableKernel dotProduct(DoubleUnaryOperator profile, DoubleUnaryOperator derivative) {
        return new DifferentiableDotProduct(profile, derivative);
    }

    /** first + second. */
    public static Kernel sum(Kernel first, Kernel second) {
        return SumKernel.of(first, second);
    }

    /** first + second, differentiable. */
    public static DifferentiableKernel sum(DifferentiableKernel first, DifferentiableKernel second) {
        return new DifferentiableSum(first, Require.notNull("other", second));
    }

    /** first * second. */
    public static Kernel product(Kernel first, Kernel second) {
        return ProductKernel.of(first, second);
    }

    /** first * second, differentiable. */
    public static DifferentiableKernel product(DifferentiableKernel first, DifferentiableKernel second) {
        return new DifferentiableProduct(first, Require.notNull("other", second));
    }

    /** factor * kernel. */
    public static Kernel scaled(double factor, Kernel kernel) {
        return ScaledKernel.of(factor, kernel);
    }

    /** factor * kernel, differentiable; a factor of 1 stays, as a search may move it. */
    public static DifferentiableKernel scaled(double factor, DifferentiableKernel kernel) {
        return new DifferentiableScaled(factor, kernel);
    }

    /** kernel ^ exponent. */
    public static Kernel power(Kernel kernel, int exponent) {
        return PowerKernel.of(kernel, exponent);
    }

    /** The kernel of some coordinates. */
    public static Kernel onColumns(Kernel kernel, int... columns) {
        return WarpedKernel.of(kernel, new ColumnMap(columns));
    }

    /** The kernel of some coordinates, differentiable. */
    public static DifferentiableKernel onColumns(DifferentiableKernel kernel, int... columns) {
        return new DifferentiableWarped(kernel, new ColumnMap(columns));
    }

    /** k(x, z) / sqrt(k(x, x) k(z, z)). */
    public static Kernel normalised(Kernel kernel) {
        return NormalisedKernel.of(kernel);
    }

    /** k(x, z) / sqrt(k(x, x) k(z, z)), differentiable. */
    public static DifferentiableKernel normalised(DifferentiableKernel kernel) {
        return new DifferentiableNormalised(kernel);
    }

    /** The kernel whose features have mean 0 over the reference points. */
    public static Kernel centred(Kernel kernel, Points reference) {
        return CentredKernel.of(kernel, reference);
    }

    /** The kernel whose features have mean 0 over the reference points, differentiable. */
    public static DifferentiableKernel centred(DifferentiableKernel kernel, Points reference) {
        return new DifferentiableCentred(kernel, Require.notNull("reference", reference));
    }

    /** k(f(x), f(z)). */
    public static Kernel warped(Kernel kernel, UnaryOperator<double[]> map) {
        return WarpedKernel.of(kernel, map);
    }

    /** k(f(x), f(z)), differentiable. */
    public static DifferentiableKernel warped(DifferentiableKernel kernel, DifferentiableMap map) {
        return new DifferentiableWarped(kernel, Require.notNull("map", map));
    }

    /** exp(kernel). */
    public static Kernel exponential(Kernel kernel) {
        return ExponentialKernel.of(kernel);
    }

    /** exp(kernel), differentiable. */
    public static DifferentiableKernel exponential(DifferentiableKernel kernel) {
        return new DifferentiableExponential(kernel);
    }

    /** The kernel with its definiteness stated. */
    public static Kernel declared(Kernel kernel, Kernel.Definiteness definiteness) {
        return DeclaredKernel.of(kernel, Require.notNull("definiteness", definiteness));
    }

    /** The kernel in the mode that finds mistakes. */
    public static Kernel checked(Kernel kernel) {
        return CheckedKernel.of(kernel);
    }

    /** The kernel in the mode that finds mistakes, differentiable. */
    public static DifferentiableKernel checked(DifferentiableKernel kernel) {
        return new DifferentiableChecked(kernel);
    }

    /** The same object, or an exception that names the part which has no derivatives. */
    @SuppressWarnings("ReferenceEquality") // Is the part the whole?
    public static DifferentiableKernel differentiable(Kernel kernel) {
        Require.notNull("kernel", kernel);
        if (kernel instanceof DifferentiableKernel differentiable) {
            return differentiable;
        }
        Kernel part = Combination.obstacle(kernel);
        String remedy = part instanceof WarpedKernel
                ? "its map is no DifferentiableMap"
                : part instanceof RadialKernel || part instanceof DotProductKernel
                        ? "give DifferentiableKernel.radial or dotProduct the profile's derivative"
                        : "implement DifferentiableKernel";
        throw Require.error(
                "kernel",
                part + (part == kernel ? "" : ", a part of " + kernel + ",") + " has no derivatives: " + remedy);
    }
}
