package org.icl4j.kernels;

import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination keeps the contract, derivatives included: those of the parts and those of the combination. */
class CompositionContractTest {

    /** tanh of each coordinate, and the sum of all of them: a map to another width. */
    record Squash() implements DifferentiableMap {
        @Override
        public double[] apply(double[] x) {
            double[] image = new double[x.length + 1];
            for (int k = 0; k < x.length; k++) {
                image[k] = Math.tanh(x[k]);
                image[x.length] += x[k];
            }
            return image;
        }

        @Override
        public void pullBack(double[] x, double[] outputGradient, double[] inputGradient) {
            for (int k = 0; k < x.length; k++) {
                double t = Math.tanh(x[k]);
                inputGradient[k] += (1 - t * t) * outputGradient[k] + outputGradient[x.length];
            }
        }
    }

    private static DifferentiableKernel cauchy() {
        return DifferentiableKernel.radial(r2 -> 1 / (1 + r2), r2 -> -1 / ((1 + r2) * (1 + r2)));
    }

    // f' is infinite at 0.
    private static DifferentiableKernel laplacian() {
        return DifferentiableKernel.radial(
                r2 -> Math.exp(-Math.sqrt(r2)), r2 -> -Math.exp(-Math.sqrt(r2)) / (2 * Math.sqrt(r2)));
    }

    private static DifferentiableKernel quadratic() {
        return DifferentiableKernel.dotProduct(s -> (s + 1) * (s + 1), s -> 2 * (s + 1));
    }

    private static Stream<DifferentiableKernel> differentiable(int width) {
        DifferentiableKernel gaussian = new Gaussian(Math.sqrt(width));
        DifferentiableKernel wide = new Gaussian(2 * Math.sqrt(width));
        return Stream.of(
                cauchy(),
                laplacian(),
                quadratic(),
                gaussian.plus(quadratic()),
                gaussian.plus(wide).plus(cauchy().scaled(0.5)),
                gaussian.times(quadratic()),
                gaussian.times(wide).times(wide.scaled(2)),
                gaussian.scaled(3).scaled(2),
                gaussian.plus(quadratic()).power(3),
                cauchy().power(2).power(2).scaled(2),
                gaussian.plus(quadratic()).onColumns(0),
                gaussian.times(quadratic()).onColumns(width - 1).scaled(0.1),
                gaussian.plus(quadratic()).warped(new Squash()),
                wide.warped(new Squash()).power(2),
                gaussian.scaled(2).plus(quadratic()).normalised(),
                quadratic().normalised().times(wide),
                gaussian.scaled(2).plus(quadratic()).checked(),
                cauchy().declared(Kernel.Definiteness.POSITIVE_DEFINITE).scaled(2),
                cauchy().plus(gaussian).exponential(),
                gaussian.scaled(0.5).exponential().times(wide));
    }

    static Stream<Kernel> plain() {
        Kernel lambda = (x, z) -> 1 / (1 + PointPair.squaredDistance(x, z));
        Kernel softmax = new ExponentialDotProduct(0.1);
        return Stream.of(
                lambda.plus(softmax).times(lambda).scaled(2),
                lambda.power(3),
                lambda.declared(Kernel.Definiteness.POSITIVE_DEFINITE),
                lambda.exponential(),
                lambda.onColumns(0),
                lambda.warped(new Squash()),
                lambda.plus(new Linear()).normalised(),
                softmax.normalised(),
                softmax.power(2).normalised().scaled(3),
                new Polynomial(2, 1, 1).normalised(),
                lambda.plus(softmax).checked());
    }

    // The means of points that are no reference points take their time, so in one dimension only.
    @Test
    void centred() {
        Points reference = Oracle.gaussian(5, 140, 1, 1);
        KernelContract.check(
                new Gaussian(1).scaled(2).plus(quadratic()).centred(reference).power(2), 1);
        Kernel lambda = (x, z) -> 1 / (1 + PointPair.squaredDistance(x, z));
        KernelContract.check(lambda.centred(reference), 1);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void plainKernels(Kernel kernel) {
        KernelContract.check(kernel, 1);
        KernelContract.check(kernel, 33);
    }

    @ParameterizedTest
    @MethodSource("differentiable1")
    void differentiableOfWidth1(DifferentiableKernel kernel) {
        KernelContract.check(kernel, 1);
    }

    static Stream<DifferentiableKernel> differentiable1() {
        return differentiable(1);
    }

    @ParameterizedTest
    @MethodSource("differentiable33")
    void differentiableOfWidth33(DifferentiableKernel kernel) {
        KernelContract.check(kernel, 33);
    }

    static Stream<DifferentiableKernel> differentiable33() {
        return differentiable(33);
    }
}
