package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/**
 * A learned-kernel head for tables: attention from rows to rows, after attention of columns on columns where it is wanted.
 *
 * <pre>
 *   x := A x                        A from the context's columns, or I; see withColumnAttention
 *   p = softmax_i score(WQ u(x), WK u(x_i))
 *   regression       u, v networks of two layers      answer(x) = wo' sum_i p_i WV v(y_i) + bo      loss (answer - target)^2
 *   classification   u(x) = x, y_i one 1 among zeros  answer(x) = sum_i p_i y_i: probabilities      loss -log answer_class
 * </pre>
 *
 * A classifier is a Nadaraya-Watson smoother of the labels: its answers are probabilities without more ado. So that a class that the
 * context does not show costs no infinite loss, the logarithm is of (1 - e) answer + e / C, with e = {@value #SMOOTHING}. The loss is the mean over tasks and
 * queries. Sources: A. Sudjianto's notebooks kernel_ridge_regression and tabular_icl_kernel_bayesian (2026); his scores have trained
 * temperatures, here they are the score's own unless {@link #withTrainedTemperature()} says otherwise.
 *
 * <p>Loss and gradient are computed by {@link DataParallel}: the same bits whatever the number of threads. Once warm for a batch shape, it
 * allocates nothing. Not thread-safe.
 */
public final class TableHead implements Objective<TaskBatch> {

    static final double SMOOTHING = 1e-4;

    final int inputWidth;
    final int width;
    final int classes;
    final boolean columns;
    final Score score;
    final boolean tempered;
    private final int threads;
    private final ParameterLayout layout;
    private final DataParallel<TaskBatch> loss;
    private final TableWorker answering;

    private TableHead(
            int inputWidth, int width, int classes, boolean columns, Score score, boolean tempered, int threads) {
        this.inputWidth = Require.positive("inputWidth", inputWidth);
        this.width = Require.positive("width", width);
        this.classes = classes;
        this.columns = columns;
        this.score = score;
        this.tempered = tempered;
        this.threads = threads;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        if (columns) {
            builder.add("columns", 1, ColumnAttention.PARAMETERS);
        }
        if (classes == 0) {
            network(builder, "x", inputWidth);
            network(builder, "y", 1);
        }
        int embedded = classes == 0 ? width : inputWidth;
        builder.add("query.weight", width, embedded);
        builder.add("key.weight", width, embedded);
        if (classes == 0) {
            builder.add("value.weight", width, width);
            builder.add("read.weight", 1, width);
            builder.add("read.bias", 1, 1);
        }
        if (tempered) {
            builder.add("temperature", 1, 1);
        }
        this.layout = builder.build();
        this.loss = new DataParallel<>(layout.size(), TaskBatch::tasks, () -> new TableWorker(this), threads);
        this.answering = new TableWorker(this);
    }

    private void network(ParameterLayout.Builder builder, String name, int inputs) {
        builder.add(name + ".in.weight", width, inputs);
        builder.add(name + ".in.bias", 1, width);
        builder.add(name + ".out.weight", width, width);
        builder.add(name + ".out.bias", 1, width);
    }

    /**
     * A head for numbers, with scaled dot products and no column attention.
     *
     * @param inputWidth d
     * @param width w, of embeddings, queries, keys and values
     * @return the head
     */
    public static TableHead regression(int inputWidth, int width) {
        Score dot = Score.dotProduct(1 / Math.sqrt(Require.positive("width", width)));
        return new TableHead(inputWidth, width, 0, false, dot, false, Parallel.threads());
    }

    /**
     * A head for classes, with scaled dot products and no column attention. Targets are one 1 among zeros.
     *
     * @param inputWidth d
     * @param width of queries and keys
     * @param classes C, at least 2
     * @return the head
     */
    public static TableHead classification(int inputWidth, int width, int classes) {
        Require.inRange("classes", classes, 2, Integer.MAX_VALUE);
        Score dot = Score.dotProduct(1 / Math.sqrt(Require.positive("width", width)));
        return new TableHead(inputWidth, width, classes, false, dot, false, Parallel.threads());
    }

    /**
     * This head with columns that attend to each other first.
     *
     * @return a new head, of five parameters more
     */
    public TableHead withColumnAttention() {
        return new TableHead(inputWidth, width, classes, true, score, tempered, threads);
    }

    /**
     * This head with another score of rows.
     *
     * @param comparison how a query is compared with a key
     * @return a new head
     */
    public TableHead withScore(Score comparison) {
        return new TableHead(
                inputWidth, width, classes, columns, Require.notNull("comparison", comparison), tempered, threads);
    }

    /**
     * This head with its scores times e^a, a trained number that starts at 0. To scores of the angle, which the lengths of queries and keys
     * do not change, it gives a trained temperature; scaled dot products have one already, in the weights.
     *
     * @return a new head, of one parameter more
     */
    public TableHead withTrainedTemperature() {
        return new TableHead(inputWidth, width, classes, columns, score, true, threads);
    }

