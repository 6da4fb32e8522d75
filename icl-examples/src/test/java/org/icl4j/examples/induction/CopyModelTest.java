package org.icl4j.examples.induction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.GradientCheck;
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

    /** Some coordinates of each slice, to the six digits that every gradient is held to. */
    @Test
    void coordinatesOfTheGradientAreThoseOfCentralDifferences() {
        CopyBatch batch = CopyBatch.of(2);
        batch.sample(Randoms.of(5));
        DataParallel<CopyBatch> objective = model.objective();
        double[] gradient = new double[parameters.length];
        objective.lossAndGradient(parameters, batch, gradient);
        List<Integer> chosen = new ArrayList<>();
        Randoms randoms = Randoms.of(6);
        for (ParameterLayout.Slice slice : model.layout().slices()) {
            int[] order = randoms.permutation(slice.size());
            IntStream.range(0, 3).forEach(k -> chosen.add(slice.offset() + order[k]));
        }
        double[] unused = new double[parameters.length];
        double[] moved = parameters.clone();
        double[] point = chosen.stream().mapToDouble(i -> parameters[i]).toArray();
        double[] slope = chosen.stream().mapToDouble(i -> gradient[i]).toArray();

        assertThat(GradientCheck.standard()
                        .compare(
                                at -> {
                                    for (int k = 0; k < at.length; k++) {
                                        moved[chosen.get(k)] = at[k];
                                    }
                                    return objective.lossAndGradient(moved, batch, unused);
                                },
                                point,
                                slope)
                        .error())
                .isLessThan(1e-6);
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
