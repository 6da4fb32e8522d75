package org.icl4j.solvers.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.icl4j.core.Context;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSelectionTest {

    /** y = sin(2 x_0) + noise of deviation 0.1. */
    private static Context wave(long seed, int n, int d, double noise) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = randoms.split("x").gaussians(n, d);
        double[] e = randoms.split("noise").gaussians(n);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = 5 + Math.sin(2 * x[i][0]) + noise * e[i];
        }
        return Context.of(x, y);
    }

    @Test
    void isAsGoodAsADenseGrid() {
        Context context = wave(1, 60, 1, 0.1);
        KernelSelection.Choice choice =
                KernelSelection.gaussian().withCentredTargets(true).choose(context);
        double best = Double.POSITIVE_INFINITY;
        for (double l = 0.05; l < 20; l *= 1.25) {
            LeaveOneOut errors = LeaveOneOut.of(new Gaussian(l), context).withCentredTargets(true);
            for (double r = 1e-6; r < 100; r *= 1.3) {
                best = Math.min(best, errors.rootMeanSquaredError(r));
            }
        }
        // The dense grid misses the minimum by as much as the search's own precision; both see the same flat valley.
        assertThat(choice.looRmse()).isLessThan(1.002 * best);
        assertThat(choice.looRmse())
                .isEqualTo(LeaveOneOut.of(choice.kernel(), context)
                        .withCentredTargets(true)
                        .rootMeanSquaredError(choice.ridge()));
        assertThat(choice.rowsUsed()).isEqualTo(60);
        assertThat(choice.kernel()).isEqualTo(new Gaussian(choice.lengthScale()));
        assertThat(choice.explanation()).contains("length scale", "ridge", "60 of 60 rows");
    }

    /** The length scales that a search tries, in order. */
    private static List<Double> tried(KernelSelection selection, Context context) {
        List<Double> scales = new ArrayList<>();
        new KernelSelection(
                        l -> {
                            scales.add(l);
                            return selection.family().apply(l);
                        },
                        selection.maxRows(),
                        selection.seed(),
                        selection.centredTargets(),
                        null,
                        null,
                        selection.progress())
                .choose(context);
        return scales;
    }

    @Test
    void theGridIsCentredOnTheMedianDistance() {
        int n = 700;
        Context context = wave(9, n, 2, 0.1);
        double[][] x = context.inputs().toRows();
        x[7] = x[5].clone(); // a distance of 0 does not count
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < i; j++) {
                double distance = Examples.norm(Examples.minus(x[i * n / 300], x[j * n / 300]));
                if (distance > 0) {
                    distances.add(distance);
                }
            }
        }
        distances.sort(null);
        double median = (distances.get((distances.size() - 1) / 2) + distances.get(distances.size() / 2)) / 2;
        List<Double> scales = tried(
                KernelSelection.gaussian()
                        .withCentredTargets(true)
                        .withProgress((stage, done, total, value) -> done < 9),
                Context.of(Points.of("x", x), context.targets()));
        for (int i = 0; i < 9; i++) {
            assertThat(scales.get(i)).isCloseTo(median * Math.pow(2, i - 4), within(1e-14 * median * 16));
        }
    }

    @Test
    void theGridIsSearchedOnEverySoManiethRowAndTheRestOnAll() {
        int n = 450;
        Context context = wave(10, n, 1, 0.1);
        int[] chosen = new int[300];
        Arrays.setAll(chosen, i -> i * n / 300);
        List<Double> errors = new ArrayList<>();
        List<Double> ofChosen = new ArrayList<>();
        KernelSelection.Choice choice = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withProgress((stage, done, total, value) -> errors.add(value))
                .choose(context);
        KernelSelection.gaussian()
                .withCentredTargets(true)
                .withProgress((stage, done, total, value) -> {
                    ofChosen.add(value);
                    return done < 9;
                })
                .choose(context.select(chosen));
        assertThat(errors.subList(0, 9)).isEqualTo(ofChosen);
        assertThat(choice.rowsUsed()).isEqualTo(n);
        assertThat(choice.looRmse())
                .isEqualTo(LeaveOneOut.of(choice.kernel(), context)
                        .withCentredTargets(true)
                        .rootMeanSquaredError(choice.ridge()));
    }

    /** A trend and a weak wave: half of the rows find the wave not worth its freedoms, all of them do. */
    @Test
    void searchesTheBasinThatFewRowsDoNotChoose() {
        int n = 600;
        Randoms randoms = Randoms.of(21);
        double[] noise = randoms.gaussians(n);
        double[][] x = new double[n][1];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = i * 0.6180339887498949 % 1;
            y[i] = Math.sin(3 * x[i][0]) + 0.12 * Math.sin(2 * Math.PI * 12 * x[i][0]) + 0.3 * noise[i];
        }
        Context context = Context.of(x, y);
        double best = Double.POSITIVE_INFINITY;
        double longBasin = Double.POSITIVE_INFINITY;
        for (double l : new double[] {0.05, 0.06, 0.6, 1}) {
            LeaveOneOut errors = LeaveOneOut.of(new Gaussian(l), context).withCentredTargets(true);
            for (double r = 0.01; r < 100; r *= 2) {
                double error = errors.rootMeanSquaredError(r);
                best = Math.min(best, error);
                longBasin = l < 0.2 ? longBasin : Math.min(longBasin, error);
            }
        }
        KernelSelection.Choice choice =
                KernelSelection.gaussian().withCentredTargets(true).choose(context);
        assertThat(longBasin).isGreaterThan(1.003 * best);
        assertThat(choice.looRmse()).isLessThan(1.001 * best);
        assertThat(choice.lengthScale()).isLessThan(0.1);
        // And the rows that the first search is on choose the other basin.
        Context few = context.select(IntStream.range(0, 300).map(i -> 2 * i).toArray());
        assertThat(KernelSelection.gaussian()
                        .withCentredTargets(true)
                        .choose(few)
                        .lengthScale())
                .isGreaterThan(0.2);
    }

    @Test
    void saysThatATargetIsConstant() {
        Context context =
                Context.of(new double[][] {{0}, {1}, {2}, {4}}, new double[][] {{3, 1}, {3, 2}, {3, 3}, {3, 5}});
        assertThat(KernelSelection.gaussian()
                        .withCentredTargets(true)
                        .choose(context)
                        .explanation())
                .contains("target 0 is constant, 3.0: there is nothing to choose by")
                .doesNotContain("target 1");
    }

    @Test
    void saysWhereAChoiceEndsAtABorder() {
        double[][] x = new double[12][1];
        double[] y = new double[12];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = i;
            y[i] = 2 * i;
        }
        // A straight line: the longer the length scale and the smaller the ridge the better.
        assertThat(KernelSelection.gaussian().choose(Context.of(x, y)).explanation())
                .contains("a smaller one may be better");
        assertThat(KernelSelection.gaussian()
                        .withRidge(1e-6)
                        .choose(Context.of(x, y))
                        .explanation())
                .doesNotContain("a smaller one");
        assertThat(KernelSelection.gaussian().choose(wave(1, 60, 1, 0.1)).explanation())
                .doesNotContain("may be better");
    }

    /** Brent's method ends within about 3 of its tolerances, which are 0.02 and 0.03 in the logarithm. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theChoiceIsALeastErrorAndNotAGridPoint(long seed) {
        Context context = wave(seed, 40, 1, 0.2);
        KernelSelection selection = KernelSelection.gaussian().withCentredTargets(true);
        LeaveOneOut errors = LeaveOneOut.of(new Gaussian(0.9), context).withCentredTargets(true);
        double ridge = selection.withLengthScale(0.9).choose(context).ridge();
        double best = argmin(Math.log(ridge), 2, l -> errors.rootMeanSquaredError(Math.exp(l)));
        assertThat(Math.log(ridge)).isCloseTo(best, within(3 * 0.02 + 0.01));

        KernelSelection.Choice choice = selection.choose(context);
        double scale = argmin(
                Math.log(choice.lengthScale()),
                0.7,
                l -> selection.withLengthScale(Math.exp(l)).choose(context).looRmse());
        assertThat(Math.log(choice.lengthScale())).isCloseTo(scale, within(3 * 0.03 + 0.01));
    }

    private static double argmin(double centre, double radius, DoubleUnaryOperator error) {
        double best = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (double v = centre - radius; v <= centre + radius; v += 0.01) {
            double e = error.applyAsDouble(v);
            if (e < least) {
                least = e;
                best = v;
            }
        }
        return best;
    }

    @Test
    void theRidgeFollowsTheKernelsScale() {
        Context context = wave(11, 60, 1, 0.1);
        KernelSelection.Choice one = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withLengthScale(0.8)
                .choose(context);
        for (double scale : new double[] {0x1p-30, 0x1p30}) {
            KernelSelection.Choice scaled = KernelSelection.of(l -> new Gaussian(l).scaled(scale))
                    .withCentredTargets(true)
                    .withLengthScale(0.8)
                    .choose(context);
            assertThat(scaled.ridge() / scale).isCloseTo(one.ridge(), within(0.05 * one.ridge()));
            assertThat(scaled.looRmse()).isCloseTo(one.looRmse(), within(1e-4 * one.looRmse()));
        }
    }

    @Test
    void generalisesFromASubset() {
        Context context = wave(2, 640, 2, 0.1);
        KernelSelection selection = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withMaxRows(320)
                .withSeed(7);
        KernelSelection.Choice choice = selection.choose(context);
        assertThat(choice.rowsUsed()).isEqualTo(320);
        assertThat(choice.explanation()).contains("320 of 640 rows", "seed 7");

        KernelRidgeModel model = KernelRidge.of(choice.kernel(), choice.ridge())
                .withCentredTargets(true)
                .fit(context);
        Context clean = wave(3, 300, 2, 0);
        double error = Metrics.rootMeanSquaredError(
                model.predict(clean.inputs()).toRowMajor(), clean.targets().toRowMajor());
        // The signal's deviation is 0.7 and the noise's 0.1: a sensible choice averages part of the noise away.
        assertThat(error).isLessThan(0.1);
    }

    @Test
    void theSameSeedGivesTheSameChoice() {
        Context context = wave(8, 60, 2, 0.1);
        KernelSelection selection = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withMaxRows(40)
                .withSeed(7);
        assertThat(selection.choose(context)).isEqualTo(selection.choose(context));
        assertThat(selection.withSeed(8).choose(context)).isNotEqualTo(selection.choose(context));
    }

    @Test
    void keepsWhatIsGiven() {
        Context context = wave(4, 60, 1, 0.1);
        KernelSelection selection = KernelSelection.gaussian().withCentredTargets(true);
        assertThat(selection.withLengthScale(0.8).choose(context).lengthScale()).isEqualTo(0.8);
        assertThat(selection.withRidge(0.3).choose(context).ridge()).isEqualTo(0.3);
        KernelSelection.Choice both =
                selection.withLengthScale(0.8).withRidge(0.3).choose(context);
        assertThat(both.looRmse())
                .isEqualTo(LeaveOneOut.of(new Gaussian(0.8), context)
                        .withCentredTargets(true)
                        .rootMeanSquaredError(0.3));
        assertThat(both.explanation())
                .startsWith("length scale 0.8000 (given), ridge 0.3000 (given): ")
                .doesNotContain("median", "seed");
        assertThat(selection.choose(context).explanation())
                .contains("(median distance ")
                .doesNotContain("given", "seed");
    }

    @Test
    void theUnitsOfTheInputsCarryOver() {
        Context context = wave(5, 80, 1, 0.1);
        double[][] metres = context.inputs().toRows();
        for (double[] row : metres) {
            row[0] *= 1024; // a power of two: the same digits
        }
        KernelSelection.Choice choice =
                KernelSelection.gaussian().withCentredTargets(true).choose(context);
        KernelSelection.Choice scaled = KernelSelection.gaussian()
                .withCentredTargets(true)
                .choose(Context.of(metres, context.targets().column(0)));
        assertThat(scaled.lengthScale() / 1024).isCloseTo(choice.lengthScale(), within(0.05 * choice.lengthScale()));
        assertThat(scaled.looRmse()).isCloseTo(choice.looRmse(), within(1e-3 * choice.looRmse()));
    }

    @Test
    void progressIsToldAndCanStop() {
        List<Double> errors = new ArrayList<>();
        KernelSelection.Choice choice = KernelSelection.gaussian()
                .withCentredTargets(true)
                .withProgress((stage, done, total, value) -> {
                    errors.add(value);
                    return done < 3;
                })
                .choose(wave(6, 50, 1, 0.1));
        assertThat(errors).hasSize(3);
        assertThat(choice.looRmse()).isEqualTo(errors.get(2));
        assertThat(choice.explanation()).contains("stopped early");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void fewOrEqualPairsGiveAClearChoice(int n) {
        Randoms randoms = Randoms.of(n);
        double[][] x = randoms.gaussians(n, 1);
        double[] y = randoms.gaussians(n);
        double[][] equal = new double[n][1];
        double[] constant = new double[n];
        Arrays.fill(constant, 7);
        for (Context context : List.of(Context.of(x, y), Context.of(equal, y), Context.of(x, constant))) {
            KernelSelection.Choice choice =
                    KernelSelection.gaussian().withCentredTargets(true).choose(context);
            assertThat(choice.lengthScale()).isPositive().isFinite();
            assertThat(choice.ridge()).isPositive().isFinite();
            assertThat(choice.looRmse()).isBetween(0.0, 10.0);
            KernelRidgeModel model = KernelRidge.of(choice.kernel(), choice.ridge())
                    .withCentredTargets(true)
                    .fit(context);
            // A backward stable solve leaves c n eps |K| / r, and |K| is at most n.
            double rounding = 10 * n * Math.ulp(1.0) * n / choice.ridge();
            assertThat(model.report().relativeResidual()).isLessThan(Math.max(1e-6, rounding));
        }
    }

    @Test
    void refusesBadInput() {
        KernelSelection selection = KernelSelection.gaussian().withCentredTargets(true);
        Context one = Context.of(new double[][] {{1}}, new double[] {1});
        assertThatThrownBy(() -> selection.choose(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> selection.withMaxRows(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> selection.withLengthScale(-1.0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> selection.withRidge(-1.0)).isInstanceOf(IllegalArgumentException.class);
        Context duplicates = Context.of(new double[][] {{1}, {1}, {2}}, new double[] {1, 2, 3});
        assertThatThrownBy(() -> selection.withRidge(0.0).choose(duplicates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ridge 0.0");
        assertThat(selection.choose(duplicates).looRmse()).isFinite();
        Context equal = Context.of(new double[][] {{1}, {1}, {1}}, new double[] {1, 2, 3});
        assertThat(selection.choose(equal).looRmse()).isFinite();
    }
}
