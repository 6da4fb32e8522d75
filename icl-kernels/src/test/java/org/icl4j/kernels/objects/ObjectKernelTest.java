package org.icl4j.kernels.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel.Definiteness;
import org.icl4j.kernels.KernelContract;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrices of objects, kernels of indices, and combinations. */
class ObjectKernelTest {

    private static List<String> words(int n) {
        Randoms randoms = Randoms.of(1);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            StringBuilder word = new StringBuilder();
            for (int c = 0; c < 2 + i % 11; c++) {
                word.append((char) ('a' + randoms.integer(3)));
            }
            words.add(word.toString());
        }
        return words;
    }

    @Test
    void matricesHoldThePairs() {
        List<String> words = words(77); // Not a multiple of the tile.
        ObjectKernel<String> kernel = new SpectrumKernel(2);
        double[] all = NativeArrays.toRowMajor(kernel.matrix(words));
        double[] some = NativeArrays.toRowMajor(kernel.matrix(words.subList(3, 40), words));
        INDArray byIndex = Gram.matrix(kernel.over(words), kernel.over(words).indices());
        assertThat(NativeArrays.toRowMajor(byIndex)).isEqualTo(all);
        for (int i = 0; i < 77; i++) {
            for (int j = 0; j < 77; j++) {
                double expected = kernel.value(words.get(i), words.get(j));
                assertThat(all[i * 77 + j]).isEqualTo(expected);
                if (i >= 3 && i < 40) {
                    assertThat(some[(i - 3) * 77 + j]).isEqualTo(expected);
                }
            }
        }
    }

    // scikit-learn's Nystroem test counts calls of a callable in the same way.
    @Test
    void eachPairIsEvaluatedOnce() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            numbers.add(i);
        }
        AtomicInteger calls = new AtomicInteger();
        ObjectKernel<Integer> kernel = (a, b) -> {
            calls.incrementAndGet();
            return 1.0 / (1 + Math.abs(a - b));
        };
        kernel.matrix(numbers).close();
        assertThat(calls.getAndSet(0)).isEqualTo(70 * 71 / 2);
        Precomputed.of(kernel, numbers);
        assertThat(calls.getAndSet(0)).isEqualTo(70 * 71 / 2);
        kernel.matrix(numbers.subList(0, 9), numbers).close();
        assertThat(calls.getAndSet(0)).isEqualTo(9 * 70);
        IndexKernel indexed = kernel.over(numbers);
        Gram.matrix(indexed, indexed.indices()).close();
        assertThat(calls.get()).isEqualTo(70 * 71 / 2);
    }

    @Test
    void kernelsOfIndicesKeepTheContract() {
        List<String> words = words(150);
        for (ObjectKernel<String> kernel : List.of(
                new SpectrumKernel(2),
                new SubsequenceKernel(2, 0.5).normalised(),
                new SpectrumKernel(1).plus(new SpectrumKernel(2).scaled(0.5)).times(new SubsequenceKernel(1, 1)))) {
            assertThat(kernel.definiteness()).isEqualTo(Definiteness.POSITIVE_SEMIDEFINITE);
            IndexKernel indexed = kernel.over(words);
            KernelContract.check(indexed, indexed.indices());
            Precomputed computed = Precomputed.of(kernel, words);
            KernelContract.check(computed, computed.indices());
        }
        IndexKernel sets = SetKernel.JACCARD.over(words.stream()
                .map(w -> Set.of(w.charAt(0), (char) ('A' + w.length()), 'Z'))
                .toList());
        KernelContract.check(sets, sets.indices());
        List<Graph> paths = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            paths.add(Graph.of(List.of("a", "" + i % 3, "" + i % 5), new int[][] {{0, 1}, {i % 2, 2}}));
        }
        IndexKernel graphs = new WeisfeilerLehman(2).over(paths);
        KernelContract.check(graphs, graphs.indices());
    }

    @Test
    void combinationsAreOfTheValues() {
        List<String> words = words(20);
        ObjectKernel<String> a = new SpectrumKernel(1);
        ObjectKernel<String> b = new SubsequenceKernel(2, 0.5);
        ObjectKernel<Object> anything = (x, y) -> x.equals(y) ? 2 : 1;
        IndexKernel sum = a.plus(b).over(words);
        IndexKernel product = a.times(b).over(words);
        IndexKernel scaled = a.scaled(3).over(words);
        IndexKernel general = a.plus(anything).over(words);
        for (int i = 0; i < 20; i++) {
            for (int j = i; j < 20; j++) {
                double va = a.value(words.get(i), words.get(j));
                double vb = b.value(words.get(i), words.get(j));
                assertThat(sum.at(i, j)).isEqualTo(va + vb).isEqualTo(a.plus(b).value(words.get(i), words.get(j)));
                assertThat(product.at(i, j)).isEqualTo(va * vb);
                assertThat(a.times(b).value(words.get(i), words.get(j))).isEqualTo(va * vb);
                assertThat(scaled.at(j, i))
                        .isEqualTo(3 * va)
                        .isEqualTo(a.scaled(3).value(words.get(i), words.get(j)));
                assertThat(general.at(i, j)).isEqualTo(va + anything.value(words.get(i), words.get(j)));
            }
        }
        assertThat(a.plus(anything).definiteness()).isEqualTo(Definiteness.UNKNOWN);
        assertThat(a.plus(b)).hasToString("spectrum(1) + subsequence(2, 0.5)");
    }

    @Test
    void normalisedIsExactlyOneOnTheDiagonalAndZeroWithoutParts() {
        ObjectKernel<String> kernel = new SpectrumKernel(3).normalised();
        IndexKernel indexed = kernel.over(List.of("abcabc", "abd", "ab"));
        assertThat(indexed.at(0, 0)).isEqualTo(1);
        assertThat(indexed.at(0, 1)).isBetween(-1.0, 1.0);
        assertThat(indexed.at(2, 2)).isZero();
        assertThat(indexed.at(0, 2)).isZero();
        assertThat(kernel.value("abcabc", "abcabc")).isEqualTo(1);
        ObjectKernel<String> negative = (a, b) -> -1;
        assertThatThrownBy(() -> negative.normalised().over(List.of("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("k(a, a) = -1.0 cannot be normalised, where a = a");
    }

    @Test
    void aLambdaThatIsNotSymmetricToTheBitGivesSymmetricMatrices() {
        ObjectKernel<double[]> kernel = (a, b) -> a[0] * 0.1 + b[0] * 0.3 * (1 + 1e-16);
        List<double[]> objects = new ArrayList<>();
        for (double[] row : Randoms.of(2).gaussians(50, 1)) {
            objects.add(row);
        }
        IndexKernel indexed = kernel.over(objects);
        double[] matrix = NativeArrays.toRowMajor(kernel.matrix(objects));
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 50; j++) {
                assertThat(matrix[i * 50 + j]).isEqualTo(matrix[j * 50 + i]).isEqualTo(indexed.at(j, i));
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void badInputIsNamed() {
        ObjectKernel<String> kernel = new SpectrumKernel(1);
        assertThatThrownBy(() -> kernel.matrix(List.of())).hasMessage("objects: is empty");
        assertThatThrownBy(() -> kernel.over(Arrays.asList("a", null))).hasMessage("objects[1]: is null");
        assertThatThrownBy(() -> kernel.matrix(List.of("a"), null)).hasMessage("objects: is null");
        ObjectKernel<String> broken = (a, b) -> a.equals(b) ? 1 : Double.NaN;
        assertThatThrownBy(() -> broken.matrix(List.of("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kernel: k(objects[0], objects[1]) = NaN is not finite");
        assertThatThrownBy(() -> broken.matrix(List.of("c", "b"), List.of("b")))
                .hasMessage("kernel: k(queries[0], objects[0]) = NaN is not finite");
        IndexKernel indexed = kernel.over(List.of("a", "b", "c"));
        for (double wrong : new double[] {-1, 3, 0.5, 1e300, Double.NaN}) {
            assertThatThrownBy(() -> indexed.value(new double[] {0}, new double[] {wrong}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "x: " + wrong + " is not the index of an object; spectrum(1) over 3 objects has 0 to 2");
        }
        Points outside = Points.of("x", new double[][] {{0}, {7}});
        assertThatThrownBy(() -> Gram.matrix(indexed, outside)).hasMessageContaining("7.0 is not the index");
        assertThatThrownBy(() -> Gram.matrix(indexed, Points.of("x", new double[][] {{0, 1}})))
                .hasMessageContaining("expected shape [m, 1], got points of width 2");
        assertThat(indexed.context(new double[][] {{1, 2}, {3, 4}, {5, 6}}).inputs())
                .isEqualTo(indexed.indices());
        assertThat(indexed.context(new double[] {1, 2, 3}).targets().get(2, 0)).isEqualTo(3);
        assertThatThrownBy(() -> indexed.context(new double[2]))
                .hasMessage("targets: expected 3 rows, got 2 (one per row of inputs)");
        assertThatThrownBy(indexed::specification)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("read back by who has the kernel");
    }
}
