package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.examples.cli.CommandLineFixture.icl;
import static org.icl4j.examples.cli.CommandLineFixture.waves;
import static org.icl4j.examples.cli.CommandLineFixture.write;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.icl4j.examples.cli.CommandLineFixture.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that people have, from the command line: one table in many guises is one result. */
class ReadingTest {

    @TempDir
    private Path directory;

    private Path plain = Path.of("");
    private Map<String, String> expected = Map.of();

    @BeforeEach
    void fitPlainly() {
        plain = waves(directory.resolve("plain.csv"), 40, 1);
        expected = result(icl("krr", "--train", plain, "--length-scale", 1, "--ridge", 0.1, "--standardise"));
    }

    private static Map<String, String> result(Outcome outcome) {
        Map<String, String> metrics = outcome.metrics();
        metrics.remove("seconds");
        // How much memory is free at the moment is the machine's, not the fit's.
        metrics.computeIfPresent("solver", (key, solver) -> solver.replaceAll(" of [^,]* free", ""));
        return metrics;
    }

    private static Outcome fit(Path train, Object... more) {
        Object[] all = new Object[8 + more.length];
        System.arraycopy(
                new Object[] {"krr", "--train", train, "--length-scale", 1, "--ridge", 0.1, "--standardise"},
                0,
                all,
                0,
                8);
        System.arraycopy(more, 0, all, 8, more.length);
        return icl(all);
    }

