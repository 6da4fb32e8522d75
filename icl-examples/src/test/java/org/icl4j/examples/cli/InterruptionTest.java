package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.icl4j.examples.data.OutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A signal ends a JVM that is writing: at once, and its temporary files with it. */
class InterruptionTest {

    @TempDir
    private Path directory;

    /** Writes a file for ever. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Interruption.endAtOnce(false);
            // The C library's exit, and shutdown hooks with it, would not end this process.
            Runtime.getRuntime().addShutdownHook(new Thread(Writer::hang));
            OutputFile.at(Path.of(arguments[0])).write(path -> {
                Files.writeString(path, "half");
                System.out.println("ready");
                System.out.flush();
                hang();
            });
        }

        private static void hang() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void terminationEndsAtOnceAndDeletesTemporaryFiles() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("out.txt"), "old");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            try (var files = Files.list(directory)) {
                assertThat(files).hasSize(2);
            }

            process.toHandle().destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(output.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }
}
