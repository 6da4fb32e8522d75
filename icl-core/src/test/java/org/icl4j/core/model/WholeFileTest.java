package org.icl4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path directory;

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replacesOrLeaves() throws IOException {
        Path target = Files.writeString(directory.resolve("a"), "old");
        try (WholeFile file = WholeFile.replacing(target)) {
            Files.writeString(file.path(), "half");
        }
        assertThat(target).hasContent("old");
        try (WholeFile file = WholeFile.replacing(target)) {
            assertThat(file.path().getFileName()).hasToString("a");
            Files.writeString(file.path(), "new");
            assertThat(target).hasContent("old");
            file.replace();
        }
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("a");
        assertThatThrownBy(() -> WholeFile.replacing(directory.resolve("none/a")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theModeIsKept() throws IOException {
        Path target = Files.writeString(directory.resolve("a"), "old");
        for (String mode : List.of("rw-r-----", "rw-rw-r--", "r--r--r--")) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
            ModelFile.of("test").with("x", 1.5).save(target);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo(mode);
        }
    }

    @Test
    void whatIsNobodysIsCleared() throws IOException {
        // As a process leaves it that was killed: a lock file that no one holds.
        Path dead = Files.createDirectories(directory.resolve(".icl123"));
        Files.writeString(dead.resolve(".icl-lock"), "");
        Files.writeString(dead.resolve("half"), "half");
        Files.createDirectories(dead.resolve(".icl456"));
        // Young, and about to be locked; old, and not of ours.
        Files.createDirectories(directory.resolve(".icl77"));
        Files.createDirectories(directory.resolve(".icl-mine"));
        Path old = Files.createDirectories(directory.resolve(".icl78"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));

        try (WholeFile first = WholeFile.replacing(directory.resolve("a"));
                WholeFile second = WholeFile.replacing(directory.resolve("b"))) {
            assertThat(first.path().getParent()).exists();
            assertThat(second.path().getParent()).exists();
            assertThat(names()).hasSize(4).contains(".icl77", ".icl-mine");
        }
        assertThat(names()).containsExactly(".icl-mine", ".icl77");
    }

    /** Holds a lock until it is ended. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            WholeFile.replacing(Path.of(arguments[0]));
            System.out.println("ready");
            System.out.flush();
            System.in.read();
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    void whatALivingProcessHoldsStaysAndIsClearedWhenItIsKilled() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.resolve("a").toString())
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            WholeFile.replacing(directory.resolve("b")).close();
            assertThat(names()).hasSize(1).allMatch(name -> name.startsWith(".icl"));
        } finally {
            process.destroyForcibly().waitFor();
        }
        WholeFile.replacing(directory.resolve("b")).close();
        assertThat(names()).isEmpty();
    }

    @Test
    void aLockFileThatCannotBeOpenedIsLeftAlone() throws IOException {
        Path strange = Files.createDirectories(directory.resolve(".icl9/.icl-lock"));
        WholeFile.replacing(directory.resolve("b")).close();
        assertThat(strange).exists();
        Path own = Files.createDirectories(directory.resolve(".icl8"));
        try (FileChannel channel = FileChannel.open(
                        own.resolve(".icl-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            WholeFile.replacing(directory.resolve("b")).close();
            assertThat(lock.isValid()).isTrue();
            assertThat(own).exists();
        }
    }
}
