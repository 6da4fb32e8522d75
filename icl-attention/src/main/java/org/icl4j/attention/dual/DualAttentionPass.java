package org.icl4j.attention.dual;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.jspecify.annotations.Nullable;

/** One application of {@link DualAttention}: forward, and the derivation of its backward pass. */
final class DualAttentionPass implements Layer.Pass {

    private final DualAttention.Options o;
    private final Layer.Pass queryMap;
    private final Augmented keyMap;
    private final Augmented valueMap;
    private final Workspace outputSpace = new Workspace();
    private final Workspace inputGradientSpace = new Workspace();
    private final Workspace queryGradient = new Workspace();
    private final Workspace keyGradient = new Workspace();
    private final Workspace valueGradient = new Workspace();
    private Sequences shape = Sequences.tokens(1);
    private double[] q = {};
    private double[] k = {};
    private double[] v = {};

    /** Of each row: the visible tokens as rows of the matrix, their weights, and those among them that are negative. */
    private int[][] seen = {};

    private double[][] weights = {};
    private int[][] negative = {};

    DualAttentionPass(
            DualAttention.Options options,
            Layer.Pass queries,
            Layer.Pass keys,
            Layer.Pass values,
            Layer.@Nullable Pass keyAugmentation,
            Layer.@Nullable Pass valueAugmentation) {
        this.o = options;
        this.queryMap = queries;
        this.keyMap = new Augmented(keys, keyAugmentation, options.augmentation(), options.keyWidth());
        this.valueMap = new Augmented(values, valueAugmentation, options.augmentation(), options.valueWidth());
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences sequences) {
        LayerArguments.forward(input, o.width(), sequences);
        shape = sequences;
        int rows = shape.rows();
        q = queryMap.forward(parameters, input, shape);
        k = keyMap.forward(parameters, input, shape);
        v = valueMap.forward(parameters, input, shape);
        seen = new int[rows][];
        weights = new double[rows][];
        negative = new int[rows][];
        int n = o.valueWidth();
        double[] output = outputSpace.of(rows, n);
        Arrays.fill(output, 0, rows * n, 0);
        for (int i = 0; i < rows; i++) {
            look(i);
            for (int j = 0; j < seen[i].length; j++) {
                add(weights[i][j], v, seen[i][j], output, i);
            }
            for (int j : negative[i]) {
                add(-o.negatives() / negative[i].length, v, j, output, i);
            }
            add(-o.regularisation(), v, i, output, i);
        }
        return output;
    }

    /** output[i] += factor values[j]. */
    private void add(double factor, double[] values, int j, double[] output, int i) {
        int n = o.valueWidth();
        for (int c = 0; c < n; c++) {
            output[i * n + c] += factor * values[j * n + c];
        }
    }

