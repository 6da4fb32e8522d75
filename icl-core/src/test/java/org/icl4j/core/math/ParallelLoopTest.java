package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelLoopTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void eachRunCallsEachTaskOnceAndWaitsForAll(int threads) {
        int count = 7;
        AtomicIntegerArray calls = new AtomicIntegerArray(count);
        ParallelLoop loop = ParallelLoop.of(threads, count, calls::incrementAndGet);
        for (int run = 1; run <= 20_000; run++) {
            loop.run();
            for (int i = 0; i < count; i++) {
                assertThat(calls.get(i)).isEqualTo(run);
            }
        }
    }

    @Test
    void plainWritesOfTasksAreSeenAfterARun() {
        double[] results = new double[4];
        int[] input = new int[1];
        ParallelLoop loop = ParallelLoop.of(2, 4, i -> results[i] = input[0] + i);
        for (int run = 0; run < 20_000; run++) {
            input[0] = run;
            loop.run();
            assertThat(results).containsExactly(run, run + 1, run + 2, run + 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theExceptionOfTheLeastTaskIsThrownAndTheLoopStaysUsable(int threads) {
        AtomicInteger bad = new AtomicInteger(3);
        ParallelLoop loop = ParallelLoop.of(threads, 50, i -> {
            if (i >= bad.get()) {
                throw new IllegalStateException("task " + i);
            }
        });
        for (int run = 0; run < 200; run++) {
            bad.set(3);
            assertThatThrownBy(loop::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task 3");
            bad.set(50);
            loop.run();
        }
    }

    @Test
    void errorsPassThrough() {
        ParallelLoop loop = ParallelLoop.of(2, 2, i -> {
            throw new AssertionError("task " + i);
        });
        assertThatThrownBy(loop::run).isInstanceOf(AssertionError.class).hasMessage("task 0");
    }

    @Test
    void loopsMayBeNested() {
        AtomicInteger calls = new AtomicInteger();
        ParallelLoop.of(
                        4,
                        6,
                        i -> ParallelLoop.of(4, 6, j -> calls.incrementAndGet()).run())
                .run();
        assertThat(calls).hasValue(36);
    }

    @Test
    void badSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParallelLoop.of(0, 1, i -> {}))
                .withMessageContaining("threads");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParallelLoop.of(1, 0, i -> {}))
                .withMessageContaining("count");
    }
}
