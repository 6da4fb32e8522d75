package org.icl4j.solvers.classify;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;

/** Newton's method on the whole of Hess J, [n t, n t], by LU: the slow oracle; and examples. */
final class LogisticOracle {

    private LogisticOracle() {}

    /** Blobs of three classes that overlap. */
    static Points inputs(int n, long seed) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = new double[n][2];
        for (int i = 0; i < n; i++) {
            x[i][0] = randoms.gaussian() + (i % 3);
            x[i][1] = randoms.gaussian() - (i % 3 == 1 ? 1.5 : 0);
        }
        return Points.of(x);
    }

    static Labels labels(int n, int classes) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = (i % 3) % classes;
        }
        return Labels.of(labels);
    }

    /** diag over columns of S^-1, plus W, without the rows that are left out; in the order i t + c. */
    static RealMatrix hessian(Likelihood likelihood, double[] s, double[] p, int without) {
        int n = likelihood.size();
        int t = likelihood.columns();
        RealMatrix inverse = MatrixUtils.inverse(matrix(s, n));
        RealMatrix h = new Array2DRowRealMatrix(n * t, n * t);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < t; c++) {
                    h.setEntry(i * t + c, j * t + c, inverse.getEntry(i, j));
                }
            }
            for (int c = 0; c < t && i != without; c++) {
                double[] unit = new double[n * t];
                unit[i * t + c] = 1;
                double[] column = likelihood.curvature(p, unit);
                for (int d = 0; d < t; d++) {
                    h.addToEntry(i * t + d, i * t + c, column[i * t + d]);
                }
            }
        }
        return h;
    }

    private static RealMatrix matrix(double[] s, int n) {
        RealMatrix matrix = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix.setEntry(i, j, s[i * n + j]);
            }
        }
        return matrix;
    }

    /** The scores at the mode. */
    static double[] mode(Likelihood likelihood, double[] s) {
        int n = likelihood.size();
        int t = likelihood.columns();
        double[] f = new double[n * t];
        double[] p = new double[n * t];
        for (int k = 0; k < 30; k++) {
            likelihood.evaluate(f, p);
            double[] g = likelihood.gradient(p);
            double[] b = likelihood.curvature(p, f);
            for (int i = 0; i < b.length; i++) {
                b[i] += g[i];
            }
            f = solve(hessian(likelihood, s, p, -1), b);
        }
        return f;
    }

    static double[] solve(RealMatrix a, double[] b) {
        RealVector x = new LUDecomposition(a).getSolver().solve(new ArrayRealVector(b));
        return x.toArray();
    }
}
