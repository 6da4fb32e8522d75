package org.icl4j.attention.heads;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.ParallelLoop;
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
 * <p>Tasks are worked on in at most {@value #BLOCKS} blocks, fixed by B alone, whose gradients are added in order: the result
 * is the same bits whatever the number of threads. Blockss are made on the first call with a batch shape; after that a
 * call allocates nothing. Not thread-safe.
 */
public final class LearnedKernelHead implements Objective<TaskBatch> {

    private static final int BLOCKS = 8;

    private final ParameterLayout layout;
    private final int threads;
    private final HeadProducts head;
    private @Nullable Blocks workspace;

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
        Blocks work = workspace;
        if (work == null || !work.fits(batch)) {
            work = new Blocks(batch);
            workspace = work;
        }
        head.multiplyOut(parameters);
        work.batch = batch;
        work.loop.run();
        HeadProductsGradient total = work.blocks[0].gradient;
        for (int b = 1; b < work.blocks.length; b++) {
            total.add(work.blocks[b].gradient);
        }
        head.backward(parameters, total, gradient);
        return total.loss;
    }

    private final class Blocks {

        final TaskBlock[] blocks;
        final ParallelLoop loop;
        TaskBatch batch;
        private final int n;
        private final int m;
        private final int tasks;

        Blocks(TaskBatch batch) {
            this.batch = batch;
            this.tasks = batch.tasks();
            this.n = batch.contextSize();
            this.m = batch.querySize();
            this.blocks = new TaskBlock[Math.min(BLOCKS, tasks)];
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] = new TaskBlock(start(b + 1) - start(b), n, m, head.inputWidth, head.width);
            }
            this.loop = ParallelLoop.of(threads, blocks.length, this::runBlock);
        }

        boolean fits(TaskBatch other) {
            return other.tasks() == tasks && other.contextSize() == n && other.querySize() == m;
        }

        private int start(int block) {
            return (int) ((long) block * tasks / blocks.length);
        }

        private void runBlock(int block) {
            blocks[block].run(head, batch, start(block), start(block + 1));
        }
    }

    @Override
    public String toString() {
        return "LearnedKernelHead[d=" + head.inputWidth + ", w=" + head.width + "]";
    }
}
