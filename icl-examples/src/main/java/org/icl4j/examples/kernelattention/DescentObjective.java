package org.icl4j.examples.kernelattention;

import java.util.Arrays;
import org.icl4j.attention.train.DataParallel;

/**
 * The risk of L layers of functional gradient descent whose kernel is what attention makes of inner products, with its gradient in the
 * steps r_l and the temperature c. With A the weights among the context's points [n, n] and a those of the query, the target slots go
 *
 * <pre>
 *   z := z - r_l A z,   f := f + r_l a'z       from z = y, f = 0:   f_L = s'y,
 *   s' = sum_l r_l a'(I - r_{l-1} A) ... (I - r_1 A)
 * </pre>
 *
 * which is taken from the last layer back, vectors only, u_{L+1} = 0:
 *
 * <pre>
 *   u_l = r_l a + (I - r_l A)'u_{l+1},   s = u_1
 *   du_{l+1} = (I - r_l A) du_l,   dr_l = du_l'(a - A'u_{l+1}),   da += r_l du_l,   dA -= r_l u_{l+1} du_l'
 * </pre>
 */
final class DescentObjective implements DataParallel.Worker<SphereContext[]> {

    private static final int N = SphereContext.SIZE;

    private final Mixing mixing;
    private final int layers;
    private final double[][] weights = new double[N + 1][N];
    private final double[][] slopes = new double[N + 1][N];
    private final double[][] u;
    private double[] du = new double[N];
    private double[] next = new double[N];

    private DescentObjective(Mixing mixing, int layers) {
        this.mixing = mixing;
        this.layers = layers;
        this.u = new double[layers + 1][N];
    }

    /** Parameters: r_1 to r_L, then c. */
    static DataParallel<SphereContext[]> of(Mixing mixing, int layers) {
        return new DataParallel<>(layers + 1, batch -> batch.length, () -> new DescentObjective(mixing, layers));
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
        double c = parameters[layers];
        for (int i = 0; i <= N; i++) {
            mixing.weights(context.inner()[i], c, weights[i]);
            Arrays.fill(slopes[i], 0);
        }
        double[] a = weights[N];
        Arrays.fill(u[layers], 0);
        for (int l = layers - 1; l >= 0; l--) {
            for (int j = 0; j < N; j++) {
                u[l][j] = u[l + 1][j] + parameters[l] * (a[j] - column(j, u[l + 1]));
            }
        }
        double loss = weight * context.risk(u[0], du);
        for (int j = 0; j < N; j++) {
            du[j] *= weight;
        }
        for (int l = 0; l < layers; l++) {
            descend(parameters[l], l, a, gradient);
        }
        for (int i = 0; i <= N; i++) {
            gradient[layers] += mixing.slope(context.inner()[i], weights[i], slopes[i]);
        }
        return loss;
    }

    /** (A'v)_j */
    private double column(int j, double[] v) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += weights[i][j] * v[i];
        }
        return sum;
    }

    private void descend(double r, int l, double[] a, double[] gradient) {
        double[] after = u[l + 1];
        for (int j = 0; j < N; j++) {
            gradient[l] += du[j] * (a[j] - column(j, after));
            slopes[N][j] += r * du[j];
        }
        for (int i = 0; i < N; i++) {
            double product = 0;
            for (int j = 0; j < N; j++) {
                product += weights[i][j] * du[j];
                slopes[i][j] -= r * after[i] * du[j];
            }
            next[i] = du[i] - r * product;
        }
        double[] swap = du;
        du = next;
        next = swap;
    }
}
