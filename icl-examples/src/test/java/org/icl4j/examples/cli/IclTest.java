package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;

import org.junit.jupiter.api.Test;

class IclTest {

    @Test
    void listsTheExperiments() {
        assertThat(icl("list").succeeded().out()).contains("01  learned-kernel");
    }

    @Test
    void tellsItsVersion() {
        assertThat(icl("--version").succeeded().out()).matches("icl4j \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void helpsWithEveryCommand() {
        assertThat(icl().succeeded().out()).contains("run", "list", "krr", "predict");
        assertThat(icl("krr", "--help").succeeded().out()).contains("--length-scale", "leave-one-out", "deviation 1");
        assertThat(icl("predict", "--help").succeeded().out()).contains("--data");
        assertThat(icl("run", "--help").succeeded().out()).contains("--quick");
    }
}
