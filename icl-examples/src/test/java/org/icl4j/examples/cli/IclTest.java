package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class IclTest {

    @Test
    void listsTheExperiments() {
        assertThat(icl("list").succeeded().out()).contains("01  learned-kernel");
    }

    /** Answers cut short by a full disk are an error; a reader that has read enough is none. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFailureOfStandardOutputIsAnError() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Icl.class.getName(),
                "list");
        Process full = builder.redirectOutput(new File("/dev/full")).start();
        Process closed = builder.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        closed.getInputStream().close();

        assertThat(new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("icl: standard output: cannot be written (");
        assertThat(full.waitFor()).isEqualTo(2);
        assertThat(closed.getErrorStream().readAllBytes()).isEmpty();
        assertThat(closed.waitFor()).isZero();
    }

    @Test
    void tellsItsVersion() {
        assertThat(icl("--version").succeeded().out()).matches("icl4j \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void helpsWithEveryCommand() {
        assertThat(icl().succeeded().out()).contains("run", "list", "krr", "predict");
        assertThat(icl("krr", "--help").succeeded().out()).contains("--length-scale", "leave-one-out", "deviation 1");
        assertThat(icl("help", "krr").succeeded().out()).contains("--length-scale", "Examples:");
        assertThat(icl("predict", "--help").succeeded().out()).contains("--data");
        assertThat(icl("run", "--help").succeeded().out()).contains("--quick");
    }
}
