package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.stream.Stream;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelHead;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.objects.Precomputed;
import org.icl4j.kernels.objects.SpectrumKernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.tools.Alignment;
import org.icl4j.kernels.tools.KernelOperator;
import org.icl4j.kernels.tools.KernelSpectrum;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.select.LeaveOneOut;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that would hold a matrix of n x n or m x n numbers refuses an n at which it cannot, before it takes memory, with the bytes
 * and what to do instead.
 */
class TooLargeTest {

    /** 10^6 squared numbers are 7.3 TiB. */
    private static final int N = 1_000_000;

    private static final Points X = Points.ofRows("x", N, 1, new double[N]);
    private static final Context CONTEXT = Context.of(X, X);
    private static final Points WIDE = Points.ofRows("x", 1, N, new double[N]);
    private static final DifferentiableKernel KERNEL = new Gaussian(1);

    private static Arguments row(String name, Executable call) {
        return Arguments.of(name, call);
    }

    static Stream<Arguments> calls() {
        LearnedKernel head = LearnedKernel.of(1, 2, new LearnedKernelHead(1, 2).initialParameters(Randoms.of(1)));
        return Stream.of(
                row("Gram.matrix, symmetric", () -> Gram.matrix(KERNEL, X)),
                row("Gram.matrix, rectangular", () -> Gram.matrix(KERNEL, X, X)),
                row("GramGradient.matrices", () -> GramGradient.matrices(KERNEL, X, X)),
                row("SpectrumKernel.matrix", () -> new SpectrumKernel(1).matrix(Collections.nCopies(N, "a"))),
                row("Precomputed.of", () -> Precomputed.of(KERNEL, X)),
                row("KernelOperator.formed", () -> KernelOperator.formed(KERNEL, X, 1)),
                row("KernelOperator.withBudget", () -> KernelOperator.withBudget(KERNEL, X, 1, Long.MAX_VALUE)),
                row("KernelSpectrum.of", () -> KernelSpectrum.of(KERNEL, X)),
                row("Alignment.operatorNorm", () -> Alignment.operatorNorm(KERNEL, new Gaussian(2), X)),
                row("NystromFeatures.of", () -> NystromFeatures.of(KERNEL, X)),
                row("RandomFourierFeatures.of", () -> RandomFourierFeatures.of(KERNEL, N, N, 1)),
                row("KernelRidge.fit", () -> KernelRidge.of(KERNEL, 1).fit(CONTEXT)),
                row("LeaveOneOut.of", () -> LeaveOneOut.of(KERNEL, CONTEXT)),
                row(
                        "KernelSelection.choose",
                        () -> KernelSelection.gaussian().withMaxRows(N).choose(CONTEXT)),
                row("RidgeRegression.fit", () -> RidgeRegression.of(1).fit(Context.of(WIDE, WIDE))),
                row("LearnedKernel.scores", () -> head.scores(X, X)),
                row("LearnedKernel.weights", () -> head.weights(X, X)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    @Timeout(20)
    void isRefusedBeforeAllocating(String name, Executable call) {
        assertThatIllegalArgumentException()
                .isThrownBy(call::execute)
                .withMessageMatching("(?s).*(\\(\\d{10,} bytes\\)|at most 32766 rows|more than 2\\^31).*(use|give) .*");
    }
}
