package org.icl4j.solvers.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Constant;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;

class LeaveOneOutTest {

    /** The oracle: n refits. */
    private static double[] refits(Kernel kernel, double ridge, boolean centred, Context context) {
        int n = context.size();
        int t = context.targets().width();
        double[] residuals = new double[n * t];
        KernelRidge learner = KernelRidge.of(kernel, ridge).withCentredTargets(centred);
        for (int i = 0; i < n; i++) {
            int left = i;
            int[] others = IntStream.range(0, n).filter(j -> j != left).toArray();
            Points answer =
                    learner.fit(context.select(others)).predict(context.inputs().select(i));
            for (int j = 0; j < t; j++) {
                residuals[i * t + j] = context.targets().get(i, j) - answer.get(0, j);
            }
        }
        return residuals;
    }

    @Property(tries = 30)
    void equalsRefits(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 3) int t,
            @ForAll @DoubleRange(min = 0.01, max = 3) double ridge,
            @ForAll boolean centred) {
        Context context = Examples.context(seed, n, 3, t);
        Kernel kernel = new Gaussian(1.5);
        LeaveOneOut leaveOneOut = LeaveOneOut.of(kernel, context).withCentredTargets(centred);
        double[] expected = refits(kernel, ridge, centred, context);
        double[] actual = leaveOneOut.residuals(ridge).toRowMajor();
        // Both solve systems of condition at most kappa; residuals are combinations of y with weights of at most kappa.
        double tolerance = Examples.solveTolerance(n, Examples.kappa(n, 1, ridge))
                * Math.max(
                        Examples.norm(expected), Examples.norm(context.targets().toRowMajor()));
        assertThat(Examples.norm(Examples.minus(actual, expected))).isLessThan(tolerance);
        double[] byCholesky =
                LeaveOneOut.residuals(kernel, ridge, context, centred).toRowMajor();
        assertThat(Examples.norm(Examples.minus(byCholesky, expected))).isLessThan(tolerance);
        assertThat(leaveOneOut.rootMeanSquaredError(ridge))
                .isCloseTo(Examples.norm(actual) / Math.sqrt(actual.length), within(1e-14 * Examples.norm(actual)));
    }

    @Example
    void crossesTheChunksItIsComputedIn() {
        Context context = Examples.context(3, 600, 2, 1);
        Kernel kernel = new Gaussian(0.5);
        double[] residuals = LeaveOneOut.of(kernel, context)
                .withCentredTargets(true)
                .residuals(0.1)
                .toRowMajor();
        double tolerance = Examples.solveTolerance(600, Examples.kappa(600, 1, 0.1));
        for (int i : new int[] {0, 255, 256, 511, 512, 599}) {
            int[] others = IntStream.range(0, 600).filter(j -> j != i).toArray();
            double answer = KernelRidge.of(kernel, 0.1)
                    .withCentredTargets(true)
                    .fit(context.select(others))
                    .predict(context.inputs().select(i))
                    .get(0, 0);
            assertThat(residuals[i]).isCloseTo(context.targets().get(i, 0) - answer, within(tolerance * 25));
        }
    }

    @Example
    void onePairHasItsTargetAsResidual() {
        Context context = Context.of(new double[][] {{1}}, new double[] {3});
        LeaveOneOut leaveOneOut = LeaveOneOut.of(new Gaussian(1), context);
        assertThat(leaveOneOut.residuals(0.5).get(0, 0)).isCloseTo(3, within(1e-15));
        assertThatThrownBy(() -> leaveOneOut.withCentredTargets(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 pair");
    }

    @Example
    void whatOverflowsIsRefused() {
        Context huge = Context.of(new double[][] {{0}, {1}, {2}}, new double[] {1e308, -1e308, 1e308});
        LeaveOneOut leaveOneOut = LeaveOneOut.of(new Gaussian(1), huge).withCentredTargets(true);
        assertThatThrownBy(() -> leaveOneOut.residuals(1e-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("targets: are too large: the residual of row 0, target 0, is ");
        assertThatThrownBy(() -> leaveOneOut.rootMeanSquaredError(1e-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("targets: are too large: the root mean squared residual is Infinity; scale them");
        assertThatThrownBy(() ->
                        KernelSelection.gaussian().withCentredTargets(true).choose(huge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("targets: are too large");
    }

    @Example
    void moreRowsThanLapackCountsAreRefusedWhateverTheMemory() {
        int n = 32767;
        Context context = Context.of(Points.ofRows("x", n, 1, new double[n]), Points.ofRows("y", n, 1, new double[n]));
        assertThatThrownBy(() -> LeaveOneOut.of(new Gaussian(1), context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("context: leave-one-out of the 32767 x 32767 kernel matrix is too large: LAPACK's "
                        + "eigendecomposition takes at most 32766 rows; use fewer points");
    }

    /** k = -1: the eigenvalues are -n and 0, so that those of rounding hide behind the least, not the greatest. */
    @Example
    void singularDirectionsOfAnIndefiniteKernelAreMeasuredByItsGreatestMagnitude() {
        int n = 8;
        LeaveOneOut leaveOneOut = LeaveOneOut.of((x, z) -> -1, Examples.context(1, n, 1, 1));
        // What is left of -8 and 8 (1 + 2 eps) is rounding: n eps |K| is 32 times as large.
        assertThatThrownBy(() -> leaveOneOut.residuals(n * (1 + 2 * Examples.EPS)))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("one of magnitude 8.0")
                .hasMessageContaining("use a ridge above 8.0000");
        double least = leaveOneOut.leastRidge();
        assertThat(least - n).isBetween(n * Examples.EPS * n / 2, 2 * n * Examples.EPS * n);
        assertThat(leaveOneOut.rootMeanSquaredError(least + n * Examples.EPS)).isFinite();
    }

    /** As many rows as LAPACK takes: 32 GiB beside the heap, and 8 GiB of the heap, of which the tests have half. */
    @Example
    void moreRowsThanTheHeapHoldsAreRefusedBeforeAllocating() {
        int n = 32766;
        Context context = Context.of(Points.ofRows("x", n, 1, new double[n]), Points.ofRows("y", n, 1, new double[n]));
        assertThatThrownBy(() -> LeaveOneOut.of(new Gaussian(1), context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave-one-out of the 32766 x 32766 kernel matrix")
                .hasMessageContaining("use fewer points")
                .hasMessageMatching(".*(32|8)\\.0 GiB.*");
    }

    /** K = diag(2^20, 2^-40), so that no rounding is left; the limit is n eps lmax = 2^-31. */
    @Example
    void theLeastRidgeIsTheFirstThatIsNotRefused() {
        Context context = Context.of(new double[][] {{0x1p10, 0}, {0, 0x1p-20}}, new double[] {3, 5});
        LeaveOneOut leaveOneOut = LeaveOneOut.of(new Linear(), context);
        double least = leaveOneOut.leastRidge();
        assertThat(least).isCloseTo(0x1p-31 - 0x1p-40, within(Math.ulp(0x1p-31)));
        // No point says anything about the other.
        assertThat(leaveOneOut.residuals(least).column(0)).containsExactly(new double[] {3, 5}, within(1e-14));
        assertThatThrownBy(() -> leaveOneOut.residuals(0.99 * least)).isInstanceOf(NotPositiveDefiniteException.class);
        assertThat(leaveOneOut.meanDiagonal()).isCloseTo(0x1p19, within(0x1p-30));
        assertThat(LeaveOneOut.of(new Gaussian(1), context).leastRidge()).isZero();
    }

    @Example
    void refusesRidgesBelowItsPrecision() {
        double[][] x = {{0}, {1}, {1}};
        LeaveOneOut leaveOneOut = LeaveOneOut.of(new Gaussian(1), Context.of(x, new double[] {1, 2, 3}));
        assertThatThrownBy(() -> leaveOneOut.residuals(0))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("use a ridge above");
        assertThatThrownBy(() -> leaveOneOut.residuals(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(leaveOneOut.leastRidge()).isBetween(0.0, 1e-14);
        assertThat(leaveOneOut.rootMeanSquaredError(2 * leaveOneOut.leastRidge() + 1e-15))
                .isFinite();
        assertThatThrownBy(() -> LeaveOneOut.of(
                        new Gaussian(1),
                        Context.of(
                                Points.ofRows("x", 200_000, 1, new double[200_000]),
                                Points.ofRows("y", 200_000, 1, new double[200_000]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use fewer points");
    }

    /** x = 1000..1010, y = x - 1000 under linear + 1: a ridge of 1e-7 leaves 0.004, one of 1e-8 times the mean diagonal 3.45. */
    @Example
    void ridgesAreSearchedAsLowAsArithmeticAllows() {
        double[][] x = new double[11][1];
        double[] y = new double[11];
        for (int i = 0; i < 11; i++) {
            x[i][0] = 1000 + i;
            y[i] = i;
        }
        KernelSelection.Choice choice = KernelSelection.of(l -> new Linear().plus(new Constant(1)))
                .withLengthScale(1.0)
                .choose(Context.of(x, y));
        assertThat(choice.looRmse()).isLessThan(0.02);
        assertThat(choice.learner().ridge()).isEqualTo(choice.ridge());
    }

    /** The influence matrix A, column by column from fits to unit targets: GCV = rms((I - A) y) / (tr(I - A) / n). */
    @Example
    void theGeneralisedErrorIsThatOfTheInfluenceMatrix() {
        int n = 9;
        double[][] x = new double[n][1];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = 0.4 * i;
            y[i] = 5 + Math.sin(1.3 * i);
        }
        for (boolean centred : new boolean[] {false, true}) {
            KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.3).withCentredTargets(centred);
            double trace = 0;
            for (int j = 0; j < n; j++) {
                double[] unit = new double[n];
                unit[j] = 1;
                trace += 1 - learner.fit(x, unit).predict(x)[j];
            }
            double[] fitted = learner.fit(x, y).predict(x);
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += (y[i] - fitted[i]) * (y[i] - fitted[i]);
            }
            double expected = Math.sqrt(squares / n) / (trace / n);
            double error = LeaveOneOut.of(new Gaussian(1), Context.of(x, y))
                    .withCentredTargets(centred)
                    .generalisedError(0.3);
            // The condition number of K + 0.3 I is below 40, targets are below 6.
            assertThat(error).isCloseTo(expected, within(n * 40 * Math.ulp(6.0)));
        }
    }
}
