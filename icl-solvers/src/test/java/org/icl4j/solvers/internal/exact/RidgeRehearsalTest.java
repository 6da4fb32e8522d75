package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ServiceLoader;
import net.jqwik.api.Example;
import org.icl4j.core.linalg.Rehearsal;

class RidgeRehearsalTest {

    /** What fails is dropped in silence, so that it must not fail here. */
    @Example
    void isFoundAndRuns() {
        assertThat(ServiceLoader.load(Rehearsal.class)).hasSize(1).first().isInstanceOf(RidgeRehearsal.class);
        RidgeRehearsal rehearsal = new RidgeRehearsal();
        assertThatCode(rehearsal::besideLoading).doesNotThrowAnyException();
        assertThatCode(rehearsal::afterLoading).doesNotThrowAnyException();
    }
}
