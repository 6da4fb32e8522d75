package org.icl4j.core.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class KeptMemoryTest {

    private static final long LARGE = 1L << 26;

    private static final long MEDIUM = 1 << 20;
    private final List<Pointer> freed = new ArrayList<>();
    private final List<Runnable> planned = new ArrayList<>();
    private long now;
    private final KeptMemory memory = new OnPaper();

    /** Time, memory and threads are the test's. */
    private class OnPaper extends KeptMemory {

        @Override
        long nanos() {
            return now;
        }

        @Override
        void free(Pointer memory) {
            freed.add(memory);
        }

        @Override
        void lookLater() {
            planned.add(this::look);
        }
    }

    /** Never used as memory. */
    private static Pointer block() {
        return new BytePointer((Pointer) null);
    }

    @Test
    void theNextOfTheSameSizeGetsTheBlock() {
        Pointer first = block();
        Pointer second = block();
        memory.give(first, LARGE);
        memory.give(second, LARGE + 8);
        assertThat(memory.take(LARGE)).isSameAs(first);
        assertThat(memory.take(LARGE + 8)).isSameAs(second);
        assertThat(memory.take(LARGE)).isNull();
        assertThat(freed).isEmpty();
    }

    @Test
    void anotherLargeSizeEndsItWhereBothAreTooMuch() {
        Pointer first = block();
        memory.give(first, LARGE);
        assertThat(memory.take(100)).isNull();
        assertThat(memory.take(2 * LARGE)).isNull();
        assertThat(memory.take((1L << 30) - LARGE)).isNull();
        assertThat(freed).isEmpty();
        assertThat(memory.take((1L << 30) - LARGE + 8)).isNull();
        assertThat(freed).hasSize(1).first().isSameAs(first);
        assertThat(memory.take(LARGE)).isNull();
    }

    @Test
    void smallOnesOfSeveralSizesAreKept() {
        Pointer small = block();
        memory.give(small, MEDIUM);
        assertThat(memory.take(MEDIUM + 8)).isNull();
        assertThat(memory.take(MEDIUM)).isSameAs(small);
        for (int i = 0; i < 200; i++) {
            memory.give(block(), MEDIUM + i);
        }
        assertThat(freed).hasSizeBetween(200 - 128, 200 - 127); // 128 of a little more than 1 MiB are 128 MiB.
    }

    @Test
    void tinyOnesAndTooManyGoBackAtOnce() {
        memory.give(block(), 1000);
        assertThat(freed).hasSize(1);
        for (int i = 0; i < 20; i++) {
            memory.give(block(), LARGE);
        }
        assertThat(freed).hasSize(1 + 20 - 16); // 16 make 1 GiB
    }

    @Test
    void afterASecondNothingIsKept() {
        memory.give(block(), LARGE);
        now += 600_000_000L;
        Pointer later = block();
        memory.give(later, LARGE);
        assertThat(planned).hasSize(1);
        now += 500_000_000L;
        runPlanned();
        assertThat(freed).hasSize(1);
        assertThat(planned).hasSize(1);
        assertThat(memory.take(LARGE)).isSameAs(later);
        now += 2_000_000_000L;
        runPlanned();
        assertThat(freed).hasSize(1);
        assertThat(planned).isEmpty();
        memory.give(block(), LARGE);
        now += 2_000_000_000L;
        runPlanned();
        assertThat(freed).hasSize(2);
        assertThat(planned).isEmpty();
    }

    @Test
    void withoutAThreadNothingIsKept() {
        KeptMemory none = new OnPaper() {
            @Override
            void lookLater() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        Pointer first = block();
        none.give(first, LARGE);
        none.give(block(), LARGE);
        assertThat(freed).hasSize(2).first().isSameAs(first);
        assertThat(none.take(LARGE)).isNull();
    }

    @Test
    void besideLargeOnesSmallOnesAreKept() {
        for (int i = 0; i < 16; i++) {
            memory.give(block(), LARGE); // 1 GiB
        }
        Pointer small = block();
        memory.give(small, MEDIUM);
        assertThat(freed).isEmpty();
        assertThat(memory.take(MEDIUM)).isSameAs(small);
    }

    private void runPlanned() {
        List<Runnable> due = List.copyOf(planned);
        planned.clear();
        due.forEach(Runnable::run);
    }
}
