package org.icl4j.examples.functionclasses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class RivalTest {

    @Test
    void aTreeFindsTheSplit() {
        double[][] x = {{-1, 5}, {-2, 1}, {1, 4}, {2, 2}, {3, 9}};
        double[] y = {7, 7, 3, 3, 3};

        Points answers = new TreeLearner(1).fit(Context.of(x, y)).predict(Points.of(new double[][] {{-3, 8}, {4, 0}}));

        // Tribuo keeps targets in double precision but splits in the middle of floats; both queries lie far from the
        // split.
        assertThat(answers.column(0)).containsExactly(new double[] {7, 3}, within(1e-6));
    }

    @Test
    void aTreeOfOneExampleRepeatsIt() {
        Points answers = new TreeLearner(3)
                .fit(Context.of(new double[][] {{1, 2}}, new double[] {0.25}))
                .predict(Points.of(new double[][] {{0, 0}}));

        assertThat(answers.column(0)).containsExactly(0.25);
    }

    @Test
    void aDeepTreeRepeatsItsContext() {
        TaskBatch batch = FunctionClass.all().get(2).tasks().batch(1, 20, 1);
        FunctionClass.all().get(2).tasks().sample(batch, Randoms.of(5));
        Context context = batch.context(0);

        Points answers = new TreeLearner(20).fit(context).predict(context.inputs());

        // Targets pass through float32 in Tribuo's impurity sums: 2^-24 relative, 20 of them.
        assertThat(answers.column(0)).containsExactly(context.targets().column(0), within(1e-5));
    }

    @Test
    void theLassoAnswersWhereItsColumnsAreParallel() {
        // One example with two numbers of nearly the same size: at 10000 rounds no small penalty is solved.
        Context context = Context.of(new double[][] {{3, 3 + 1e-7}}, new double[] {40});
        for (Rival rival : Rival.all()) {
            rival.learners()
                    .forEach(learner -> assertThat(learner.fit(context)
                                    .predict(context.inputs())
                                    .get(0, 0))
                            .as(rival.name())
                            .isFinite());
        }
    }

    @Test
    void variancesAreThoseOfTheFunctions() {
        for (FunctionClass functions : FunctionClass.all()) {
            int tasks = 4000;
            TaskBatch batch = functions.tasks().batch(tasks, 1, 1);
            functions.tasks().sample(batch, Randoms.of(3));
            double sum = 0;
            double squares = 0;
            for (double y : batch.queryTargets()) {
                sum += y * y / tasks;
                squares += y * y * y * y / tasks;
            }
            double error = Math.sqrt((squares - sum * sum) / tasks);
            assertThat(sum).as(functions.name()).isCloseTo(functions.variance(), within(5 * error));
        }
    }
}
