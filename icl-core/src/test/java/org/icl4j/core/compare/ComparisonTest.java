package org.icl4j.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    /** Student's 0.975 quantile with two degrees of freedom, (2 p - 1) / sqrt(2 p (1 - p)) in closed form: 4.3027. */
    private static final double QUANTILE = 0.95 / Math.sqrt(2 * 0.975 * 0.025);

    /** The solver of the quantile stops within 1e-9. */
    private static final double TOLERANCE = 1e-8;

    /** Task i has one query, a number drawn from the stream, whose true answer is 0. */
    private static final TaskSource DRAWN = randoms ->
            Task.of(new double[][] {{0}}, new double[] {0}, new double[][] {{randoms.uniform()}}, new double[] {0});

    /** Tasks 0, 1, 2 ask the query 0, 1, 2: numbered, so that errors can be computed by hand. */
    private static TaskSource numbered() {
        return new TaskSource() {
            @Override
            public Task draw(org.icl4j.core.Randoms randoms) {
                throw new AssertionError("task(seed, number) is asked");
            }

            @Override
            public Task task(long seed, int number) {
                return Task.of(new double[][] {{0}}, new double[] {0}, new double[][] {{number}}, new double[] {0});
            }
        };
    }

    /** Answers f(query), whatever the context. */
    private static InContextLearner<?> answering(DoubleUnaryOperator f) {
        return context -> new Predictor() {
            @Override
            public Points predict(Points queries) {
                double[] answers = queries.column(0);
                for (int i = 0; i < answers.length; i++) {
                    answers[i] = f.applyAsDouble(answers[i]);
                }
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

    /** Absolute errors 1, 2, 3 of "a" and 2, 2, 5 of "b, \"c\"": differences 1, 0, 2. */
    private static Comparison byHand() {
        return Comparison.on(numbered(), 3, 7)
                .withMeasure("mean absolute error", Metrics::meanAbsoluteError)
                .add("a", answering(x -> 1 + x))
                .add("b, \"c\"", answering(x -> x == 2 ? 5 : -2));
    }

    @Test
    void aCaseComputedByHand() {
        ComparisonResult result = byHand().run();
        // 1, 2, 3 and 1, 0, 2 both have standard deviation 1.
        double error = 1 / Math.sqrt(3);
        assertEstimate(result.error("a"), 2, error);
        assertThat(result.error("b, \"c\"").mean()).isEqualTo(3);
        assertThat(result.error("b, \"c\"").standardError()).isEqualTo(1, within(1e-15));
        assertEstimate(result.difference("b, \"c\""), 1, error);
        assertEstimate(result.difference("a", "b, \"c\""), -1, error);
        assertThat(result.difference("a")).isEqualTo(new Estimate(0, 0, 0, 0));
        assertThat(result.errors("b, \"c\"")).containsExactly(2, 2, 5);
        assertThat(result.names()).containsExactly("a", "b, \"c\"");
        assertThat(result.tasks()).isEqualTo(3);
        assertThat(result.seed()).isEqualTo(7);
    }

    private static void assertEstimate(Estimate estimate, double mean, double error) {
        assertThat(estimate.mean()).isEqualTo(mean, within(1e-15));
        assertThat(estimate.standardError()).isEqualTo(error, within(1e-15));
        assertThat(estimate.low()).isEqualTo(mean - QUANTILE * error, within(TOLERANCE));
        assertThat(estimate.high()).isEqualTo(mean + QUANTILE * error, within(TOLERANCE));
    }

    @Test
    void theTableAsItIsPrinted() {
        StringBuilder out = new StringBuilder();
        byHand().against("a").run().print(out);
        assertThat(out.toString().lines())
                .containsExactly(
                        "mean absolute error over 3 tasks of seed 7, with intervals of 95 %",
                        "learner        mean   std error        from          to     minus a   std error        from          to",
                        "a             2.000      0.5774     -0.4841       4.484",
                        "b, \"c\"        3.000       1.000      -1.303       7.303      +1.000      0.5774      -1.484      +3.484");
        assertThat(byHand().run()).hasToString(out.toString());
    }

    @Test
    void theTableAsCsv() {
        assertThat(byHand().withConfidence(0.5).run().csv())
                .hasSize(3)
                .startsWith("learner,tasks,mean,standard_error,low,high,"
                        + "difference,difference_standard_error,difference_low,difference_high")
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("a,3,2.0,0.577350269189625"))
                .satisfies(lines -> assertThat(lines.get(2)).startsWith("\"b, \"\"c\"\"\",3,3.0,1.0,"))
                .satisfies(lines -> assertThat(lines.get(2).split(",")).hasSize(11));
    }

    @Test
    void differencesAreTakenFromTheLearnerChosen() {
        ComparisonResult result = byHand().against("b, \"c\"").run();
        assertThat(result.reference()).isEqualTo("b, \"c\"");
        assertThat(result.difference("a").mean()).isEqualTo(-1, within(1e-15));
    }

    @Test
    void theSameSeedDrawsTheSameTasksForEveryLearner() {
        Comparison comparison = Comparison.on(DRAWN, 40, 3)
                .add("first", answering(x -> x))
                .add("second", answering(x -> x))
                .add("less", answering(x -> x / 2));
        ComparisonResult result = comparison.run();
        assertThat(result.errors("first")).isEqualTo(result.errors("second")).doesNotHaveDuplicates();
        assertThat(result.errors("first")).isEqualTo(comparison.run().errors("first"));
        double drawn = DRAWN.task(3, 17).queries().get(0, 0);
        assertThat(result.errors("first")[17]).isEqualTo(drawn * drawn);
        // Pairing: the errors x² and x²/4 differ by less than they spread.
        assertThat(result.difference("less").standardError())
                .isLessThan(result.error("first").standardError());
    }

    @Test
    void aLearnerThatFailsIsNamedWithTheTask() {
        assertThatIllegalStateException()
                .isThrownBy(() -> byHand().add("NaN", answering(x -> x == 1 ? Double.NaN : 0))
                        .run())
                .withMessageContaining("\"NaN\" on task 1 of seed 7 failed")
                .withMessageContaining("answers[0] = NaN is not finite")
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> byHand().add("overflow", answering(x -> x < 2 ? 0 : 1e200))
                        .withMeasure("mean squared error", Metrics::meanSquaredError)
                        .run())
                .withMessage("\"overflow\" on task 2 of seed 7 has a mean squared error of Infinity");
        InContextLearner<Predictor> throwing = context -> {
            throw new UnsupportedOperationException("not today");
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> byHand().add("throwing", throwing).run())
                .withMessageContaining("\"throwing\" on task 0 of seed 7 failed")
                .withMessageContaining("not today");
    }

    @Test
    void answersOfAnotherShapeAreRefused() {
        InContextLearner<?> wide = context -> new Predictor() {
            @Override
            public Points predict(Points queries) {
                return Points.ofRows("answers", queries.size(), 2, new double[2 * queries.size()]);
            }

            @Override
            public int inputWidth() {
                return 1;
            }

            @Override
            public int targetWidth() {
                return 2;
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> byHand().add("wide", wide).run())
                .withMessageContaining("\"wide\" on task 0")
                .withMessageContaining("expected shape [m, 1], got [1, 2]");
    }

    @Test
    void aSourceThatFailsIsNamedWithTheTask() {
        TaskSource bad = randoms -> {
            throw new UnsupportedOperationException("no tasks");
        };
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Comparison.on(bad, 2, 5).add("a", answering(x -> x)).run())
                .withMessageContaining("drawing task 0 of seed 5 failed")
                .withMessageContaining("no tasks");
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.on(DRAWN, 1, 0))
                .withMessageContaining("count: must be in [2,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().add("a", answering(x -> x)))
                .withMessage("name: \"a\" has been added already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().against("z"))
                .withMessage("name: no learner is called \"z\"; there are [a, b, \"c\"]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().run().error("z"))
                .withMessageContaining("no learner is called \"z\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().add(" ", answering(x -> x)))
                .withMessage("name: is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().withConfidence(1))
                .withMessage("confidence: must be between 0 and 1, got 1.0");
        assertThatIllegalStateException()
                .isThrownBy(() -> Comparison.on(DRAWN, 2, 0).run())
                .withMessage("no learner has been added to the comparison");
    }

    @Test
    void stoppedEarlyItReportsTheTasksDone() {
        AtomicInteger calls = new AtomicInteger();
        Progress once = (stage, done, total, value) -> {
            calls.incrementAndGet();
            assertThat(stage).isEqualTo("compare");
            assertThat(total).isEqualTo(100_000);
            return false;
        };
        ComparisonResult result =
                Comparison.on(DRAWN, 100_000, 0).add("a", answering(x -> x)).run(once);
        assertThat(calls).hasValue(1);
        assertThat(result.tasks()).isBetween(2, 5000);
        assertThat(result.errors("a")).hasSize(result.tasks()).doesNotContain(0);
    }

    @Test
    void aComparisonDoesNotChangeWhenOneIsAdded() {
        Comparison two = byHand();
        two.add("c", answering(x -> x));
        assertThat(two.run().names()).hasSize(2);
    }

    @Test
    void whatCannotBeWrittenIsAnUncheckedException() {
        Writer broken = new Writer() {
            @Override
            public void write(char[] buffer, int from, int length) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        ComparisonResult result = byHand().run();
        org.assertj.core.api.Assertions.assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> result.print(broken))
                .withMessageContaining("disk full");
        result.print(new PrintWriter(broken));
    }
}
