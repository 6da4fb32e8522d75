package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.PositiveFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.features.Sampling;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.tools.KernelSpectrum;

/**
 * Identities of feature maps and spectra, numbered as in docs/properties.md. Those about means are run with fixed seeds, 5 standard errors wide.
 */
class IdentityProperties {

    private static final int D = 3;
    private static final int MAPS = 400;
    private static final int SIZE = 6;

    private static double[] scaled(Randoms randoms) {
        return Arrays.stream(randoms.gaussians(D)).map(v -> 0.15 * v).toArray();
    }

    private static double[] row(FeatureMap map, double[] x) {
        double[] phi = new double[map.size()];
        map.rowsInto(Points.of("x", new double[][] {x}), 0, 1, phi, 0);
        return phi;
    }

    private static double[] products(LongFunction<FeatureMap> maps, double[] x, double[] z) {
        double[] products = new double[MAPS];
        for (int s = 0; s < MAPS; s++) {
            FeatureMap map = maps.apply(s);
            double[] a = row(map, x);
            double[] b = row(map, z);
            for (int j = 0; j < a.length; j++) {
                products[s] += a[j] * b[j];
            }
        }
        return products;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double spread(double[] values, double centre) {
        return Arrays.stream(values).map(v -> (v - centre) * (v - centre)).sum() / values.length;
    }

    /** P17: phi(x)'phi(z) has the kernel as its mean and the stated variance; positive features are positive; orthogonal directions do not raise the variance. */
    @Property(tries = 3, seed = "17")
    void p17RandomFeaturesAreUnbiasedWithTheirVariance(@ForAll long seed) {
        Randoms r = Randoms.of(seed);
        double[] x = scaled(r);
        double[] z = scaled(r);
        ExponentialDotProduct exponential = new ExponentialDotProduct(1);
        List<LongFunction<FeatureMap>> all = List.of(
                s -> PositiveFeatures.of(exponential, D, SIZE, s),
                s -> PositiveFeatures.hyperbolic(exponential, D, SIZE, s),
                s -> PositiveFeatures.trigonometric(exponential, D, SIZE, s),
                s -> RandomFourierFeatures.of(new Gaussian(1), D, SIZE, s));
        for (int k = 0; k < all.size(); k++) {
            LongFunction<FeatureMap> maps = all.get(k);
            double[] products = products(maps, x, z);
            double exact = maps.apply(0).kernel().value(x, z);
            double variance = maps.apply(0).variance(x, z).orElseThrow();
            assertThat(mean(products)).as("map " + k).isCloseTo(exact, within(5 * Math.sqrt(variance / MAPS) + 1e-14));
            // A sample variance of lognormal-like numbers: its own standard error is a few times sqrt(2/400).
            assertThat(spread(products, exact)).as("map " + k).isBetween(0.5 * variance, 2 * variance);
        }
        for (double phi : row(PositiveFeatures.of(exponential, D, 50, 1), x)) {
            assertThat(phi).isPositive();
        }
        // Near 0, where the products' tails are light enough for 400 maps to tell two variances apart.
        x = Arrays.stream(x).map(v -> v / 4).toArray();
        z = Arrays.stream(z).map(v -> v / 4).toArray();
        double exact = exponential.value(x, z);
        double independent = spread(products(all.get(0), x, z), exact);
        double orthogonal = spread(
                products(s -> PositiveFeatures.of(exponential, D, SIZE, s).withSampling(Sampling.ORTHOGONAL), x, z),
                exact);
        assertThat(orthogonal).isLessThan(1.3 * independent);
    }

    /** P18: tr K (K + ridge I)^-1 is the sum of the leverage scores, lies in (0, rank], falls with the ridge and tends to the rank. */
    @Property(tries = 20)
    void p18EffectiveDimension(
            @ForAll long seed,
            @ForAll @IntRange(min = 4, max = 20) int n,
            @ForAll @DoubleRange(min = 0.01, max = 10) double ridge) {
        Points x = Points.of("x", Randoms.of(seed).gaussians(n, D));
        for (Kernel kernel : List.of(new Gaussian(1), new Linear())) {
            KernelSpectrum spectrum = KernelSpectrum.of(kernel, x);
            int rank = kernel instanceof Linear ? D : n;
            double dimension = spectrum.effectiveDimension(ridge);
            double sum = Arrays.stream(spectrum.leverageScores(ridge)).sum();
            // n terms at most 1, each from eigenvalues known to n eps times the greatest, over the ridge.
            double tolerance = 20 * n * n * Math.ulp(spectrum.eigenvalues()[0] / ridge + 1);
            assertThat(sum).isCloseTo(dimension, within(tolerance));
            assertThat(dimension).isGreaterThan(0).isLessThanOrEqualTo(rank + tolerance);
            assertThat(spectrum.effectiveDimension(2 * ridge)).isLessThan(dimension);
            for (double score : spectrum.leverageScores(ridge)) {
                assertThat(score).isBetween(-tolerance, 1 + tolerance);
            }
        }
        KernelSpectrum linear = KernelSpectrum.of(new Linear(), x);
        double least = linear.eigenvalues()[D - 1];
        // l/(l + 1e-6 l_D) for D eigenvalues, and rounding of the others, n eps l_1, over the ridge.
        double ridgeSmall = 1e-6 * least;
        double rounding = n * n * Math.ulp(linear.eigenvalues()[0]) / ridgeSmall;
        assertThat(linear.effectiveDimension(ridgeSmall)).isCloseTo(D, within(D * 1e-6 + 10 * rounding));
    }

    /** P18: the Gaussian sketch of rank m has the matrix as its mean, but its error is not bounded by the eigenvalues after m. */
    @Property(tries = 2, seed = "18")
    void p18TheSketchIsUnbiasedAndTheTailBoundIsFalse(@ForAll long seed) {
        int n = 12;
        int p = 10;
        int rank = 2;
        double[][] a = Randoms.of(seed).gaussians(n, rank);
        double[][] b = Randoms.of(seed).split("b").gaussians(rank, p);
        double[][] phi = product(a, b);
        double[][] k = product(phi, transpose(phi));
        int draws = 3000;
        int m = 4;
        double[][] mean = new double[n][n];
        double missed = 0;
        for (int s = 0; s < draws; s++) {
            double[][] u = Randoms.of(seed).split("draw" + s).gaussians(p, m);
            double[][] sketched = product(phi, u);
            double[][] estimate = product(sketched, transpose(sketched));
            double error = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    mean[i][j] += estimate[i][j] / m / draws;
                    error = Math.max(error, Math.abs(estimate[i][j] / m - k[i][j]));
                }
            }
            missed += error / draws;
        }
        double size = Arrays.stream(k)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                // One entry's variance is at most 2 |k|^2/m.
                assertThat(mean[i][j]).isCloseTo(k[i][j], within(5 * size * Math.sqrt(2.0 / m / draws)));
            }
        }
        // The tail after m = 4 of a matrix of rank 2 is 0.
        assertThat(missed).isGreaterThan(0.1 * size);
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] transpose(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /** P19: Nystrom features of all points give the matrix back; with fewer, what is missing is positive semidefinite: x'(K - K_m) x is at least 0. */
    @Property(tries = 15)
    void p19Nystrom(
            @ForAll long seed, @ForAll @IntRange(min = 3, max = 15) int n, @ForAll @IntRange(min = 1, max = 3) int m) {
        Points x = Points.of("x", Randoms.of(seed).gaussians(n, D));
        Gaussian kernel = new Gaussian(1);
        double[][] k = Gram.matrix(kernel, x).toDoubleMatrix();
        // Directions of K below n eps are cut, each entry loses at most the root of that.
        double tolerance = 10 * n * Math.sqrt(Math.ulp(1.0));
        double[][] all = approximation(NystromFeatures.of(kernel, x), x);
        for (int i = 0; i < n; i++) {
            assertThat(all[i]).containsExactly(k[i], within(tolerance));
        }
        int[] first = new int[m];
        Arrays.setAll(first, i -> i);
        double[][] some = approximation(NystromFeatures.of(kernel, x.select(first)), x);
        for (int t = 0; t < 10; t++) {
            double[] v = Randoms.of(seed).split("v" + t).gaussians(n);
            double form = 0;
            double size = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    form += v[i] * (k[i][j] - some[i][j]) * v[j];
                }
                size += v[i] * v[i];
            }
            assertThat(form).isGreaterThan(-tolerance * size);
        }
    }

    private static double[][] approximation(FeatureMap map, Points x) {
        double[][] phi = new double[x.size()][];
        for (int i = 0; i < phi.length; i++) {
            phi[i] = row(map, x.row(i));
        }
        return product(phi, transpose(phi));
    }
}
