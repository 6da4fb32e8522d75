package org.icl4j.examples.kernelattention;

import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * One context: n points and a query on the unit sphere, their inner products, and the covariance of their targets, which are values of a
 * Gaussian process. Whatever answers s'y has the risk s'Ks - 2 s'k + k_qq, over all functions, and the least is that of s = K^-1 k.
 *
 * @param inner inner products of each part of the coordinates; row n is the query's, shape [n + 1, n]
 * @param covariance K, shape [n, n]
 * @param cross k, length n
 * @param own k_qq
 * @param bayes the least risk
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SphereContext(
        Map<Head.Part, double[][]> inner, double[][] covariance, double[] cross, double own, double bayes) {

    static final int WIDTH = 5;
    static final int SIZE = 14;

    private static final double LEAST_EIGENVALUE = 1e-9;

    static SphereContext draw(Heads kernel, Randoms randoms) {
        int n = SIZE;
        double[][] x = points(randoms);
        Map<Head.Part, double[][]> inner = new EnumMap<>(Head.Part.class);
        for (Head.Part part : Head.Part.values()) {
            double[][] products = new double[n + 1][n];
            for (int i = 0; i <= n; i++) {
                for (int j = 0; j < n; j++) {
                    products[i][j] = part.dot(x[i], x[j]);
                }
            }
            inner.put(part, products);
        }
        double[][] k = new double[n + 1][n + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                k[i][j] = kernel.covariance(x[i], x[j]);
            }
        }
        boolean positive = kernel.heads().stream().noneMatch(h -> h.mixing() == Mixing.RELU);
        return of(inner, positive ? new Array2DRowRealMatrix(k, false) : positive(k));
    }

    /** The inner products of a part of the coordinates. */
    double[][] products(Head.Part part) {
        return Require.notNull("products", inner.get(part));
    }

    /** The points and the query, which is the last. */
    static double[][] points(Randoms randoms) {
        double[][] x = randoms.gaussians(SIZE + 1, WIDTH);
        for (double[] row : x) {
            double length = Math.sqrt(Head.Part.ALL.dot(row, row));
            for (int j = 0; j < WIDTH; j++) {
                row[j] /= length;
            }
        }
        return x;
    }

    /** max(0, x'z) is no kernel: its matrix has negative eigenvalues. As in the published code, their absolute values are taken. */
    private static RealMatrix positive(double[][] k) {
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(k, false));
        RealMatrix v = eigen.getV();
        RealMatrix d = eigen.getD();
        for (int i = 0; i < k.length; i++) {
            d.setEntry(i, i, Math.abs(d.getEntry(i, i)));
        }
        return v.multiply(d).multiply(v.transpose());
    }

    private static SphereContext of(Map<Head.Part, double[][]> inner, RealMatrix all) {
        int n = SIZE;
        RealMatrix k = all.getSubMatrix(0, n - 1, 0, n - 1);
        RealVector cross = all.getColumnVector(n).getSubVector(0, n);
        double own = all.getEntry(n, n);
        // k'K^+ k: the linear kernel has rank d only.
        EigenDecomposition eigen = new EigenDecomposition(k);
        double explained = 0;
        for (int i = 0; i < n; i++) {
            double value = eigen.getRealEigenvalue(i);
            if (value > LEAST_EIGENVALUE) {
                double along = eigen.getEigenvector(i).dotProduct(new ArrayRealVector(cross));
                explained += along * along / value;
            }
        }
        return new SphereContext(inner, k.getData(), cross.toArray(), own, Math.max(0, own - explained));
    }

    /** The risk of answering s'y, and its gradient 2 (K s - k). */
    double risk(double[] s, double[] gradient) {
        double risk = own;
        for (int i = 0; i < SIZE; i++) {
            double product = 0;
            for (int j = 0; j < SIZE; j++) {
                product += covariance[i][j] * s[j];
            }
            risk += s[i] * (product - 2 * cross[i]);
            gradient[i] = 2 * (product - cross[i]);
        }
        return risk;
    }
}
