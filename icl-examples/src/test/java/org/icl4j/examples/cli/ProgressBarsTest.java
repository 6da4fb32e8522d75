package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.icl4j.core.Progress;
import org.junit.jupiter.api.Test;

/** What a person who watches a pass over rows sees. */
class ProgressBarsTest {

    /** A bar is drawn a last time when it is closed. */
    private static String shown(long total) {
        PrintStream standard = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (ProgressBars bars = ProgressBars.when(true)) {
            bars.update("rows", 50, total, Double.NaN);
            bars.update("rows", 100, total, Double.NaN);
        } finally {
            System.setErr(standard);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPassOfUnknownLengthIsNotShownAsDone() {
        assertThat(shown(200)).contains("rows  50%", "100/200");
        assertThat(shown(Progress.UNKNOWN)).contains("rows  ? %", "100/?").doesNotContain("50/", "100%");
        assertThat(shown(100)).contains("rows 100%", "100/100");
    }
}
