package org.icl4j.examples.tableheads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class LinearClassesTest {

    @Test
    void labelsAreOnesAmongZerosAndHalfOfEach() {
        LinearClasses tasks = new LinearClasses(3);
        TaskBatch batch = tasks.batch(2000, 1, 1);
        tasks.sample(batch, Randoms.of(5));
        double ones = 0;
        for (int b = 0; b < 2000; b++) {
            double[] y = batch.queryTargets(b);
            assertThat(y[0] + y[1]).isEqualTo(1);
            ones += y[1] / 2000;
        }
        assertThat(ones).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(2000)));
    }

    @Test
    void bayesKnowsNothingOfAPointThatNoExampleTellsOfAndAtMostTheFlips() {
        double[][] x = new double[40][2];
        double[][] y = new double[40][2];
        for (int i = 0; i < 40; i++) {
            x[i] = new double[] {i % 2 == 0 ? 0.4 : -0.4, (i - 20) / 10.0};
            y[i][i % 2] = 1;
        }
        Points answers =
                new LinearClasses(0).bayes().fit(Context.of(x, y)).predict(Points.of(new double[][] {{5, 0}, {-5, 0}}));

        // Label 0 to the right: certain but for the flips, up to lines that a few dozen likelihoods leave open.
        assertThat(answers.get(0, 0)).isCloseTo(1 - LinearClasses.FLIPPED, within(1e-3));
        assertThat(answers.get(1, 1)).isCloseTo(1 - LinearClasses.FLIPPED, within(1e-3));
    }
}
