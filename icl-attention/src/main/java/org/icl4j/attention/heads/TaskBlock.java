package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.core.math.VectorMath;

/**
 * Forward and backward of a {@link HeadProducts} over consecutive tasks of a batch, each task in one pass whose tiles stay in
 * the cache.
 *
 * <p>For one task with n context pairs and m queries, H [n, w] and U [m, w] the rectified features of its inputs and queries,
 * c_i = r' g(y_i) the values, and l = sum over queries of (answer - target)^2 / (number of all queries):
 *
 * <pre>
 *   T = U M + 1 s'        [m, w]          answer_q = sum_i P_qi c_i + e
 *   P = softmax rows (T H')  [m, n]       o_q = dl/danswer_q = 2 (answer_q - target_q) / (number of all queries)
 *
 *   dc = P' o  [n]        dS_qi = P_qi o_q (c_i - sum_k P_qk c_k)  [m, n]
 *   dT = dS H  [m, w]     dH = dS' T  [n, w], 0 where H is 0
 *   dM = U' dT [w, w]     ds = dT' 1  [w]       dU = dT M'  [m, w], 0 where U is 0
 *   d[W1'; b1] = [X 1]' dH + [Xq 1]' dU  [d + 1, w]      P, Q of the y network: [y 1]' diag(dc) 1[G > 0]  [2, w]
 * </pre>
 *
 * Products with M are taken for all queries of the block at once. Per task 6 m w (w + n) flops to
 * leading order: 3 products of size m n w and, shared over the block, 3 of size m w^2.
 */
final class TaskBlock implements DataParallel.Worker<TaskBatch> {

    private static final VectorMath MATH = VectorMath.get();

    private final HeadProducts head;
    private final int n;
    private final int m;
    private final int d;
    private final int w;

    // Of all tasks of the block.
    private final double[] yMasked; // P, Q of the y network [2, w]
    private final double[] queries; // [Xq 1]  [rows, d + 1]
    private final double[] queryFeatures; // U      [rows, w]
    private final double[] maps; // T      [rows, w]
    private final double[] dMaps; // dT     [rows, w]
    private final double[] dFeatures; // dU     [rows, w]
    private final double[] ones; // 1      [rows]

    // Of the task at hand.
    private final double[] inputs; // [X 1]  [n, d + 1]
    private final double[] inputsTransposed; // [X 1]' [d + 1, n]
    private final double[] features; // H      [n, w]
    private final double[] featuresTransposed; // H'     [w, n]
    private final double[] dHidden; // dH     [n, w]
    private final double[] labels; // [y 1]  [n, 2]
    private final double[] labelFeatures; // G      [n, w]
    private final double[] mask; // 1[G>0] [n, w]
    private final double[] values; // c      [n]
    private final double[] dValues; // dc     [n]
    private final double[] weights; // P, then dS  [m, n]
    private final double[] means; // P c    [m]
    private final double[] slopes; // o      [m]

    TaskBlock(HeadProducts head, int tasks, int contextSize, int querySize) {
        this.head = head;
        this.n = contextSize;
        this.m = querySize;
        this.d = head.inputWidth;
        this.w = head.width;
        int rows = tasks * m;
        this.yMasked = new double[2 * w];
        this.queries = new double[rows * (d + 1)];
        this.queryFeatures = new double[rows * w];
        this.maps = new double[rows * w];
        this.dMaps = new double[rows * w];
        this.dFeatures = new double[rows * w];
        this.ones = new double[rows];
        Arrays.fill(ones, 1);
        this.inputs = new double[n * (d + 1)];
        this.inputsTransposed = new double[(d + 1) * n];
        this.features = new double[n * w];
        this.featuresTransposed = new double[w * n];
        this.dHidden = new double[n * w];
        this.labels = new double[n * 2];
        this.labelFeatures = new double[n * w];
        this.mask = new double[n * w];
        this.values = new double[n];
        this.dValues = new double[n];
        this.weights = new double[m * n];
        this.means = new double[m];
        this.slopes = new double[m];
    }

    @Override
    public double share(double[] products, TaskBatch batch, int from, int to, double[] gradient) {
        Arrays.fill(yMasked, 0);
        int rows = (to - from) * m;
        withOnes(rows, d, batch.queryInputs(), from * m * d, queries);
        MATH.gemm(false, false, rows, w, d + 1, 1, queries, 0, d + 1, products, head.xIn, w, 0, queryFeatures, 0, w);
        MATH.relu(queryFeatures, 0, rows * w);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(products, head.shift, maps, i * w, w);
        }
        MATH.gemm(false, false, rows, w, w, 1, queryFeatures, 0, w, products, head.product, w, 1, maps, 0, w);

        double scale = 1.0 / (batch.tasks() * (double) m);
        double loss = 0;
        for (int task = from; task < to; task++) {
            int row = (task - from) * m;
            embed(products, batch, task);
            loss += attend(products, batch, task, row, scale, gradient);
            attendBackward(row, gradient);
        }

