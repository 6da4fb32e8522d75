package org.icl4j.examples.claims;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.tools.KernelSpectrum;

/** Width, sketches and effective dimension: what MetaRepICL measures and what is true. */
final class SketchClaims {

    private SketchClaims() {}

    private static final int[] RANKS = {1, 2, 4, 8, 16};

    static List<Claim> claims() {
        Group g = new Group("MetaRepICL: width, sketches and effective dimension", "width");
        RealMatrix three = LowRank.gaussian(64, 3, 1).multiply(LowRank.gaussian(3, 32, 2));
        RealMatrix k3 = three.multiply(three.transpose());
        g.from("the post's theorem |K - K_m| <= sum of the eigenvalues after m");
        g.number(
                "tail-bound-is-false",
                "the tail bound does not hold for the Gaussian sketch that it is stated for: features of rank 3 in 32 dimensions have no tail after 8, yet |K - K_8| is this fraction of |K|",
                "0",
                Bound.atLeast(0.1),
                size -> LowRank.norm2(k3.subtract(LowRank.sketch(three, 8, 3))) / LowRank.norm2(k3));
        g.number(
                "tail-is-empty",
                "in the example of features of rank 3 the tail after 8 directions is 0 to rounding",
                "",
                Bound.atMost(1e-10),
                size -> {
                    double[] l = LowRank.spectrum(k3);
                    return Arrays.stream(l, 8, 64).map(Math::abs).sum() / l[0];
                });
        g.number(
                "full-width-is-not-exact",
                "even m = p features of a Gaussian sketch are not exact, against the post's \"m >= p exact\"",
                "0",
                Bound.atLeast(0.05),
                size -> LowRank.norm2(k3.subtract(LowRank.sketch(three, 32, 4))) / LowRank.norm2(k3));
        g.number(
                "best-rank",
                "the best matrix of rank m misses K by the next eigenvalue, exactly",
                "",
                Bound.atMost(1e-10),
                size -> {
                    RealMatrix phi = LowRank.gaussian(40, 12, 5);
                    RealMatrix k = phi.multiply(phi.transpose());
                    EigenDecomposition e = new EigenDecomposition(k);
                    double[] l = LowRank.spectrum(k);
                    RealMatrix best = MatrixUtils.createRealMatrix(40, 40);
                    for (int i = 0; i < 40; i++) {
                        if (e.getRealEigenvalue(i) >= l[4] * (1 - 1e-12)) {
                            best = best.add(e.getEigenvector(i)
                                    .outerProduct(e.getEigenvector(i))
                                    .scalarMultiply(e.getRealEigenvalue(i)));
                        }
                    }
                    return Math.abs(LowRank.norm2(k.subtract(best)) - l[5]) / l[0];
                });
        g.claim(
                "unbiased",
                "the Gaussian sketch is unbiased: the mean of K_m over draws tends to K (an entry, relative)",
                "",
                Bound.near(1, 0.03),
                size -> {
                    double[] ratios = new double[size.of(4000, 300)];
                    for (int s = 0; s < ratios.length; s++) {
                        ratios[s] = LowRank.sketch(three, 8, 100 + s).getEntry(0, 0) / k3.getEntry(0, 0);
                    }
                    return Claim.Measured.mean(org.icl4j.core.Metrics.summary(ratios), 1);
                });
        g.from("experiments/width_rank.py: 64 points of 32 normal features, ridge 0.01");
        g.number(
                "their-metric",
                "their effective dimension of the sketch is just m (16 here), whatever the data: it is computed on a sketch of rank m with next to no ridge",
                "15.996",
                Bound.near(16, 0.002),
                size -> {
                    RealMatrix phi = LowRank.gaussian(64, 32, 6);
                    return LowRank.effective(LowRank.spectrum(LowRank.sketch(phi, 16, 7)), 0.01);
                });
        g.number(
                "their-dimension",
                "their effective dimension of K is just p = 32, the number of features",
                "31.99",
                Bound.near(32, 0.002),
                size -> {
                    RealMatrix phi = LowRank.gaussian(64, 32, 6);
                    return LowRank.effective(LowRank.spectrum(phi.multiply(phi.transpose())), 0.01);
                });
        g.from("ours: the smoother H = K (K + ridge)^-1 with K replaced, spectrum i^-2");
        g.identity(
                "best-rank-smoother",
                "with the best rank-m matrix predictions change by at most s/(s + ridge) of the targets, s the next eigenvalue, and that is reached: |H - H_m| less that",
                1e-9,
                size -> BayesClaims.repeat(size, s -> {
                    double most = 0;
                    for (int m : RANKS) {
                        LowRank.Cut cut = new LowRank.Cut(s, m, true);
                        most = Math.max(most, Math.abs(cut.change() - cut.next() / (cut.next() + cut.ridge())));
                    }
                    return most;
                }));
        g.number(
                "dimension-bounds-width",
                "that change of predictions is at most d_eff/(m + 1), so the effective dimension bounds the width that is needed: greatest ratio over m = 1 to 16, ridges 0.05 and 0.005",
                "",
                new Bound(0.2, 1 + 1e-9),
                size -> BayesClaims.repeat(size, s -> {
                    double most = 0;
                    for (int m : RANKS) {
                        LowRank.Cut cut = new LowRank.Cut(s, m, true);
                        most = Math.max(most, cut.change() * (m + 1) / cut.effectiveDimension());
                    }
                    return most;
                }));
        g.number(
                "nystrom-smoother",
                "with m random points (Nystrom) they change by at most e/(e + ridge), e = |K - K_m|: greatest ratio",
                "",
                new Bound(0.2, 1 + 1e-9),
                size -> BayesClaims.repeat(size, s -> {
                    double most = 0;
                    for (int m : RANKS) {
                        LowRank.Cut cut = new LowRank.Cut(s, m, false);
                        most = Math.max(most, cut.change() * (cut.missing() + cut.ridge()) / cut.missing());
                    }
                    return most;
                }));
        g.number(
                "nystrom-against-best",
                "Nystrom changes predictions at least as much as the best matrix of that rank, and at d_eff + 2 points less than 10 times as much: least ratio of the changes, and their median",
                "",
                new Bound(1 - 1e-9, 10),
                size -> LowRank.nystromAgainstBest(size));
        g.from(
                "the experiment done again: spectrum i^-2, ridge 0.05, targets from the model, error of the prediction; measured");
        g.number(
                "follows-dimension",
                "with a structured spectrum, m = 3 d_eff best directions predict almost as the oracle: difference, relative",
                "",
                Bound.atMost(0.02),
                size -> LowRank.widthError(3, 0, size));
        g.number(
                "below-dimension",
                "with a structured spectrum, m = d_eff / 3 best directions do not predict as the oracle: difference, relative",
                "",
                Bound.near(0.27, 0.4),
                size -> LowRank.widthError(1.0 / 3, 0, size));
        g.number(
                "sketch-is-worse",
                "a Gaussian sketch of the same m = 3 d_eff is at least ten times worse than the best directions",
                "",
                Bound.atLeast(10),
                size -> LowRank.widthError(3, 1, size) / LowRank.widthError(3, 0, size));
        g.from("Bach 2013; El Alaoui and Mahoney 2015");
        g.identity("leverage", "the effective dimension is the sum of ridge leverage scores", 1e-9, size -> {
            KernelSpectrum s = KernelSpectrum.of(new Gaussian(1), Lab.points(30, 3, 8));
            return Math.abs(Arrays.stream(s.leverageScores(0.1)).sum() - s.effectiveDimension(0.1)) / 30;
        });
        g.number(
                "dimension-falls",
                "the effective dimension falls as the ridge grows: greatest ratio of neighbours on a grid",
                "",
                Bound.atMost(1),
                size -> {
                    KernelSpectrum s = KernelSpectrum.of(new Gaussian(1), Lab.points(30, 3, 8));
                    double most = 0;
                    for (double r = 1e-4; r < 100; r *= 2) {
                        most = Math.max(most, s.effectiveDimension(2 * r) / s.effectiveDimension(r));
                    }
                    return most;
                });
        g.number(
                "dimension-is-rank",
                "the effective dimension tends to the rank as the ridge vanishes (5 for 30 points of 5 coordinates)",
                "",
                Bound.near(5, 1e-6),
                size -> KernelSpectrum.of(new Linear(), Lab.points(30, 5, 9)).effectiveDimension(1e-8));
        g.from("Williams and Seeger 2001");
        g.identity("nystrom-all", "Nystrom with all points as centres is exact", 1e-7, size -> nystrom(20));
        g.number(
                "nystrom-residual",
                "with some points as centres, K minus Nystrom's approximation is positive semidefinite: least eigenvalue, relative",
                "",
                Bound.atLeast(-1e-8),
                size -> nystromResidual());
        g.from("route_a_minimal.py");
        g.identity(
                "their-alignment",
                "exp(S) rebuilt as softmax(S) times row sums of exp(S) is exp(S): their operator-norm alignment measures an identity, of any S",
                1e-12,
                size -> {
                    double[][] s = Randoms.of(10).gaussians(20, 20);
                    double most = 0;
                    for (double[] row : s) {
                        double sum = Arrays.stream(row).map(Math::exp).sum();
                        for (double v : row) {
                            most = Math.max(most, Math.abs(Math.exp(v) / sum * sum / Math.exp(v) - 1));
                        }
                    }
                    return most;
                });
        g.from("src/softmax/route_b.py");
        g.number(
                "route-b-slope",
                "(n/eps)(softmax(eps S) v - mean v) tends to S v for centred keys with error of order eps: exponent",
                "1",
                Bound.near(1, 0.05),
                size -> routeB(true));
        g.number(
                "route-b-needs-centring",
                "without centred keys or values it is wrong by a rank-one term: relative error at eps = 1e-6",
                "",
                Bound.atLeast(0.01),
                size -> routeB(false));
        return g.claims();
    }

