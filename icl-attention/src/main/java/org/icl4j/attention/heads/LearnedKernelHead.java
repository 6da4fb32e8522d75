package org.icl4j.attention.heads;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * Mean squared error of the learned-kernel head over a batch of tasks, with its gradient: A. Sudjianto's pretrained
 * attention (notebook kernel_ridge_regression, 2026), one softmax head whose queries and keys come from one network of the
 * inputs and whose values come from another of the targets. In the names of {@link HeadParameters}, with two-layer networks
 * u(x) = W2 relu(W1 x + b1) + b2 and v(y) = V2 relu(V1 y + c1) + c2,
 *
 * <pre>
 *   answer(x) = wo' sum_i p_i WV v(y_i) + bo,    p = softmax_i( (WQ u(x))' (WK u(x_i)) / sqrt(w) )
 *   loss = mean over tasks and queries of (answer(x) - target)^2
 * </pre>
 *
 * The arithmetic is that of the composed layers, rearranged: the head is linear between its rectifiers, so its maps are
 * multiplied together once per step (one [w, w] matrix between queries and inputs, one vector that reads a value out to one
 * number), and the gradient returns through the products by the chain rule. With B tasks of n pairs and m queries a step
 * costs 2 B m w (3 w + 3 n) + 18 w^3 flops to leading order, about a tenth of the composed layers at B = 64, n = 40, m = 10,
 * w = 64. The formulas stand in the comments of the package's classes {@code HeadProducts} and {@code TaskBlock}.
 *
 * <p>The gradient in the products is computed by {@link DataParallel}, with the same bits whatever the number of threads, and goes back
 * through the products once a step. After the first call with a batch shape a call allocates nothing. Not thread-safe.
 */
public final class LearnedKernelHead implements Objective<TaskBatch> {

    private final ParameterLayout layout;
    private final int threads;
    private final HeadProducts head;
    private final double[] productsGradient;
    private @Nullable DataParallel<TaskBatch> loss;
    private int tasks;
    private int contextSize;
    private int querySize;

    /**
     * A head on the default number of threads.
     *
     * @param inputWidth d, the width of an input x
     * @param width w, the width of the embeddings
     */
    public LearnedKernelHead(int inputWidth, int width) {
        this(inputWidth, width, Parallel.threads());
    }

    /**
     * A head.
     *
     * @param inputWidth d, the width of an input x
     * @param width w, the width of the embeddings
     * @param threads at most so many at a time; the results do not depend on it
     */
    public LearnedKernelHead(int inputWidth, int width, int threads) {
        this.layout = HeadParameters.layout(inputWidth, width);
        this.threads = Require.positive("threads", threads);
        this.head = new HeadProducts(layout);
        this.productsGradient = new double[head.products.length];
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
     * Random initial parameters: weights and biases uniform on [-1/sqrt(i), 1/sqrt(i)] for a map of i inputs, PyTorch's
     * default for linear layers. Each slice draws from the split of its own name.
     *
     * @param randoms the stream split
     * @return a new parameter vector
     */
    public double[] initialParameters(Randoms randoms) {
        Require.notNull("randoms", randoms);
        return HeadParameters.initial(layout, randoms);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a length is not the parameter count, the batch's input width is
     *     not d, it has several targets, or a context is short
     */
    @Override
    public double lossAndGradient(double[] parameters, TaskBatch batch, double[] gradient) {
        Require.length("parameters", parameters, layout.size(), "the head's parameter count");
        Require.length("gradient", gradient, layout.size(), "the head's parameter count");
        Require.notNull("batch", batch);
        HeadParameters.check(batch, head.inputWidth, 1);
        head.multiplyOut(parameters);
        double value = lossOf(batch).lossAndGradient(head.products, batch, productsGradient);
        head.backward(parameters, productsGradient, gradient);
        return value;
    }

    private DataParallel<TaskBatch> lossOf(TaskBatch batch) {
        DataParallel<TaskBatch> known = loss;
        if (known == null
                || batch.tasks() != tasks
                || batch.contextSize() != contextSize
                || batch.querySize() != querySize) {
            tasks = batch.tasks();
            contextSize = batch.contextSize();
            querySize = batch.querySize();
            int most = (tasks + DataParallel.BLOCKS - 1) / DataParallel.BLOCKS;
            known = new DataParallel<>(
                    productsGradient.length,
                    TaskBatch::tasks,
                    () -> new TaskBlock(head, most, contextSize, querySize),
                    threads);
            loss = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "LearnedKernelHead[d=" + head.inputWidth + ", w=" + head.width + "]";
    }
}
