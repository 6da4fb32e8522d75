package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * The learned-kernel head put together layer by layer, as its equations read:
 *
 * <pre>
 *   u(x) = W2 relu(W1 x + b1) + b2         v(y) = V2 relu(V1 y + c1) + c2
 *   answer(x) = wo' sum_i p_i WV v(y_i) + bo,    p = softmax_i( (WQ u(x))' (WK u(x_i)) / sqrt(w) )
 *   loss = mean over tasks and queries of (answer(x) - target)^2
 * </pre>
 *
 * Its parameters are those of {@link HeadParameters}. It is the plain form that the fused head is tested against, and the
 * one to read; about 0.3 GFLOP per step at 64 tasks of 40 pairs and 10 queries, width 64, on the calling thread. Once warm
 * for a batch shape, a call allocates nothing. Not thread-safe.
 */
public final class ComposedHead implements Objective<TaskBatch> {

    private final ParameterLayout layout;
    private final int inputWidth;
    private final Layer embedInput;
    private final Layer embedTarget;
    private final Dense queryMap;
    private final Dense keyMap;
    private final Dense valueMap;
    private final Dense read;

    // The embedding of inputs is applied twice, so it has two passes whose gradients add up in the same slices.
    private final Layer.Pass embedQuery;
    private final Layer.Pass embedKey;
    private final Layer.Pass embedValue;
    private final Layer.Pass query;
    private final Layer.Pass key;
    private final Layer.Pass value;
    private final CrossAttention.Pass attend;
    private final Layer.Pass readOut;

    private Sequences contexts = Sequences.tokens(1);
    private Sequences queries = Sequences.tokens(1);
    private double[] answerGradient = new double[0];

    /**
     * A head.
     *
     * @param inputWidth d, the width of an input x
     * @param width w, the width of the embeddings
     */
    public ComposedHead(int inputWidth, int width) {
        this.inputWidth = inputWidth;
        this.layout = HeadParameters.layout(inputWidth, width);
        this.embedInput = network("x", width);
        this.embedTarget = network("y", width);
        this.queryMap = new Dense(layout.slice("query.weight"), null);
        this.keyMap = new Dense(layout.slice("key.weight"), null);
        this.valueMap = new Dense(layout.slice("value.weight"), null);
        this.read = new Dense(layout.slice("read.weight"), layout.slice("read.bias"));
        this.embedQuery = embedInput.pass();
        this.embedKey = embedInput.pass();
        this.embedValue = embedTarget.pass();
        this.query = queryMap.pass();
        this.key = keyMap.pass();
        this.value = valueMap.pass();
        this.attend = CrossAttention.scaled(width, width).pass();
        this.readOut = read.pass();
    }

    private Sequential network(String name, int width) {
        return Sequential.of(
                new Dense(layout.slice(name + ".in.weight"), layout.slice(name + ".in.bias")),
                new ReLU(width),
                new Dense(layout.slice(name + ".out.weight"), layout.slice(name + ".out.bias")));
    }

    /**
     * Where each weight lies in the parameter vector.
     *
     * @return the layout of {@link HeadParameters}
     */
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public int parameterCount() {
        return layout.size();
    }

    /**
     * Random initial parameters: every weight and bias uniform on [-1/sqrt(i), 1/sqrt(i)] for a map of i inputs, PyTorch's
     * default.
     *
     * @param randoms the stream drawn from
     * @return a new parameter vector
     */
    public double[] initialParameters(Randoms randoms) {
        Require.notNull("randoms", randoms);
        return HeadParameters.initial(layout, randoms);
    }

    /**
     * The head's answers.
     *
     * @param parameters length {@link #parameterCount()}; read only
     * @param batch contexts and queries; the query targets are not read
     * @return live array, shape [B m] at its start, overwritten by the next call
     * @throws IllegalArgumentException if the batch's input width is not d, it has several targets, or a context is short
     */
    public double[] answers(double[] parameters, TaskBatch batch) {
        Require.length("parameters", parameters, layout.size(), "the head's parameter count");
        Require.notNull("batch", batch);
        HeadParameters.check(batch, inputWidth, 1);
        int n = batch.contextSize();
        int m = batch.querySize();
        if (contexts.count() != batch.tasks() || contexts.length() != n || queries.length() != m) {
            contexts = new Sequences(batch.tasks(), n, n);
            queries = new Sequences(batch.tasks(), m, m);
        }
        double[] q = query.forward(parameters, embedQuery.forward(parameters, batch.queryInputs(), queries), queries);
        double[] k = key.forward(parameters, embedKey.forward(parameters, batch.contextInputs(), contexts), contexts);
        double[] v =
                value.forward(parameters, embedValue.forward(parameters, batch.contextTargets(), contexts), contexts);
        double[] averages = attend.forward(q, k, v, batch.tasks(), m, n); // [B m, w]
        return readOut.forward(parameters, averages, queries); // [B m, 1]
    }

    // With N = B m answers a and targets t: loss = (1/N) sum (a - t)^2, dloss/da = (2/N) (a - t); the rest is the
    // layers'.
    @Override
    public double lossAndGradient(double[] parameters, TaskBatch batch, double[] gradient) {
        Require.length("parameters", parameters, layout.size(), "the head's parameter count");
        Require.length("gradient", gradient, layout.size(), "the head's parameter count");
        double[] answers = answers(parameters, batch);
        int count = queries.rows();
        if (answerGradient.length < count) {
            answerGradient = new double[count];
        }
        double loss = 0;
        for (int i = 0; i < count; i++) {
            double error = answers[i] - batch.queryTargets()[i];
            loss += error * error;
            answerGradient[i] = 2 * error / count;
        }
        Arrays.fill(gradient, 0);
        attend.backward(readOut.backward(parameters, answerGradient, gradient));
        embedQuery.backward(parameters, query.backward(parameters, attend.queryGradient(), gradient), gradient);
        embedKey.backward(parameters, key.backward(parameters, attend.keyGradient(), gradient), gradient);
        embedValue.backward(parameters, value.backward(parameters, attend.valueGradient(), gradient), gradient);
        return loss / count;
    }

    @Override
    public String toString() {
        return "ComposedHead[d=" + inputWidth + ", " + layout.size() + " parameters" + "]";
    }
}
