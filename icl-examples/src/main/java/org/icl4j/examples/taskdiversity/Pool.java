package org.icl4j.examples.taskdiversity;

import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.PoolBayes;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Schedule;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/**
 * Tasks y = w'x + e, x ~ N(0, I), e ~ N(0, 1/4), whose weights are taken from a pool of K, drawn once from N(0, I).
 *
 * @param size K
 * @param seed of the pool
 */
record Pool(int size, long seed) {

    static final int WIDTH = 2;
    static final int CONTEXT = 6;

    private static final int QUERIES = 4;
    private static final double NOISE = 0.5;
    private static final Functions LINEAR = Functions.linear(WIDTH);
    private static final Transformer MODEL = Transformer.softmax()
            .layers(2)
            .width(32)
            .heads(2)
            .hidden(64)
            .format(PromptFormat.pairs(WIDTH, 1))
            .build();

    /** Tasks of the pool. */
    RegressionTasks tasks() {
        return fresh().withFunctions(LINEAR.pool(size, seed));
    }

    /** Tasks of weights that no pool holds. */
    static RegressionTasks fresh() {
        return RegressionTasks.of(Inputs.gaussian(WIDTH), LINEAR).withNoise(NOISE);
    }

    /** Who knows the pool: the weights, averaged by their likelihoods. */
    PoolBayes pooledBayes() {
        double[] unit = new double[WIDTH * WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            unit[j * WIDTH + j] = 1;
        }
        double[][] weights = new double[size][WIDTH];
        for (int k = 0; k < size; k++) {
            // What function k of the pool answers to the unit vectors are its weights.
            LINEAR.answer(unit, weights[k], WIDTH, WIDTH, Randoms.of(seed).split(k));
        }
        return PoolBayes.of(Points.of(weights), NOISE * NOISE);
    }

    /** Who knows only that w ~ N(0, I): ridge regression with ridge 1/4. */
    static LinearBayes ridge() {
        double[][] identity = new double[WIDTH][WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            identity[j][j] = 1;
        }
        return LinearBayes.of(identity, NOISE * NOISE);
    }

    TransformerLearner train(int steps, int batch, Progress progress) {
        return Pretraining.of(MODEL, tasks())
                .context(CONTEXT)
                .queries(QUERIES)
                .batch(batch)
                .steps(steps)
                .seed(seed)
                .trainer(t -> t.withOptimiser(Adam.defaults().withLearningRate(5e-3))
                        .withSchedule(Schedule.cosine(steps, 0.02).warmedUp(Math.max(1, steps / 20))))
                .train(progress);
    }

    /** Mean squared differences on some tasks: between a learner's answers and the truth, and between two learners' answers. */
    static double[] differences(InContextLearner<?> learner, InContextLearner<?> other, TaskBatch batch) {
        double error = 0;
        double distance = 0;
        for (int b = 0; b < batch.tasks(); b++) {
            double[] f = learner.fit(batch.context(b)).predict(batch.queries(b)).column(0);
            double[] g = other.fit(batch.context(b)).predict(batch.queries(b)).column(0);
            double[] truth = batch.queryTargets(b);
            for (int q = 0; q < f.length; q++) {
                error += (f[q] - truth[q]) * (f[q] - truth[q]) / (f.length * batch.tasks());
                distance += (f[q] - g[q]) * (f[q] - g[q]) / (f.length * batch.tasks());
            }
        }
        return new double[] {error, distance};
    }
}
