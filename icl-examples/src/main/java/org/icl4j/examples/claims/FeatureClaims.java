package org.icl4j.examples.claims;

import java.util.List;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.examples.claims.Claim.Measured;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.features.PositiveFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.features.Sampling;
import org.icl4j.kernels.stationary.Gaussian;

/** Random features: Choromanski et al. 2021, Rahimi and Recht 2007. */
final class FeatureClaims {

    static final int D = 8;
    static final int M = 16;
    private static final double[][] PAIR = pair();

    private FeatureClaims() {}

    private static double[][] pair() {
        double[][] x = Randoms.of(1).gaussians(2, D);
        for (double[] row : x) {
            for (int j = 0; j < D; j++) {
                row[j] *= 0.3;
            }
        }
        return x;
    }

    private static double product(FeatureMap map) {
        double[] rows = new double[2 * map.size()];
        map.rowsInto(Points.of("pair", PAIR), 0, 2, rows, 0);
        double sum = 0;
        for (int j = 0; j < map.size(); j++) {
            sum += rows[j] * rows[map.size() + j];
        }
        return sum;
    }

    interface Maker {
        FeatureMap of(long seed);
    }

    private static double[] draws(Maker maker, Claim.Size size) {
        double[] values = new double[size.of(40_000, 8000)];
        for (int s = 0; s < values.length; s++) {
            values[s] = product(maker.of(s));
        }
        return values;
    }

