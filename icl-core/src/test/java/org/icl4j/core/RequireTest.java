package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class RequireTest {

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void goodArgumentsAreReturned() {
        double[] vector = {1, 2};
        Points points = Points.of("p", new double[][] {{1, 2}});
        assertThat(Require.notNull("a", "text")).isEqualTo("text");
        assertThat(Require.finite("a", -1.5)).isEqualTo(-1.5);
        assertThat(Require.positive("a", Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        assertThat(Require.nonNegative("a", 0.0)).isZero();
        assertThat(Require.positive("a", 1)).isEqualTo(1);
        assertThat(Require.inRange("a", 3, 3, 3)).isEqualTo(3);
        assertThat(Require.finite("a", vector)).isSameAs(vector);
        assertThat(Require.length("a", vector, 2, "why")).isSameAs(vector);
        assertThat(Require.width("a", points, 2, "why")).isSameAs(points);
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void nullIsNamed() {
        refused(() -> Require.notNull("queries", null), "queries: is null");
        refused(() -> Require.finite("v", (double[]) null), "v: is null");
        refused(() -> Require.length("v", null, 1, "why"), "v: is null");
        refused(() -> Require.width("v", null, 1, "why"), "v: is null");
        refused(() -> Require.shape("v", null, 1, 1, "why"), "v: is null");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteFailsEveryCheckOfANumber(double bad) {
        refused(() -> Require.finite("x", bad), "x: must be finite, got " + bad);
        refused(() -> Require.positive("x", bad), "x: must be positive and finite, got " + bad);
        refused(() -> Require.nonNegative("x", bad), "x: must be at least 0 and finite, got " + bad);
        refused(() -> Require.finite("x", new double[] {0, bad}), "x: x[1] = " + bad + " is not finite");
    }

    @Test
    void theBoundariesOfRangesAreSharp() {
        refused(() -> Require.positive("scale", 0.0), "scale: must be positive and finite, got 0.0");
        refused(() -> Require.nonNegative("ridge", -1e-300), "ridge: must be at least 0 and finite, got -1.0E-300");
        refused(() -> Require.positive("n", 0), "n: must be at least 1, got 0");
        refused(() -> Require.inRange("k", 0, 1, 5), "k: must be in [1, 5], got 0");
        refused(() -> Require.inRange("k", 6, 1, 5), "k: must be in [1, 5], got 6");
    }

    @Test
    void aWrongLengthNamesBothLengths() {
        refused(
                () -> Require.length("targets", new double[3], 4, "one per context point"),
                "targets: expected length 4, got 3 (one per context point)");
    }

    @Test
    void aWrongShapeNamesBothShapes() {
        refused(
                () -> Require.shape("queries", Nd4j.zeros(5, 7), -1, 8, "d must match the context's 8"),
                "queries: expected shape [m, 8], got [5, 7] (d must match the context's 8)");
        refused(
                () -> Require.shape("weights", Nd4j.zeros(5, 7), 4, -1, "why"),
                "weights: expected shape [4, d], got [5, 7] (why)");
        refused(
                () -> Require.shape("weights", Nd4j.zeros(5), 5, 1, "why"),
                "weights: expected shape [5, 1], got [5] (why)");
    }

    @Test
    void aWrongWidthNamesBothShapes() {
        refused(
                () -> Require.width("queries", Points.of("q", new double[5][7]), 8, "d must match the context's 8"),
                "queries: expected shape [m, 8], got [5, 7] (d must match the context's 8)");
    }
}
