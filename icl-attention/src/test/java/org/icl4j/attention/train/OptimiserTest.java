package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one update of an optimiser does; Adam has a test of its own. */
class OptimiserTest {

    @Test
    void momentumIsTheSumOfThePastGradients() {
        Optimiser.State state = new Sgd(0.5, 0.5).start(ParameterLayout.vector(2));
        double[] parameters = {1, 1};
        state.update(parameters, new double[] {1, 0}, 0.5); // v = (1, 0)
        assertThat(parameters).containsExactly(0.5, 1);
        state.update(parameters, new double[] {2, -1}, 0.25); // v = (2.5, -1)
        assertThat(parameters).containsExactly(-0.125, 1.25);
    }

    /**
     * Muon's step X is U f(S) V' of the gradient U S V': its singular values lie between 0.68 and 1.2, whatever those of the gradient, from
     * 0.02 of its length on, and X'G is symmetric positive definite.
     */
    @ParameterizedTest
    @CsvSource({"4, 6", "6, 4", "5, 5"})
    void muonsStepHasSingularValuesNearOne(int rows, int columns) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("weight", rows, columns);
        builder.add("bias", 1, 2);
        Randoms randoms = Randoms.of(4);
        RealMatrix random = MatrixUtils.createRealMatrix(randoms.gaussians(rows, columns));
        SingularValueDecomposition svd = new SingularValueDecomposition(random);
        int r = Math.min(rows, columns);
        double[] values = new double[r];
        for (int i = 0; i < r; i++) {
            values[i] = 30 * Math.pow(0.03, i / (r - 1.0)); // from 30 down to 0.9
        }
        RealMatrix gradient = svd.getU()
                .multiply(MatrixUtils.createRealDiagonalMatrix(values))
                .multiply(svd.getVT());
        double[] numbers = new double[rows * columns + 2];
        for (int i = 0; i < rows * columns; i++) {
            numbers[i] = gradient.getEntry(i / columns, i % columns);
        }
        numbers[rows * columns] = 3;
        double[] parameters = new double[numbers.length];
        Muon muon = new Muon(0.1, 0.9, Adam.defaults().withLearningRate(0.01));
        muon.start(builder.build()).update(parameters, numbers, 0.05); // half its rate

        RealMatrix step = MatrixUtils.createRealMatrix(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            step.setEntry(
                    i / columns,
                    i % columns,
                    -parameters[i] / (0.05 * Math.sqrt(Math.max(1, rows / (double) columns))));
        }
        for (double value : new SingularValueDecomposition(step).getSingularValues()) {
            assertThat(value).isBetween(0.68, 1.2);
        }
        // U and V are the gradient's: U'X V is diagonal.
        RealMatrix turned = svd.getU().transpose().multiply(step).multiply(svd.getV());
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < r; j++) {
                if (i == j) {
                    assertThat(turned.getEntry(i, i)).isBetween(0.68, 1.2);
                } else {
                    assertThat(turned.getEntry(i, j)).isCloseTo(0, within(1e-12));
                }
            }
        }
        // Slices of one row are Adam's, at half its rate too; the first step is as long as the rate.
        assertThat(parameters[rows * columns]).isCloseTo(-0.005, within(1e-10));
        assertThat(parameters[rows * columns + 1]).isZero();
    }
}
