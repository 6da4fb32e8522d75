package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.icl4j.core.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a user reads where the native libraries cannot be had: each in a process of its own. */
class NativeStartTest {

    private static final String NOWHERE = "/proc/none";

    private static String run(List<String> before, String classPath, String... options) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx200m", "-cp", classPath, Use.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static String classPath(String without) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> without.isEmpty() || !new File(entry).getName().startsWith(without))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutACacheThatCanBeWritten() throws Exception {
        String output = run(
                List.of(),
                classPath(""),
                "-Dorg.bytedeco.javacpp.cachedir=" + NOWHERE,
                "-Duser.home=" + NOWHERE,
                "-Djava.io.tmpdir=" + NOWHERE);
        // The second time says it, too.
        assertThat(output.lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(2)
                .allMatch(line -> line.contains("-Dorg.bytedeco.javacpp.cachedir=DIR"));
    }

    @Test
    void withoutOpenBlas() throws Exception {
        String output = run(List.of(), classPath("openblas"));
        assertThat(output)
                .contains("refused: ")
                .contains("Found: org.bytedeco:openblas none")
                .contains("<artifactId>openblas</artifactId>");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withTooLittleAddressSpace() throws Exception {
        String output = run(
                List.of("sh", "-c", "ulimit -v 4000000; exec \"$@\"", "sh"),
                classPath(""),
                "-XX:ReservedCodeCacheSize=200m",
                "-XX:TieredStopAtLevel=1");
        assertThat(output)
                .contains("refused: loading the native libraries of ND4J and OpenBLAS needs")
                .contains("within the limit on address space (ulimit -v) of 3.8 GiB");
    }

    /** The helping threads are begun while the library loads, which needs none. */
    @Test
    void aBadNumberOfThreadsIsNotTakenForABadLibrary() throws Exception {
        String output = run(List.of(), classPath(""), "-Dicl4j.threads=abc");
        assertThat(output).contains("2.0000").doesNotContain("refused: ");
    }

    /** Started in a JVM of its own. */
    static final class Use {
        private Use() {}

        public static void main(String[] arguments) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    System.out.println(Points.ofColumn(1, 2).toArray());
                } catch (IllegalStateException | IllegalArgumentException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
        }
    }
}
