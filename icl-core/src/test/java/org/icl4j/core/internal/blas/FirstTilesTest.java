package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.math.Parallel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FirstTilesTest {

    private static boolean running() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(FirstTiles.NAME));
    }

    /** Whether the library is there or not: it waits for the end of the loading, and then for nothing. */
    @Test
    @Timeout(60)
    void theThreadEndsAfterTheLoading() throws InterruptedException {
        FirstTiles first = FirstTiles.begin();
        if (Parallel.threads() > 1) {
            assertThat(running()).isTrue();
        }
        first.loadingEnds();
        while (running()) { // To the time limit, where it does not end.
            Thread.sleep(10);
        }
    }
}
