package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.internal.memory.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private MemoryLimits.Room room() {
        return new MemoryLimits(directory, directory.resolve("groups")).room();
    }

    private void write(String file, String... lines) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }

    @Test
    void itIsWhatTheSystemSaysIsAvailable() throws IOException {
        write("meminfo", "MemTotal:  999999 kB", "MemAvailable:   102400 kB");
        assertThat(room()).isEqualTo(new MemoryLimits.Room(100 * MIB, ""));
        write("groups/memory.max", "max");
        write("groups/memory.current", "7");
        write("self/limits", "Max address space         unlimited            unlimited            bytes     ");
        assertThat(room().bytes()).isEqualTo(100 * MIB);
    }

    /** Version 2: the group of the process, and those that it is in. */
    @Test
    void controlGroupsOfVersion2Limit() throws IOException {
        write("meminfo", "MemAvailable:   1024000 kB");
        write("self/cgroup", "0::/a/b");
        write("groups/a/b/memory.max", "" + 64 * MIB);
        write("groups/a/b/memory.current", "" + 30 * MIB);
        write("groups/a/b/memory.stat", "anon 5", "inactive_file " + 10 * MIB);
        assertThat(room().bytes()).isEqualTo(44 * MIB);
        assertThat(room().within())
                .isEqualTo(" within the memory limit of 64.0 MiB (67108864 bytes) of this process's control group");
        write("groups/a/memory.max", "" + 20 * MIB);
        write("groups/a/memory.current", "" + 40 * MIB);
        assertThat(room().bytes()).isZero();
    }

    /** In a container the group is the root, whatever the process is told its path is. */
    @Test
    void theRootGroupLimits() throws IOException {
        write("meminfo", "MemAvailable:   1024000 kB");
        write("self/cgroup", "0::/not/seen/from/here");
        write("groups/memory.max", "" + 50 * MIB);
        write("groups/memory.current", "" + 10 * MIB);
        assertThat(room().bytes()).isEqualTo(40 * MIB);
    }

    @Test
    void controlGroupsOfVersion1Limit() throws IOException {
        write("meminfo", "MemAvailable:   1024000 kB");
        write("self/cgroup", "9:name=systemd:/", "4:cpuset,memory:/x/y", "0::/");
        write("groups/memory/memory.limit_in_bytes", "9223372036854771712");
        write("groups/memory/x/y/memory.limit_in_bytes", "" + 64 * MIB);
        write("groups/memory/x/y/memory.usage_in_bytes", "" + 60 * MIB);
        write("groups/memory/x/y/memory.stat", "inactive_file 1", "total_inactive_file " + 6 * MIB);
        assertThat(room().bytes()).isEqualTo(10 * MIB);
    }

    /** What the process has taken of its address space, and what it will need besides, is not available. */
    @Test
    void limitsOfTheProcessCount() throws IOException {
        write("meminfo", "MemAvailable:   10240000 kB");
        write(
                "self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max data size             unlimited            unlimited            bytes     ",
                "Max address space         " + 4096 * MIB + "           unlimited            bytes     ");
        write("self/status", "Name:\tjava", "VmPeak:\t 9999999 kB", "VmSize:\t 2097152 kB");
        assertThat(room().bytes()).isEqualTo((4096 - 2048 - 256) * MIB);
        assertThatThrownBy(() -> room().require("a matrix", 1.8e9 * 2, "use less"))
                .hasMessage(
                        "a matrix needs 3.4 GiB (3600000000 bytes) and 1.8 GiB (1879048192 bytes) is available within the limit"
                                + " on address space (ulimit -v) of 4.0 GiB (4294967296 bytes); use less");
    }

    @Test
    void withoutTheFilesItIsHalfTheMemory() {
        Path nowhere = directory.resolve("nowhere");
        assertThat(new MemoryLimits(nowhere, nowhere).room().bytes()).isBetween(16 * MIB, 1L << 50);
        assertThat(Memory.available()).isBetween(16 * MIB, 1L << 50);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheBytesAndTheAlternative() {
        assertThatCode(() -> new MemoryLimits.Room(1024, "").require("a matrix", 1024, "use less"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new MemoryLimits.Room(8L << 30, "")
                        .require("the 50000 x 50000 kernel matrix", 8 * 5e4 * 5e4, "use CG"))
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

    @Test
    void anArrayThatTheHeapCannotHoldIsAnArgumentThatIsRefused() {
        assertThat(Memory.onHeap("a number", 8, "take none", () -> 1)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memory.onHeap("5 numbers", 1e18, "take fewer", () -> {
                    throw new AssertionError("not to be begun");
                }))
                .withMessageContaining("5 numbers needs 888.2 PiB")
                .withMessageContaining("start the JVM with a larger -Xmx, or take fewer");
        // The estimate was too low, or the heap is full of other things: the JVM says no.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memory.onHeap("numbers", 8, "take fewer", () -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .withCauseInstanceOf(OutOfMemoryError.class)
                .withMessageContaining("-Xmx");
    }
}
