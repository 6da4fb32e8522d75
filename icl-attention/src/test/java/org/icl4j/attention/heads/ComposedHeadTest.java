package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class ComposedHeadTest {

    @Test
    void gradientIsCentralDifferences() {
        ComposedHead head = new ComposedHead(1, 6);
        TaskBatch batch = new TaskBatch(3, 5, 2, 1);
        SinusoidTasks.standard().sample(batch, Randoms.of(3));
        double[] parameters = head.initialParameters(Randoms.of(4));
        GradientCheck.Report report = GradientCheck.standard().compare(head, parameters, batch);
        assertThat(report.error()).as("%s", report).isLessThan(1e-6);
    }

    @Test
    void theLossIsTheMeanSquaredErrorOfTheAnswers() {
        ComposedHead head = new ComposedHead(1, 8);
        TaskBatch batch = new TaskBatch(4, 6, 3, 1);
        SinusoidTasks.standard().sample(batch, Randoms.of(5));
        double[] parameters = head.initialParameters(Randoms.of(6));
        double[] answers = head.answers(parameters, batch).clone();
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += Math.pow(answers[i] - batch.queryTargets()[i], 2);
        }
        double loss = head.lossAndGradient(parameters, batch, new double[head.parameterCount()]);
        // Two sums of 12 squares, each right to 12 roundings.
        assertThat(loss).isCloseTo(sum / 12, org.assertj.core.api.Assertions.within(24 * Math.ulp(sum / 12)));
    }
}
