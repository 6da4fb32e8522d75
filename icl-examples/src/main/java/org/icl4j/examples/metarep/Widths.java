package org.icl4j.examples.metarep;

import java.util.Arrays;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Randoms;

/**
 * One context whose features have a given spectrum, and kernel ridge regression on m of their directions. Features phi ~ N(0, diag(s)), targets phi'w + e with
 * w ~ N(0, I), e ~ N(0, ridge): then the oracle, K = Phi Phi' with that ridge, is the Bayes predictor.
 */
final class Widths {

    private final RealMatrix features;
    private final double[] targets;
    private final RealMatrix queries;
    private final double[] truth;
    private final double ridge;
    private final EigenDecomposition moments;
    private final double[] oracle;

    /**
     * Draws a context.
     *
     * @param spectrum s, variances of the features
     * @param n points
     * @param m queries
     * @param ridge the noise's variance
     * @param randoms the stream drawn from
     */
    Widths(double[] spectrum, int n, int m, double ridge, Randoms randoms) {
        this.ridge = ridge;
        this.features = draw(spectrum, n, randoms.split("features"));
        this.queries = draw(spectrum, m, randoms.split("queries"));
        double[] w = randoms.split("weights").gaussians(spectrum.length);
        this.targets = features.operate(w);
        double[] noise = randoms.split("noise").gaussians(n);
        for (int i = 0; i < n; i++) {
            targets[i] += Math.sqrt(ridge) * noise[i];
        }
        this.truth = queries.operate(w);
        // Phi'Phi has the eigenvalues of K, and its eigenvectors are the best directions of the features.
        this.moments = new EigenDecomposition(features.transpose().multiply(features));
        this.oracle = predict(identity(spectrum.length));
    }

    private static RealMatrix draw(double[] spectrum, int rows, Randoms randoms) {
        double[][] x = randoms.gaussians(rows, spectrum.length);
        for (double[] row : x) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= Math.sqrt(spectrum[j]);
            }
        }
        return Numbers.matrix(x);
    }

    private static RealMatrix identity(int p) {
        return org.apache.commons.math3.linear.MatrixUtils.createRealIdentityMatrix(p);
    }

    /** d_eff = sum l / (l + ridge) over K's eigenvalues. */
    double effectiveDimension() {
        return Arrays.stream(moments.getRealEigenvalues())
                .map(l -> Math.max(0, l))
                .map(l -> l / (l + ridge))
                .sum();
    }

    /** How m of the p directions are taken. */
    enum Method {
        /** K's first m eigenvectors. */
        BEST("best rank m"),
        /** The span of m points, drawn with ridge leverage scores as weights. */
        LEVERAGE("Nystrom, leverage scores"),
        /** The span of m points, uniform. */
        UNIFORM("Nystrom, uniform"),
        /** Random directions N(0, 1/m), as in MetaRepICL. */
        SKETCH("Gaussian sketch");

        private final String title;

        Method(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Mean squared difference of the predictions from the oracle's, over the oracle's mean square. */
    double difference(Method method, int m, Randoms randoms) {
        double[] f = predict(directions(method, m, randoms));
        return Likeness.squared(f, oracle) / Numbers.dot(oracle, oracle);
    }

    /** Squared error of the predictions over that of the oracle. */
    double risk(Method method, int m, Randoms randoms) {
        return Likeness.squared(predict(directions(method, m, randoms)), truth) / Likeness.squared(oracle, truth);
    }

    private RealMatrix directions(Method method, int m, Randoms randoms) {
        return switch (method) {
            case BEST -> best(m);
            case SKETCH ->
                Numbers.matrix(randoms.gaussians(features.getColumnDimension(), m))
                        .scalarMultiply(1 / Math.sqrt(m));
            case UNIFORM -> span(Arrays.copyOf(randoms.permutation(features.getRowDimension()), m));
            case LEVERAGE -> span(byLeverage(m, randoms));
        };
    }

    private RealMatrix best(int m) {
        double[] l = moments.getRealEigenvalues();
        Integer[] order = new Integer[l.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(l[j], l[i]));
        RealMatrix b = Numbers.matrix(new double[l.length][m]);
        for (int k = 0; k < m; k++) {
            b.setColumnVector(k, moments.getEigenvector(order[k]));
        }
        return b;
    }

    /** An orthonormal basis of the span of some points' features: Nystrom's approximation is K between the projections. */
    private RealMatrix span(int[] points) {
        RealMatrix chosen = features.getSubMatrix(points, range(features.getColumnDimension()))
                .transpose();
        return new QRDecomposition(chosen)
                .getQ()
                .getSubMatrix(
                        0, chosen.getRowDimension() - 1, 0, Math.min(points.length, chosen.getRowDimension()) - 1);
    }

    private static int[] range(int count) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** Without replacement: the m greatest of log(u) / weight (Efraimidis and Spirakis 2006). */
    private int[] byLeverage(int m, Randoms randoms) {
        RealMatrix inverse = new CholeskyDecomposition(features.transpose()
                        .multiply(features)
                        .add(identity(features.getColumnDimension()).scalarMultiply(ridge)))
                .getSolver()
                .getInverse();
        int n = features.getRowDimension();
        double[] key = new double[n];
        for (int i = 0; i < n; i++) {
            double[] row = features.getRow(i);
            key[i] = Math.log1p(-randoms.uniform()) / Numbers.dot(row, inverse.operate(row));
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(key[j], key[i]));
        int[] chosen = new int[m];
        Arrays.setAll(chosen, i -> order[i]);
        return chosen;
    }

    /** phi B ((Phi B)'Phi B + ridge I)^-1 (Phi B)'y. */
    private double[] predict(RealMatrix b) {
        RealMatrix z = features.multiply(b);
        RealMatrix a =
                z.transpose().multiply(z).add(identity(b.getColumnDimension()).scalarMultiply(ridge));
        double[] w = new CholeskyDecomposition(a, 1e-10, 0)
                .getSolver()
                .solve(new org.apache.commons.math3.linear.ArrayRealVector(
                        z.transpose().operate(targets)))
                .toArray();
        return queries.multiply(b).operate(w);
    }
}