    private void look(int i) {
        int sequence = i / shape.length();
        int first = sequence * shape.length();
        int token = i - first;
        int reach = shape.visibility().reach(sequence, token);
        int[] visible = new int[reach];
        int size = 0;
        for (int j = 0; j < reach; j++) {
            if (shape.visibility().sees(sequence, token, j)) {
                visible[size++] = first + j;
            }
        }
        seen[i] = size == reach ? visible : Arrays.copyOf(visible, size);
        double[] s = new double[seen[i].length];
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < s.length; j++) {
            for (int c = 0; c < o.keyWidth(); c++) {
                s[j] += q[i * o.keyWidth() + c] * k[seen[i][j] * o.keyWidth() + c];
            }
            s[j] *= o.scale();
            top = Math.max(top, s[j]);
        }
        int count = s.length == 0 || o.negatives() == 0 ? 0 : Math.max(1, (int) (o.fraction() * s.length));
        negative[i] = count == 0 ? new int[0] : lowest(s, count, seen[i]);
        double sum = 0;
        for (int j = 0; j < s.length; j++) {
            s[j] = Math.exp(s[j] - top);
            sum += s[j];
        }
        for (int j = 0; j < s.length; j++) {
            s[j] /= sum;
        }
        weights[i] = s;
    }

    /** The rows of the least scores. */
    private static int[] lowest(double[] scores, int count, int[] rows) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> scores[j]))
                .limit(count)
                .mapToInt(j -> rows[j])
                .toArray();
    }

    // o_i = sum_j A_ij v~_j - (b/|N_i|) sum_{j in N_i} v~_j - a v~_i, A = softmax(S), S_ij = c q_i'k~_j:
    //   dv~_j  = sum_i A_ij do_i - (b/|N_i|) sum_{i: j in N_i} do_i - a do_j
    //   dA_ij  = do_i'v~_j,   dS_ij = A_ij (dA_ij - sum_l A_il dA_il)
    //   dq_i   = c sum_j dS_ij k~_j,   dk~_j = c sum_i dS_ij q_i
    // N_i is constant between its jumps, so it adds nothing to dS. What k~ and v~ owe to their networks is in
    // Augmented.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        int rows = shape.rows();
        int n = o.valueWidth();
        int m = o.keyWidth();
        LayerArguments.backward(outputGradient, rows, n);
        double[] dq = zeros(queryGradient, rows, m);
        double[] dk = zeros(keyGradient, rows, m);
        double[] dv = zeros(valueGradient, rows, n);
        for (int i = 0; i < rows; i++) {
            double[] a = weights[i];
            double[] d = new double[a.length];
            double mean = 0;
            for (int j = 0; j < a.length; j++) {
                int row = seen[i][j];
                add(a[j], outputGradient, i, dv, row);
                for (int c = 0; c < n; c++) {
                    d[j] += outputGradient[i * n + c] * v[row * n + c];
                }
                mean += a[j] * d[j];
            }
            for (int j : negative[i]) {
                add(-o.negatives() / negative[i].length, outputGradient, i, dv, j);
            }
            add(-o.regularisation(), outputGradient, i, dv, i);
            for (int j = 0; j < a.length; j++) {
                double ds = o.scale() * a[j] * (d[j] - mean);
                int row = seen[i][j];
                for (int c = 0; c < m; c++) {
                    dq[i * m + c] += ds * k[row * m + c];
                    dk[row * m + c] += ds * q[i * m + c];
                }
            }
        }
        double[] dx = inputGradientSpace.of(rows, o.width());
        System.arraycopy(queryMap.backward(parameters, dq, gradient), 0, dx, 0, rows * o.width());
        plus(dx, keyMap.backward(parameters, dk, gradient), rows * o.width());
        plus(dx, valueMap.backward(parameters, dv, gradient), rows * o.width());
        return dx;
    }

    private static double[] zeros(Workspace space, int rows, int width) {
        double[] array = space.of(rows, width);
        Arrays.fill(array, 0, rows * width, 0);
        return array;
    }

    private static void plus(double[] sum, double[] more, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += more[i];
        }
    }

    /** z = W x, z~ = z + gamma g(z); z~ = z without a network. */
    private static final class Augmented {

        private final Layer.Pass map;
        private final Layer.@Nullable Pass network;
        private final double strength;
        private final int width;
        private final Workspace space = new Workspace();
        private final Workspace gradientSpace = new Workspace();
        private int length;

        Augmented(Layer.Pass map, Layer.@Nullable Pass network, double strength, int width) {
            this.map = map;
            this.network = network;
            this.strength = strength;
            this.width = width;
        }

        double[] forward(double[] parameters, double[] input, Sequences shape) {
            double[] z = map.forward(parameters, input, shape);
            length = shape.rows() * width;
            if (network == null) {
                return z;
            }
            double[] g = network.forward(parameters, z, shape);
            double[] sum = space.of(length);
            for (int i = 0; i < length; i++) {
                sum[i] = z[i] + strength * g[i];
            }
            return sum;
        }

        // dz = dz~ + gamma J_g' dz~, then the map's own.
        double[] backward(double[] parameters, double[] d, double[] gradient) {
            if (network == null) {
                return map.backward(parameters, d, gradient);
            }
            double[] scaled = gradientSpace.of(length);
            for (int i = 0; i < length; i++) {
                scaled[i] = strength * d[i];
            }
            double[] through = network.backward(parameters, scaled, gradient);
            for (int i = 0; i < length; i++) {
                scaled[i] = d[i] + through[i];
            }
            return map.backward(parameters, scaled, gradient);
        }
    }
}
