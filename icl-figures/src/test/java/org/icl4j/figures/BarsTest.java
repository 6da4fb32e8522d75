package org.icl4j.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.core.compare.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarsTest {

    @TempDir
    private Path directory;

    @Test
    void barsAreAsLongAsTheirValues() throws IOException {
        int one = pixels(Bars.of("", "").bar("a", 1).bar("b", 1));
        int half = pixels(Bars.of("", "").bar("a", 1).bar("b", 0.5));
        assertThat(half / (double) one).isBetween(0.74, 0.76);
    }

    private int pixels(Bars bars) throws IOException {
        return Pictures.colours(Pictures.png(bars, directory)).getOrDefault(Pictures.rgb(Ink.BLUE), 0);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bars.of("", "").bar("a", 1, 2, 3))
                .withMessage("low: 2.0 is above the value 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bars.of("", "").bar("a", 4, 2, 3))
                .withMessage("high: 3.0 is below the value 4.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bars.of("", "").bar("a", 0).logarithmic())
                .withMessage("value: 0.0 of \"a\" cannot stand on a logarithmic axis");
    }

    /** Answers a constant, whose error is its distance from the truth. */
    private static Predictor answering(double value) {
        return new Predictor() {
            @Override
            public Points predict(Points queries) {
                double[] answers = new double[queries.size()];
                java.util.Arrays.fill(answers, value);
                return Points.ofColumn("answers", answers);
            }

            @Override
            public int inputWidth() {
                return 1;
            }

            @Override
            public int targetWidth() {
                return 1;
            }
        };
    }

    static ComparisonResult result(int seed) {
        return Comparison.on(
                        randoms -> Task.of(new double[][] {{0}}, new double[] {0}, new double[][] {{0}}, new double[] {
                            randoms.gaussian()
                        }),
                        40,
                        seed)
                .add("zero", context -> answering(0))
                .add("one", context -> answering(1))
                .run();
    }

    @Test
    void aComparisonBecomesBarsAndCurves() throws IOException {
        ComparisonResult first = result(1);
        assertThat(ComparisonFigure.errors(first)).hasToString("Bars[Error over 40 tasks, 2]");
        assertThat(ComparisonFigure.differences(first)).hasToString("Bars[Difference to zero, 1]");
        assertThat(Pictures.png(ComparisonFigure.of(first), directory).getWidth())
                .isEqualTo(2 * 2 * 480);
        Plot curves = ComparisonFigure.curves("t", "seed", new double[] {1, 2}, List.of(first, result(2)));
        assertThat(Pictures.colours(Pictures.png(curves, directory)))
                .containsKeys(Pictures.rgb(Ink.BLUE), Pictures.rgb(Ink.VERMILLION));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ComparisonFigure.curves("t", "seed", new double[] {1, 2}, List.of(first)))
                .withMessage("results: expected 2 comparisons, one for each x, got 1");
    }
}
