package org.icl4j.core.internal.memory;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Linux to back fresh memory with pages of 2 MiB instead of 4 KiB, as NumPy does for its arrays: taking a page from the
 * system costs about a microsecond, which for small pages is several times what filling them costs. Elsewhere, and where JNA
 * (a dependency of ND4J) cannot be loaded, memory stays as it is: nothing but speed depends on it.
 */
final class HugePages {

    private static final int MADV_HUGEPAGE = 14;
    private static final long PAGE = 4096;
    private static final @Nullable Function MADVISE = find();

    private HugePages() {}

    private static @Nullable Function find() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return null;
        }
        try {
            return NativeLibrary.getInstance("c").getFunction("madvise");
        } catch (LinkageError | RuntimeException e) {
            return null;
        }
    }

    /** Marks memory that has not been written yet. What the system answers does not matter. */
    static void advise(Pointer memory, long bytes) {
        if (MADVISE != null) {
            long from = (memory.address() + PAGE - 1) / PAGE * PAGE;
            long to = (memory.address() + bytes) / PAGE * PAGE;
            Object[] arguments = {new com.sun.jna.Pointer(from), new NativeLong(to - from), MADV_HUGEPAGE};
            MADVISE.invokeInt(arguments);
        }
    }
}
