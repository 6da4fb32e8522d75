package org.icl4j.examples.lineartransformers;

import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.construct.GradientDescentConstruction;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;

/**
 * One layer of linear attention, all of its 2 (d + 1)^2 weights free, trained on the tasks of von Oswald et al. 2023.
 *
 * @param parameters its weights, scaled as the construction's are: the input block of Q has mean diagonal 1
 * @param report of the training
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrainedLayer(double[] parameters, TrainingReport report) {

    static final int WIDTH = 10;
    static final int CONTEXT = 10;

    private static final Transformer MODEL = Transformer.linear()
            .layers(1)
            .format(PromptFormat.negatedPairs(WIDTH, 1))
            .build();

    private static final LinearAttention LAYER = new LinearAttention(
            MODEL.layout().slice("layer1.key-query"), MODEL.layout().slice("layer1.value-projection"), true);

    /** x uniform on [-range/2, range/2], w ~ N(0, scale^2 I), no noise. */
    static RegressionTasks tasks(double range, double scale) {
        return RegressionTasks.of(Inputs.uniform(WIDTH, -range / 2, range / 2), Functions.linear(WIDTH))
                .withTargetScale(scale);
    }

    static TrainedLayer train(LinearTraining training, long seed, Progress progress) {
        Pretraining.Result result = training.run(MODEL, tasks(1, 1), CONTEXT, 1, seed, progress);
        return new TrainedLayer(rescaled(result.learner().parameters()), result.report());
    }

    /** A layer computes the same with c Q and P / c: the c at which Q's input block has mean diagonal 1. */
    private static double[] rescaled(double[] parameters) {
        ParameterLayout.Slice q = LAYER.keyQuery();
        ParameterLayout.Slice p = LAYER.valueProjection();
        double mean = 0;
        for (int i = 0; i < WIDTH; i++) {
            mean += parameters[q.offset() + i * q.columns() + i] / WIDTH;
        }
        double[] scaled = parameters.clone();
        for (int i = 0; i < q.size(); i++) {
            scaled[q.offset() + i] /= mean;
            scaled[p.offset() + i] *= mean;
        }
        return scaled;
    }

    /** The weights of one step of gradient descent. */
    static double[] constructed(double step) {
        double[] parameters = new double[MODEL.layout().size()];
        GradientDescentConstruction.of(WIDTH, 1, step).write(LAYER, CONTEXT, parameters);
        // The construction has its step in Q; here, as in the trained layer, it stands in P.
        return rescaled(parameters);
    }

    static double[] between(double[] a, double[] b, double t) {
        return MODEL.layout().interpolate(a, b, t);
    }

    static LinearAttentionLearner learner(double[] parameters) {
        return new LinearAttentionLearner(List.of(LAYER), parameters).withTargetWidth(1);
    }

    /** The step size in its weights: what it multiplies the context's targets by. */
    double step() {
        double[][] p = LAYER.valueProjection().read(parameters);
        return -p[WIDTH][WIDTH];
    }

    /** The greatest weight, relative to its block's diagonal, where the construction has a 0 that matters to an answer. */
    double greatestOther() {
        double[][] q = LAYER.keyQuery().read(parameters);
        double[][] p = LAYER.valueProjection().read(parameters);
        double greatest = 0;
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j <= WIDTH; j++) {
                greatest = i == j ? greatest : Math.max(greatest, Math.abs(q[i][j]));
            }
            greatest = Math.max(greatest, Math.abs(p[i][WIDTH] / p[WIDTH][WIDTH]));
        }
        return greatest;
    }

    /** Q, shape [d + 1, d + 1]. */
    double[][] keyQuery() {
        return LAYER.keyQuery().read(parameters);
    }

    /** P, shape [d + 1, d + 1]. */
    double[][] valueProjection() {
        return LAYER.valueProjection().read(parameters);
    }
}
