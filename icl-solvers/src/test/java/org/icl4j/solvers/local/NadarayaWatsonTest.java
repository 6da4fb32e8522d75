package org.icl4j.solvers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;

class NadarayaWatsonTest {

    /** The formula with each row's greatest logarithm taken out. */
    private static double[] oracle(double[][] logits, double[] y) {
        return Arrays.stream(logits)
                .mapToDouble(row -> {
                    double top = Arrays.stream(row).max().orElseThrow();
                    double sum = 0;
                    double weighted = 0;
                    for (int i = 0; i < row.length; i++) {
                        double w = Math.exp(row[i] - top);
                        sum += w;
                        weighted += w * y[i];
                    }
                    return weighted / sum;
                })
                .toArray();
    }

    /**
     * An answer is a mean of y with weights whose logarithms carry an absolute error of a few eps |logit|, and whose sums
     * carry n eps.
     */
    private static double tolerance(int n, int d, double logit, double[] y) {
        double greatest = Arrays.stream(y).map(Math::abs).max().orElseThrow();
        return (4 * n + 4 * (d + 4) * Math.abs(logit)) * Examples.EPS * greatest;
    }

    @Property(tries = 60)
    void equalsTheFormulaWhateverTheSizeOfTheLogits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @DoubleRange(min = 0, max = 4) double magnitude) {
        double[][] x = Randoms.of(seed).split("x").gaussians(n, d);
        double[][] q = Randoms.of(seed).split("q").gaussians(9, d);
        double[] y = Randoms.of(seed).split("y").gaussians(n);
        double scale = Math.pow(10, magnitude); // logits up to about 10^4 times |x|^2
        double[][] products = Examples.times(q, Examples.transpose(x));
        double greatest = 0;
        for (double[] row : products) {
            for (int i = 0; i < n; i++) {
                row[i] *= scale;
                greatest = Math.max(greatest, Math.abs(row[i]));
            }
        }
        // Rounding of an inner product is relative to |q| |x|, not to the product itself.
        double norms = 0;
        for (double[] a : q) {
            for (double[] b : x) {
                norms = Math.max(norms, scale * Examples.norm(a) * Examples.norm(b));
            }
        }
        double[] answers =
                NadarayaWatson.of(new ExponentialDotProduct(scale)).fit(x, y).predict(q);
        double[] expected = oracle(products, y);
        double tolerance = tolerance(n, d, Math.max(greatest, norms), y);
        double low = Arrays.stream(y).min().orElseThrow();
        double high = Arrays.stream(y).max().orElseThrow();
        double hull = 4 * n * Examples.EPS * Math.max(Math.abs(low), Math.abs(high));
        for (int i = 0; i < answers.length; i++) {
            assertThat(Math.abs(answers[i] - expected[i])).isLessThanOrEqualTo(tolerance);
            assertThat(answers[i]).isBetween(low - hull, high + hull);
        }
    }

    @Property(tries = 30)
    void gaussianWeights(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @DoubleRange(min = 0.01, max = 5) double lengthScale) {
        Context context = Examples.context(seed, n, 2, 3);
        Points queries = Points.of("queries", Randoms.of(seed).split("q").gaussians(7, 2));
        Points answers =
                NadarayaWatson.of(new Gaussian(lengthScale)).fit(context).predict(queries);
        double[][] logits = new double[7][n];
        double greatest = 0;
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < n; j++) {
                double[] difference =
                        Examples.minus(queries.row(i), context.inputs().row(j));
                logits[i][j] = -Examples.dot(difference, difference) / (2 * lengthScale * lengthScale);
                greatest = Math.min(greatest, logits[i][j]);
            }
        }
        for (int k = 0; k < 3; k++) {
            double[] y = context.targets().column(k);
            double[] expected = oracle(logits, y);
            for (int i = 0; i < 7; i++) {
                assertThat(Math.abs(answers.get(i, k) - expected[i])).isLessThanOrEqualTo(tolerance(n, 2, greatest, y));
            }
        }
    }

    @Example
    void farAwayItIsTheNearestNeighbour() {
        Predictor model = NadarayaWatson.of(new Gaussian(0.01)).fit(new double[][] {{0}, {1}}, new double[] {3, 5});
        assertThat(model.predict(new double[][] {{-100}, {100}, {0.5}})).containsExactly(3, 5, 4);
    }

    @Example
    void logitsOfTenThousandWithASlackOfOne() {
        // Weights exp(10000) and exp(9999) are both beyond the range of numbers; their ratio is e.
        Predictor model = NadarayaWatson.of(new ExponentialDotProduct(1))
                .fit(new double[][] {{10_000}, {9_999}}, new double[] {0, 1});
        assertThat(Math.abs(model.predict(new double[][] {{1}})[0] - 1 / (1 + Math.E)))
                .isLessThan(8 * Examples.EPS);
    }

    @Property(tries = 20)
    void otherKernelsAreSummedAsTheyAre(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int n) {
        Kernel kernel = (x, z) -> 1 / (1 + Math.abs(x[0] - z[0]));
        Context context = Examples.context(seed, n, 2, 1);
        double[] y = context.targets().column(0);
        double[][] q = Randoms.of(seed).split("q").gaussians(5, 2);
        double[] answers = NadarayaWatson.of(kernel).fit(context).predict(q);
        double[][] weights = Examples.gram(kernel, q, context.inputs().toRows(), 0);
        for (int i = 0; i < 5; i++) {
            double expected =
                    Examples.dot(weights[i], y) / Arrays.stream(weights[i]).sum();
            assertThat(Math.abs(answers[i] - expected)).isLessThanOrEqualTo(tolerance(n, 2, 0, y));
        }
    }

    @Property(tries = 20)
    void anAnswerDoesNotDependOnTheBatch(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int m) {
        Predictor model = NadarayaWatson.of(new Gaussian(0.3)).fit(Examples.context(seed, 150, 2, 2));
        Points queries = Points.of("queries", Randoms.of(seed).split("q").gaussians(m, 2));
        Points together = model.predict(queries);
        for (int i = 0; i < m; i += 1 + m / 7) {
            assertThat(model.predict(queries.select(i)).row(0)).isEqualTo(together.row(i));
        }
    }

    @Example
    @SuppressWarnings("NullAway")
    void refusesBadInput() {
        assertThatThrownBy(() -> NadarayaWatson.of(null)).isInstanceOf(IllegalArgumentException.class);
        Predictor model = NadarayaWatson.of(new Linear()).fit(new double[][] {{1}, {-1}}, new double[] {1, 2});
        assertThatThrownBy(() -> model.predict(new double[][] {{1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("query 0")
                .hasMessageContaining("sum to 0.0");
        assertThatThrownBy(() -> model.predict(new double[][] {{1, 2}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected shape [m, 1], got [1, 2]");
        Predictor infinite =
                NadarayaWatson.of(new ExponentialDotProduct(1)).fit(new double[][] {{1e200}}, new double[] {1});
        assertThatThrownBy(() -> infinite.predict(new double[][] {{1e200}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("query 0");
    }

    @Example
    void modelsComeBackFromPathStreamAndBytes() throws IOException {
        Points queries = Points.of("q", Randoms.of(4).gaussians(5, 3));
        NadarayaWatsonModel model = NadarayaWatson.of(new Gaussian(0.7)).fit(Examples.context(3, 20, 3, 2));
        double[] answers = model.predict(queries).toRowMajor();
        Path path = Files.createTempDirectory("icl4j").resolve("model.zip");
        model.save(path);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.save(out);
        assertThat(out.toByteArray()).containsExactly(model.toBytes());
        for (NadarayaWatsonModel loaded : List.of(
                NadarayaWatsonModel.load(path),
                NadarayaWatsonModel.load(new ByteArrayInputStream(out.toByteArray())),
                NadarayaWatsonModel.load(model.toBytes()),
                NadarayaWatsonModel.load(path, new Gaussian(0.7)))) {
            assertThat(loaded.kernel()).isEqualTo(model.kernel());
            assertThat(loaded.predict(queries).toRowMajor()).containsExactly(answers);
        }
        assertThatThrownBy(() -> NadarayaWatsonModel.load(path, new Gaussian(0.8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the one that the model in");
        ModelFile.of("kernel-ridge").save(path);
        assertThatThrownBy(() -> NadarayaWatsonModel.load(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'kernel-ridge', expected 'nadaraya-watson'");
        Files.delete(path);
        Files.delete(path.getParent());
    }

    @Example
    void aModelOfAnOwnKernelIsReadWithTheKernel() throws IOException {
        Kernel own = Kernel.radial(r2 -> 1 / (1 + r2));
        NadarayaWatsonModel model = NadarayaWatson.of(own).fit(Examples.context(3, 20, 3, 1));
        Points queries = Points.of("q", Randoms.of(4).gaussians(5, 3));
        Path path = Files.createTempDirectory("icl4j").resolve("model.zip");
        model.save(path);
        assertThat(NadarayaWatsonModel.load(path, own).predict(queries).toRowMajor())
                .containsExactly(model.predict(queries).toRowMajor());
        assertThatThrownBy(() -> NadarayaWatsonModel.load(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NadarayaWatsonModel.load(path, kernel)");
        Files.delete(path);
        Files.delete(path.getParent());
    }
}
