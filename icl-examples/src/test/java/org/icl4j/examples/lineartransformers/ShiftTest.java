package org.icl4j.examples.lineartransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.IndependentInputs;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class ShiftTest {

    /** A small step, where errors have no heavy tail. */
    private static final double STEP = 3;

    @Test
    void theConstructionHasTheErrorOfEachShift() {
        LinearAttentionLearner descent = TrainedLayer.learner(TrainedLayer.constructed(STEP));
        int count = 2000;
        for (Shift shift : Shift.all()) {
            TaskBatch batch = shift.tasks().batch(count, TrainedLayer.CONTEXT, 1);
            shift.tasks().sample(batch, Randoms.of(4));
            double[] errors = new double[count];
            for (int b = 0; b < count; b++) {
                double answer =
                        descent.fit(batch.context(b)).predict(batch.queries(b)).get(0, 0);
                errors[b] = Math.pow(answer - batch.queryTargets(b)[0], 2);
            }
            Metrics.Summary measured = Metrics.summary(errors);
            assertThat(measured.mean())
                    .as(shift.label())
                    .isCloseTo(shift.risk(STEP), within(5 * measured.standardError()));
        }
    }

    @Test
    void centredInputsHaveTheRiskOfTheTheory() {
        double laplace = new IndependentInputs(TrainedLayer.WIDTH, 1.0 / 12, 6).risk(STEP, TrainedLayer.CONTEXT);
        assertThat(Shift.all())
                .filteredOn(shift -> shift.label().equals("Laplace inputs"))
                .singleElement()
                .satisfies(shift -> assertThat(shift.risk(STEP)).isCloseTo(laplace, within(1e-14)));
    }
}
