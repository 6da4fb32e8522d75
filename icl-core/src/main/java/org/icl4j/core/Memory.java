package org.icl4j.core;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Estimates before memory is taken: what does not fit is refused with the bytes and the alternative, not by a crash. */
public final class Memory {

    private Memory() {}

    /**
     * The bytes that can be taken now without swapping.
     *
     * @return what the operating system says is available, or half the physical memory where it does not say
     */
    public static long available() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux: fall through.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / 2
                : Runtime.getRuntime().maxMemory();
    }

    /**
     * Refuses work that would not fit.
     *
     * @param what what needs the memory, such as {@code "the 50000 x 50000 kernel matrix"}
     * @param bytes how much it needs, as a double so that no product of sizes overflows
     * @param alternative what to do instead
     * @throws IllegalArgumentException if {@code bytes} is more than {@link #available()}
     */
    public static void require(String what, double bytes, String alternative) {
        require(what, bytes, alternative, available());
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