    /** Sample variance over the formula, with the interval of a mean of squares. */
    static Measured variance(Maker maker, double formula, Claim.Size size) {
        double[] v = draws(maker, size);
        double mean = Metrics.summary(v).mean();
        double[] squares = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            squares[i] = (v[i] - mean) * (v[i] - mean) / formula;
        }
        return Measured.mean(Metrics.summary(squares), 1);
    }

    /** The mean product of two different features of one draw, of which there are D, over exp(2 x'y), for the pair times sqrt 2. */
    static Measured products(Maker maker, Claim.Size size) {
        double[] values = new double[size.of(20_000, 8000)];
        double[] rows = new double[2 * D];
        Points pair =
                Points.of("pair", Lab.matrix(PAIR).scalarMultiply(Math.sqrt(2)).getData());
        double independent = Math.exp(4 * Lab.dot(PAIR[0], PAIR[1]));
        for (int s = 0; s < values.length; s++) {
            maker.of(s).rowsInto(pair, 0, 2, rows, 0);
            double sum = 0;
            double squares = 0;
            for (int j = 0; j < D; j++) {
                double product = D * rows[j] * rows[D + j];
                sum += product;
                squares += product * product;
            }
            values[s] = (sum * sum - squares) / (D * (D - 1)) / independent;
        }
        return Measured.mean(Metrics.summary(values), 1);
    }

    /**
     * 1F1(d; d/2; z/2) exp(-z). With v = x + y the product of two features is exp((w_1 + w_2)'v) exp(-|x|^2 - |y|^2). For orthogonal w_1, w_2 of independent chi lengths, s = |w_1 + w_2|^2
     * is chi squared with 2 d degrees and its direction uniform, so the mean is E 0F1(; d/2; s z/4) = sum_k (d)_k/(d/2)_k (z/2)^k/k!; independent ones have exp(z).
     */
    static double orthogonalProducts(double z) {
        double term = 1;
        double sum = 1;
        for (int k = 0; k < 100; k++) {
            term *= (D + k) / (D / 2.0 + k) * (z / 2) / (k + 1);
            sum += term;
        }
        return sum * Math.exp(-z);
    }

    /** exp(|x+y|^2) exp(2 x'y)(1 - exp(-|x+y|^2))/m. */
    static double positiveVariance() {
        double xy = Lab.dot(PAIR[0], PAIR[1]);
        double z = Lab.dot(PAIR[0], PAIR[0]) + Lab.dot(PAIR[1], PAIR[1]) + 2 * xy;
        return Math.exp(z) * Math.exp(2 * xy) * (1 - Math.exp(-z)) / M;
    }

    static List<Claim> claims() {
        Group g = new Group("Choromanski et al. 2021; Rahimi and Recht 2007: random features", "features");
        ExponentialDotProduct kernel = new ExponentialDotProduct(1);
        double xy = Lab.dot(PAIR[0], PAIR[1]);
        double sm = Math.exp(xy);
        double sum = Lab.dot(PAIR[0], PAIR[0]) + Lab.dot(PAIR[1], PAIR[1]);
        double z = sum + 2 * xy;
        double delta = sum - 2 * xy;
        double positive = positiveVariance();
        double trigonometric = Math.exp(z) / (sm * sm) * Math.pow(1 - Math.exp(-delta), 2) / (2 * M);
        Maker prf = seed -> PositiveFeatures.of(kernel, D, M, seed);
        g.from("Choromanski lemma 2");
        g.claim(
                "positive-unbiased",
                "positive features estimate exp(x'y) without bias (ratio of means)",
                "1",
                Bound.near(1, 1e-3),
                size -> Measured.mean(Metrics.summary(draws(prf, size)), 1 / sm));
        g.claim(
                "positive-variance",
                "their variance is exp(|x+y|^2) exp(2 x'y)(1 - exp(-|x+y|^2))/m (ratio)",
                "1",
                Bound.near(1, 0.01),
                size -> variance(prf, positive, size));
        g.claim(
                "trigonometric-variance",
                "the trigonometric estimator's is exp(|x+y|^2) exp(-2 x'y)(1 - exp(-|x-y|^2))^2/(2 m) (ratio)",
                "1",
                Bound.near(1, 0.01),
                size -> variance(seed -> PositiveFeatures.trigonometric(kernel, D, 2 * M, seed), trigonometric, size));
        g.claim(
                "hyperbolic-variance",
                "pairs w, -w halve the positive variance and more: (1 - exp(-|x+y|^2))/2 of it with as many frequencies (ratio)",
                "1",
                Bound.near(1, 0.02),
                size -> variance(
                        seed -> PositiveFeatures.hyperbolic(kernel, D, 2 * M, seed),
                        0.5 * (1 - Math.exp(-z)) * positive,
                        size));
        g.from("Choromanski theorem 2");
        g.claim(
                "orthogonal",
                "orthogonal frequencies lower the variance (8 of them in 8 dimensions): the mean product of two features is not exp(z) E^2, as of independent ones, but 1F1(d; d/2; z/2) E^2, less by this factor; E is the mean of one, z = |x+y|^2",
                "at most 1",
                Bound.near(orthogonalProducts(2 * z), 0.005),
                size -> products(
                        seed -> PositiveFeatures.of(kernel, D, D, seed).withSampling(Sampling.ORTHOGONAL), size));
        g.number(
                "positive", "positive features are positive: least feature", "above 0", Bound.atLeast(1e-300), size -> {
                    double least = Double.POSITIVE_INFINITY;
                    for (int s = 0; s < size.of(500, 20); s++) {
                        FeatureMap map = prf.of(s);
                        double[] rows = new double[2 * map.size()];
                        map.rowsInto(Points.of("pair", PAIR), 0, 2, rows, 0);
                        for (double v : rows) {
                            least = Math.min(least, v);
                        }
                    }
                    return least;
                });
        g.from("Rahimi and Recht 2007");
        g.claim(
                "fourier-unbiased",
                "random Fourier features estimate the Gaussian kernel without bias (ratio of means)",
                "1",
                Bound.near(1, 1e-3),
                size -> Measured.mean(
                        Metrics.summary(draws(seed -> RandomFourierFeatures.of(new Gaussian(1), D, M, seed), size)),
                        Math.exp(delta / 2)));
        return g.claims();
    }
}
