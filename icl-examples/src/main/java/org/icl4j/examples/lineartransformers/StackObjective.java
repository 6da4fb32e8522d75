package org.icl4j.examples.lineartransformers;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.icl4j.attention.train.DataParallel;

/**
 * The loss of a stack of linear-attention layers on linear tasks, averaged over weights and queries in closed form, with its gradient. With
 * rows x for inputs, H = X'X/n, and Q_l, P_l the input blocks of layer l (its target block is -1), every token of the context holds after l
 * layers
 *
 * <pre>
 *   input x C_l,  target x S_l w,      C_0 = S_0 = I
 *   K = C Q C'H,      S := S - K S,      C := C + K C P             all [d, d]
 * </pre>
 *
 * and a query's target slot x (S_L - I) w, whose negative is the answer. So the error is -x S_L w, and for x ~ N(0, I), w ~ N(0, I)
 *
 * <pre>
 *   loss = E |S_L|_F^2 over contexts      dS_L = 2 S_L
 *   dK = -dS+ S' + dC+ P'C'      dS = dS+ - K'dS+      dP += (K C)'dC+      dC = dC+ + K'dC+ P'
 *   A = C Q, B = C'H, K = A B:   dA = dK B',  dB = A'dK,   dQ += C'dA,   dC += dA Q' + H dB'
 * </pre>
 *
 * A context counts by H alone. Cost O(L d^3) a context, against O(L (n + m) d^2) and more for the layers, which stay the oracle of its test.
 */
final class StackObjective implements DataParallel.Worker<double[]> {

    private final int d;
    private final int layers;
    private final boolean coupled;
    private final double[][] c;
    private final double[][] s;
    private final double[][] a;
    private final double[][] b;
    private final double[][] k;
    private final double[][] kc;
    private final double[] ds;
    private final double[] dc;
    private final double[] dk;
    private final double[] one;
    private final double[] two;
    private final double[] next;

    private StackObjective(int d, int layers, boolean coupled) {
        this.d = d;
        this.layers = layers;
        this.coupled = coupled;
        int size = d * d;
        this.c = new double[layers + 1][size];
        this.s = new double[layers + 1][size];
        this.a = new double[layers][size];
        this.b = new double[layers][size];
        this.k = new double[layers][size];
        this.kc = new double[layers][size];
        this.ds = new double[size];
        this.dc = new double[size];
        this.dk = new double[size];
        this.one = new double[size];
        this.two = new double[size];
        this.next = new double[size];
    }

    /**
     * The objective, on batches of matrices H [count, d, d].
     *
     * @param d width of the inputs
     * @param layers L; the parameters are Q_1, P_1, Q_2, ... of d x d numbers each
     * @param coupled whether P counts; else it is 0
     * @return the objective
     */
    static DataParallel<double[]> of(int d, int layers, boolean coupled) {
        ToIntFunction<double[]> count = batch -> batch.length / (d * d);
        return new DataParallel<>(2 * layers * d * d, count, () -> new StackObjective(d, layers, coupled));
    }

    @Override
    public double share(double[] parameters, double[] batch, int from, int to, double[] gradient) {
        int size = d * d;
        double weight = (double) size / batch.length;
        double loss = 0;
        for (int task = from; task < to; task++) {
            forward(parameters, batch, task * size);
            double[] last = s[layers];
            for (int i = 0; i < size; i++) {
                loss += weight * last[i] * last[i];
                ds[i] = 2 * weight * last[i];
            }
            Arrays.fill(dc, 0);
            for (int l = layers - 1; l >= 0; l--) {
                backward(parameters, batch, task * size, l, gradient);
            }
        }
        return loss;
    }

    private void forward(double[] parameters, double[] batch, int h) {
        int size = d * d;
        for (int i = 0; i < size; i++) {
            c[0][i] = i / d == i % d ? 1 : 0;
            s[0][i] = c[0][i];
        }
        for (int l = 0; l < layers; l++) {
            int q = 2 * l * size;
            if (coupled) {
                product(c[l], 0, false, parameters, q, false, 0, a[l], 0);
                product(c[l], 0, true, batch, h, false, 0, b[l], 0);
                product(a[l], 0, false, b[l], 0, false, 0, k[l], 0);
                product(k[l], 0, false, c[l], 0, false, 0, kc[l], 0);
                System.arraycopy(c[l], 0, c[l + 1], 0, size);
                product(kc[l], 0, false, parameters, q + size, false, 1, c[l + 1], 0);
            } else {
                product(parameters, q, false, batch, h, false, 0, k[l], 0); // C = I
            }
            product(k[l], 0, false, s[l], 0, false, 0, one, 0);
            for (int i = 0; i < size; i++) {
                s[l + 1][i] = s[l][i] - one[i];
            }
        }
    }

    /** From the gradients in S and C after layer l to those before it, in place. */
    private void backward(double[] parameters, double[] batch, int h, int l, double[] gradient) {
        int size = d * d;
        int q = 2 * l * size;
        // dK = -dS+ S' + dC+ P'C'
        product(ds, 0, false, s[l], 0, true, 0, dk, 0);
        for (int i = 0; i < size; i++) {
            dk[i] = -dk[i];
        }
        if (coupled) {
            System.arraycopy(dc, 0, next, 0, size);
            product(kc[l], 0, true, dc, 0, false, 1, gradient, q + size);
            product(dc, 0, false, parameters, q + size, true, 0, one, 0);
            product(one, 0, false, c[l], 0, true, 1, dk, 0);
            product(k[l], 0, true, one, 0, false, 1, next, 0);
        }
        product(k[l], 0, true, ds, 0, false, 0, one, 0);
        for (int i = 0; i < size; i++) {
            ds[i] -= one[i];
        }
        if (!coupled) {
            product(dk, 0, false, batch, h, true, 1, gradient, q); // dQ = dK H', C = I
            return;
        }
        product(dk, 0, false, b[l], 0, true, 0, one, 0); // dA
        product(a[l], 0, true, dk, 0, false, 0, two, 0); // dB
        product(c[l], 0, true, one, 0, false, 1, gradient, q);
        product(one, 0, false, parameters, q, true, 1, next, 0);
        product(batch, h, false, two, 0, true, 1, next, 0);
        System.arraycopy(next, 0, dc, 0, size);
    }

    /** R := beta R + op(X) op(Y), all [d, d] at their offsets. */
    private void product(
            double[] x, int atX, boolean flipX, double[] y, int atY, boolean flipY, double beta, double[] r, int at) {
        int xi = flipX ? 1 : d;
        int xj = flipX ? d : 1;
        int yi = flipY ? 1 : d;
        int yj = flipY ? d : 1;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int m = 0; m < d; m++) {
                    sum += x[atX + i * xi + m * xj] * y[atY + m * yi + j * yj];
                }
                int to = at + i * d + j;
                r[to] = beta == 0 ? sum : r[to] + sum;
            }
        }
    }
}
