package org.icl4j.core.internal.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.Memory;

/**
 * What the system lets this process take: of the machine's memory, of the control groups that hold the process (version 1 and
 * 2, the parents' limits too), and of the limits that {@code ulimit} sets. Linux says all of it in files; elsewhere half of the
 * physical memory is assumed.
 */
public final class MemoryLimits {

    private static final long NONE = Long.MAX_VALUE;

    /** What the Java machine, its threads and the buffers of OpenBLAS still take of the address space after this question. */
    private static final long KEPT_BACK = 256L << 20;

    private final Path proc;
    private final Path groups;

    /**
     * Reads the files below two directories.
     *
     * @param proc as {@code /proc}
     * @param groups as {@code /sys/fs/cgroup}
     */
    public MemoryLimits(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** The limits of this process. */
    public static MemoryLimits ofThisProcess() {
        return new MemoryLimits(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /**
     * How much can be taken.
     *
     * @param bytes at least 0
     * @param within what sets the bound, as a part of a message; empty for the machine's own memory
     */
    public record Room(long bytes, String within) {

        private Room least(Room other) {
            return other.bytes < bytes ? other : this;
        }

        /**
         * Refuses what does not fit.
         *
         * @param what what needs the memory
         * @param needed how much
         * @param alternative what to do instead
         * @throws IllegalArgumentException if there is less
         */
        public void require(String what, double needed, String alternative) {
            if (needed > bytes) {
                throw new IllegalArgumentException(what + " needs " + Memory.readable(needed) + " and "
                        + Memory.readable((double) bytes) + " is available" + within + "; " + alternative);
            }
        }
    }

    /** The least of all that is left. */
    public Room room() {
        return machine()
                .least(groups())
                .least(addressSpace())
                .least(limit("Max data size", "VmData:", "the limit on data (ulimit -d)"));
    }

    private Room addressSpace() {
        return limit("Max address space", "VmSize:", "the limit on address space (ulimit -v)");
    }

    /**
     * Refuses what would not fit into the address space, for what takes addresses rather than memory: a library that finds none
     * ends the process.
     *
     * @param what what needs it
     * @param bytes how much
     * @param alternative what to do instead
     * @throws IllegalArgumentException if the limit on address space leaves less
     */
    public void requireAddressSpace(String what, double bytes, String alternative) {
        addressSpace().require(what, bytes, alternative);
    }

    private Room machine() {
        long free = number(proc.resolve("meminfo"), "MemAvailable:", -1);
        return new Room(free < 0 ? total() / 2 : free * 1024, "");
    }

    // Asked only where there are no files: the classes behind it take a first call tens of milliseconds.
    private static long total() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    private Room limit(String name, String used, String words) {
        long limit = number(proc.resolve("self/limits"), name, NONE);
        long taken = number(proc.resolve("self/status"), used, -1);
        return limit == NONE || taken < 0
                ? new Room(NONE, "")
                : new Room(
                        Math.max(0, limit - taken * 1024 - KEPT_BACK),
                        " within " + words + " of " + Memory.readable((double) limit));
    }

    private Room groups() {
        Room room = group(groups, "").least(group(groups.resolve("memory"), ""));
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                room = room.least(group(groups, parts[2])).least(group(groups.resolve("unified"), parts[2]));
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                room = room.least(group(groups.resolve("memory"), parts[2]));
            }
        }
        return room;
    }

    // A group and those that it is in. Pages of files count as used, but are given up on demand.
    private static Room group(Path root, String path) {
        Room room = new Room(NONE, "");
        Path at = root.resolve(path.startsWith("/") ? path.substring(1) : path).normalize();
        while (at != null && at.startsWith(root)) {
            room = room.least(left(at, "memory.max", "memory.current", "inactive_file "))
                    .least(left(at, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "));
            at = at.getParent();
        }
        return room;
    }

    private static Room left(Path group, String limit, String usage, String idle) {
        long most = number(group.resolve(limit), "", NONE);
        // Version 1 writes the greatest number of pages for none.
        if (most >= NONE / 2) {
            return new Room(NONE, "");
        }
        long used = number(group.resolve(usage), "", 0) - number(group.resolve("memory.stat"), idle, 0);
        return new Room(
                Math.max(0, most - Math.max(0, used)),
                " within the memory limit of " + Memory.readable((double) most) + " of this process's control group");
    }

    // The number after a prefix in a file of lines; what is absent or no number, such as "max", is the default.
    private static long number(Path file, String prefix, long absent) {
        for (String line : lines(file)) {
            if (line.startsWith(prefix)) {
                String[] words = line.substring(prefix.length()).strip().split("\\s+", 2);
                try {
                    return Long.parseLong(words[0]);
                } catch (NumberFormatException e) {
                    return absent;
                }
            }
        }
        return absent;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // Not Linux, or not for us to read.
        }
    }
}
