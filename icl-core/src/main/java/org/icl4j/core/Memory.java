package org.icl4j.core;

import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.icl4j.core.internal.blas.NativeStart;
import org.icl4j.core.internal.memory.KeptMemory;
import org.icl4j.core.internal.memory.MemoryLimits;

/** Refuses what does not fit into memory before any is taken: the message has the bytes and the alternative. */
public final class Memory {

    /** Up to here, with what is kept, the system is not asked: that takes one or two milliseconds, and the allocation itself says no. */
    private static final double SMALL = 1 << 27;

    private Memory() {}

    /**
     * The bytes that can be taken now without swapping.
     *
     * @return what the operating system says is available, within the limits of the control groups (version 1 and 2), of the
     *     address space ({@code ulimit -v}) and of data ({@code ulimit -d}) where there are any; half the physical memory where
     *     the system does not say
     */
    public static long available() {
        KeptMemory.release();
        return MemoryLimits.ofThisProcess().room().bytes();
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
        // What is kept for the next matrix stays where there is enough without it.
        Require.notNull("what", what);
        Require.notNull("alternative", alternative);
        if (bytes + KeptMemory.bytes() > SMALL) {
            MemoryLimits.Room room = MemoryLimits.ofThisProcess().room();
            if (bytes > room.bytes() && KeptMemory.release()) {
                room = MemoryLimits.ofThisProcess().room();
            }
            room.require(what, bytes, alternative);
        }
        long limit = Pointer.maxPhysicalBytes();
        if (limit <= 0) {
            return;
        }
        NativeStart.require(); // What follows is native code.
        if (bytes > limit - Pointer.physicalBytes() && KeptMemory.release()) {
            require(what, bytes, alternative);
        } else if (bytes > limit - Pointer.physicalBytes()) {
            throw new IllegalArgumentException(
                    what + " needs " + readable(bytes) + ", but JavaCPP limits this process to "
                            + readable((double) limit) + ", of which " + readable((double) Pointer.physicalBytes())
                            + " are in use; start the JVM with -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
                            + " -Dorg.bytedeco.javacpp.maxbytes=0, or with a larger -Xmx, or " + alternative);
        }
    }

    /**
     * Runs work that holds its numbers in arrays of Java. What is more than the JVM's whole heap is refused before the work begins;
     * what does not fit beside the rest of the heap, when the JVM says so.
     *
     * @param <T> what the work makes
     * @param what what needs the memory, such as {@code "1000000 distances"}
     * @param bytes how much it needs
     * @param alternative what to do instead
     * @param work takes the memory; it must leave nothing half done
     * @return what the work made
     * @throws IllegalArgumentException if the heap has not as much; the message names {@code -Xmx}
     */
    public static <T> T onHeap(String what, double bytes, String alternative, Supplier<T> work) {
        Require.notNull("what", what);
        Require.notNull("alternative", alternative);
        Require.notNull("work", work);
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw heapRefused(what, bytes, alternative);
        }
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            IllegalArgumentException refused = heapRefused(what, bytes, alternative);
            refused.initCause(e);
            throw refused;
        }
    }

    private static IllegalArgumentException heapRefused(String what, double bytes, String alternative) {
        double limit = Runtime.getRuntime().maxMemory();
        return new IllegalArgumentException(what + " needs " + readable(bytes) + " of the Java heap, which has "
                + readable(limit) + " in all; start the JVM with a larger -Xmx, or " + alternative);
    }

    /**
     * The exception for memory that the system did not give although it seemed to be there, for the caller to throw.
     *
     * @param bytes what was asked for
     * @return an exception that says what is available, and within which limit
     */
    public static IllegalArgumentException refused(double bytes) {
        MemoryLimits.Room room = MemoryLimits.ofThisProcess().room();
        return new IllegalArgumentException("the system refuses " + readable(bytes) + " of native memory; "
                + readable((double) room.bytes()) + " is available" + room.within()
                + "; use fewer points, or a method that forms no matrix");
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
