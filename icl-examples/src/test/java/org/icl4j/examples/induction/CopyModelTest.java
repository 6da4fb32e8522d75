package org.icl4j.examples.induction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class CopyModelTest {

    private final CopyModel model = new CopyModel(2);
    private final double[] parameters = new double[model.layout().size()];

    CopyModelTest() {
        model.layer().initialise(parameters, Randoms.of(1));
    }

    /** Along a random direction: the whole vector has some 20 000 numbers. */
    @Test
    void theGradientIsThatOfCentralDifferences() {
        CopyBatch batch = CopyBatch.of(3);
        batch.sample(Randoms.of(2));
        DataParallel<CopyBatch> objective = model.objective();
        double[] gradient = new double[parameters.length];
        objective.lossAndGradient(parameters, batch, gradient);
        double[] direction = Randoms.of(3).gaussians(parameters.length);
        double h = 1e-5;
        double slope = 0;
        double[] up = parameters.clone();
        double[] down = parameters.clone();
        for (int i = 0; i < direction.length; i++) {
            slope += gradient[i] * direction[i];
            up[i] += h * direction[i];
            down[i] -= h * direction[i];
        }
        double[] unused = new double[parameters.length];
        double difference =
                (objective.lossAndGradient(up, batch, unused) - objective.lossAndGradient(down, batch, unused))
                        / (2 * h);

        // Truncation: h^2 times a third derivative along a direction of length 150.
        assertThat(difference).isCloseTo(slope, within(1e-4 * Math.abs(slope)));
    }

    @Test
    void attentionWeightsAreCausalAndSumToOne() {
        CopyBatch batch = CopyBatch.of(1);
        batch.sample(Randoms.of(4));
        for (int layer = 0; layer < 2; layer++) {
            double[][] weights = model.attention(layer, parameters, batch.tokens());
            for (int t = 0; t < weights.length; t++) {
                assertThat(Arrays.stream(weights[t]).sum()).isCloseTo(1, within(1e-12));
                assertThat(Arrays.stream(weights[t], t + 1, weights.length).sum())
                        .isZero();
            }
        }
    }
}
