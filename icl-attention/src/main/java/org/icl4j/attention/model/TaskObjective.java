package org.icl4j.attention.model;

import java.util.Arrays;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a stack of layers on a batch of tasks: the mean over tasks and queries of what the answers cost. Tasks are spread
 * over threads by {@link DataParallel}; within a thread they are taken a few at a time, so that activations stay in the cache.
 */
public final class TaskObjective {

    /** Tokens that are taken at a time. */
    private static final int TOKENS = 512;

    /** Sequences that are taken at a time are a multiple of so many where they are more. */
    private static final int EIGHT = 8;

    private TaskObjective() {}

    /**
     * The mean squared error.
     *
     * @param layer the stack
     * @param parameterCount the length of its parameter vector
     * @param format how tasks become tokens
     * @return the objective
     * @throws IllegalArgumentException if the layer does not take the format's tokens, or puts out too few columns for answers
     */
    public static DataParallel<TaskBatch> squared(Layer layer, int parameterCount, PromptFormat format) {
        return of(layer, parameterCount, format, Loss.SQUARED);
    }

    /**
     * The mean of any loss.
     *
     * @param layer the stack
     * @param parameterCount the length of its parameter vector
     * @param format how tasks become tokens
     * @param loss what an answer costs
     * @return the objective
     * @throws IllegalArgumentException if the layer does not take the format's tokens, or puts out too few columns for answers
     */
    public static DataParallel<TaskBatch> of(Layer layer, int parameterCount, PromptFormat format, Loss loss) {
        Require.positive("parameterCount", parameterCount);
        Require.notNull("loss", loss);
        check(layer, format);
        return new DataParallel<>(parameterCount, TaskBatch::tasks, () -> new Worker(layer, format, loss));
    }

    static void check(Layer layer, PromptFormat format) {
        Require.notNull("layer", layer);
        Require.notNull("format", format);
        if (layer.inputWidth() != format.tokenWidth()) {
            throw Require.error(
                    "layer",
                    "takes in width " + layer.inputWidth() + ", but the format's tokens have width "
                            + format.tokenWidth());
        }
        int least = format.answerColumn() + format.targetWidth();
        if (layer.outputWidth() < least) {
            throw Require.error(
                    "layer",
                    "puts out width " + layer.outputWidth() + ", but the format reads answers from columns "
                            + format.answerColumn() + " to " + (least - 1));
        }
    }

    /** The tokens that answers are read at; null where they are no regular choice. */
    static @Nullable Selection answers(PromptFormat format, int contextSize, int querySize) {
        int first = format.answerToken(contextSize, 0);
        int step = querySize == 1 ? 1 : format.answerToken(contextSize, 1) - first;
        boolean regular = step > 0;
        for (int q = 0; q < querySize; q++) {
            regular = regular && format.answerToken(contextSize, q) == first + q * step;
        }
        return regular ? new Selection(first, querySize, step) : null;
    }

    private static final class Worker implements DataParallel.Worker<TaskBatch> {

        private final Layer layer;
        private final PromptFormat format;
        private final Loss loss;
        private @Nullable Selection answers;
        private final Workspace tokenSpace = new Workspace();
        private final Workspace answerSpace = new Workspace();
        private final Workspace answerGradientSpace = new Workspace();
        private final Workspace gradientSpace = new Workspace();
        // Of so many tasks together: shares differ by one task, and a pass that meets another shape makes its plan
        // anew.
        private @Nullable Sequences[] shapes = {};
        private Layer.@Nullable Pass[] passes = {};
        private int contextSize;
        private int querySize;

        Worker(Layer layer, PromptFormat format, Loss loss) {
            this.layer = layer;
            this.format = format;
            this.loss = loss;
        }

        @Override
        public double share(double[] parameters, TaskBatch batch, int from, int to, double[] gradient) {
            if (batch.inputWidth() != format.inputWidth() || batch.targetWidth() != format.targetWidth()) {
                throw Require.error(
                        "batch",
                        "expected inputs of width " + format.inputWidth() + " and targets of width "
                                + format.targetWidth() + ", got " + batch.inputWidth() + " and " + batch.targetWidth());
            }
            int length = format.length(batch.contextSize(), batch.querySize());
            int step = Math.max(1, TOKENS / length);
            if (step > EIGHT) {
                step = (step + EIGHT / 2) / EIGHT * EIGHT;
            }
            if (batch.contextSize() != contextSize || batch.querySize() != querySize) {
                shapes = new Sequences[step + 1];
                passes = new Layer.Pass[step + 1];
                contextSize = batch.contextSize();
                querySize = batch.querySize();
                answers = answers(format, contextSize, querySize);
            }
            double sum = 0;
            for (int task = from; task < to; task += step) {
                sum += chunk(parameters, batch, task, Math.min(to, task + step), gradient);
            }
            return sum;
        }

        private Sequences shape(TaskBatch batch, int from, int to) {
            int count = to - from;
            if (batch.hasShortContexts()) {
                return format.shape(
                        count, contextSize, querySize, Arrays.copyOfRange(batch.contextLengths(), from, to));
            }
            Sequences known = shapes[count];
            if (known == null) {
                known = format.shape(count, contextSize, querySize, new int[0]);
                shapes[count] = known;
            }
            return known;
        }

        private Layer.Pass pass(int count) {
            Layer.Pass known = passes[count];
            if (known == null) {
                known = answers == null ? layer.pass() : layer.pass(answers);
                passes[count] = known;
            }
            return known;
        }

        private double chunk(double[] parameters, TaskBatch batch, int from, int to, double[] gradient) {
            int n = contextSize;
            int m = querySize;
            int d = format.inputWidth();
            int t = format.targetWidth();
            Sequences shape = shape(batch, from, to);
            int length = shape.length();
            double[] tokens = tokenSpace.of(shape.rows(), format.tokenWidth());
            for (int task = from; task < to; task++) {
                format.write(
                        n,
                        batch.contextInputs(),
                        task * n * d,
                        batch.contextTargets(),
                        task * n * t,
                        m,
                        batch.queryInputs(),
                        task * m * d,
                        tokens,
                        (task - from) * length * format.tokenWidth());
            }
            Layer.Pass pass = pass(to - from);
            double[] output = pass.forward(parameters, tokens, shape);
            int o = layer.outputWidth();
            int rows = answers == null ? length : m;
            double[] d0 = gradientSpace.of(shape.count() * rows, o);
            Arrays.fill(d0, 0);
            double[] answer = answerSpace.of(t);
            double[] slope = answerGradientSpace.of(t);
            double weight = 1.0 / ((double) batch.tasks() * m);
            double factor = format.answerFactor();
            double sum = 0;
            for (int task = from; task < to; task++) {
                for (int q = 0; q < m; q++) {
                    int row = (task - from) * rows + (answers == null ? format.answerToken(n, q) : q);
                    int at = row * o + format.answerColumn();
                    for (int c = 0; c < t; c++) {
                        answer[c] = factor * output[at + c];
                    }
                    sum += weight * loss.of(answer, 0, batch.queryTargets(), (task * m + q) * t, t, slope);
                    for (int c = 0; c < t; c++) {
                        d0[at + c] = weight * factor * slope[c];
                    }
                }
            }
            pass.backwardParameters(parameters, d0, gradient);
            return sum;
        }
    }
}
