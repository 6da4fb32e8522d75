package org.icl4j.attention.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.attention.model.SoftmaxAttentionLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.features.PositiveFeatures;
import org.junit.jupiter.api.Test;

/** The dual model against the attention layer, and against an explicit finite-dimensional model trained by a gradient step. */
class DualModelTest {

    private static final Points KEYS = Points.of("keys", scaled(Randoms.of(1).gaussians(12, 4)));
    private static final Points VALUES = Points.of("values", Randoms.of(2).gaussians(12, 3));
    private static final double[] QUERY = scaled(Randoms.of(3).gaussians(1, 4))[0];

    private static double[][] scaled(double[][] rows) {
        for (double[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= 2;
            }
        }
        return rows;
    }

    @Test
    void oneGradientStepIsTheSoftmaxLayer() {
        double[] layer = new SoftmaxAttentionLearner(1)
                .fit(KEYS, VALUES)
                .predict(Points.of("q", new double[][] {QUERY}))
                .row(0);
        DualModel dual = DualModel.of(KEYS, VALUES);
        assertThat(dual.answer(QUERY)).containsExactly(layer, within(1e-15));
        assertThat(dual.trajectory(QUERY)[11]).containsExactly(layer, within(1e-15));
        assertThat(dual.withNegatives(QUERY, 0, 0.3)).containsExactly(layer, within(1e-15));
    }

    @Test
    void withFeaturesItIsAnExplicitLinearModel() {
        PositiveFeatures phi = PositiveFeatures.of(new ExponentialDotProduct(1), 4, 7, 5);
        double[] k = new double[12 * 7];
        double[] q = new double[7];
        phi.rowsInto(KEYS, 0, 12, k, 0);
        phi.rowsInto(Points.of("q", new double[][] {QUERY}), 0, 1, q, 0);
        double d = 0;
        double[][] w = new double[3][7];
        for (int i = 0; i < 12; i++) {
            d += Math.exp(PoolBayes.dot(KEYS.row(i), QUERY));
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < 7; j++) {
                    w[c][j] += VALUES.get(i, c) * k[i * 7 + j];
                }
            }
        }
        double[] answer = DualModel.of(KEYS, VALUES).withFeatures(phi, QUERY, true);
        for (int c = 0; c < 3; c++) {
            assertThat(answer[c]).isCloseTo(PoolBayes.dot(w[c], q) / d, within(1e-14));
        }
        double[] many = DualModel.of(KEYS, VALUES)
                .withFeatures(PositiveFeatures.of(new ExponentialDotProduct(1), 4, 40_000, 6), QUERY, false);
        assertThat(many).containsExactly(DualModel.of(KEYS, VALUES).answer(QUERY), within(0.03));
    }

    @Test
    void theDeviationIsAttainedByItsWeights() {
        // Of one demonstration against itself twice: M is itself, nothing deviates.
        Points k = Points.of("k", new double[][] {{0.1, 0.2}, {0.1, 0.2}});
        Points v = Points.of("v", new double[][] {{1}, {1}});
        assertThat(DualModel.of(k, v).deviation(DualModel.of(k, v))).isCloseTo(0, within(1e-7));
        DualModel small = DualModel.of(KEYS.select(0, 1, 2), VALUES.select(0, 1, 2));
        assertThat(small.deviation(DualModel.of(KEYS, VALUES))).isPositive().isLessThan(small.rademacherBound() * 2);
    }
}
