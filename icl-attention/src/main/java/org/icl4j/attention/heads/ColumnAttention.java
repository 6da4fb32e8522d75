package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.tasks.TaskBatch;

/**
 * Attention of the columns of a context on each other, which mixes columns that go together, in the context and in the queries alike. With
 * x_d the column d of the context's inputs X [n, d], and five numbers b1, b2, mu, delta, gate that are trained,
 *
 * <pre>
 *   c_de = x_d'x_e / (|x_d| |x_e|)      w_de = sqrt(1 - c_de^2)
 *   s_de = b1 c_de - b2 (w_de - mu)^2 + delta [d = e]
 *   A    = (1 - g) I + g softmax of each row of S,    g = 1 / (1 + exp(-gate))
 *   X := X A',   Q := Q A'
 * </pre>
 *
 * The score is that of A. Sudjianto's notebook kernel_ridge_regression (2026). There the queries' columns are compared among the queries; here
 * A is the context's, so that an answer does not depend on what else is asked. O((n + m) d^2) for each task. Once warm, a call allocates
 * nothing. Not thread-safe.
 */
final class ColumnAttention {

    /** b1, b2, mu, delta, gate. */
    static final int PARAMETERS = 5;

    private static final double[] START = {4, 1, 0.5, 2, 0};

    private final Slice slice;
    private final int d;
    private final Workspace contextSpace = new Workspace();
    private final Workspace querySpace = new Workspace();
    private final Workspace cosineSpace = new Workspace();
    private final Workspace weightSpace = new Workspace();
    private final double[] map;
    private final double[] mapGradient;
    private double[] cosines = new double[0];
    private double[] weights = new double[0];

    ColumnAttention(Slice slice, int inputWidth) {
        this.slice = slice;
        this.d = inputWidth;
        this.map = new double[d * d];
        this.mapGradient = new double[d * d];
    }

    static void initialise(Slice slice, double[] parameters) {
        System.arraycopy(START, 0, parameters, slice.offset(), PARAMETERS);
    }

    /** The mixed context, shape [B n, d], live; the mixed queries are {@link #queries}. */
    double[] forward(double[] parameters, TaskBatch batch) {
        int n = batch.contextSize();
        int m = batch.querySize();
        double[] context = contextSpace.of(batch.tasks() * n, d);
        double[] queries = querySpace.of(batch.tasks() * m, d);
        cosines = cosineSpace.of(batch.tasks() * d, d);
        weights = weightSpace.of(batch.tasks() * d, d);
        double gate = gate(parameters);
        for (int b = 0; b < batch.tasks(); b++) {
            int at = b * d * d;
            compare(batch.contextInputs(), b * n, n, at);
            weigh(parameters, at);
            for (int i = 0; i < d * d; i++) {
                map[i] = gate * weights[at + i] + (i / d == i % d ? 1 - gate : 0);
            }
            mix(batch.contextInputs(), b * n, n, context);
            mix(batch.queryInputs(), b * m, m, queries);
        }
        return context;
    }

    double[] queries() {
        return querySpace.array();
    }

    // c = U'U with U the columns divided by their norms; a column of zeros is like no other.
    private void compare(double[] x, int from, int rows, int at) {
        Arrays.fill(cosines, at, at + d * d, 0);
        for (int r = from; r < from + rows; r++) {
            for (int i = 0; i < d; i++) {
                double xi = x[r * d + i];
                for (int j = 0; j <= i; j++) {
                    cosines[at + i * d + j] += xi * x[r * d + j];
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double norms = Math.sqrt(cosines[at + i * d + i] * cosines[at + j * d + j]);
                double c = norms == 0 ? 0 : Math.max(-1, Math.min(1, cosines[at + i * d + j] / norms));
                cosines[at + i * d + j] = c;
                cosines[at + j * d + i] = c;
            }
        }
        for (int i = 0; i < d; i++) {
            cosines[at + i * d + i] = 1;
        }
    }

    private void weigh(double[] parameters, int at) {
        int p = slice.offset();
        for (int i = 0; i < d; i++) {
            int row = at + i * d;
            double top = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < d; j++) {
                double away = wedge(cosines[row + j]) - parameters[p + 2];
                double score = parameters[p] * cosines[row + j]
                        - parameters[p + 1] * away * away
                        + (i == j ? parameters[p + 3] : 0);
                weights[row + j] = score;
                top = Math.max(top, score);
            }
            double sum = 0;
            for (int j = 0; j < d; j++) {
                weights[row + j] = Math.exp(weights[row + j] - top);
                sum += weights[row + j];
            }
            for (int j = 0; j < d; j++) {
                weights[row + j] /= sum;
            }
        }
    }

    private void mix(double[] x, int from, int rows, double[] mixed) {
        for (int r = from; r < from + rows; r++) {
            for (int i = 0; i < d; i++) {
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    sum += map[i * d + j] * x[r * d + j];
                }
                mixed[r * d + i] = sum;
            }
        }
    }

    // With G and H the loss's gradients in the mixed context and queries, for each task
    //   dA = G'X + H'Q  [d, d];      softmax weights W, A = (1 - g) I + g W:
    //   dgate = g (1 - g) sum dA o (W - I);     dW = g dA;     ds_de = W_de (dW_de - sum_f W_df dW_df)
    //   db1 = sum ds o c;   db2 = -sum ds o (w - mu)^2;   dmu = 2 b2 sum ds o (w - mu);   ddelta = sum ds_dd
    // X and Q are data: no gradient goes on from here.
    void backward(
            double[] parameters, TaskBatch batch, double[] contextGradient, double[] queryGradient, double[] gradient) {
        int p = slice.offset();
        double gate = gate(parameters);
        for (int b = 0; b < batch.tasks(); b++) {
            Arrays.fill(mapGradient, 0);
            gather(batch.contextInputs(), contextGradient, b * batch.contextSize(), batch.contextSize());
            gather(batch.queryInputs(), queryGradient, b * batch.querySize(), batch.querySize());
            for (int i = 0; i < d; i++) {
                int row = b * d * d + i * d;
                double mean = 0;
                for (int j = 0; j < d; j++) {
                    double change = mapGradient[i * d + j];
                    gradient[p + 4] += gate * (1 - gate) * change * (weights[row + j] - (i == j ? 1 : 0));
                    mean += weights[row + j] * gate * change;
                }
                for (int j = 0; j < d; j++) {
                    double score = weights[row + j] * (gate * mapGradient[i * d + j] - mean);
                    double away = wedge(cosines[row + j]) - parameters[p + 2];
                    gradient[p] += score * cosines[row + j];
                    gradient[p + 1] -= score * away * away;
                    gradient[p + 2] += 2 * parameters[p + 1] * score * away;
                    gradient[p + 3] += i == j ? score : 0;
                }
            }
        }
    }

    private void gather(double[] x, double[] changes, int from, int rows) {
        for (int r = from; r < from + rows; r++) {
            for (int i = 0; i < d; i++) {
                double change = changes[r * d + i];
                for (int j = 0; j < d; j++) {
                    mapGradient[i * d + j] += change * x[r * d + j];
                }
            }
        }
    }

    private double gate(double[] parameters) {
        return 1 / (1 + Math.exp(-parameters[slice.offset() + 4]));
    }

    private static double wedge(double cosine) {
        return Math.sqrt(Math.max(0, 1 - cosine * cosine));
    }
}
