package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.examples.cli.CommandLineFixture.icl;
import static org.icl4j.examples.cli.CommandLineFixture.waves;
import static org.icl4j.examples.cli.CommandLineFixture.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.icl4j.core.Points;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.cli.CommandLineFixture.Outcome;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KrrCommandTest {

    @TempDir
    private Path directory;

    private Path train = Path.of("");
    private Path test = Path.of("");

    @BeforeEach
    void writeData() {
        train = waves(directory.resolve("train.csv"), 80, 1);
        test = waves(directory.resolve("test.csv"), 40, 2);
    }

    @Test
    void nothingGivenButTheFilesComesOutSensible() {
        Outcome outcome = icl("krr", "--train", train, "--test", test);

        assertThat(outcome.metrics())
                .containsEntry("n", "80")
                .containsEntry("d", "2")
                .containsEntry("target", "y")
                .containsEntry("standardised", "true")
                .containsEntry("test_rows", "40")
                .containsEntry("bytes", String.valueOf(8 * 80 * 80 + 8 * 80));
        // The noise is 0.05; scales that differ by a thousand do no harm.
        assertThat(outcome.metric("rmse")).isLessThan(0.1);
        assertThat(outcome.metric("loo_rmse")).isLessThan(0.1);
        assertThat(outcome.metric("r2")).isGreaterThan(0.98);
        assertThat(outcome.metric("mae")).isLessThan(outcome.metric("rmse"));
        assertThat(outcome.metric("relative_residual")).isLessThan(1e-9);
    }

    @Test
    void givenNumbersAreUsedAsTheyAre() {
        Outcome outcome = icl("krr", "--train", train, "--test", test, "--length-scale", 0.7, "--ridge", 0.1);

        CsvTable trained = CsvTable.read(train);
        CsvTable tested = CsvTable.read(test);
        List<String> inputs = List.of("a", "b");
        double[] answers = KernelRidge.of(new Gaussian(0.7), 0.1)
                .withCentredTargets(true)
                .fit(org.icl4j.core.Context.of(trained.columns(inputs), Points.ofColumn("y", trained.column("y"))))
                .predict(tested.columns(inputs))
                .column(0);
        double expected = org.icl4j.core.Metrics.rootMeanSquaredError(answers, tested.column("y"));
        assertThat(outcome.metric("rmse")).isEqualTo(expected);
        assertThat(outcome.metrics())
                .containsEntry("standardised", "false")
                .containsEntry("kernel", "gaussian(0.7)")
                .containsEntry("length_scale", "0.7")
                .containsEntry("ridge", "0.1");
    }

    /** What a later version adds may change the answers: {@code icl predict} and the library's load refuse the same values. */
    @Test
    void predictRefusesWhatItDoesNotKnowAsTheLibraryDoes() {
        Path model = directory.resolve("waves.model");
        icl("krr", "--train", train, "--model", model).succeeded();
        for (ModelFile later : List.of(
                ModelFile.load(model).with("answersTimes", 2.0),
                ModelFile.load(model).with("shift", new double[] {1, 2}),
                ModelFile.load(model).with("later", "yes"))) {
            Path file = directory.resolve("later.model");
            later.save(file);
            assertThat(icl("predict", "--model", file, "--data", test).failed())
                    .contains("later.model", "beside the model");
            assertThatThrownBy(() -> KernelRidgeModel.load(file)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Foreign text is cut and has no escape sequence, in the library's messages too, and predict names the model's file. */
    @Test
    void whatIsWrongWithAModelIsSaidOfItsFileInALine() {
        Path model = directory.resolve("waves.model");
        icl("krr", "--train", train, "--model", model).succeeded();
        String long65000 = "\u001b[31mEVIL\u001b[0m".repeat(5000);
        for (ModelFile spoilt : List.of(
                ModelFile.load(model).with("ridge", -1.0),
                ModelFile.load(model).with("kernel", "normalised(".repeat(40) + "linear" + ")".repeat(40)),
                ModelFile.load(model).with("status", long65000),
                ModelFile.load(model).with("method", ""),
                ModelFile.load(model).with("iterations", -5L),
                ModelFile.load(model).with("relativeResidual", -5.0))) {
            Path file = directory.resolve("spoilt.model");
            spoilt.save(file);
            assertThat(icl("predict", "--model", file, "--data", test).failed())
                    .contains("spoilt.model")
                    .hasSizeLessThan(1000)
                    .doesNotContain("\u001b");
            assertThatThrownBy(() -> KernelRidgeModel.load(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                    .hasSizeLessThan(1000)
                    .doesNotContain("\u001b");
        }
    }

    /** The closed form of leave-one-out needs a ridge above n eps |K|, here 2e-11; Cholesky's method does not. */
    @Test
    void aFitIsNotStoppedByItsLeaveOneOutError() {
        Path many = waves(directory.resolve("many.csv"), 300, 3);

        Outcome outcome = icl("krr", "--train", many, "--standardise", "--length-scale", 20, "--ridge", 1e-11);

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err())
                .startsWith("icl: warning: no leave-one-out error: ")
                .contains("use a ridge above ");
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.err()).contains("the equations are not solved to the tolerance", "digits are lost");
        assertThat(outcome.out()).contains("n 300", "relative_residual ").doesNotContain("loo_rmse");
    }

    /** A line without noise wants no ridge at all. */
    @Test
    void aChoiceThatEndsAtABorderSaysSo() throws IOException {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = 1; i <= 16; i++) {
            text.append(i).append(',').append(2 * i).append('\n');
        }
        Path line = Files.writeString(directory.resolve("line.csv"), text);

        Outcome outcome = icl("krr", "--train", line);

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).contains("icl: warning: ridge ends at its lower bound ");
    }

    @Test
    void oneNumberGivenLeavesTheOtherToBeChosen() {
        Outcome both = icl("krr", "--train", train);
        Outcome ridge = icl("krr", "--train", train, "--standardise", "--kernel", both.text("kernel"));
        Outcome lengthScale = icl("krr", "--train", train, "--ridge", both.metric("ridge"));

        // One is by likelihood and the other by leave-one-out, whose error is flat there.
        assertThat(ridge.metric("loo_rmse")).isCloseTo(both.metric("loo_rmse"), within(0.003));
        assertThat(ridge.metric("loo_rmse")).isLessThan(both.metric("loo_rmse") + 1e-6);
        assertThat(lengthScale.metric("loo_rmse")).isCloseTo(both.metric("loo_rmse"), within(0.003));
        assertThat(lengthScale.metric("ridge")).isEqualTo(both.metric("ridge"));
    }

    @Test
    void otherKernelsHaveTheirRidgeChosen() {
        Outcome outcome = icl("krr", "--train", train, "--kernel", "linear", "--standardise", "--method", "cholesky");

        assertThat(outcome.metrics()).containsEntry("kernel", "linear()").doesNotContainKey("length_scale");
        // On [-1, 1] the variance of sin(3 a) is 0.523, of which the best line explains 0.358: 0.41 is left.
        assertThat(outcome.metric("loo_rmse")).isBetween(0.3, 0.5);
    }

    @Test
    void targetAndColumnsAreFoundByName() {
        Path shuffled = directory.resolve("shuffled.csv");
        CsvTable table = CsvTable.read(test);
        StringBuilder text = new StringBuilder("y,other,b,a\n");
        for (int i = 0; i < table.size(); i++) {
            text.append(table.column("y")[i])
                    .append(",7,")
                    .append(table.column("b")[i])
                    .append(',')
                    .append(table.column("a")[i])
                    .append('\n');
        }
        write(shuffled, text.toString());

        assertThat(icl("krr", "--train", train, "--test", shuffled).metric("rmse"))
                .isEqualTo(icl("krr", "--train", train, "--test", test).metric("rmse"));
        assertThat(icl("krr", "--train", train, "--target", "b").metrics()).containsEntry("target", "b");
    }

    @Test
    void ignoredColumnsMayHoldText() {
        Path labelled = write(directory.resolve("labelled.csv"), labelled(train));
        Path model = directory.resolve("waves.model");

        Outcome outcome = icl("krr", "--train", labelled, "--ignore", "name,day", "--test", labelled, "--model", model);

        assertThat(outcome.metrics()).containsEntry("d", "2");
        assertThat(outcome.metric("loo_rmse"))
                .isEqualTo(icl("krr", "--train", train).metric("loo_rmse"));
        // A model asks for its own columns only.
        assertThat(icl("predict", "--model", model, "--data", labelled, "--predictions", directory.resolve("p.csv"))
                        .metric("rmse"))
                .isEqualTo(outcome.metric("rmse"));
    }

    /** The table with two columns of text. */
    private static String labelled(Path file) {
        CsvTable table = CsvTable.read(file);
        StringBuilder text = new StringBuilder("name,a,day,b,y\n");
        for (int i = 0; i < table.size(); i++) {
            text.append("row ").append(i).append(',');
            text.append(table.column("a")[i]).append(",,");
            text.append(table.column("b")[i]).append(',');
            text.append(table.column("y")[i]).append('\n');
        }
        return text.toString();
    }

    @Test
    void aSavedModelAnswersTheSame() throws IOException {
        Path model = directory.resolve("waves.model");
        Path first = directory.resolve("first.csv");
        Path second = directory.resolve("second.csv");

        Outcome fitted = icl("krr", "--train", train, "--test", test, "--model", model, "--predictions", first);
        Outcome answered = icl("predict", "--model", model, "--data", test, "--predictions", second);

        fitted.succeeded();
        assertThat(second).hasSameTextualContentAs(first);
        assertThat(answered.metric("rmse")).isEqualTo(fitted.metric("rmse"));
        assertThat(answered.metrics()).containsEntry("rows", "40");
        assertThat(CsvTable.read(first).column("actual"))
                .containsExactly(CsvTable.read(test).column("y"));
        // A Java program serves it: the model takes the table's numbers as they are, and scales them itself.
        Points numbers = CsvTable.read(test).columns(List.of("a", "b"));
        assertThat(KernelRidgeModel.load(model).predict(numbers).column(0))
                .containsExactly(CsvTable.read(first).column("predicted"));
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("train.csv", "test.csv", "waves.model", "first.csv", "second.csv");
        }
    }

    @Test
    void predictDoesNotWriteOverWhatItReads() throws IOException {
        Path model = directory.resolve("waves.model");
        icl("krr", "--train", train, "--model", model).succeeded();
        byte[] before = Files.readAllBytes(model);

        assertThat(icl("predict", "--model", model, "--data", test, "--predictions", model)
                        .failed())
                .contains("is named twice");
        assertThat(icl("predict", "--model", model, "--data", test, "--predictions", test)
                        .failed())
                .contains("is named twice");
        assertThat(model).hasBinaryContent(before);
    }

    @Test
    void predictPrintsCsvWhenNoFileIsNamed() {
        Path model = directory.resolve("waves.model");
        icl("krr", "--train", train, "--model", model).succeeded();
        Path queries = write(directory.resolve("queries.csv"), "b,a\n1000,0\n500,0.5\n");

        List<String> lines = icl("predict", "--model", model, "--data", queries)
                .succeeded()
                .out()
                .lines()
                .toList();

        assertThat(lines).hasSize(3).first().isEqualTo("predicted");
        assertThat(Double.parseDouble(lines.get(1))).isCloseTo(1, within(0.15));
        assertThat(Double.parseDouble(lines.get(2))).isCloseTo(Math.sin(1.5) + 0.5, within(0.15));
    }

    @Test
    void withoutTestRowsAnswersAreLeaveOneOut() {
        Path answers = directory.resolve("answers.csv");
        Path plot = directory.resolve("plot.svg");

        Outcome outcome = icl("krr", "--train", train, "--predictions", answers, "--plot", plot);

        CsvTable table = CsvTable.read(answers);
        double error = org.icl4j.core.Metrics.rootMeanSquaredError(table.column("predicted"), table.column("actual"));
        assertThat(error).isCloseTo(outcome.metric("loo_rmse"), within(1e-9));
        assertThat(plot)
                .content()
                .contains("Kernel ridge regression, leave-one-out", "Residuals", "Leave-one-out error");
    }

    @Test
    void oneInputIsDrawnAsACurve() {
        Path line = write(directory.resolve("line.csv"), "x,y\n0,0\n1,1\n2,4\n3,9\n4,16\n5,25\n");
        Path plot = directory.resolve("plot.svg");

        // A parabola without noise wants no ridge at all, which is said.
        Outcome outcome = icl("krr", "--train", line, "--test", line, "--plot", plot);

        assertThat(outcome.code()).isZero();
        assertThat(plot).content().contains("<svg");
    }

    @Test
    void standardDeviationsCoverTheErrors() {
        Path answers = directory.resolve("answers.csv");

        Outcome outcome = icl("krr", "--train", train, "--test", test, "--std", "--predictions", answers);
        CsvTable tested = CsvTable.read(answers);
        double[] std = tested.column("std");
        int inside = 0;
        for (int i = 0; i < std.length; i++) {
            inside += Math.abs(tested.column("actual")[i] - tested.column("predicted")[i]) <= 1.96 * std[i] ? 1 : 0;
        }
        assertThat(outcome.metric("coverage_95")).isEqualTo(inside / (double) std.length);
        icl("krr", "--train", train, "--std", "--predictions", answers).succeeded();
        CsvTable left = CsvTable.read(answers);

        for (CsvTable table : List.of(tested, left)) {
            double[] deviations = table.column("std");
            int covered = 0;
            for (int i = 0; i < deviations.length; i++) {
                assertThat(deviations[i]).isPositive();
                covered +=
                        Math.abs(table.column("actual")[i] - table.column("predicted")[i]) < 2 * deviations[i] ? 1 : 0;
            }
            // Two deviations hold 95 of 100; of 40 rows fewer than 34 with probability 0.01.
            assertThat(covered).isGreaterThanOrEqualTo(34 * deviations.length / 40);
            // The noise is 0.05.
            assertThat(Arrays.stream(deviations).average().orElseThrow()).isBetween(0.03, 0.15);
        }
        assertThat(icl("krr", "--train", train, "--std").failed()).contains("--std is a column of the predictions");
    }

    /** Leaving out a row and predicting it gives the same deviation as the closed form, but for the scale, which sees the row. */
    @Test
    void leaveOneOutDeviationsAreThoseOfTheRowsLeftOut() throws IOException {
        Path answers = directory.resolve("answers.csv");
        Path rest = directory.resolve("rest.csv");
        Path one = directory.resolve("one.csv");
        Object[] fit = {"krr", "--length-scale", 0.7, "--ridge", 0.1, "--std", "--predictions", answers, "--train"};
        List<String> lines = Files.readAllLines(waves(rest, 12, 3));
        icl(with(fit, rest)).succeeded();
        double[] closed = CsvTable.read(answers).column("std");
        double[] ratios = new double[closed.length];
        for (int i = 0; i < closed.length; i++) {
            List<String> others = new java.util.ArrayList<>(lines);
            String left = others.remove(i + 1);
            Files.write(rest, others);
            Files.write(one, List.of(lines.get(0), left));
            icl(with(fit, rest, "--test", one)).succeeded();
            ratios[i] = CsvTable.read(answers).column("std")[0] / closed[i];
        }
        // y'(K + r I)^-1 y / n with and without one row of 12.
        assertThat(Arrays.stream(ratios).boxed()).allMatch(ratio -> ratio > 0.6 && ratio < 1.1);
    }

    private static Object[] with(Object[] first, Object... more) {
        Object[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
