package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.icl4j.core.Progress;
import org.junit.jupiter.api.Test;

class LearnedKernelTrainingTest {

    private final LearnedKernelTraining small =
            LearnedKernelTraining.defaults().withWidth(16).withBatch(16, 20, 5).withSteps(300);

    @Test
    void sameSeedSameBitsWhateverTheThreads() {
        LearnedKernelTraining.Result one = small.train(Progress.NONE, 1);
        LearnedKernelTraining.Result two = small.train(Progress.NONE, 2);
        assertThat(two.kernel()).isEqualTo(one.kernel());
        assertThat(two.report().trace()).isEqualTo(one.report().trace());
        assertThat(small.withSeed(1).train(Progress.NONE).kernel()).isNotEqualTo(one.kernel());
    }

    @Test
    void learnsSinusoidsInContext() {
        LearnedKernelTraining.Result result = small.withSteps(1500).train(Progress.NONE);
        // Answering 0 costs E a^2 / 2 = 0.875; the untrained head about as much.
        assertThat(result.report().trace().get(0)).isGreaterThan(0.5);
        assertThat(result.report().finalLoss()).isLessThan(0.25);
        assertThat(result.report().steps()).isEqualTo(1500);
    }

    @Test
    void theListenerStopsTheRun() {
        LearnedKernelTraining.Result result = small.train((stage, done, total, value) -> done < 10);
        assertThat(result.report().stopped()).isTrue();
        assertThat(result.report().steps()).isEqualTo(10);
        assertThat(result.kernel())
                .isEqualTo(small.withSteps(10).train(Progress.NONE).kernel());
    }

    @Test
    void badOptions() {
        LearnedKernelTraining options = LearnedKernelTraining.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withWidth(0))
                .withMessageContaining("width");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withSteps(0))
                .withMessageContaining("steps");
        assertThatIllegalArgumentException().isThrownBy(() -> options.withBatch(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withBatch(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withBatch(1, 1, 0));
    }
}
