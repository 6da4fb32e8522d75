package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ContextTest {

    private static final double[][] X = {{0, 1}, {2, 3}, {4, 5}};
    private static final double[] Y = {7, 8, 9};
    private static final double[][] Y_COLUMN = {{7}, {8}, {9}};

    @Test
    void everyFactoryHoldsTheSamePairs() {
        Points inputs = Points.of("inputs", X);
        Points targets = Points.ofColumn("targets", Y);
        assertThat(new Context[] {
                    Context.of(inputs, targets),
                    Context.of(X, Y),
                    Context.of(X, Y_COLUMN),
                    Context.of(Nd4j.createFromArray(X), Nd4j.createFromArray(Y)),
                    Context.of(Nd4j.createFromArray(X), Nd4j.createFromArray(Y_COLUMN)),
                    Context.of(new Array2DRowRealMatrix(X), new ArrayRealVector(Y)),
                    Context.of(new Array2DRowRealMatrix(X), new Array2DRowRealMatrix(Y_COLUMN))
                })
                .allSatisfy(context -> {
                    assertThat(context.inputs()).isEqualTo(inputs);
                    assertThat(context.targets()).isEqualTo(targets);
                    assertThat(context.size()).isEqualTo(3);
                    assertThat(context).hasToString("Context[n=3, d=2, t=1]");
                });
    }

    @Test
    void lengthsThatDifferAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.of(X, new double[2]))
                .withMessage("targets: expected 3 rows, got 2 (one per row of inputs)");
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void nullIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.of((double[][]) null, Y))
                .withMessage("inputs: is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.of(X, (double[]) null))
                .withMessage("targets: is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.of(Points.of("x", X), null))
                .withMessage("targets: is null");
    }

    @Test
    void whatIsNotFiniteIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Context.of(X, new double[] {0, Double.NaN, 0}))
                .withMessage("targets: targets[1] = NaN is not finite");
    }

    @Test
    void selectKeepsPairsTogether() {
        Context chosen = Context.of(X, Y).select(2, 0);
        assertThat(chosen.inputs().toRows()).isDeepEqualTo(new double[][] {{4, 5}, {0, 1}});
        assertThat(chosen.targets().column(0)).containsExactly(9, 7);
    }
}