        MATH.gemm(true, false, w, w, rows, 1, queryFeatures, 0, w, dMaps, 0, w, 1, gradient, head.product, w);
        MATH.gemm(false, false, 1, w, rows, 1, ones, 0, rows, dMaps, 0, w, 1, gradient, head.shift, w);
        MATH.gemm(false, false, rows, w, w, 1, dMaps, 0, w, head.productTransposed, 0, w, 0, dFeatures, 0, w);
        MATH.gate(queryFeatures, 0, dFeatures, 0, rows * w);
        MATH.gemm(true, false, d + 1, w, rows, 1, queries, 0, d + 1, dFeatures, 0, w, 1, gradient, head.xIn, w);
        addValues(products, gradient);
        return loss;
    }

    private void addValues(double[] products, double[] gradient) {
        for (int j = 0; j < w; j++) {
            int weight = head.yIn + j;
            int bias = weight + w;
            gradient[weight] += products[head.read + j] * yMasked[j]; // dV1_j = r_j P_j
            gradient[bias] += products[head.read + j] * yMasked[w + j]; // dc1_j = r_j Q_j
            gradient[head.read + j] += products[weight] * yMasked[j] + products[bias] * yMasked[w + j]; // dr_j
        }
    }

    private void embed(double[] products, TaskBatch batch, int task) {
        withOnes(n, d, batch.contextInputs(), task * n * d, inputs);
        for (int k = 0; k <= d; k++) {
            for (int i = 0; i < n; i++) {
                inputsTransposed[k * n + i] = inputs[i * (d + 1) + k];
            }
        }
        MATH.gemm(false, false, n, w, d + 1, 1, inputs, 0, d + 1, products, head.xIn, w, 0, features, 0, w);
        MATH.relu(features, 0, n * w);
        // A second time in the other layout: cheaper than to transpose, as d is small beside w.
        MATH.gemm(
                true,
                false,
                w,
                n,
                d + 1,
                1,
                products,
                head.xIn,
                w,
                inputsTransposed,
                0,
                n,
                0,
                featuresTransposed,
                0,
                n);
        MATH.relu(featuresTransposed, 0, w * n);
        withOnes(n, 1, batch.contextTargets(), task * n, labels);
        MATH.gemm(false, false, n, w, 2, 1, labels, 0, 2, products, head.yIn, w, 0, labelFeatures, 0, w);
        MATH.relu(labelFeatures, 0, n * w);
        MATH.gemm(false, false, n, 1, w, 1, labelFeatures, 0, w, products, head.read, 1, 0, values, 0, 1);
    }

    // The loss of a task. Leaves dS in `weights` and dc in `dValues`.
    private double attend(double[] products, TaskBatch batch, int task, int row, double scale, double[] gradient) {
        MATH.gemm(false, false, m, n, w, 1, maps, row * w, w, featuresTransposed, 0, n, 0, weights, 0, n);
        for (int q = 0; q < m; q++) {
            MATH.softmax(weights, q * n, n);
        }
        MATH.gemm(false, false, m, 1, n, 1, weights, 0, n, values, 0, 1, 0, means, 0, 1);
        double loss = 0;
        for (int q = 0; q < m; q++) {
            double residual = means[q] + products[head.constant] - batch.queryTargets()[task * m + q];
            slopes[q] = 2 * residual * scale;
            loss += residual * residual * scale;
            gradient[head.constant] += slopes[q];
        }
        MATH.gemm(false, false, 1, n, m, 1, slopes, 0, m, weights, 0, n, 0, dValues, 0, n);
        for (int q = 0; q < m; q++) {
            differentiateSoftmax(q * n, means[q], slopes[q]);
        }
        return loss;
    }

    private void differentiateSoftmax(int row, double mean, double slope) {
        for (int i = 0; i < n; i++) {
            weights[row + i] *= slope * (values[i] - mean);
        }
    }

    private void attendBackward(int row, double[] gradient) {
        MATH.gemm(false, false, m, w, n, 1, weights, 0, n, features, 0, w, 0, dMaps, row * w, w);
        MATH.gemm(true, false, n, w, m, 1, weights, 0, n, maps, row * w, w, 0, dHidden, 0, w);
        MATH.gate(features, 0, dHidden, 0, n * w);
        MATH.gemm(true, false, d + 1, w, n, 1, inputs, 0, d + 1, dHidden, 0, w, 1, gradient, head.xIn, w);
        for (int i = 0; i < n; i++) {
            labels[2 * i] *= dValues[i];
            labels[2 * i + 1] = dValues[i];
        }
        Arrays.fill(mask, 1);
        MATH.gate(labelFeatures, 0, mask, 0, n * w);
        MATH.gemm(true, false, 2, w, n, 1, labels, 0, 2, mask, 0, w, 1, yMasked, 0, w);
    }

    // result = [X 1]
    private static void withOnes(int rows, int columns, double[] x, int offset, double[] result) {
        for (int i = 0; i < rows; i++) {
            int at = i * (columns + 1);
            System.arraycopy(x, offset + i * columns, result, at, columns);
            result[at + columns] = 1;
        }
    }
}
