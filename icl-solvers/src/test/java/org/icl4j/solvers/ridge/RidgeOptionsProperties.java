package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.internal.Examples;

/** Each option of kernel ridge regression against the dense equations that it stands for, solved by EJML. */
class RidgeOptionsProperties {

    private static final Kernel KERNEL = new Gaussian(1);

    /** (K + D) a = y by LU. */
    private static double[] dense(Kernel kernel, double[][] x, double[] d, double[] y) {
        double[][] k = Examples.gram(kernel, x, x, 0);
        for (int i = 0; i < d.length; i++) {
            k[i][i] += d[i];
        }
        return Examples.solve(k, y);
    }

    private static double[] uniform(Randoms randoms, int n, double low, double high) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> randoms.uniform(low, high));
        return values;
    }

    @Property(tries = 40)
    void weightsAndNoiseStandOnTheDiagonal(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
        Context context = Examples.context(seed, n, 3, 2);
        Randoms randoms = Randoms.of(seed).split("options");
        double[] w = uniform(randoms, n, 0.2, 3);
        double[] v = uniform(randoms, n, 0, 0.5);
        double ridge = 0.3;
        double[] d = new double[n];
        Arrays.setAll(d, i -> ridge / w[i] + v[i]);
        KernelRidgeModel model =
                KernelRidge.of(KERNEL, ridge).withWeights(w).withNoise(v).fit(context);
        double tolerance = Examples.solveTolerance(n, (n + 2) / 0.1);
        for (int j = 0; j < 2; j++) {
            double[] expected = dense(
                    KERNEL, context.inputs().toRows(), d, context.targets().column(j));
            assertThat(Examples.relativeError(model.dualCoefficients().column(j), expected))
                    .isLessThan(tolerance);
        }
        assertThat(model.report().converged()).isTrue();
    }

    /** A weight of 2 is the row twice, with its mean target. */
    @Property(tries = 30)
    void aWeightIsAsManyRows(@ForAll long seed, @ForAll boolean centred) {
        int n = 12;
        Context context = Examples.context(seed, n, 2, 1);
        int[] twice = new int[n + 4];
        double[] w = new double[n];
        for (int i = 0; i < n + 4; i++) {
            twice[i] = i % n;
            w[i % n]++;
        }
        Points queries = Points.of("q", Randoms.of(seed).split("q").gaussians(5, 2));
        KernelRidge learner = KernelRidge.of(KERNEL, 0.2).withCentredTargets(centred);
        double[] expected = learner.fit(context.select(twice)).predict(queries).column(0);
        double[] actual = learner.withWeights(w).fit(context).predict(queries).column(0);
        assertThat(Examples.relativeError(actual, expected)).isLessThan(Examples.solveTolerance(n + 4, (n + 4) / 0.1));
    }

    @Property(tries = 20)
    void aRowOfWeightZeroIsNotThere(@ForAll long seed) {
        Context context = Examples.context(seed, 10, 2, 1);
        double[] w = {1, 0, 1, 1, 0, 1, 1, 1, 1e-320, 1};
        KernelRidgeModel model = KernelRidge.of(KERNEL, 0.2).withWeights(w).fit(context);
        KernelRidgeModel without = KernelRidge.of(KERNEL, 0.2).fit(context.select(0, 2, 3, 5, 6, 7, 9));
        assertThat(model.dualCoefficients().select(0, 2, 3, 5, 6, 7, 9)).isEqualTo(without.dualCoefficients());
        assertThat(model.dualCoefficients().get(1, 0)).isZero();
        assertThat(model.contextSize()).isEqualTo(10);
    }

    @Property(tries = 20)
    void aRidgeForEachTargetIsThatManyFits(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 14) int t, @ForAll boolean weighted) {
        int n = 25;
        Context context = Examples.context(seed, n, 2, t);
        Randoms randoms = Randoms.of(seed).split("options");
        double[] ridges = uniform(randoms, t, 0.05, 2);
        double[] w = weighted ? uniform(randoms, n, 0.5, 2) : null;
        KernelRidgeModel all =
                KernelRidge.of(KERNEL, 1).withRidges(ridges).withWeights(w).fit(context);
        assertThat(all.report().method())
                .startsWith(
                        t > RidgeFit.FACTORISATIONS
                                ? "eigendecomposition, for " + t + " ridges"
                                : "Cholesky, for " + t);
        for (int j = 0; j < t; j++) {
            Context one = Context.of(
                    context.inputs(), Points.ofColumn("y", context.targets().column(j)));
            double[] expected = KernelRidge.of(KERNEL, ridges[j])
                    .withWeights(w)
                    .fit(one)
                    .dualCoefficients()
                    .column(0);
            assertThat(Examples.relativeError(all.dualCoefficients().column(j), expected))
                    .isLessThan(Examples.solveTolerance(n, 2 * n / 0.05));
        }
    }

    @Example
    void standardisedInputsAreKeptInTheModelAndItsBytes() {
        double[][] x = Randoms.of(3).gaussians(30, 2);
        for (double[] row : x) {
            row[1] = 1000 * row[1] + 5;
        }
        double[] y = new double[30];
        Arrays.setAll(y, i -> Math.sin(x[i][0]) + x[i][1] / 1000);
        KernelRidgeModel model = KernelRidge.of(KERNEL, 0.01).standardised().fit(x, y);
        Points raw = Points.of("x", x);
        Scaling scaling = Scaling.standardising(raw);
        double[] byHand = KernelRidge.of(KERNEL, 0.01)
                .fit(scaling.apply(raw), Points.ofColumn("y", y))
                .predict(scaling.apply(raw))
                .column(0);
        assertThat(model.predict(x)).isEqualTo(byHand);
        assertThat(KernelRidgeModel.load(model.toBytes()).predict(x)).isEqualTo(byHand);
        assertThat(model.scaling()).contains(scaling);
    }

    @Example
    void severalRidgesAreKeptInTheBytes() {
        Context context = Examples.context(2, 9, 2, 3);
        KernelRidgeModel model =
                KernelRidge.of(KERNEL, 1).withRidges(0.1, 0.2, 0.1).fit(context);
        KernelRidgeModel read = KernelRidgeModel.load(model.toBytes());
        assertThat(read.ridges()).containsExactly(0.1, 0.2, 0.1);
        assertThat(read.dualCoefficients()).isEqualTo(model.dualCoefficients());
    }

    @Property(tries = 40)
    void theFactorSolvesAndKnowsDeterminantAndInverse(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        Context context = Examples.context(seed, n, 2, 1);
        double[] d = uniform(Randoms.of(seed).split("d"), n, 0.1, 1);
        KernelFactor factor = KernelFactor.of(KERNEL, context.inputs(), d);
        double[] y = context.targets().column(0);
        double[][] x = context.inputs().toRows();
        double tolerance = Examples.solveTolerance(n, (n + 1) / 0.1);
        assertThat(Examples.relativeError(factor.solve(y), dense(KERNEL, x, d, y)))
                .isLessThan(tolerance);
        assertThat(Examples.relativeError(factor.times(factor.solve(y)), y)).isLessThan(tolerance);
        double[] inverse = new double[n];
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1;
            inverse[i] = dense(KERNEL, x, d, unit)[i];
        }
        assertThat(Examples.relativeError(factor.inverseDiagonal(), inverse)).isLessThan(tolerance);
        // log |C| by adding points one by one: each adds the logarithm of its pivot.
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            int size = i + 1;
            double[] unit = new double[size];
            unit[i] = 1;
            double pivot = 1 / dense(KERNEL, Arrays.copyOf(x, size), Arrays.copyOf(d, size), unit)[i];
            logDeterminant += Math.log(pivot);
        }
        assertThat(factor.logDeterminant()).isCloseTo(logDeterminant, within(n * tolerance));
    }

    @Property(tries = 60)
    void pointsComeAndGoAsIfFittedAnew(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 25) int n,
            @ForAll @IntRange(min = 0, max = 24) int index) {
        int gone = index % n;
        Context context = Examples.context(seed, n, 2, 2);
        KernelRidge learner = KernelRidge.of(KERNEL, 0.1);
        KernelRidgeModel model = learner.keepingFactor().fit(context);
        int[] left = IntStream.range(0, n).filter(i -> i != gone).toArray();
        double tolerance = Examples.solveTolerance(n, (n + 1) / 0.1);
        KernelRidgeModel dropped = model.drop(gone);
        KernelRidgeModel fresh = learner.fit(context.select(left));
        assertThat(dropped.inputs()).isEqualTo(fresh.inputs());
        assertThat(Examples.relativeError(
                        dropped.dualCoefficients().toRowMajor(),
                        fresh.dualCoefficients().toRowMajor()))
                .isLessThan(tolerance);
        KernelRidgeModel back =
                dropped.append(context.inputs().row(gone), context.targets().row(gone));
        int[] order = Arrays.copyOf(left, n);
        order[n - 1] = gone;
        assertThat(Examples.relativeError(
                        back.dualCoefficients().toRowMajor(),
                        learner.fit(context.select(order)).dualCoefficients().toRowMajor()))
                .isLessThan(tolerance);
        assertThat(back.report().relativeResidual()).isLessThan(tolerance);
    }

    @Property(tries = 30)
    void theStandardDeviationIsTheSchurComplementsRoot(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        Context context = Examples.context(seed, n, 2, 1);
        double[][] q = Randoms.of(seed).split("q").gaussians(4, 2);
        KernelRidgeModel model = KernelRidge.of(KERNEL, 0.1).keepingFactor().fit(context);
        double[] deviations = model.standardDeviation(Points.of("q", q));
        double[][] covariance =
                model.factor().orElseThrow().covariance(Points.of("q", q)).toRows();
        double[][] k = Examples.gram(KERNEL, context.inputs().toRows(), q, 0);
        double[] d = new double[n];
        Arrays.fill(d, 0.1);
        for (int j = 0; j < q.length; j++) {
            double[] kj = Examples.column(k, j);
            double[] solved = dense(KERNEL, context.inputs().toRows(), d, kj);
            for (int i = 0; i < q.length; i++) {
                double expected = KERNEL.value(q[i], q[j]) - Examples.dot(Examples.column(k, i), solved);
                assertThat(covariance[i][j]).isCloseTo(expected, within(Examples.solveTolerance(n, (n + 1) / 0.1)));
            }
            assertThat(deviations[j] * deviations[j]).isCloseTo(covariance[j][j], within(1e-14));
        }
    }

    /** At the context's own points with a tiny ridge the variance is rounding: never negative, never NaN. */
    @Example
    void theStandardDeviationIsNeverNegative() {
        Context context = Examples.context(5, 60, 1, 1);
        KernelRidgeModel model = KernelRidge.of(KERNEL, 1e-12).keepingFactor().fit(context);
        for (double deviation : model.standardDeviation(context.inputs())) {
            assertThat(deviation).isBetween(0.0, 1e-5);
        }
    }

    @Example
    void whatDoesNotFitIsRefusedByName() {
        Context context = Examples.context(1, 5, 2, 2);
        KernelRidge learner = KernelRidge.of(KERNEL, 1);
        refused(() -> learner.withWeights(new double[] {1, -1}), "weights[1]");
        refused(() -> learner.withWeights(new double[3]), "weights: are all 0");
        refused(() -> learner.withWeights(new double[] {1, 2}).fit(context), "weights", "5");
        refused(() -> learner.withNoise(new double[] {1, Double.NaN}), "noise[1]");
        refused(() -> learner.withNoise(new double[] {1}).fit(context), "noise", "5");
        refused(() -> learner.withRidges(1, 2, 3).fit(context), "ridges", "one for each");
        refused(() -> learner.withRidges(), "ridges");
        refused(() -> learner.withRidges(1, -2), "ridges[1]");
        assertThatThrownBy(() -> learner.fit(context).standardDeviation(context.inputs()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keepingFactor");
    }

    /** Inputs of size 1e6: the rounding of the linear kernel's matrix, n eps |K|, is near the ridge, and the report says so. */
    @Example
    void aRidgeNearTheRoundingIsNotCalledConverged() {
        double[][] x = Randoms.of(4).gaussians(10, 2);
        double[] y = Randoms.of(5).gaussians(10);
        for (double[] row : x) {
            row[0] *= 1e6;
            row[1] *= 1e6;
        }
        var report = KernelRidge.of(new Linear(), 3).fit(x, y).report();
        assertThat(report.relativeResidual()).isBetween(1e-6, 1e-2);
        assertThat(report.converged()).isFalse();
        assertThat(report.method()).contains("the ridge is 3.00").contains("n eps |K| = 0.0");
        assertThat(KernelRidge.of(new Linear(), 1e6).fit(x, y).report().converged())
                .isTrue();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... texts) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(texts);
    }
}
