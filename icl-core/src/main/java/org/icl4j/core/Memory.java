package org.icl4j.core;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/** Estimates before memory is taken: what does not fit is refused with the bytes and the alternative, not by a crash. */
public final class Memory {

    private Memory() {}

    /**
     * The bytes that can be taken now without swapping.
     *
     * @return what the operating system says is available, within the container's limit where there is one; half the
     *     physical memory where the system does not say
     */
    public static long available() {
        return available(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    static long available(Path meminfo, Path cgroup) {
        // The total that the JVM sees is already cut to a container's limit.
        long total =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : Runtime.getRuntime().maxMemory();
        long free = number(meminfo, "MemAvailable:", -1);
        long limit = number(cgroup.resolve("memory.max"), "", Long.MAX_VALUE);
        if (limit < Long.MAX_VALUE) {
            // Pages of files count as used, but are given up on demand.
            long used = number(cgroup.resolve("memory.current"), "", 0)
                    - number(cgroup.resolve("memory.stat"), "inactive_file ", 0);
            limit = Math.max(0, limit - Math.max(0, used));
        }
        return Math.min(limit, free < 0 ? total / 2 : Math.min(free * 1024, total));
    }

    // The number after a prefix in a file of lines; what is absent or no number, such as "max", is the default.
    private static long number(Path file, String prefix, long absent) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(prefix)) {
                    return Long.parseLong(
                            line.substring(prefix.length()).replace("kB", "").strip());
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux, or no limit.
        }
        return absent;
    }

    /**
     * Refuses work that would not fit.
     *
     * @param what what needs the memory, such as {@code "the 50000 x 50000 kernel matrix"}
     * @param bytes how much it needs, as a double so that no product of sizes overflows
     * @param alternative what to do instead
     * @throws IllegalArgumentException if {@code bytes} is more than {@link #available()}, or more than JavaCPP, through which
     *     native memory is taken, allows this process
     */
    public static void require(String what, double bytes, String alternative) {
        Require.notNull("what", what);
        Require.notNull("alternative", alternative);
        require(what, bytes, alternative, available());
        long limit = Pointer.maxPhysicalBytes();
        if (limit > 0 && bytes > limit - Pointer.physicalBytes()) {
            throw new IllegalArgumentException(
                    what + " needs " + readable(bytes) + ", but JavaCPP limits this process to "
                            + readable((double) limit) + ", of which " + readable((double) Pointer.physicalBytes())
                            + " are in use; start the JVM with -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
                            + " -Dorg.bytedeco.javacpp.maxbytes=0, or with a larger -Xmx, or " + alternative);
        }
    }

    static void require(String what, double bytes, String alternative, long available) {
        if (bytes > available) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s needs %s and %s is available; %s",
                    what,
                    readable(bytes),
                    readable((double) available),
                    alternative));
        }
    }

    /**
     * Bytes in words.
     *
     * @param bytes a number of bytes
     * @return such as {@code "1.5 GiB (1610612736 bytes)"}
     */
    public static String readable(double bytes) {
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes / 1024;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s (%.0f bytes)", value, units[unit], bytes);
    }
}
