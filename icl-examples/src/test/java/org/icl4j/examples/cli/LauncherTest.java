package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code icl}, with a Java that only prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path LAUNCHER = Path.of("..", "icl");
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    @TempDir
    private Path directory;

    private Path java = Path.of("");

    @BeforeEach
    void makeAJavaThatPrintsItsArguments() throws IOException {
        assumeThat(LAUNCHER).exists();
        java = directory.resolve("java");
        Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\nfor argument; do echo \"$argument\"; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    /** A clone that has been built, as far as the launcher looks. */
    private void clone(Path root, Path builtAt) throws IOException {
        for (String file :
                List.of("icl-core/target/icl-core-1.jar", "icl-examples/target/icl-examples.jar", "pom.xml")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "");
        }
        Path other = Files.writeString(directory.resolve("other.jar"), "");
        Files.writeString(
                root.resolve("icl-examples/target/classpath.txt"),
                builtAt.resolve("icl-core/target/icl-core-1.jar") + ":" + other);
        Files.copy(LAUNCHER, root.resolve("icl"));
    }

    private List<String> run(Path launcher, Map<String, String> environment) throws IOException {
        return run(launcher, environment, "list");
    }

    private List<String> run(Path launcher, Map<String, String> environment, String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", launcher.toString(), command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void aCopiedCloneRunsItsOwnJars() throws IOException {
        Path original = directory.resolve("original");
        Path copy = directory.resolve("the copy");
        clone(original, original);
        clone(copy, original);
        Path link = Files.createSymbolicLink(directory.resolve("link"), copy.resolve("icl"));

        for (Path launcher : List.of(copy.resolve("icl"), link)) {
            List<String> arguments = run(launcher, Map.of("PATH", PATH, "JAVA_HOME", java.toString()));

            assertThat(arguments).endsWith("org.icl4j.examples.cli.Icl", "list");
            assertThat(arguments.get(arguments.indexOf("-cp") + 1))
                    .isEqualTo(copy.resolve("icl-examples/target/icl-examples.jar") + ":"
                            + copy.resolve("icl-core/target/icl-core-1.jar") + ":" + directory.resolve("other.jar"));
        }
    }

    @Test
    void withoutAPathThereIsOneLine() throws IOException {
        Path root = directory.resolve("root");
        clone(root, root);

        assertThat(run(root.resolve("icl"), Map.of("PATH", "/nonexistent")))
                .singleElement()
                .asString()
                .startsWith("icl: no readlink found; PATH must name the system's programs");
        assertThat(run(root.resolve("icl"), Map.of("PATH", PATH, "JAVA_HOME", "/nonexistent")))
                .singleElement()
                .asString()
                .startsWith("icl: no Java found");
    }

    @Test
    void theHelpIsPrintedAgainUntilThereIsAnotherBuild() throws IOException {
        Path root = directory.resolve("helped");
        clone(root, root);
        Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", java.toString());

        List<String> first = run(root.resolve("icl"), environment, "--help");
        assertThat(first).endsWith("org.icl4j.examples.cli.Icl", "--help");
        Files.writeString(java.resolve("bin/java"), "#!/bin/sh\necho another\n");
        assertThat(run(root.resolve("icl"), environment, "--help")).isEqualTo(first);
        assertThat(run(root.resolve("icl"), environment, "list")).containsExactly("another");

        Path help = root.resolve("icl-examples/target/icl-help.txt");
        Files.setLastModifiedTime(help, FileTime.fromMillis(0));
        assertThat(run(root.resolve("icl"), environment, "--help")).containsExactly("another");
    }

    @Test
    void classesInMemoryAreUsedWhereThereAreSome() throws IOException {
        Path root = directory.resolve("shared");
        clone(root, root);
        Map<String, String> environment = Map.of("PATH", PATH, "JAVA_HOME", java.toString());
        Path archive = root.resolve("icl-examples/target/icl-17.jsa");

        assertThat(run(root.resolve("icl"), environment)).noneMatch(a -> a.startsWith("-XX:SharedArchiveFile"));
        assertThat(archive).isEmptyFile();
        Files.writeString(archive, "classes");
        assertThat(run(root.resolve("icl"), environment)).contains("-XX:SharedArchiveFile=" + archive);
    }
}
