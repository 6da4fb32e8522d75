package org.icl4j.examples.tableheads;

import org.icl4j.attention.heads.TableHead;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/**
 * How a head is trained: Adam, slowed down along a cosine.
 *
 * @param steps updates
 * @param tasks of each
 * @param context pairs of a task
 * @param queries of a task
 * @param rate the learning rate at first
 */
record HeadTraining(int steps, int tasks, int context, int queries, double rate) {

    private static final double LAST = 0.02;

    /** The trained parameters. */
    double[] train(TableHead head, TaskDistribution distribution, Randoms randoms, Progress progress) {
        double[] parameters = head.initialParameters(randoms.split("initial parameters"));
        Trainer.steps(steps)
                .withOptimiser(Adam.defaults().withLearningRate(rate))
                .withSchedule(Schedule.cosine(steps, LAST))
                .train(
                        head,
                        parameters,
                        distribution.batch(tasks, context, queries),
                        distribution::sample,
                        randoms.split("tasks"),
                        progress);
        return parameters;
    }
}
