package org.icl4j.attention.heads;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.jspecify.annotations.Nullable;

/** Forward and backward of a {@link TableHead} on one thread, one task after the other, so that activations stay in the cache. */
final class TableWorker implements DataParallel.Worker<TaskBatch> {

    private final TableHead head;
    private final @Nullable ColumnAttention mixing;
    private final @Nullable TrainedTemperature temperature;
    private final TableRows rows;
    private final Workspace answerGradientSpace = new Workspace();
    private Sequences contexts = Sequences.tokens(1);
    private Sequences queries = Sequences.tokens(1);
    private @Nullable TaskBatch single;

    TableWorker(TableHead head) {
        ParameterLayout layout = head.layout();
        this.head = head;
        this.mixing = head.columns ? new ColumnAttention(layout.slice("columns"), head.inputWidth) : null;
        this.temperature = head.tempered ? new TrainedTemperature(layout.slice("temperature"), head.score) : null;
        this.rows = new TableRows(layout, head.width, head.classes, temperature == null ? head.score : temperature);
    }

    /** The answers to all tasks of a batch, live, shape [B m, t] at its start. */
    double[] answers(double[] parameters, TaskBatch batch) {
        int n = batch.contextSize();
        int m = batch.querySize();
        if (contexts.count() != batch.tasks() || contexts.length() != n || queries.length() != m) {
            contexts = new Sequences(batch.tasks(), n, n);
            queries = new Sequences(batch.tasks(), m, m);
        }
        double[] x = mixing == null ? batch.contextInputs() : mixing.forward(parameters, batch);
        double[] q = mixing == null ? batch.queryInputs() : mixing.queries();
        if (temperature != null) {
            temperature.read(parameters);
        }
        return rows.forward(parameters, x, contexts, q, queries, batch);
    }

    @Override
    public double share(double[] parameters, TaskBatch batch, int from, int to, double[] gradient) {
        TaskBatch one = single;
        if (one == null || one.contextSize() != batch.contextSize() || one.querySize() != batch.querySize()) {
            one = new TaskBatch(1, batch.contextSize(), batch.querySize(), batch.inputWidth(), batch.targetWidth(), 0);
            single = one;
        }
        double weight = 1.0 / ((double) batch.tasks() * batch.querySize());
        double loss = 0;
        for (int task = from; task < to; task++) {
            copy(task, batch.contextInputs(), one.contextInputs());
            copy(task, batch.contextTargets(), one.contextTargets());
            copy(task, batch.queryInputs(), one.queryInputs());
            copy(task, batch.queryTargets(), one.queryTargets());
            loss += add(parameters, one, weight, gradient);
        }
        return loss;
    }

    private static void copy(int task, double[] all, double[] one) {
        System.arraycopy(all, task * one.length, one, 0, one.length);
    }

    /**
     * Adds weight times the gradient of the sum of all queries' losses; returns weight times that sum. With e = SMOOTHING, answers a and
     * targets t,
     *
     * <pre>
     *   regression       loss = weight sum (a - t)^2                        da = 2 weight (a - t)
     *   classification   loss = -weight sum_c t_c log((1 - e) a_c + e / C)  da_c = -weight t_c (1 - e) / ((1 - e) a_c + e / C)
     * </pre>
     */
    double add(double[] parameters, TaskBatch batch, double weight, double[] gradient) {
        double[] answers = answers(parameters, batch);
        int size = queries.rows() * head.targetWidth();
        double[] answerGradient = answerGradientSpace.of(size);
        double loss = 0;
        for (int i = 0; i < size; i++) {
            double target = batch.queryTargets()[i];
            if (head.classes == 0) {
                double error = answers[i] - target;
                loss += weight * error * error;
                answerGradient[i] = 2 * weight * error;
            } else {
                double p = (1 - TableHead.SMOOTHING) * answers[i] + TableHead.SMOOTHING / head.classes;
                loss -= weight * target * Math.log(p);
                answerGradient[i] = -weight * target * (1 - TableHead.SMOOTHING) / p;
            }
        }
        rows.backward(parameters, answerGradient, gradient);
        if (temperature != null) {
            temperature.addGradient(gradient);
        }
        if (mixing != null) {
            mixing.backward(parameters, batch, rows.contextGradient(), rows.queryGradient(), gradient);
        }
        return loss;
    }
}
