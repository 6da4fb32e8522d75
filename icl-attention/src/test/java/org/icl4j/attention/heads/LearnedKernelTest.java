package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnedKernelTest {

    // Six maps of width 8 and a sum over at most 200 pairs: 250 roundings of numbers of size 1.
    private static final double SAME_ARITHMETIC = 1e-13;

    private final ComposedHead composed = new ComposedHead(2, 8);
    private final double[] parameters = composed.initialParameters(Randoms.of(9));
    private final LearnedKernel kernel = LearnedKernel.of(2, 8, parameters);

    @Test
    void answersAreTheComposedHeadsForContextsOfAnyLength() {
        for (int n : new int[] {1, 2, 40, 200}) {
            int m = 70;
            TaskBatch batch = LearnedKernelHeadProperties.batch(1, n, m, 2, n);
            double[] expected = Arrays.copyOf(composed.answers(parameters, batch), m);
            Predictor fitted = kernel.fit(Context.of(
                    Points.ofRows("inputs", n, 2, batch.contextInputs()),
                    Points.ofRows("targets", n, 1, batch.contextTargets())));
            double[] answers = fitted.predict(Points.ofRows("queries", m, 2, batch.queryInputs()))
                    .toRowMajor();
            for (int i = 0; i < m; i++) {
                assertThat(answers[i]).isCloseTo(expected[i], within(SAME_ARITHMETIC));
            }
        }
    }

    @Test
    void anAnswerDependsOnItsOwnQueryAlone() {
        double[][] x = Randoms.of(1).gaussians(33, 2);
        Predictor fitted = kernel.fit(x, Randoms.of(2).gaussians(33));
        double[][] queries = Randoms.of(3).gaussians(2000, 2);
        double[] together = fitted.predict(queries);
        for (int i = 0; i < queries.length; i += 97) {
            assertThat(fitted.predict(new double[][] {queries[i]})[0]).isEqualTo(together[i]);
        }
    }

    @Test
    void scoresAreTheDefinitionAndWeightsTheirSoftmax() {
        double[][] x = Randoms.of(1).gaussians(5, 2);
        double[][] z = Randoms.of(2).gaussians(7, 2);
        Points scores = kernel.scores(Points.of("x", x), Points.of("z", z));
        Points weights = kernel.weights(Points.of("x", x), Points.of("z", z));
        for (int q = 0; q < 5; q++) {
            double total = 0;
            for (int i = 0; i < 7; i++) {
                double expected = dot(map("query.weight", embed(x[q])), map("key.weight", embed(z[i]))) / Math.sqrt(8);
                assertThat(scores.get(q, i)).isCloseTo(expected, within(SAME_ARITHMETIC));
                assertThat(kernel.score(x[q], z[i])).isEqualTo(scores.get(q, i));
                total += Math.exp(expected);
            }
            for (int i = 0; i < 7; i++) {
                assertThat(weights.get(q, i)).isCloseTo(Math.exp(scores.get(q, i)) / total, within(SAME_ARITHMETIC));
            }
        }
    }

    private double[] embed(double[] x) {
        double[] h = map("x.in.weight", x);
        double[] b = kernel.layout().slice("x.in.bias").read(parameters)[0];
        for (int j = 0; j < h.length; j++) {
            h[j] = Math.max(0, h[j] + b[j]);
        }
        double[] u = map("x.out.weight", h);
        double[] c = kernel.layout().slice("x.out.bias").read(parameters)[0];
        Arrays.setAll(u, j -> u[j] + c[j]);
        return u;
    }

    private double[] map(String weight, double[] x) {
        ParameterLayout.Slice slice = kernel.layout().slice(weight);
        double[][] matrix = slice.read(parameters);
        double[] y = new double[slice.rows()];
        Arrays.setAll(y, i -> dot(matrix[i], x));
        return y;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void savesAndLoads(@TempDir Path directory) {
        Path path = directory.resolve("head.zip");
        kernel.save(path);
        assertThat(LearnedKernel.load(path)).isEqualTo(kernel).hasSameHashCodeAs(kernel);
        assertThat(kernel).isNotEqualTo(LearnedKernel.of(2, 8, new double[parameters.length]));
    }

    @Test
    void refusesFilesThatDoNotHoldAHead(@TempDir Path directory) {
        Path path = directory.resolve("head.zip");
        ModelFile.of("other").save(path);
        assertThatIllegalArgumentException().isThrownBy(() -> LearnedKernel.load(path));
        ModelFile.of("learned-kernel")
                .with("inputWidth", 1L)
                .with("width", 1L << 40)
                .with("parameters", parameters)
                .save(path);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnedKernel.load(path))
                .withMessageContaining("width 1099511627776");
        ModelFile.of("learned-kernel")
                .with("inputWidth", 1L)
                .with("width", 8L)
                .with("parameters", parameters)
                .save(path);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnedKernel.load(path))
                .withMessageContaining("parameters: expected length");
    }

    @Test
    void badInput() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnedKernel.of(2, 8, new double[3]))
                .withMessageContaining("parameters: expected length " + parameters.length);
        double[] nan = parameters.clone();
        nan[4] = Double.NaN;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnedKernel.of(2, 8, nan))
                .withMessageContaining("parameters[4] = NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.fit(new double[][] {{1}}, new double[] {1}))
                .withMessageContaining("inputs: expected shape [m, 2], got [1, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.fit(new double[][] {{1, 2}}, new double[][] {{1, 2}}))
                .withMessageContaining("targets: expected shape [m, 1], got [1, 2]");
        Predictor fitted = kernel.fit(new double[][] {{1, 2}}, new double[] {1});
        assertThat(fitted.inputWidth()).isEqualTo(2);
        assertThat(fitted.targetWidth()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fitted.predict(new double[][] {{1, 2, 3}}))
                .withMessageContaining("queries: expected shape [m, 2], got [1, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.score(new double[] {1}, new double[] {1, 2}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.score(new double[] {1, Double.NaN}, new double[] {1, 2}));
    }

    /** What a later version adds may change the answers. */
    @Test
    void aFileThatHoldsMoreIsRefused(@TempDir Path directory) {
        Path path = directory.resolve("more");
        ModelFile.of("learned-kernel")
                .with("inputWidth", 1L)
                .with("width", 1L)
                .with("parameters", new double[HeadParameters.layout(1, 1).size()])
                .with("temperature", 2.0)
                .save(path);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnedKernel.load(path))
                .withMessageContaining("holds temperature beside the model");
    }
}
