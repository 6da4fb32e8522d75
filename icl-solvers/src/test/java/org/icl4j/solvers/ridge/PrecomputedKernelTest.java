package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.objects.IndexKernel;
import org.icl4j.kernels.objects.ObjectKernel;
import org.icl4j.kernels.objects.Precomputed;
import org.icl4j.kernels.objects.SpectrumKernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.select.LeaveOneOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A precomputed matrix instead of the kernel and the points, everywhere: scikit-learn's "precomputed == named kernel", to the bit
 * where the same numbers go through the same operations.
 */
class PrecomputedKernelTest {

    private static final int N = 60;
    private static final int M = 21;
    private static final double RIDGE = 0.3;

    private final Context context = Examples.context(1, N, 3, 2);
    private final Points queries = Examples.context(2, M, 3, 1).inputs();
    // Context and queries are the objects 0 to n - 1 and n to n + m - 1.
    private final Points all = Points.of(
            "all",
            Stream.concat(Stream.of(context.inputs().toRows()), Stream.of(queries.toRows()))
                    .toArray(double[][]::new));

    static Stream<Kernel> kernels() {
        return Stream.of(new Linear(), new Gaussian(1.5), new Polynomial(2, 0.5, 1));
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void fitsAndPredictsAsTheNamedKernel(Kernel named) {
        INDArray gram = Gram.matrix(named, all);
        double[] before = NativeArrays.toRowMajor(gram);
        Precomputed given = Precomputed.of(gram);
        Points train = given.indices().select(range(0, N));
        Points test = given.indices().select(range(N, N + M));
        KernelRidgeModel expected = KernelRidge.of(named, RIDGE).fit(context);
        KernelRidgeModel model = KernelRidge.of(given, RIDGE).fit(Context.of(train, context.targets()));
        assertThat(model.dualCoefficients()).isEqualTo(expected.dualCoefficients());
        assertThat(model.predict(test)).isEqualTo(expected.predict(queries));
        assertThat(NativeArrays.toRowMajor(gram)).isEqualTo(before);

        // Fitted on the n x n matrix alone; the m x n values come at prediction.
        Precomputed square = Precomputed.of(Gram.matrix(named, context.inputs()));
        KernelRidgeModel alone = KernelRidge.of(square, RIDGE).fit(Context.of(square.indices(), context.targets()));
        INDArray cross = Gram.matrix(named, queries, context.inputs());
        double[] crossBefore = NativeArrays.toRowMajor(cross);
        double[] answers = NativeArrays.toRowMajor(alone.predictFromKernel(cross));
        assertThat(NativeArrays.toRowMajor(cross)).isEqualTo(crossBefore);
        double[] wanted = expected.predict(queries).toRowMajor();
        double size =
                N * greatest(crossBefore) * greatest(expected.dualCoefficients().toRowMajor());
        for (int i = 0; i < wanted.length; i++) {
            assertThat(answers[i]).isCloseTo(wanted[i], within(4 * N * Examples.EPS * size));
        }
    }

    private static double greatest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void leaveOneOutAndIterativeSolversAreTheSame(Kernel named) {
        Precomputed given = Precomputed.of(Gram.matrix(named, context.inputs()));
        Context indexed = Context.of(given.indices(), context.targets());
        assertThat(LeaveOneOut.of(given, indexed).rootMeanSquaredError(RIDGE))
                .isEqualTo(LeaveOneOut.of(named, context).rootMeanSquaredError(RIDGE));
        for (IterativeMethod method : List.of(ConjugateGradient.withDefaults(), GradientDescent.of(1e-4))) {
            assertThat(IterativeKernelRidge.of(given, RIDGE, method, 6)
                            .fit(indexed)
                            .dualCoefficients())
                    .isEqualTo(IterativeKernelRidge.of(named, RIDGE, method, 6)
                            .fit(context)
                            .dualCoefficients());
        }
    }

    @Test
    void weightedMeansAreTheSame() {
        Kernel named = new Gaussian(1);
        Precomputed given = Precomputed.of(Gram.matrix(named, all));
        Points expected = NadarayaWatson.of(named).fit(context).predict(queries);
        Points answers = NadarayaWatson.of(given)
                .fit(Context.of(given.indices().select(range(0, N)), context.targets()))
                .predict(given.indices().select(range(N, N + M)));
        // The named kernel sums by its logarithm: n exponentials and products more on either side of a mean of |y|.
        double bound = 8 * N * Examples.EPS * greatest(context.targets().toRowMajor());
        for (int i = 0; i < M; i++) {
            assertThat(answers.get(i, 1)).isCloseTo(expected.get(i, 1), within(bound));
        }
    }

    // A length scale of a matrix: its elements to a power. Gaussians of all scales are powers of one another.
    @Test
    void selectionTakesAFamilyOfMatrices() {
        Context one = Examples.context(3, N, 2, 1);
        double[][] unit =
                Points.of("k", Gram.matrix(new Gaussian(1), one.inputs())).toRows();
        KernelSelection.Choice choice = KernelSelection.of(l -> {
                    double[][] powered = new double[N][N];
                    for (int i = 0; i < N; i++) {
                        for (int j = 0; j < N; j++) {
                            powered[i][j] = Math.pow(unit[i][j], 1 / (l * l));
                        }
                    }
                    return Precomputed.of(powered);
                })
                .withCentredTargets(true)
                .withLengthScale(0.7)
                .choose(Context.of(Precomputed.of(unit).indices(), one.targets()));
        KernelSelection.Choice expected = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withLengthScale(0.7)
                .choose(one);
        // The search stops when the ridge is known to 2 %; it may stop at another one in that range.
        assertThat(choice.ridge()).isCloseTo(expected.ridge(), within(0.05 * expected.ridge()));
        assertThat(choice.looRmse()).isCloseTo(expected.looRmse(), within(1e-6 * expected.looRmse()));
    }

    @Test
    void anyTwoContextsSliceBothAxes() {
        Precomputed given = Precomputed.of(Gram.matrix(new Gaussian(1), all));
        int[] chosen = {3, 50, 7, 22, 41};
        KernelRidgeModel model = KernelRidge.of(given, RIDGE)
                .fit(Context.of(
                        given.indices().select(chosen), context.targets().select(chosen)));
        KernelRidgeModel expected = KernelRidge.of(new Gaussian(1), RIDGE).fit(context.select(chosen));
        assertThat(model.predict(given.indices().select(range(N, N + M)))).isEqualTo(expected.predict(queries));
    }

    @Test
    void stringsAreLearntAndNewOnesAnswered() {
        List<String> words = List.of("abab", "baba", "abba", "cdcd", "dcdc", "cddc");
        double[] y = {1, 1, 1, -1, -1, -1};
        ObjectKernel<String> kernel = new SpectrumKernel(2).normalised();
        IndexKernel indexed = kernel.over(words);
        KernelRidgeModel model = KernelRidge.of(indexed, 0.1).fit(indexed.context(y));
        double[] answers = Points.of(
                        "answers", model.predictFromKernel(kernel.matrix(List.of("ababab", "cdcdcd", "xyz"), words)))
                .toRowMajor();
        assertThat(answers[0]).isGreaterThan(0.5);
        assertThat(answers[1]).isLessThan(-0.5);
        assertThat(answers[2]).isZero();
        assertThatThrownBy(indexed::specification).hasMessageContaining("has no text form");
        assertThat(model.toModelFile().names()).contains("ownKernel");
    }
}