    private static double nystrom(int centres) {
        Points x = Lab.points(20, 3, 11);
        RealMatrix approximate = features(x, centres);
        return LowRank.norm2(Lab.matrix(Lab.gram(new Gaussian(1), x, x)).subtract(approximate)) / 20;
    }

    private static double nystromResidual() {
        Points x = Lab.points(20, 3, 11);
        RealMatrix residual = Lab.matrix(Lab.gram(new Gaussian(1), x, x)).subtract(features(x, 7));
        double[] l = LowRank.spectrum(residual.add(residual.transpose()).scalarMultiply(0.5));
        return l[l.length - 1] / l[0];
    }

    private static RealMatrix features(Points x, int centres) {
        int[] chosen = new int[centres];
        Arrays.setAll(chosen, i -> i);
        NystromFeatures map = NystromFeatures.of(new Gaussian(1), x.select(chosen));
        double[] rows = new double[x.size() * map.size()];
        map.rowsInto(x, 0, x.size(), rows, 0);
        double[][] table = new double[x.size()][];
        for (int i = 0; i < table.length; i++) {
            table[i] = Arrays.copyOfRange(rows, i * map.size(), (i + 1) * map.size());
        }
        RealMatrix f = Lab.matrix(table);
        return f.multiply(f.transpose());
    }

