package org.icl4j.examples.claims;

import java.util.Arrays;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.core.Randoms;

/** Kernel matrices with a matrix of low rank in their place: the best one, Nystrom's on random points, a Gaussian sketch. */
final class LowRank {

    private LowRank() {}

    static double[] spectrum(RealMatrix m) {
        double[] l = new EigenDecomposition(m).getRealEigenvalues();
        Arrays.sort(l);
        double[] down = new double[l.length];
        for (int i = 0; i < l.length; i++) {
            down[i] = l[l.length - 1 - i];
        }
        return down;
    }

    static double norm2(RealMatrix symmetric) {
        return Arrays.stream(new EigenDecomposition(symmetric).getRealEigenvalues())
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    static RealMatrix gaussian(int n, int p, long seed) {
        return Lab.matrix(Randoms.of(seed).gaussians(n, p));
    }

    static RealMatrix sketch(RealMatrix phi, int m, long seed) {
        RealMatrix u = gaussian(phi.getColumnDimension(), m, seed).scalarMultiply(1 / Math.sqrt(m));
        RealMatrix small = phi.multiply(u);
        return small.multiply(small.transpose());
    }

    static double effective(double[] spectrum, double ridge) {
        return Arrays.stream(spectrum)
                .map(l -> Math.max(0, l))
                .map(l -> l / (l + ridge))
                .sum();
    }

    /** A kernel matrix of 40 points with eigenvalues i^-2, and one of rank m in its place: the best, or Nystrom's on random points. */
    static final class Cut {

        private final double ridge;
        private final double[] spectrum;
        private final double change;
        private final double missing;
        private final int rank;

        Cut(long seed, int rank, boolean best) {
            int n = 40;
            this.rank = rank;
            this.ridge = seed % 2 == 0 ? 0.05 : 0.005;
            this.spectrum = new double[n];
            Arrays.setAll(spectrum, i -> 1 / ((i + 1.0) * (i + 1.0)));
            RealMatrix u = new QRDecomposition(gaussian(n, n, 500 + seed)).getQ();
            RealMatrix phi = u.multiply(MatrixUtils.createRealDiagonalMatrix(
                    Arrays.stream(spectrum).map(Math::sqrt).toArray()));
            RealMatrix k = phi.multiply(phi.transpose());
            RealMatrix directions = best
                    ? MatrixUtils.createRealIdentityMatrix(n).getSubMatrix(0, n - 1, 0, rank - 1)
                    // Rows of phi are features; the points drawn span the directions that are kept.
                    : new QRDecomposition(
                                    phi.getSubMatrix(0, rank - 1, 0, n - 1).transpose())
                            .getQ()
                            .getSubMatrix(0, n - 1, 0, rank - 1);
            RealMatrix kept = phi.multiply(directions);
            RealMatrix low = kept.multiply(kept.transpose());
            this.missing = new SingularValueDecomposition(k.subtract(low)).getNorm();
            this.change = new SingularValueDecomposition(smoother(k, ridge).subtract(smoother(low, ridge))).getNorm();
        }

        private static RealMatrix smoother(RealMatrix k, double ridge) {
            int n = k.getRowDimension();
            return new LUDecomposition(
                            k.add(MatrixUtils.createRealIdentityMatrix(n).scalarMultiply(ridge)))
                    .getSolver()
                    .solve(k);
        }

        double ridge() {
            return ridge;
        }

        /** The eigenvalue after the m-th. */
        double next() {
            return spectrum[rank];
        }

        double effectiveDimension() {
            return effective(spectrum, ridge);
        }

        /** |H - H_m|. */
        double change() {
            return change;
        }

        /** |K - K_m|. */
        double missing() {
            return missing;
        }
    }

    /** The median over draws; infinite if one of them were better than the best. */
    static double nystromAgainstBest(Claim.Size size) {
        double[] ratios = new double[size.of(40, 5)];
        for (int s = 0; s < ratios.length; s++) {
            int m = 2 + (int) new Cut(s, 1, true).effectiveDimension();
            ratios[s] = new Cut(s, m, false).change() / new Cut(s, m, true).change();
            if (ratios[s] < 1 - 1e-9) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return Lab.median(ratios);
    }

    /** |prediction - oracle| / |oracle| on training inputs, K with spectrum i^-2 and targets drawn from it. */
    static double widthError(double factor, int kind, Claim.Size size) {
        int n = 60;
        double ridge = 0.05;
        double sum = 0;
        int draws = size.of(20, 3);
        for (int s = 0; s < draws; s++) {
            RealMatrix u = new QRDecomposition(gaussian(n, n, 200 + s)).getQ();
            double[] l = new double[n];
            for (int i = 0; i < n; i++) {
                l[i] = 1.0 / ((i + 1.0) * (i + 1.0));
            }
            RealMatrix phi = u.multiply(MatrixUtils.createRealDiagonalMatrix(
                    Arrays.stream(l).map(Math::sqrt).toArray()));
            RealMatrix k = phi.multiply(phi.transpose());
            int m = Math.min(n, Math.max(1, (int) Math.round(factor * effective(l, ridge))));
            double[] y = phi.operate(Randoms.of(300 + s).gaussians(n));
            RealMatrix approximate;
            if (kind == 0) {
                RealMatrix cut = phi.getSubMatrix(0, n - 1, 0, m - 1);
                approximate = cut.multiply(cut.transpose());
            } else {
                approximate = sketch(phi, m, 400 + s);
            }
            double[] oracle = predict(k, y, ridge);
            double[] other = predict(approximate, y, ridge);
            double gap = 0;
            for (int i = 0; i < n; i++) {
                gap += (oracle[i] - other[i]) * (oracle[i] - other[i]);
            }
            sum += Math.sqrt(gap / Lab.dot(oracle, oracle)) / draws;
        }
        return sum;
    }

    private static double[] predict(RealMatrix k, double[] y, double ridge) {
        RealMatrix a = k.add(MatrixUtils.createRealIdentityMatrix(y.length).scalarMultiply(ridge));
        return k.operate(
                new LUDecomposition(a).getSolver().solve(new ArrayRealVector(y)).toArray());
    }
}
