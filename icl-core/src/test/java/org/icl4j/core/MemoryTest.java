package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private long available(String meminfo, String max, String current, String stat) throws IOException {
        Files.writeString(directory.resolve("meminfo"), meminfo);
        Files.writeString(directory.resolve("memory.max"), max);
        Files.writeString(directory.resolve("memory.current"), current);
        Files.writeString(directory.resolve("memory.stat"), stat);
        return Memory.available(directory.resolve("meminfo"), directory);
    }

    @Test
    void itIsWhatTheSystemSaysWithinTheContainersLimit() throws IOException {
        String meminfo = "MemTotal:  999999 kB\nMemAvailable:   102400 kB\n";
        assertThat(available(meminfo, "max\n", "7\n", "inactive_file 0\n")).isEqualTo(100 * MIB);
        String stat = "anon 5\ninactive_file " + 10 * MIB + "\n";
        assertThat(available(meminfo, 64 * MIB + "\n", 30 * MIB + "\n", stat)).isEqualTo(44 * MIB);
        assertThat(available(meminfo, 20 * MIB + "\n", 40 * MIB + "\n", stat)).isZero();
    }

    @Test
    void withoutTheFilesItIsHalfTheMemory() {
        Path nowhere = directory.resolve("nowhere");
        assertThat(Memory.available(nowhere, nowhere)).isBetween(16 * MIB, 1L << 50);
        assertThat(Memory.available()).isBetween(16 * MIB, 1L << 50);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheBytesAndTheAlternative() {
        assertThatCode(() -> Memory.require("a matrix", 1024, "use less", 1024)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Memory.require("the 50000 x 50000 kernel matrix", 8 * 5e4 * 5e4, "use CG", 8L << 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the 50000 x 50000 kernel matrix needs 18.6 GiB (20000000000 bytes) and 8.0 GiB"
                        + " (8589934592 bytes) is available; use CG");
        assertThatThrownBy(() -> Memory.require("a matrix", 1e30, "use less")).hasMessageContaining("EiB");
    }

    @Test
    void bytesAreReadable() {
        assertThat(Memory.readable(512)).isEqualTo("0.5 KiB (512 bytes)");
        assertThat(Memory.readable(1.5 * (1 << 30))).isEqualTo("1.5 GiB (1610612736 bytes)");
    }
}
