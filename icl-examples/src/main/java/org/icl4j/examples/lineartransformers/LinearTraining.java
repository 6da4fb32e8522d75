package org.icl4j.examples.lineartransformers;

import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Clipping;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.Progress;

/**
 * How the linear transformers of these experiments are trained: Adam, warmed up over a twentieth of the steps and slowed down along a
 * cosine to a hundredth, so that what is left of the batches' noise is small.
 *
 * @param steps updates
 * @param batch tasks of each
 * @param rate the greatest learning rate
 * @param clipping of the gradient
 */
record LinearTraining(int steps, int batch, double rate, Clipping clipping) {

    private static final int WARM_UP = 20;
    private static final double LAST = 0.01;

    LinearTraining(int steps, int batch, double rate) {
        this(steps, batch, rate, Clipping.none());
    }

    Pretraining.Result run(
            Transformer model, TaskDistribution tasks, int context, int queries, long seed, Progress progress) {
        return Pretraining.of(model, tasks)
                .context(context)
                .queries(queries)
                .batch(batch)
                .seed(seed)
                .trainer(t -> trainer())
                .run(progress);
    }

    Trainer trainer() {
        return Trainer.steps(steps)
                .withOptimiser(Adam.defaults().withLearningRate(rate))
                .withClipping(clipping)
                .withSchedule(Schedule.cosine(steps, LAST).warmedUp(Math.max(1, steps / WARM_UP)));
    }
}
