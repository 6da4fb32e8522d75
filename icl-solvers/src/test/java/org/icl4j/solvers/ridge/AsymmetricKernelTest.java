package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.iterate.GradientDescent;

class AsymmetricKernelTest {

    private static final double RIDGE = 0.5;

    /** exp(-|x - z|^2 / 2) (1 + size) where x comes after z by more than {@code from}. */
    private static Kernel lopsided(double size, double from) {
        return (x, z) -> Math.exp(-PointPair.squaredDistance(x, z) / 2) * (x[0] - z[0] > from ? 1 + size : 1);
    }

    private static Context sorted(int n, double step, int t) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = step * i;
        }
        return Context.of(Points.ofColumn("x", x), Points.of("y", Randoms.of(n).gaussians(n, t)));
    }

    @Example
    void isRefusedWithAPairAndBothValues() {
        Kernel kernel = lopsided(0.25, 0);
        for (Precision precision : Precision.values()) {
            for (int t : new int[] {1, 3}) {
                for (int n : new int[] {2, 50, 300}) {
                    Context context = sorted(n, 0.1, t);
                    double[] first = context.inputs().row(0);
                    double[] second = context.inputs().row(1);
                    assertThatThrownBy(() -> KernelRidge.of(kernel, RIDGE)
                                    .withPrecision(precision)
                                    .fit(context))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith("kernel: is not symmetric: k(x[1], x[0]) = "
                                    + kernel.value(second, first) + ", but k(x[0], x[1]) = "
                                    + kernel.value(first, second) + ";");
                }
            }
        }
    }

    /** Some hundred pairs are looked at, not all: what they do not show, checked() does. */
    @Example
    void onePairOfManyIsFoundByChecked() {
        Context context = sorted(300, 0.01, 1);
        double odd = context.inputs().get(251, 0);
        Kernel kernel = (x, z) -> Math.exp(-PointPair.squaredDistance(x, z)) * (x[0] == odd && z[0] == 0 ? 1.001 : 1);
        assertThatThrownBy(() -> KernelRidge.of(kernel.checked(), RIDGE).fit(context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be equal");
        assertThatThrownBy(() -> KernelRidge.of(lopsided(1e-3, 0.5), RIDGE).fit(context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not symmetric: k(x[");
    }

    /** A millionth of the value, whatever the conditioning: the greatest eigenvalue is about 100. */
    @Property(tries = 30)
    void isRefusedHoweverSmallItIsAboveRounding(
            @ForAll @IntRange(min = -6, max = 1) int logRidge, @ForAll @IntRange(min = 1, max = 2) int t) {
        Context context = sorted(100, 1e-2, t);
        assertThatThrownBy(() -> KernelRidge.of(lopsided(1e-6, 0), Math.pow(10, logRidge))
                        .fit(context))
                .isInstanceOfAny(IllegalArgumentException.class, NotPositiveDefiniteException.class)
                .hasMessageContaining("not symmetric");
    }

    @Example
    void roundingIsNoAsymmetry() {
        Kernel kernel = lopsided(1e-13, 0);
        for (Precision precision : Precision.values()) {
            for (int t : new int[] {1, 3}) {
                KernelRidgeModel model =
                        KernelRidge.of(kernel, RIDGE).withPrecision(precision).fit(sorted(300, 0.01, t));
                assertThat(model.report().relativeResidual()).isLessThan(1e-10);
                if (precision == Precision.MIXED) {
                    assertThat(model.report().method()).isEqualTo("Cholesky in float32, refined to float64");
                }
            }
        }
    }

    /** Be it as ill-conditioned as Cholesky allows. */
    @Property(tries = 200)
    void noSymmetricKernelIsRefused(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200) int n,
            @ForAll @IntRange(min = 1, max = 3) int t,
            @ForAll @IntRange(min = -16, max = 4) int logRidge,
            @ForAll @IntRange(min = -20, max = 20) int logScale,
            @ForAll boolean linear,
            @ForAll Precision precision) {
        double scale = Math.pow(10, logScale);
        // Linear: points of very different lengths. Gaussian: a condition number that the ridge alone bounds.
        double[][] x = Randoms.of(seed).gaussians(n, 3);
        for (int i = 0; i < n; i++) {
            for (int k = 0; linear && k < 3; k++) {
                x[i][k] *= Math.pow(10, i % 7 - 3.0);
            }
        }
        Kernel kernel = (linear ? new Linear() : new Gaussian(5)).scaled(scale);
        Context context = Context.of(x, Randoms.of(seed).split("y").gaussians(n, t));
        try {
            assertThat(KernelRidge.of(kernel, scale * Math.pow(10, logRidge))
                            .withPrecision(precision)
                            .fit(context)
                            .contextSize())
                    .isEqualTo(n);
        } catch (NotPositiveDefiniteException e) {
            assertThat(logRidge).isNegative();
        }
    }

    @Example
    void targetsBelowTheNormalNumbersAreNoAsymmetry() {
        double[] y = {Double.MIN_VALUE, 1e-310, -3e-315};
        assertThatCode(() -> KernelRidge.of(new Gaussian(1), 0.1).fit(new double[][] {{0}, {0.1}, {2}}, y))
                .doesNotThrowAnyException();
    }

    @Example
    void anIndefiniteKernelThatIsSymmetricIsIteratedAsBefore() {
        // The diagonal is 0: nothing bounds the other values.
        Kernel kernel = (x, z) -> -PointPair.squaredDistance(x, z);
        KernelRidgeModel model =
                IterativeKernelRidge.of(kernel, 1, GradientDescent.of(1e-3), 3).fit(sorted(200, 0.1, 2));
        assertThat(model.report().iterations()).isEqualTo(3);
    }

    @Example
    void isRefusedByIterationsAlsoWhenTheyAreFew() {
        for (int t : new int[] {1, 2}) {
            assertThatThrownBy(() -> IterativeKernelRidge.of(lopsided(0.01, 0), RIDGE, GradientDescent.of(1e-3), 2)
                            .fit(sorted(50, 0.1, t)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not symmetric: k(x[1], x[0])");
        }
    }
}
