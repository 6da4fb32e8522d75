package org.icl4j.kernels.tools;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small matrices on the heap, by double loops. */
final class Tables {

    static final double EPS = Math.ulp(1.0);

    private Tables() {}

    static Points points(long seed, int n, int d) {
        return Points.of("x", Randoms.of(seed).gaussians(n, d));
    }

    static double[][] gram(Kernel kernel, Points x) {
        double[][] k = new double[x.size()][x.size()];
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < x.size(); j++) {
                k[i][j] = kernel.value(x.row(i), x.row(j));
            }
        }
        return k;
    }

    static INDArray array(double[][] rows) {
        return Points.of("rows", rows).toArray();
    }

    static double[][] rows(INDArray array) {
        int columns = (int) array.size(1);
        double[] values = NativeArrays.toRowMajor(array);
        double[][] rows = new double[(int) array.size(0)][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * columns, rows[i], 0, columns);
        }
        return rows;
    }

    /** H A H by the definition H = I - 11'/n. */
    static double[][] centred(double[][] a) {
        int n = a.length;
        double[][] h = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = (i == j ? 1 : 0) - 1.0 / n;
            }
        }
        return product(product(h, a), h);
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    static double inner(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    static double greatest(double[][] a) {
        double greatest = 0;
        for (double[] row : a) {
            for (double v : row) {
                greatest = Math.max(greatest, Math.abs(v));
            }
        }
        return greatest;
    }

    /** Q diag(s) Q' with Q a product of three random reflections. */
    static double[][] withEigenvalues(long seed, double... s) {
        int n = s.length;
        double[][] k = new double[n][n];
        for (int i = 0; i < n; i++) {
            k[i][i] = s[i];
        }
        for (double[] v : Randoms.of(seed).gaussians(3, n)) {
            double norm = 0;
            for (double e : v) {
                norm += e * e;
            }
            double[][] r = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    r[i][j] = (i == j ? 1 : 0) - 2 * v[i] * v[j] / norm;
                }
            }
            k = product(product(r, k), r);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                k[j][i] = k[i][j];
            }
        }
        return k;
    }
}
