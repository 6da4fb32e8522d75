package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FirstTilesTest {

    private static boolean running() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(FirstTiles.NAME));
    }

    /** Whether the library is there or not; without the last word the thread would wait for ever. */
    @Test
    @Timeout(60)
    void theThreadEndsAfterTheLoading() throws InterruptedException {
        FirstTiles.begin().loadingEnds();
        while (running()) {
            Thread.sleep(10);
        }
        assertThat(running()).isFalse();
    }
}
