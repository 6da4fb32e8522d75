package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.junit.jupiter.api.Test;

class PracticalPositiveFeaturesTest {

    private static final int D = 8;
    private static final int M = 64;
    /** Products of a few numbers, each with a relative error of a few 2^-53. */
    private static final double RELATIVE = 1e-13;

    private static final PositiveFeatures EXACT = PositiveFeatures.of(ExponentialDotProduct.softmax(D), D, M, 7);

    private final double[][] rows = Randoms.of(2).gaussians(20, D);

    @Test
    void theFormulaOfTheReferenceImplementation() {
        double[] x = rows[0];
        double root = Math.sqrt(EXACT.scale());
        double[] products = new double[M];
        double[][] frequencies = EXACT.projection().frequencies();
        double greatest = Double.NEGATIVE_INFINITY;
        double norm = 0;
        for (int k = 0; k < D; k++) {
            norm += root * x[k] * root * x[k];
        }
        for (int j = 0; j < M; j++) {
            for (int k = 0; k < D; k++) {
                products[j] += frequencies[j][k] * x[k];
            }
            greatest = Math.max(greatest, products[j]);
        }
        double[] features = PracticalPositiveFeatures.byRow(EXACT, PracticalPositiveFeatures.EPSILON)
                .transform(x);
        for (int j = 0; j < M; j++) {
            double expected = (Math.exp(products[j] - norm / 2 - greatest) + 1e-4) / Math.sqrt(M);
            assertThat(features[j]).isCloseTo(expected, within(RELATIVE * expected));
        }
    }

    @Test
    void epsilonShiftsTheUnbiasedEstimateByExactlyWhatIsStated() {
        Points keys = Points.of("keys", rows);
        for (PracticalPositiveFeatures map : new PracticalPositiveFeatures[] {
            PracticalPositiveFeatures.byRow(EXACT, 1e-2),
            PracticalPositiveFeatures.byKeys(EXACT, 1e-2, keys),
            PracticalPositiveFeatures.by(EXACT, 1e-2, 1.5)
        }) {
            for (int i = 1; i < rows.length; i++) {
                double[] x = rows[0];
                double[] z = rows[i];
                double factor = Math.exp(-map.stabiliser(x) - map.stabiliser(z));
                double unbiased = factor * EXACT.induced().value(x, z);
                double practical = map.induced().value(x, z);
                assertThat(map.shift(x, z)).isPositive();
                assertThat(practical - unbiased)
                        .isCloseTo(map.shift(x, z), within(RELATIVE * practical + RELATIVE * map.shift(x, z)));
                assertThat(map.kernel().value(x, z))
                        .isCloseTo(factor * EXACT.kernel().value(x, z), within(RELATIVE * factor * 100));
            }
        }
    }

    @Test
    void stabilisersCancelInAttention() {
        Points keys = Points.of("keys", rows);
        double[] query = rows[0];
        PracticalPositiveFeatures ofQueries = PracticalPositiveFeatures.byRow(EXACT, 0);
        PracticalPositiveFeatures ofKeys = PracticalPositiveFeatures.byKeys(EXACT, 0, keys);
        double[] practical =
                weights(ofQueries.transform(query), ofKeys.transform(keys).toRows());
        double[] unbiased =
                weights(EXACT.transform(query), EXACT.transform(keys).toRows());
        for (int i = 0; i < practical.length; i++) {
            assertThat(practical[i]).isCloseTo(unbiased[i], within(RELATIVE));
        }
    }

    @Test
    void keysOfAnySizeHaveFeaturesWithinOne() {
        double[][] large = Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(v -> 30 * v).toArray())
                .toArray(double[][]::new);
        PracticalPositiveFeatures map =
                PracticalPositiveFeatures.byKeys(EXACT, PracticalPositiveFeatures.EPSILON, Points.of("keys", large));
        for (double[] features : map.transform(large)) {
            assertThat(Arrays.stream(features)).allMatch(v -> v > 0 && v <= (1 + 1e-4) / Math.sqrt(M));
        }
    }

    /** What epsilon does to a weight that should be small: here it is all there is. */
    @Test
    void epsilonDrownsSmallWeights() {
        double[] x = new double[D];
        double[] z = new double[D];
        x[0] = 4;
        z[0] = -4;
        PracticalPositiveFeatures map = PracticalPositiveFeatures.byRow(EXACT, PracticalPositiveFeatures.EPSILON);
        double kernel = map.kernel().value(x, z);
        assertThat(map.shift(x, z)).isGreaterThan(kernel);
        assertThat(map.bias(x, z)).isEmpty();
        assertThat(map.variance(x, z)).isEmpty();
    }

    private static double[] weights(double[] query, double[][] keys) {
        double[] weights = Arrays.stream(keys)
                .mapToDouble(key -> new Linear().value(query, key))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }
}
