package org.icl4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .hasMessageContaining("a.txt: cannot be written (IOException: disk full)");

        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
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
    void checksBeforeTheWork() {
        assertThatThrownBy(() -> OutputFile.at(directory.resolve("none/a.txt"))).hasMessageContaining("no directory");
        assertThatThrownBy(() -> OutputFile.at(directory)).hasMessageContaining("is a directory");
    }
}
