package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.Blas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibrarySearchTest {

    @BeforeEach
    void onTheSystemThatItKnows() {
        assumeTrue(Loader.getPlatform().equals("linux-x86_64"), "JavaCPP searches by itself on other systems");
    }

    /** JavaCPP's own search is the oracle: it takes the first place that it finds. */
    @Test
    void saysWhatJavaCppWouldFind() {
        Map<String, URL[]> files = LibrarySearch.files();
        if (files == null) {
            throw new AssertionError("a file is missing, or the version is another than the POM's");
        }
        assertThat(files).hasSize(12);
        ClassProperties properties = Loader.loadProperties(openblas_nolapack.class, Loader.loadProperties(), true);
        files.forEach((name, urls) -> {
            URL[] searched = Loader.findLibrary(openblas_nolapack.class, properties, name, false);
            assertThat(urls).as(name).hasSizeLessThanOrEqualTo(1);
            assertThat(urls.length).as(name).isEqualTo(Math.min(1, searched.length));
            assertThat(urls.length == 0 || urls[0].toString().equals(searched[0].toString()))
                    .as(name)
                    .isTrue();
        });
    }

    /** ND4J loads the second copy, as it always did, and none that the system happens to have. */
    @Test
    void oneOpenBlasIsLoadedUntilNd4jComes() throws Exception {
        List<String> output = librariesOfAProcess();
        assertThat(output)
                .anyMatch(line -> line.matches("loaded: .*libopenblas_nolapack\\.so\\.0"))
                .noneMatch(line -> line.matches("loaded: .*libopenblas\\.so\\.0"))
                .contains("nd4j: 3.0");
        assertNoneIsTheSystems(output);
    }

    /** Whoever says where libraries are has JavaCPP search as it always did. */
    @Test
    void aUserWhoSaysWhereToLookIsListenedTo() throws Exception {
        List<String> output = librariesOfAProcess("-Dorg.bytedeco.javacpp.pathsFirst=false");
        assertThat(output)
                .anyMatch(line -> line.matches("loaded: .*libopenblas_nolapack\\.so\\.0"))
                .anyMatch(line -> line.matches("loaded: .*libopenblas\\.so\\.0"))
                .contains("nd4j: 3.0");
        assertNoneIsTheSystems(output);
    }

    private static void assertNoneIsTheSystems(List<String> output) throws IOException {
        String cache = Loader.getCacheDir().getPath();
        assertThat(output)
                .filteredOn(line -> line.matches("(loaded|at last): .*"))
                .allMatch(line -> line.contains(cache));
        assertThat(output)
                .filteredOn(line -> line.startsWith("at last: "))
                .as("with ND4J")
                .hasSize(2);
    }

    private static List<String> librariesOfAProcess(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx200m", "-cp", System.getProperty("java.class.path"), Libraries.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("/dev/null")))
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.lines().toList();
    }

    /** Started in a JVM of its own. */
    static final class Libraries {
        private Libraries() {}

        public static void main(String[] arguments) throws IOException {
            Blas.get();
            print("loaded: ");
            System.out.println(
                    "nd4j: " + Points.ofColumn(1, 2).toArray().sumNumber().doubleValue());
            print("at last: ");
        }

        private static void print(String when) throws IOException {
            try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
                lines.filter(line -> line.contains("/libopenblas"))
                        .map(line -> when + line.substring(line.indexOf('/')))
                        .distinct()
                        .forEach(System.out::println);
            }
        }
    }
}