    /**
     * This head on another number of threads than the default.
     *
     * @param count at most so many at a time; the results do not depend on it
     * @return a new head
     */
    public TableHead onThreads(int count) {
        return new TableHead(inputWidth, width, classes, columns, score, tempered, Require.positive("count", count));
    }

    /**
     * Where each weight lies in the parameter vector.
     *
     * @return the layout
     */
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public int parameterCount() {
        return layout.size();
    }

    /**
     * Random initial parameters: uniform on [-1/sqrt(i), 1/sqrt(i)] for a map of i inputs; the columns' at their published start, the
     * temperature's at 0.
     *
     * @param randoms the stream split
     * @return a new parameter vector
     */
    public double[] initialParameters(Randoms randoms) {
        Require.notNull("randoms", randoms);
        double[] parameters = new double[layout.size()];
        for (ParameterLayout.Slice slice : layout.slices()) {
            if (!slice.name().equals("columns") && !slice.name().equals("temperature")) {
                String weight = slice.name().replace(".bias", ".weight");
                double bound = 1 / Math.sqrt(layout.slice(weight).columns());
                Randoms stream = randoms.split(slice.name());
                for (int i = 0; i < slice.size(); i++) {
                    parameters[slice.offset() + i] = stream.uniform(-bound, bound);
                }
            }
        }
        if (columns) {
            ColumnAttention.initialise(layout.slice("columns"), parameters);
        }
        return parameters;
    }

    int targetWidth() {
        return Math.max(1, classes);
    }

    private void check(double[] parameters, TaskBatch batch) {
        Require.length("parameters", parameters, layout.size(), "the head's parameter count");
        Require.notNull("batch", batch);
        HeadParameters.check(batch, inputWidth, targetWidth());
    }

    /**
     * The head's answers, computed on the calling thread.
     *
     * @param parameters length {@link #parameterCount()}; read only
     * @param batch contexts of full length, and queries; the query targets are not read
     * @return live array, shape [B m, t] at its start, overwritten by the next call
     * @throws IllegalArgumentException if the batch's widths are not the head's, or a context is short
     */
    public double[] answers(double[] parameters, TaskBatch batch) {
        check(parameters, batch);
        return answering.answers(parameters, batch);
    }

    @Override
    public double lossAndGradient(double[] parameters, TaskBatch batch, double[] gradient) {
        Require.length("gradient", gradient, layout.size(), "the head's parameter count");
        check(parameters, batch);
        return loss.lossAndGradient(parameters, batch, gradient);
    }

    /**
     * The head with weights, as a learner: for classes, its targets and answers are vectors of C numbers.
     *
     * @param parameters length {@link #parameterCount()}, finite; copied
     * @return the learner; thread-safe
     */
    public InContextLearner<Predictor> learner(double[] parameters) {
        Require.length(
                "parameters", Require.finite("parameters", parameters), layout.size(), "the head's parameter count");
        double[] weights = parameters.clone();
        return context -> {
            Require.notNull("context", context);
            Require.width("inputs", context.inputs(), inputWidth, "the head's input width");
            Require.width("targets", context.targets(), targetWidth(), "the head's target width");
            return new Fitted(weights, context);
        };
    }

    @Override
    public String toString() {
        return "TableHead[d=" + inputWidth + ", w=" + width + ", " + (classes == 0 ? "numbers" : classes + " classes")
                + (columns ? ", column attention" : "") + ", " + score + (tempered ? ", trained temperature" : "")
                + "]";
    }

    private final class Fitted implements Predictor {

        private final double[] weights;
        private final Context context;

        Fitted(double[] weights, Context context) {
            this.weights = weights;
            this.context = context;
        }

        @Override
        public int inputWidth() {
            return inputWidth;
        }

        @Override
        public int targetWidth() {
            return TableHead.this.targetWidth();
        }

        @Override
        public Points predict(Points asked) {
            Require.width("queries", asked, inputWidth, "d must match the context's " + inputWidth);
            int m = asked.size();
            TaskBatch batch = new TaskBatch(1, context.size(), m, inputWidth, targetWidth(), 0);
            System.arraycopy(context.inputs().toRowMajor(), 0, batch.contextInputs(), 0, context.size() * inputWidth);
            System.arraycopy(
                    context.targets().toRowMajor(), 0, batch.contextTargets(), 0, context.size() * targetWidth());
            System.arraycopy(asked.toRowMajor(), 0, batch.queryInputs(), 0, m * inputWidth);
            double[] answers = new TableWorker(TableHead.this).answers(weights, batch);
            return Points.ofRows("answers", m, targetWidth(), Arrays.copyOf(answers, m * targetWidth()));
        }
    }
}
