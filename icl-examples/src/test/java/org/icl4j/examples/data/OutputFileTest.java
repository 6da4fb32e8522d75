package org.icl4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path directory;

    @Test
    void replacesAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");

        OutputFile.at(file).write(path -> Files.writeString(path, "new"));

        assertThat(file).hasContent("new");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void leavesWhatWasThereWhenWritingFails() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");

        assertThatThrownBy(() -> OutputFile.at(file).write(path -> {
                    Files.writeString(path, "half");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.txt: cannot be written (disk full)");

        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void saysWhatTheSystemSaidWithoutTemporaryNames() {
        OutputFile output = OutputFile.at(directory.resolve("a.txt"));

        assertThatThrownBy(() -> output.write(path -> {
                    throw new AccessDeniedException(path.toString());
                }))
                .hasMessageEndingWith("a.txt: cannot be written (permission denied)");
        assertThatThrownBy(() -> output.write(path -> {
                    throw new FileSystemException(path.toString(), null, "No space left on device");
                }))
                .hasMessageEndingWith("a.txt: cannot be written (No space left on device)");
        assertThatThrownBy(() -> OutputFile.directoryAt(Files.writeString(directory.resolve("b"), "")))
                .hasMessageEndingWith("b: cannot be written (there is a file in the way)");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void refusesDevicesAndLinks() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThatThrownBy(() -> OutputFile.at(Path.of("/dev/null"))).hasMessageContaining("is a device or a pipe");
        assertThatThrownBy(() -> OutputFile.at(link)).hasMessageContaining("is a symbolic link");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void filesThatBelongTogetherAreAllOldOrAllNew() throws IOException {
        Path first = Files.writeString(directory.resolve("a.txt"), "old");
        Path second = Files.writeString(directory.resolve("b.txt"), "old");
        OutputFile.Planned good = OutputFile.at(first).with(path -> Files.writeString(path, "new"));

        assertThatThrownBy(() -> OutputFile.writeTogether(List.of(
                        good, OutputFile.at(second).with(path -> {
                            throw new UncheckedIOException(
                                    new FileSystemException("x", null, "No space left on device"));
                        }))))
                .hasMessageEndingWith("b.txt: cannot be written (No space left on device)");
        assertThat(first).hasContent("old");

        OutputFile.writeTogether(List.of(good, OutputFile.at(second).with(path -> Files.writeString(path, "new"))));
        assertThat(first).hasContent("new");
        assertThat(second).hasContent("new");
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains(".icl"));
    }

    @Test
    void aNameThatIsTooLongIsFoundBeforeTheWork() {
        assertThatThrownBy(() -> OutputFile.at(directory.resolve("x".repeat(300))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(": cannot be written (");
    }

    @Test
    void checksBeforeTheWork() {
        assertThatThrownBy(() -> OutputFile.at(directory.resolve("none/a.txt"))).hasMessageContaining("no directory");
        assertThatThrownBy(() -> OutputFile.at(directory)).hasMessageContaining("is a directory");
    }
}
