package org.icl4j.examples.kernelattention;

import java.util.Arrays;
import org.icl4j.attention.train.DataParallel;

/**
 * The risk of L layers of functional gradient descent whose kernels are what heads of attention make of inner products, with its gradient in
 * the steps r_lh and the temperatures c_h. With A_h the weights of head h among the context's points [n, n] and a_h those of the query, the
 * target slots go
 *
 * <pre>
 *   z := z - sum_h r_lh A_h z,   f := f + sum_h r_lh a_h'z       from z = y, f = 0:   f_L = s'y
 * </pre>
 *
 * which is taken from the last layer back, vectors only, u_{L+1} = 0:
 *
 * <pre>
 *   u_l = u_{l+1} + sum_h r_lh (a_h - v_lh),   v_lh = A_h'u_{l+1},   s = u_1
 *   du_{l+1} = du_l - sum_h r_lh A_h du_l,   dr_lh = du_l'(a_h - v_lh),   da_h += r_lh du_l,   dA_h -= r_lh u_{l+1} du_l'
 * </pre>
 */
final class DescentObjective implements DataParallel.Worker<SphereContext[]> {

    private static final int N = SphereContext.SIZE;

    private final Heads heads;
    private final int layers;
    private final double[][][] weights; // of each head, the query's in the last row
    private final double[][][] slopes;
    private final double[][] u;
    private final double[][][] v;
    private double[] du = new double[N];
    private double[] next = new double[N];

    private DescentObjective(Heads heads, int layers) {
        this.heads = heads;
        this.layers = layers;
        this.weights = new double[heads.size()][N + 1][N];
        this.slopes = new double[heads.size()][N + 1][N];
        this.u = new double[layers + 1][N];
        this.v = new double[layers][heads.size()][N];
    }

    /** The number of parameters: the steps r_lh, layer by layer, then c_h. */
    static int parameters(Heads heads, int layers) {
        return (layers + 1) * heads.size();
    }

    static DataParallel<SphereContext[]> of(Heads heads, int layers) {
        return new DataParallel<>(
                parameters(heads, layers), batch -> batch.length, () -> new DescentObjective(heads, layers));
    }

    @Override
    public double share(double[] parameters, SphereContext[] batch, int from, int to, double[] gradient) {
        double loss = 0;
        for (int task = from; task < to; task++) {
            loss += one(parameters, batch[task], 1.0 / batch.length, gradient);
        }
        return loss;
    }

    private double one(double[] parameters, SphereContext context, double weight, double[] gradient) {
        int temperatures = layers * heads.size();
        for (int h = 0; h < heads.size(); h++) {
            Head head = heads.heads().get(h);
            double[][] inner = context.products(head.part());
            for (int i = 0; i <= N; i++) {
                head.mixing().weights(inner[i], parameters[temperatures + h], weights[h][i]);
                Arrays.fill(slopes[h][i], 0);
            }
        }
        for (int l = layers - 1; l >= 0; l--) {
            System.arraycopy(u[l + 1], 0, u[l], 0, N);
            for (int h = 0; h < heads.size(); h++) {
                transposed(weights[h], u[l + 1], v[l][h]);
                for (int j = 0; j < N; j++) {
                    u[l][j] += parameters[l * heads.size() + h] * (weights[h][N][j] - v[l][h][j]);
                }
            }
        }
        double loss = weight * context.risk(u[0], du);
        for (int j = 0; j < N; j++) {
            du[j] *= weight;
        }
        for (int l = 0; l < layers; l++) {
            descend(parameters, l, gradient);
        }
        for (int h = 0; h < heads.size(); h++) {
            Head head = heads.heads().get(h);
            double[][] inner = context.products(head.part());
            for (int i = 0; i <= N; i++) {
                gradient[temperatures + h] += head.mixing().slope(inner[i], weights[h][i], slopes[h][i]);
            }
        }
        return loss;
    }

    /** A'x */
    private static void transposed(double[][] a, double[] x, double[] product) {
        Arrays.fill(product, 0);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                product[j] += a[i][j] * x[i];
            }
        }
    }

    private void descend(double[] parameters, int l, double[] gradient) {
        double[] after = u[l + 1];
        System.arraycopy(du, 0, next, 0, N);
        for (int h = 0; h < heads.size(); h++) {
            int at = l * heads.size() + h;
            double r = parameters[at];
            double[][] a = weights[h];
            double[][] da = slopes[h];
            for (int j = 0; j < N; j++) {
                gradient[at] += du[j] * (a[N][j] - v[l][h][j]);
                da[N][j] += r * du[j];
            }
            for (int i = 0; i < N; i++) {
                double product = 0;
                for (int j = 0; j < N; j++) {
                    product += a[i][j] * du[j];
                    da[i][j] -= r * after[i] * du[j];
                }
                next[i] -= r * product;
            }
        }
        double[] swap = du;
        du = next;
        next = swap;
    }
}
