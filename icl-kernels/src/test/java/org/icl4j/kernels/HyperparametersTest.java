package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

/** The space that a search moves in; scikit-learn's tests of theta among others. */
class HyperparametersTest {

    private static final DifferentiableKernel KERNEL =
            new Gaussian(0.5).scaled(3).plus(new Gaussian(2).power(2));

    private static final double LOG_2 = Math.log(2);

    @Test
    void thetaIsTheLogarithmsInOrder() {
        Hyperparameters space = Hyperparameters.of(KERNEL);
        assertThat(space.names()).containsExactly("1.factor", "1.lengthScale", "2.lengthScale");
        assertThat(space.theta()).containsExactly(Math.log(3), Math.log(0.5), Math.log(2));
        assertThat(space.lower()).containsOnly(Math.log(1e-5));
        assertThat(space.upper()).containsOnly(Math.log(1e5));
        assertThat(space.kernel()).isSameAs(KERNEL);
        assertThat(space).hasToString("Hyperparameters[" + KERNEL + ", free " + space.free() + "]");
    }

    @Test
    void movedThetaGivesTheMovedValues() {
        Hyperparameters space = Hyperparameters.of(KERNEL);
        assertThat(space.at(space.theta())).isEqualTo(KERNEL);
        double[] doubled = Arrays.stream(space.theta()).map(t -> t + LOG_2).toArray();
        assertValues(space.at(doubled), 6, 1, 4);
    }

    /** t + log 2 and log v are rounded, to half an ulp of numbers below 8 each; exp and the product round once more. */
    private static void assertValues(DifferentiableKernel kernel, double... expected) {
        assertThat(kernel.hyperparameters()).hasSize(expected.length);
        for (int q = 0; q < expected.length; q++) {
            assertThat(kernel.hyperparameters().get(q).value())
                    .isCloseTo(expected[q], within(16 * Oracle.EPSILON * expected[q]));
        }
    }

    @Property(tries = 200)
    void theLogarithmOfAValueGivesItsBits(@ForAll @IntRange(min = 1, max = 4999) int digits) {
        for (double unit : new double[] {1e-3, 1, 10}) {
            Hyperparameters space = Hyperparameters.of(new Gaussian(digits * unit));
            assertThat(space.at(space.theta())).isEqualTo(space.kernel());
            assertValues(space.at(space.theta()[0] + LOG_2), 2 * digits * unit);
        }
    }

    @Test
    void oneParameterMovesAlone() {
        Hyperparameters space = Hyperparameters.of(KERNEL);
        double[] theta = space.theta();
        theta[1] += LOG_2;
        assertValues(space.at(theta), 3, 1, 2);
        Hyperparameters moved = space.withBounds("1.lengthScale", 0.1, 4).withTheta(theta);
        assertThat(moved.kernel()).isEqualTo(space.at(theta));
        assertThat(moved.theta())
                .containsExactly(new double[] {Math.log(3), 0, Math.log(2)}, within(4 * Oracle.EPSILON));
        assertThat(moved.upper()).containsExactly(Math.log(1e5), Math.log(4), Math.log(1e5));
    }

    @Test
    void fixedOnesLeaveThetaAndGradient() {
        Hyperparameters space = Hyperparameters.of(KERNEL).withFixed("1.lengthScale");
        assertThat(space.names()).containsExactly("1.factor", "2.lengthScale");
        assertThat(space.theta()).containsExactly(Math.log(3), Math.log(2));
        assertThat(space.gradient(10, 20, 30)).containsExactly(10, 30);
        assertValues(space.at(Math.log(3) + LOG_2, Math.log(2)), 6, 0.5, 2);
        assertThat(space.all()).hasSize(3);
        Hyperparameters none = space.withFixed("1.factor", "2.lengthScale");
        assertThat(none.theta()).isEmpty();
        assertThat(none.gradient(1, 2, 3)).isEmpty();
        assertThat(none.at()).isEqualTo(KERNEL);
    }

    @Test
    void equalSpaces() {
        Hyperparameters space = Hyperparameters.of(KERNEL).withFixed("1.factor");
        assertThat(space)
                .isEqualTo(Hyperparameters.of(KERNEL).withFixed("1.factor"))
                .hasSameHashCodeAs(Hyperparameters.of(KERNEL).withFixed("1.factor"))
                .isNotEqualTo(Hyperparameters.of(KERNEL))
                .isNotEqualTo(space.withBounds("1.factor", 1, 10));
    }

    // The rounding of theta is |theta| eps / 2, of the difference twice that, exp and the product round once more each,
    // and
    // the digits are cut within two ulps.
    @Property(tries = 200)
    void thetaMovesValuesWithinRounding(
            @ForAll @DoubleRange(min = -10, max = 10) double from,
            @ForAll @DoubleRange(min = -10, max = 10) double to) {
        Hyperparameters space = Hyperparameters.of(new Gaussian(Math.exp(from)));
        double found = ((Gaussian) space.at(to)).lengthScale();
        double bound = (3 * Math.abs(from) + 3 * Math.abs(to) + 6) * Oracle.EPSILON * found;
        Oracle.assertClose(found, Math.exp(to), bound, "value", 0, 0);
        assertThat(space.at(space.theta())).isEqualTo(space.kernel());
    }

    @Test
    void boundsAreKept() {
        Hyperparameters space = Hyperparameters.of(new Gaussian(0.5)).withBounds("lengthScale", 0.1, 10);
        assertThat(space.at(space.lower())).isInstanceOf(Gaussian.class);
        assertThat(space.withTheta(space.upper()).theta())
                .containsExactly(new double[] {Math.log(10)}, within(4 * Oracle.EPSILON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.at(Math.log(0.05)))
                .withMessageStartingWith("theta: lengthScale = exp(-2.99")
                .withMessageContaining("= 0.05")
                .withMessageEndingWith("is below its lower bound 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.at(3))
                .withMessageEndingWith("is above its upper bound 10.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.at(Double.NaN))
                .withMessageEndingWith("is not a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.withBounds("lengthScale", 1, 10))
                .withMessage("lengthScale: must be within its bounds [1.0, 10.0], got 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.withBounds("lengthScale", 10, 0.1))
                .withMessage("lengthScale: its lower bound 10.0 is above its upper bound 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.withBounds("lengthScale", 0, 10))
                .withMessage("lower bound of lengthScale: must be positive and finite, got 0.0");
    }

    @Test
    void mistakesAreNamed() {
        Hyperparameters space = Hyperparameters.of(KERNEL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.withFixed("lengthScale"))
                .withMessage("name: \"lengthScale\" is no hyperparameter of " + KERNEL
                        + "; it has [1.factor, 1.lengthScale, 2.lengthScale]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.at(1, 2))
                .withMessage("theta: expected length 3, got 2 (one for each of [1.factor, 1.lengthScale, "
                        + "2.lengthScale])");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.gradient(1))
                .withMessageContaining("expected length 3, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hyperparameters.of(KERNEL.plus((x, z) -> 1)))
                .withMessageContaining("has no derivatives");
    }
}
