package org.icl4j.attention.heads;

import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.tasks.TaskBatch;
import org.jspecify.annotations.Nullable;

/** A {@link TableHead}'s attention of rows, layer by layer. */
final class TableRows {

    private final ParameterLayout layout;
    private final int width;
    private final Layer.@Nullable Pass embedContext;
    private final Layer.@Nullable Pass embedQuery;
    private final Layer.@Nullable Pass embedTarget;
    private final Layer.@Nullable Pass value;
    private final Layer.@Nullable Pass read;
    private final Layer.Pass query;
    private final Layer.Pass key;
    private final CrossAttention.Pass attend;
    private Sequences contexts = Sequences.tokens(1);
    private Sequences queries = Sequences.tokens(1);
    private double[] contextGradient = new double[0];
    private double[] queryGradient = new double[0];

    TableRows(ParameterLayout layout, int width, int classes, Score score) {
        this.layout = layout;
        this.width = width;
        this.query = dense("query", false).pass();
        this.key = dense("key", false).pass();
        this.attend = new CrossAttention(width, classes == 0 ? width : classes, 1).pass(score);
        if (classes == 0) {
            Layer inputs = network("x");
            embedContext = inputs.pass();
            embedQuery = inputs.pass();
            embedTarget = network("y").pass();
            value = dense("value", false).pass();
            read = dense("read", true).pass();
        } else {
            embedContext = null;
            embedQuery = null;
            embedTarget = null;
            value = null;
            read = null;
        }
    }

    private Dense dense(String name, boolean bias) {
        return new Dense(layout.slice(name + ".weight"), bias ? layout.slice(name + ".bias") : null);
    }

    private Layer network(String name) {
        return Sequential.of(dense(name + ".in", true), new ReLU(width), dense(name + ".out", true));
    }

    double[] contextGradient() {
        return contextGradient;
    }

    double[] queryGradient() {
        return queryGradient;
    }

    double[] forward(
            double[] parameters, double[] x, Sequences given, double[] asked, Sequences answered, TaskBatch batch) {
        contexts = given;
        queries = answered;
        double[] u = forward(embedContext, parameters, x, contexts);
        double[] uq = forward(embedQuery, parameters, asked, queries);
        double[] v = forward(
                value, parameters, forward(embedTarget, parameters, batch.contextTargets(), contexts), contexts);
        double[] averages = attend.forward(
                query.forward(parameters, uq, queries),
                key.forward(parameters, u, contexts),
                v,
                batch.tasks(),
                batch.querySize(),
                batch.contextSize());
        return forward(read, parameters, averages, queries);
    }

    void backward(double[] parameters, double[] answerGradient, double[] gradient) {
        attend.backward(backward(read, parameters, answerGradient, gradient));
        queryGradient = backward(
                embedQuery, parameters, query.backward(parameters, attend.queryGradient(), gradient), gradient);
        contextGradient =
                backward(embedContext, parameters, key.backward(parameters, attend.keyGradient(), gradient), gradient);
        // Labels are data: a classifier's values have no gradient to pass on.
        if (value != null) {
            backward(embedTarget, parameters, value.backward(parameters, attend.valueGradient(), gradient), gradient);
        }
    }

    private static double[] forward(Layer.@Nullable Pass pass, double[] parameters, double[] input, Sequences shape) {
        return pass == null ? input : pass.forward(parameters, input, shape);
    }

    private static double[] backward(
            Layer.@Nullable Pass pass, double[] parameters, double[] output, double[] gradient) {
        return pass == null ? output : pass.backward(parameters, output, gradient);
    }
}
