package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward of a {@link TableHead} on one thread. The tasks of a share are copied into a batch of their own, which has the size of the
 * largest share: one task more than the smallest. What is left over holds the first task once more, with answers that count for nothing; so
 * the layers see one shape, and allocate nothing.
 */
final class TableWorker implements DataParallel.Worker<TaskBatch> {

    private final TableHead head;
    private final @Nullable ColumnAttention mixing;
    private final @Nullable TrainedTemperature temperature;
    private final TableRows rows;
    private final Workspace answerGradientSpace = new Workspace();
    private @Nullable Part last;

    TableWorker(TableHead head) {
        ParameterLayout layout = head.layout();
        this.head = head;
        this.mixing = head.columns ? new ColumnAttention(layout.slice("columns"), head.inputWidth) : null;
        this.temperature = head.tempered ? new TrainedTemperature(layout.slice("temperature"), head.score) : null;
        this.rows = new TableRows(layout, head.width, head.classes, temperature == null ? head.score : temperature);
    }

    /** A batch and the shapes of its contexts and queries. */
    private record Part(TaskBatch batch, Sequences contexts, Sequences queries) {

        static Part of(TaskBatch batch) {
            int n = batch.contextSize();
            int m = batch.querySize();
            return new Part(batch, new Sequences(batch.tasks(), n, n), new Sequences(batch.tasks(), m, m));
        }
    }

    /** The answers to all tasks of a batch, live, shape [B m, t] at its start. */
    double[] answers(double[] parameters, TaskBatch batch) {
        return answers(parameters, Part.of(batch));
    }

    private double[] answers(double[] parameters, Part part) {
        TaskBatch batch = part.batch;
        double[] x = mixing == null ? batch.contextInputs() : mixing.forward(parameters, batch);
        double[] q = mixing == null ? batch.queryInputs() : mixing.queries();
        if (temperature != null) {
            temperature.read(parameters);
        }
        return rows.forward(parameters, x, part.contexts, q, part.queries, batch);
    }

    @Override
    public double share(double[] parameters, TaskBatch batch, int from, int to, double[] gradient) {
        int largest = (batch.tasks() + DataParallel.BLOCKS - 1) / DataParallel.BLOCKS;
        Part part = part(Math.max(largest, to - from), batch);
        copy(from, to, batch.tasks(), batch.contextInputs(), part.batch.contextInputs());
        copy(from, to, batch.tasks(), batch.contextTargets(), part.batch.contextTargets());
        copy(from, to, batch.tasks(), batch.queryInputs(), part.batch.queryInputs());
        copy(from, to, batch.tasks(), batch.queryTargets(), part.batch.queryTargets());
        double weight = 1.0 / ((double) batch.tasks() * batch.querySize());
        return add(parameters, part, (to - from) * batch.querySize(), weight, gradient);
    }

    private Part part(int tasks, TaskBatch whole) {
        int n = whole.contextSize();
        int m = whole.querySize();
        Part part = last;
        if (part == null
                || part.batch.tasks() != tasks
                || part.batch.contextSize() != n
                || part.batch.querySize() != m) {
            part = Part.of(new TaskBatch(tasks, n, m, whole.inputWidth(), whole.targetWidth(), 0));
            last = part;
        }
        return part;
    }

    private static void copy(int from, int to, int tasks, double[] whole, double[] part) {
        int size = whole.length / tasks;
        int length = size * (to - from);
        System.arraycopy(whole, size * from, part, 0, length);
        for (int at = length; at < part.length; at += size) {
            System.arraycopy(whole, size * from, part, at, size);
        }
    }

    /**
     * Adds weight times the gradient of the sum of the losses of the first {@code count} queries; returns weight times that sum. With
     * e = SMOOTHING, answers a and targets t,
     *
     * <pre>
     *   regression       loss = weight sum (a - t)^2                        da = 2 weight (a - t)
     *   classification   loss = -weight sum_c t_c log((1 - e) a_c + e / C)  da_c = -weight t_c (1 - e) / ((1 - e) a_c + e / C)
     * </pre>
     */
    private double add(double[] parameters, Part part, int count, double weight, double[] gradient) {
        TaskBatch batch = part.batch;
        double[] answers = answers(parameters, part);
        int size = count * head.targetWidth();
        double[] answerGradient = answerGradientSpace.of(part.queries.rows() * head.targetWidth());
        Arrays.fill(answerGradient, 0);
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
