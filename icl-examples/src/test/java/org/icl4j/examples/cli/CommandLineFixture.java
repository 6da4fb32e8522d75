package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.icl4j.core.Randoms;

/** Runs {@code icl} inside the test's JVM. */
public final class CommandLineFixture {

    private CommandLineFixture() {}

    public record Outcome(int code, String out, String err) {

        public Outcome succeeded() {
            assertThat(err).isEmpty();
            assertThat(code).isZero();
            return this;
        }

        /** One line on standard error, exit code 2, nothing on standard output. */
        String failed() {
            assertThat(code).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(err).startsWith("icl: ").endsWith(System.lineSeparator());
            assertThat(err.strip()).doesNotContain("\n").doesNotContain("\tat ");
            return err.strip();
        }

        Map<String, String> metrics() {
            succeeded();
            Map<String, String> metrics = new LinkedHashMap<>();
            out.lines().forEach(line -> {
                String[] parts = line.split(" ", 2);
                metrics.put(parts[0], parts[1]);
            });
            return metrics;
        }

        String text(String name) {
            assertThat(metrics()).containsKey(name);
            return String.valueOf(metrics().get(name));
        }

        double metric(String name) {
            return Double.parseDouble(text(name));
        }
    }

    public static Outcome icl(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
        int code = Icl.run(new PrintWriter(out), new PrintWriter(err), false, words);
        return new Outcome(code, out.toString(), err.toString());
    }

    /** Writes n rows of y = sin(3 a) + b / 1000 + noise: column b is on a scale a thousand times larger. */
    static Path waves(Path file, int n, long seed) {
        Randoms randoms = Randoms.of(seed);
        StringBuilder text = new StringBuilder("a,b,y\n");
        for (int i = 0; i < n; i++) {
            double a = randoms.uniform(-1, 1);
            double b = randoms.uniform(0, 2000);
            double y = Math.sin(3 * a) + b / 1000 + 0.05 * randoms.gaussian();
            text.append(String.format(Locale.ROOT, "%s,%s,%s%n", a, b, y));
        }
        return write(file, text.toString());
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