    @Test
    void oneTableInManyGuises() throws IOException {
        String text = Files.readString(plain);
        Path other = directory.resolve("other.csv");

        write(other, text.replace(',', ';').replace('.', ','));
        assertThat(result(fit(other, "--decimal-comma"))).isEqualTo(expected);
        write(other, "Messung vom 3.4.\n\n" + text.replace(',', '\t'));
        assertThat(result(fit(other, "--separator", "tab", "--skip", 1))).isEqualTo(expected);
        write(other, "% made by hand\n" + text);
        assertThat(result(fit(other, "--comment", "%"))).isEqualTo(expected);
        Files.writeString(other, text, Charset.forName("UTF-16LE"));
        assertThat(result(fit(other, "--encoding", "utf-16le"))).isEqualTo(expected);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(other))) {
            out.write(Files.readAllBytes(plain));
        }
        assertThat(result(fit(other))).isEqualTo(expected);
        assertThat(fit(plain, "--separator", "two").failed()).contains("'--separator'", "expected one sign");
        assertThat(fit(plain, "--encoding", "klingon").failed()).contains("no encoding \"klingon\" is known");
    }

    @Test
    void standardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(plain)));
            assertThat(result(fit(Path.of("-")))).isEqualTo(expected);
            assertThat(fit(Path.of("-"), "--test", "-").failed()).contains("standard input, which can be read once");
            assertThat(fit(plain, "--model", "-").failed())
                    .contains("-: is standard input; a file to write has a name");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void missingValues() throws IOException {
        String text = Files.readString(plain);
        Path holes = write(directory.resolve("holes.csv"), text + "NA,3,4\n1,?,4\n1,2,\n");

        assertThat(fit(holes).failed())
                .contains("values are missing in 3 of 43 rows, by column: \"a\" 1 (first in line 42), \"b\" 1 (first in"
                        + " line 43), \"y\" 1 (first in line 44); --missing drop leaves these rows out");
        Map<String, String> dropped = result(fit(holes, "--missing", "drop"));
        assertThat(dropped).containsEntry("dropped_rows", "3");
        dropped.remove("dropped_rows");
        assertThat(dropped).isEqualTo(expected);
        assertThat(fit(holes, "--missing", "mean").metrics())
                .containsEntry("n", "42")
                .containsEntry("dropped_rows", "1")
                .containsEntry("filled_values", "2");
    }

    @Test
    void aModelFillsAsItWasTaught() throws IOException {
        Path holes = write(directory.resolve("holes.csv"), Files.readString(plain) + "NA,3,4\n");
        Path model = directory.resolve("m");
        fit(holes, "--missing", "mean", "--model", model).metrics();
        Path queries = write(directory.resolve("q.csv"), "a,b\n,1000\n");
        double mean = Files.readAllLines(plain).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.substring(0, line.indexOf(','))))
                .average()
                .orElseThrow();
        Path filled = write(directory.resolve("f.csv"), "a,b\n" + mean + ",1000\n");

        List<String> answers = answers(icl("predict", "--model", model, "--data", queries));

        assertThat(answers).isEqualTo(answers(icl("predict", "--model", model, "--data", filled)));
        assertThat(icl("predict", "--model", model, "--data", queries, "--missing", "refuse")
                        .failed())
                .contains("\"a\" 1 (first in line 2)");
        Outcome dropped = icl("predict", "--model", model, "--data", queries, "--missing", "drop");
        assertThat(dropped.code()).isEqualTo(2);
        assertThat(dropped.err()).contains("no row is left without missing values in \"a\", \"b\"");
    }

    private static List<String> answers(Outcome outcome) {
        return outcome.succeeded().out().lines().toList();
    }

    @Test
    void categories() throws IOException {
        Path colours = directory.resolve("colours.csv");
        Path model = directory.resolve("m");
        StringBuilder text = new StringBuilder("colour,code,x,y\n");
        for (int i = 0; i < 60; i++) {
            String colour = List.of("red", "green", "blue").get(i % 3);
            text.append(colour).append(',').append(i % 2).append(',').append(0.1 * i);
            // A curve and some noise: without them the choice ends at a border, and krr warns of it.
            double rest = 0.8 * Math.sin(0.2 * i) + 0.2 * Math.sin(7 * i);
            text.append(',').append(10 * (i % 3) + 5 * (i % 2) + rest).append('\n');
        }
        write(colours, text.toString());

        assertThat(icl("krr", "--train", colours).failed())
                .contains("colours.csv:2: column \"colour\" is \"red\", expected a number");
        Outcome all = icl("krr", "--train", colours, "--categories", "--model", model);
        Outcome named = icl("krr", "--train", colours, "--categories", "colour,code");

        assertThat(all.metrics()).containsEntry("d", "5");
        assertThat(all.metric("loo_rmse")).isLessThan(1);
        assertThat(named.metrics()).containsEntry("d", "6");
        Path queries = write(directory.resolve("q.csv"), "x,code,colour\n3,1,blue\n2,0,red\n");
        List<String> answers = answers(icl("predict", "--model", model, "--data", queries));
        assertThat(Double.parseDouble(answers.get(1))).isCloseTo(25, within(1.0));
        assertThat(Double.parseDouble(answers.get(2))).isCloseTo(0, within(1.0));
        write(queries, "x,code,colour\n3,1,pink\n");
        Outcome pink = icl("predict", "--model", model, "--data", queries);
        assertThat(pink.code()).isZero();
        assertThat(pink.err())
                .contains("icl: warning: ", "column \"colour\" has \"pink\", which the training rows do not");
        assertThat(icl("krr", "--train", colours, "--categories", "hue").failed())
                .contains("no column \"hue\" for --categories; the columns are colour, code, x, y");
    }

    @Test
    void identifiersAreCarriedAlong() throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> lines = Files.readAllLines(plain);
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "\"who, exactly\"" : "\"row " + i + "\"")
                    .append(',')
                    .append(lines.get(i))
                    .append('\n');
        }
        Path named = write(directory.resolve("named.csv"), text.toString());
        Path answers = directory.resolve("p.csv");
        Path model = directory.resolve("m");

        Outcome outcome = fit(named, "--keep", "who, exactly", "--predictions", answers, "--model", model);

        assertThat(result(outcome)).isEqualTo(expected);
        assertThat(Files.readAllLines(answers).get(0)).isEqualTo("\"who, exactly\",actual,predicted");
        assertThat(Files.readAllLines(answers).get(40)).startsWith("row 40,");
        icl("predict", "--model", model, "--data", named, "--keep", "#1,b", "--predictions", answers)
                .metrics();
        assertThat(Files.readAllLines(answers).get(0)).isEqualTo("\"who, exactly\",b,actual,predicted");
        assertThat(fit(named, "--keep", "y,#1").metrics()).containsEntry("target", "b");
        assertThat(fit(named, "--keep", "y", "--target", "y").failed()).contains("--keep: \"y\" is the target");
    }

    @Test
    void aBlankTargetInDataToPredict() {
        Path model = directory.resolve("m");
        fit(plain, "--model", model).metrics();
        Path queries = write(directory.resolve("q.csv"), "a,b,y\n0.5,1000,\n");

        assertThat(icl("predict", "--model", model, "--data", queries).failed())
                .contains(
                        "the target \"y\" is blank in 1 of 1 rows; predict needs no target: leave its column out of the"
                                + " file, or give --ignore y");
        assertThat(answers(icl("predict", "--model", model, "--data", queries, "--ignore", "y")))
                .hasSize(2)
                .first()
                .isEqualTo("predicted");
    }

    @Test
    void aColumnThatWasConstant() {
        Path train = write(directory.resolve("c.csv"), "a,b,y\n1,7,1\n2,7,2\n3,7,2.5\n");
        Path model = directory.resolve("m");
        icl("krr", "--train", train, "--model", model).metrics();
        Outcome outcome = icl("predict", "--model", model, "--data", write(directory.resolve("q.csv"), "a,b\n1,8\n"));
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).contains("column \"b\" is 8.0 and was 7.0 in every training row");
    }

    @Test
    void foreignTextIsEscapedAndCut() {
        Path names = write(directory.resolve("n.csv"), "\"a\u001b[31m\",\"y\nz\"\n1,2\n2,3\n3,5\n");
        assertThat(icl("krr", "--train", names, "--length-scale", 1, "--ridge", 1)
                        .metrics())
                .containsEntry("target", "y\\nz");
        assertThat(icl("krr", "--train", names, "--target", "x").failed())
                .endsWith("no column \"x\" for --target; the columns are a\\u001b[31m, y\\nz");
        StringBuilder wide = new StringBuilder("c0");
        for (int j = 1; j < 50_000; j++) {
            wide.append(",c").append(j);
        }
        Path many = write(directory.resolve("w.csv"), wide + "\n1\n");
        assertThat(icl("krr", "--train", many, "--target", "x").failed()).endsWith("c19 and 49980 more");
        Path longField = write(directory.resolve("l.csv"), "a,y\n1," + "x".repeat(1_000_000) + "\n");
        assertThat(icl("krr", "--train", longField).failed())
                .hasSizeLessThan(500)
                .contains("xxx...");
        assertThat(icl("krr", "--train", plain, "--kernel", "\u001b]0;t\u0007" + "k".repeat(100_000))
                        .failed())
                .hasSizeLessThan(5000)
                .doesNotContain("\u001b");
    }
}
