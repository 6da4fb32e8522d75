package org.icl4j.solvers.internal;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.icl4j.core.Context;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;

/** Random problems, slow oracles on EJML, and the tolerances of this module's tests. */
public final class Examples {

    public static final double EPS = Math.ulp(1.0);

    private Examples() {}

    /**
     * The error bound of a backward stable solve of size n, |x - x*| / |x*|: a modest constant times n eps kappa (Higham,
     * Accuracy and Stability, theorem 10.4, whose constant in n is pessimistic by more than a factor of n).
     */
    public static double solveTolerance(int n, double kappa) {
        return 10 * n * EPS * kappa;
    }

    /** A bound on the condition number of K + r I with k(x, x) &le; top: the greatest eigenvalue is at most the trace. */
    public static double kappa(int n, double top, double ridge) {
        return (n * top + ridge) / ridge;
    }

    public static Context context(long seed, int n, int d, int t) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = randoms.split("x").gaussians(n, d);
        double[][] y = randoms.split("y").gaussians(n, t);
        return Context.of(x, y);
    }

    public static double[][] gram(Kernel kernel, double[][] x, double[][] z, double ridge) {
        double[][] k = new double[x.length][z.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < z.length; j++) {
                k[i][j] = kernel.value(x[i], z[j]) + (i == j ? ridge : 0);
            }
        }
        return k;
    }

    /** A X = B by EJML's LU. */
    public static double[][] solve(double[][] a, double[][] b) {
        var solver = LinearSolverFactory_DDRM.lu(a.length);
        if (!solver.setA(new DMatrixRMaj(a))) {
            throw new AssertionError("singular");
        }
        DMatrixRMaj x = new DMatrixRMaj(a.length, b[0].length);
        solver.solve(new DMatrixRMaj(b), x);
        return rows(x);
    }

    public static double[] solve(double[][] a, double[] b) {
        return column(solve(a, asColumn(b)), 0);
    }

    public static double[][] times(double[][] a, double[][] b) {
        DMatrixRMaj c = new DMatrixRMaj(a.length, b[0].length);
        CommonOps_DDRM.mult(new DMatrixRMaj(a), new DMatrixRMaj(b), c);
        return rows(c);
    }

    public static double[] times(double[][] a, double[] x) {
        return column(times(a, asColumn(x)), 0);
    }

    public static double[][] transpose(double[][] a) {
        return rows(CommonOps_DDRM.transpose(new DMatrixRMaj(a), null));
    }

    public static double[][] rows(DMatrixRMaj a) {
        return IntStream.range(0, a.numRows)
                .mapToObj(i -> IntStream.range(0, a.numCols)
                        .mapToDouble(j -> a.get(i, j))
                        .toArray())
                .toArray(double[][]::new);
    }

    public static double[][] asColumn(double[] v) {
        return IntStream.range(0, v.length).mapToObj(i -> new double[] {v[i]}).toArray(double[][]::new);
    }

    public static double[] column(double[][] a, int j) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i][j]).toArray();
    }

    public static double[] minus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    public static double norm(double[] a) {
        double sum = 0;
        for (double v : a) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double relativeError(double[] actual, double[] expected) {
        return norm(minus(actual, expected)) / norm(expected);
    }

    /** The eigenvalues of a symmetric matrix by EJML, in no order. */
    public static double[] eigenvalues(double[][] a) {
        var eigen = DecompositionFactory_DDRM.eig(a.length, false, true);
        if (!eigen.decompose(new DMatrixRMaj(a))) {
            throw new AssertionError("no eigenvalues");
        }
        return IntStream.range(0, a.length)
                .mapToDouble(i -> eigen.getEigenvalue(i).getReal())
                .toArray();
    }

    /** A symmetric matrix with the given eigenvalues and random eigenvectors. */
    public static double[][] symmetric(Randoms randoms, double... eigenvalues) {
        int n = eigenvalues.length;
        var qr = DecompositionFactory_DDRM.qr(n, n);
        qr.decompose(new DMatrixRMaj(randoms.gaussians(n, n)));
        double[][] q = rows(qr.getQ(null, false));
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += q[i][k] * eigenvalues[k] * q[j][k];
                }
                a[i][j] = sum;
                a[j][i] = sum;
            }
        }
        return a;
    }

    /** n numbers from 1 to kappa, evenly spaced in the logarithm. */
    public static double[] logarithmic(int n, double kappa) {
        return IntStream.range(0, n)
                .mapToDouble(i -> n == 1 ? 1 : Math.pow(kappa, (double) i / (n - 1)))
                .toArray();
    }
}