    private static double routeB(boolean centred) {
        int n = 24;
        double[][] keys = Randoms.of(12).gaussians(n, 6);
        double[][] queries = Randoms.of(13).gaussians(5, 6);
        double[] v =
                Arrays.stream(Randoms.of(14).gaussians(n)).map(x -> x + 0.5).toArray();
        if (centred) {
            for (int j = 0; j < 6; j++) {
                double mean = 0;
                for (double[] key : keys) {
                    mean += key[j] / n;
                }
                for (double[] key : keys) {
                    key[j] -= mean;
                }
            }
        }
        double[] eps = centred ? new double[] {1e-2, 1e-3, 1e-4} : new double[] {1e-6};
        double[] errors = new double[eps.length];
        double meanV = Arrays.stream(v).average().orElseThrow();
        for (int e = 0; e < eps.length; e++) {
            double gap = 0;
            double size = 0;
            for (double[] q : queries) {
                double sum = 0;
                double weighted = 0;
                double exact = 0;
                for (int i = 0; i < n; i++) {
                    double s = Lab.dot(q, keys[i]);
                    // exp(x) - 1 keeps the digits that the limit lives on.
                    sum += Math.expm1(eps[e] * s);
                    weighted += Math.expm1(eps[e] * s) * v[i];
                    exact += s * v[i];
                }
                double softmaxLessMean = (weighted - meanV * sum) / (n + sum);
                double limit = n / eps[e] * softmaxLessMean;
                gap += (limit - exact) * (limit - exact);
                size += exact * exact;
            }
            errors[e] = Math.sqrt(gap / size);
        }
        return centred ? Lab.slope(eps, errors) : errors[0];
    }
}
