package org.icl4j.core.internal.memory;

import java.lang.ref.Cleaner;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.icl4j.core.Memory;
import org.icl4j.core.internal.blas.NativeStart;
import org.icl4j.core.internal.blas.Nd4jStart;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.buffer.DoubleBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Large float64 matrices that ND4J does not clear: it writes zeros into what it allocates, on one thread, which for a kernel
 * matrix takes longer than evaluating the kernel. Otherwise they are ND4J's arrays: {@link INDArray#close()} gives the
 * memory back at once, and the garbage collector does in the end.
 */
public final class LargeArrays {

    // Below, the allocator reuses memory that is there already.
    private static final long LEAST_BYTES = 1L << 22;
    // Loading JNA costs a tenth of a second once: what 100 MB of small pages do.
    private static final long LEAST_BYTES_IN_HUGE_PAGES = 1L << 26;
    private static final Cleaner CLEANER = Cleaner.create();

    private LargeArrays() {}

    /** Looked at after ND4J has started. */
    private static final class Backend {

        static final boolean CPU = isCpu();

        private static boolean isCpu() {
            try {
                return Nd4j.createUninitialized(DataType.DOUBLE, 1).data() instanceof DoubleBuffer;
            } catch (LinkageError e) {
                return false;
            }
        }
    }

    /**
     * A new column-major matrix with undefined contents.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @return shape [rows, columns], order 'f'
     */
    public static INDArray uninitialised(long rows, long columns) {
        Nd4jStart.require();
        long length = Math.multiplyExact(rows, columns);
        long bytes = Math.multiplyExact(length, (long) Double.BYTES);
        if (!Backend.CPU || bytes < LEAST_BYTES) {
            return Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
        }
        Pointer memory = allocate(bytes);
        if (bytes >= LEAST_BYTES_IN_HUGE_PAGES) {
            HugePages.advise(memory, bytes);
        }
        Owner buffer;
        try {
            buffer = new Owner(new DoublePointer(memory).capacity(length), length, memory);
        } catch (RuntimeException | Error e) {
            Pointer.free(memory); // Nobody owns it yet.
            throw e;
        }
        try {
            return Nd4j.create(buffer, new long[] {rows, columns}, new long[] {1, rows}, 0, 'f', DataType.DOUBLE);
        } catch (RuntimeException | Error e) {
            buffer.release();
            throw e;
        }
    }

    /**
     * Memory from the system, taken page by page as it is written.
     *
     * @param bytes how much
     * @return what {@link #free} or {@link Pointer#free} takes back
     * @throws IllegalArgumentException if the system refuses
     */
    public static Pointer allocate(long bytes) {
        NativeStart.require();
        Pointer kept = KeptMemory.shared().take(bytes);
        if (kept != null) {
            return kept;
        }
        Pointer memory = Pointer.malloc(bytes);
        if (memory.isNull() && KeptMemory.release()) {
            memory = Pointer.malloc(bytes);
        }
        if (memory.isNull()) {
            throw Memory.refused((double) bytes);
        }
        return memory;
    }

    /**
     * Gives memory back, or keeps it for a moment: see {@link KeptMemory}.
     *
     * @param memory from {@link #allocate}, of which nothing is used any more
     * @param bytes how much it is
     */
    public static void free(Pointer memory, long bytes) {
        KeptMemory.shared().give(memory, bytes);
    }

    /** A buffer whose memory is freed when it is closed, or when nobody can reach it. */
    @SuppressWarnings("serial")
    private static final class Owner extends DoubleBuffer {

        private final transient Cleaner.Cleanable memory;

        Owner(DoublePointer elements, long length, Pointer memory) {
            super(elements, DoubleIndexer.create(elements), length);
            this.memory = CLEANER.register(this, () -> Pointer.free(memory));
        }

        @Override
        protected void release() {
            super.release();
            memory.clean();
        }
    }
}
