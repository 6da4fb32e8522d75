package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.icl4j.solvers.SolveReport.Status;
import org.junit.jupiter.api.Test;

class SolveReportTest {

    @Test
    void theSummaryLeavesOutWhatDoesNotApply() {
        assertThat(new SolveReport("A", Status.CONVERGED, 0, 3.1e-16, 512, 0.25, OptionalLong.empty()).summary())
                .isEqualTo("A: CONVERGED, relative residual 3.1e-16, 0.250 s, 0.5 KiB (512 bytes)");
        assertThat(new SolveReport("B", Status.STAGNATED, 1, 1e-9, 512, 0.25, OptionalLong.of(7)).summary())
                .isEqualTo("B: STAGNATED after 1 step, relative residual 1.0e-09, 0.250 s, 0.5 KiB (512 bytes),"
                        + " seed 7");
        assertThat(new SolveReport("C", Status.DIVERGED, 2, 1, 512, 0.25, OptionalLong.empty()).summary())
                .startsWith("C: DIVERGED after 2 steps, ");
    }
}
