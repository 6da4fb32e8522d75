package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.icl4j.core.Require;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3, 64})
    void everyTaskRunsOnce(int threads) {
        AtomicIntegerArray runs = new AtomicIntegerArray(1000);
        Parallel.run(threads, runs.length(), runs::incrementAndGet);
        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).as("task %d", i).isEqualTo(1);
        }
    }

    @Test
    void noTasksIsNoWork() {
        Parallel.run(0, i -> {
            throw new AssertionError("task " + i);
        });
    }

    @Test
    void oneThreadIsTheCallersAndInOrder() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        StringBuilder order = new StringBuilder();
        Parallel.run(1, 5, i -> {
            threads.add(Thread.currentThread());
            order.append(i);
        });
        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(order).hasToString("01234");
    }

    @Test
    void whatTasksWroteIsSeenAfterwards() {
        double[] results = new double[10_000];
        Parallel.run(4, results.length, i -> results[i] = i);
        for (int i = 0; i < results.length; i++) {
            assertThat(results[i]).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void theExceptionOfTheLeastTaskIsRethrownAsItIs(int threads) {
        for (int round = 0; round < 50; round++) {
            assertThatThrownBy(() -> Parallel.run(threads, 100, i -> {
                        if (i >= 10) {
                            throw Require.error("task", "failed at " + i);
                        }
                    }))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("task: failed at 10");
        }
    }

    @Test
    void anErrorIsRethrownToo() {
        assertThatThrownBy(() -> Parallel.run(2, 10, i -> {
                    throw new StackOverflowError("task " + i);
                }))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("task 0");
    }

    @Test
    void noTaskStillRunsAfterAFailure() {
        for (int round = 0; round < 20; round++) {
            AtomicInteger running = new AtomicInteger();
            CountDownLatch both = new CountDownLatch(1);
            assertThatThrownBy(() -> Parallel.run(2, 100, i -> {
                        running.incrementAndGet();
                        try {
                            if (i == 0) {
                                throw new IllegalStateException("stop");
                            }
                            both.countDown();
                            Thread.sleep(5);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            running.decrementAndGet();
                        }
                    }))
                    .hasMessage("stop");
            assertThat(running).hasValue(0);
        }
    }

    @Test
    void aFailureLeavesOutWhatHasNotBegun() {
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> Parallel.run(2, 1_000_000_000, i -> {
                    begun.incrementAndGet();
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(begun.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void nestedUseCompletes() {
        AtomicInteger runs = new AtomicInteger();
        Parallel.run(4, 8, i -> Parallel.run(4, 8, j -> Parallel.run(4, 8, k -> runs.incrementAndGet())));
        assertThat(runs).hasValue(512);
    }

    @Test
    void aBusyPoolDoesNotHoldUpTheCaller() throws InterruptedException {
        int workers = ForkJoinPool.getCommonPoolParallelism();
        CountDownLatch busy = new CountDownLatch(workers);
        CountDownLatch release = new CountDownLatch(1);
        for (int w = 0; w < workers; w++) {
            ForkJoinTask<?> unused = ForkJoinPool.commonPool().submit(() -> {
                busy.countDown();
                release.await();
                return null;
            });
        }
        try {
            busy.await();
            AtomicInteger runs = new AtomicInteger();
            Parallel.run(4, 100, i -> runs.incrementAndGet());
            assertThat(runs).hasValue(100);
        } finally {
            release.countDown();
        }
    }

    @Test
    void theDefaultIsAtLeastOneThread() {
        assertThat(Parallel.threads()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "0", "-1", "32768", "2.5", "9999999999", "4\u001b[31m"})
    void theNumberOfThreadsIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallel.parse(text, 4))
                .withMessageStartingWith("icl4j.threads: ")
                .withMessageNotContaining("\u001b");
    }

    @Test
    void theNumberOfThreadsIsReadOrThatOfTheProcessors() {
        assertThat(Parallel.parse(null, 4)).isEqualTo(4);
        assertThat(Parallel.parse(" 7 ", 4)).isEqualTo(7);
    }
}
