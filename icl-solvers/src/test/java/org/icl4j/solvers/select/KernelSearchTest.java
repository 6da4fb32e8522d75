package org.icl4j.solvers.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.AnisotropicGaussian;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Constant;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;

class KernelSearchTest {

    private static DifferentiableKernel kernel(int which) {
        return switch (which) {
            case 0 -> new Gaussian(0.9);
            case 1 -> new AnisotropicMatern(2.5, 0.7, 1.6);
            default ->
                DifferentiableKernel.of(new AnisotropicGaussian(1, 2).times(new Linear().plus(new Constant(0.7))));
        };
    }

    /** With every row twice the likelihood has no greatest value: a noise of 0 explains that copies agree. */
    @Example
    void copiesOfRowsCountOnce() {
        Randoms randoms = Randoms.of(11);
        double[] x = randoms.gaussians(60);
        double[] y = Arrays.stream(x)
                .map(v -> Math.sin(2 * v) + 0.3 * randoms.gaussian())
                .toArray();
        Context once = Context.of(Points.ofColumn("x", x), Points.ofColumn("y", y));
        Context twice = once.select(IntStream.range(0, 120).map(i -> i % 60).toArray());
        KernelSearch search = KernelSearch.of(new Gaussian(1));

        KernelSearch.Choice choice = search.choose(twice);

        assertThat(choice.kernel()).isEqualTo(search.choose(once).kernel());
        assertThat(choice.ridge()).isEqualTo(search.choose(once).ridge()).isGreaterThan(1e-3);
        assertThat(choice.rowsUsed()).isEqualTo(60);
        assertThat(GaussianProcess.tuned(Matern.ard(2.5))
                        .fit(twice)
                        .predict(once.inputs())
                        .size())
                .isEqualTo(60);
    }

    /** The same kernel as one written out for the width, whatever the width; and the file holds it. */
    @Example
    void kernelsWithALengthScalePerColumnAreTunedAndSaved() {
        for (IntFunction<DifferentiableKernel> ard : List.of(Gaussian.ard(), Matern.ard(2.5))) {
            for (int d = 1; d <= 3; d++) {
                Context context = Examples.context(7, 40, d, 1);
                Points queries = Points.of("q", Randoms.of(8).gaussians(5, d));
                KernelRidgeModel model = KernelRidge.tuned(ard).standardised().fit(context);
                double[] ones = new double[d];
                Arrays.fill(ones, 1);
                Kernel written = ard.apply(d) instanceof Matern || ard.apply(d) instanceof AnisotropicMatern
                        ? (d == 1 ? new Matern(2.5, 1) : new AnisotropicMatern(2.5, ones))
                        : (d == 1 ? new Gaussian(1) : new AnisotropicGaussian(ones));
                assertThat(ard.apply(d)).isEqualTo(written);
                double[] answers = model.predict(queries).toRowMajor();
                assertThat(answers)
                        .containsExactly(KernelRidge.tuned(written)
                                .standardised()
                                .fit(context)
                                .predict(queries)
                                .toRowMajor());
                KernelRidgeModel loaded = KernelRidgeModel.load(model.toBytes());
                assertThat(loaded.kernel()).isEqualTo(model.kernel());
                assertThat(loaded.predict(queries).toRowMajor()).containsExactly(answers);
            }
            assertThatThrownBy(() -> ard.apply(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("width");
        }
        assertThatThrownBy(() -> Matern.ard(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nu");
    }

    /**
     * A wave along the second column, six a unit, is noise to 60 rows, and a search that begins there ends at long length scales, some 300
     * below; one that begins on all rows finds it from its own starts, as the search from the truth does. Each ends within 1e-5 a row of its optimum, or
     * 0.03 in all with ten such steps left. (With the draws 0 and 1 both end at long length scales.)
     */
    @Example
    void moreFirstRowsFindTheGreaterOfTwoOptima() {
        for (long seed = 2; seed <= 3; seed++) {
            Randoms randoms = Randoms.of(seed);
            Points x = Points.of("x", randoms.gaussians(300, 2));
            double[] y = IntStream.range(0, 300)
                    .mapToDouble(
                            i -> Math.sin(x.get(i, 0)) + 0.5 * Math.sin(6 * x.get(i, 1)) + 0.1 * randoms.gaussian())
                    .toArray();
            Context context = Context.of(x, Points.ofColumn("y", y));
            KernelSearch search = KernelSearch.of(new AnisotropicGaussian(1, 1)).withRestarts(0);

            double few = search.withFirstRows(60).choose(context).value();
            double whole = search.withFirstRows(300).choose(context).value();
            double truth = KernelSearch.of(new AnisotropicGaussian(1, 0.2))
                    .startingAt(0.01)
                    .choose(context)
                    .value();

            assertThat(few).isLessThan(truth - 100);
            assertThat(whole).isCloseTo(truth, within(300 * 1e-5 * 10));
            assertThat(GaussianProcess.of(new AnisotropicGaussian(1, 1), 0.05)
                            .optimised()
                            .fit(context)
                            .choice()
                            .orElseThrow()
                            .value())
                    .isGreaterThan(few + 100);
            assertThatThrownBy(() -> search.withFirstRows(1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** All of a small table; of a large one a third within bounds. */
    @Example
    void rowsOfASearch() {
        assertThat(IntStream.of(2, 1000, 3000, 4500, 6000, 1_000_000).map(KernelSearch::mostRows))
                .containsExactly(1000, 1000, 1000, 1500, 2000, 2000);
    }

    /** Central differences of step h have an error of h^2 and eps / h: 1e-9 for h = 1e-5. */
    @Property(tries = 30)
    void gradientsAreCentralDifferences(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 2) int which,
            @ForAll Criterion criterion,
            @ForAll boolean centred,
            @ForAll @IntRange(min = 1, max = 3) int t) {
        Context context = Examples.context(seed, 14, 2, t);
        GramObjective objective = new GramObjective(criterion, context, centred);
        Hyperparameters space = Hyperparameters.of(kernel(which));
        double[] theta = space.theta();
        double ridge = 0.3;
        double h = 1e-5;
        GramObjective.Value value = objective.at(space.kernel(), ridge);
        double tolerance = 1e-6;
        for (int q = 0; q < theta.length; q++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[q] += h;
            down[q] -= h;
            double slope = (objective.at(space.at(up), ridge).f()
                            - objective.at(space.at(down), ridge).f())
                    / (2 * h);
            assertThat(value.kernelGradient()[q]).isCloseTo(slope, within(tolerance));
        }
        double slope = (objective.at(space.kernel(), ridge * Math.exp(h)).f()
                        - objective.at(space.kernel(), ridge * Math.exp(-h)).f())
                / (2 * h);
        assertThat(value.ridgeGradient()).isCloseTo(slope, within(tolerance));
    }

    /** The formulas against dense linear algebra by EJML. */
    @Property(tries = 20)
    void valuesAreTheirDefinitions(@ForAll long seed) {
        int n = 9;
        Context context = Examples.context(seed, n, 2, 1);
        double[][] c = Examples.gram(
                new Gaussian(1), context.inputs().toRows(), context.inputs().toRows(), 0.2);
        double[] y = context.targets().column(0);
        double[] a = Examples.solve(c, y);
        double logDeterminant = Math.log(CommonOps_DDRM.det(new DMatrixRMaj(c)));
        double scale = Examples.dot(y, a) / n;
        double expected = 0.5 * Math.log(scale) + logDeterminant / (2 * n);
        assertThat(new GramObjective(Criterion.MARGINAL_LIKELIHOOD, context, false)
                        .at(new Gaussian(1), 0.2)
                        .f())
                .isCloseTo(expected, within(1e-10));
        double error = LeaveOneOut.of(new Gaussian(1), context).rootMeanSquaredError(0.2);
        assertThat(new GramObjective(Criterion.LEAVE_ONE_OUT, context, false)
                        .at(new Gaussian(1), 0.2)
                        .error())
                .isCloseTo(error, within(1e-10 * error));
    }

    private static Context wavy(int n, double noise) {
        double[][] x = Randoms.of(7).gaussians(n, 3);
        double[] e = Randoms.of(8).gaussians(n);
        double[] y = new double[n];
        Arrays.setAll(y, i -> 1000 + Math.sin(2 * x[i][0]) + 0.3 * x[i][1] + noise * e[i]);
        return Context.of(x, y);
    }

    /** The second column matters little, the third not at all; the noise's share of the variance is known. */
    @Example
    void findsWhatMatters() {
        for (Criterion criterion : Criterion.values()) {
            KernelSearch.Choice choice = KernelSearch.of(new AnisotropicGaussian(1, 1, 1))
                    .by(criterion)
                    .choose(wavy(250, 0.1));
            double[] scales = ((AnisotropicGaussian) choice.kernel()).lengthScales();
            assertThat(scales[1]).isGreaterThan(2 * scales[0]);
            assertThat(scales[2]).isGreaterThan(5 * scales[0]);
            if (criterion == Criterion.MARGINAL_LIKELIHOOD) {
                assertThat(Math.sqrt(choice.ridge() * choice.scale())).isCloseTo(0.1, within(0.02));
            } else {
                assertThat(choice.value()).isCloseTo(0.11, within(0.02));
            }
        }
    }

    /** From where a search ended, the same search ends there again; from anywhere it is never worse than where it began. */
    /** Here the likelihood rises from ridge 1e-4 to 1e-2 by too little for a step of log r to be worth taking, but it rises. */
    @Example
    void aSearchDoesNotRestAtASmallRidgeWhereALargerOneIsBetter() {
        Randoms randoms = Randoms.of(6);
        int n = 200;
        int d = 6;
        double[][] x = randoms.gaussians(n, d);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                y[i] += Math.sin((1 + 0.3 * k) * x[i][k] + (k > 0 ? x[i][k - 1] : 0));
            }
            y[i] += 0.5 * randoms.gaussian();
        }
        Context context = Context.of(Points.of("x", x), Points.ofColumn("y", y));

        KernelSearch.Choice choice = KernelSearch.of(new AnisotropicMatern(2.5, 2, 2, 2, 2, 2, 2))
                .withRestarts(0)
                .startingAt(1e-4)
                .choose(context);

        assertThat(choice.ridge()).isGreaterThan(1e-3);
        try (GramObjective objective = new GramObjective(Criterion.MARGINAL_LIKELIHOOD, context, true)) {
            DifferentiableKernel kernel = DifferentiableKernel.of(choice.kernel());
            double found = objective.at(kernel, choice.ridge()).f();
            assertThat(objective.at(kernel, 10 * choice.ridge()).f()).isGreaterThan(found);
            assertThat(objective.at(kernel, 0.01 * choice.ridge()).f()).isGreaterThan(found);
        }
    }

    @Example
    void aSearchGoesOnFromAnEarlierChoice() {
        Context context = wavy(150, 0.1);
        KernelSearch search = KernelSearch.of(new AnisotropicGaussian(1, 1, 1));
        KernelSearch.Choice few = search.withMaxRows(60).choose(context);
        KernelSearch.Choice on =
                KernelSearch.of(few.kernel()).startingAt(few.ridge()).choose(context);
        KernelSearch.Choice whole = search.choose(context);
        // Gains below 1e-5 a row end a search.
        assertThat(on.value()).isGreaterThan(whole.value() - 150 * 1e-3);
        assertThat(on.rowsUsed()).isEqualTo(150);
        KernelSearch.Choice again =
                KernelSearch.of(on.kernel()).startingAt(on.ridge()).choose(context);
        assertThat(again.value()).isCloseTo(on.value(), within(150 * 1e-4));
        assertThatThrownBy(() -> search.startingAt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ridge", "0.0");
    }

    /** Who follows the choice, and who lets the library do all, gets the answers that were promised. */
    @Example
    void theChoicesLearnerAnswersAsPromised() {
        Context context = wavy(120, 0.05);
        KernelSearch.Choice choice =
                KernelSearch.of(new Matern(2.5, 1)).by(Criterion.LEAVE_ONE_OUT).choose(context);
        double[] far = {50, -50, 50};
        KernelRidgeModel followed = choice.learner().fit(context);
        KernelRidgeModel tuned = KernelRidge.tuned(new Matern(2.5, 1))
                .with(KernelSearch.of(new Matern(2.5, 1)).by(Criterion.LEAVE_ONE_OUT))
                .fit(context);
        assertThat(followed.predict(new double[][] {far})[0]).isCloseTo(1000, within(2.0));
        assertThat(tuned.predict(new double[][] {far})).isEqualTo(followed.predict(new double[][] {far}));
    }

    @Example
    void standardisedInputsMakeUnitsIrrelevant() {
        Context context = wavy(100, 0.05);
        double[][] scaled = context.inputs().toRows();
        for (double[] row : scaled) {
            row[1] = 1024 * row[1];
        }
        double[] y = context.targets().column(0);
        KernelRidgeModel plain =
                KernelRidge.tuned(new Gaussian(1)).standardised().fit(context);
        KernelRidgeModel other =
                KernelRidge.tuned(new Gaussian(1)).standardised().fit(scaled, y);
        double[] expected = plain.predict(context.inputs()).column(0);
        assertThat(Examples.relativeError(other.predict(scaled), expected)).isLessThan(1e-6);
        assertThat(KernelSearch.of(new Gaussian(1))
                        .choose(Context.of(scaled, y))
                        .warnings())
                .anyMatch(warning -> warning.contains("unlike scales"));
        assertThat(KernelRidge.tuned(new Gaussian(1))
                        .standardised()
                        .choose(Context.of(scaled, y))
                        .warnings())
                .noneMatch(warning -> warning.contains("unlike scales"));
    }

    @Example
    void aChoiceAtABorderSaysSo() {
        double[][] x = Randoms.of(1).gaussians(60, 1);
        Hyperparameters space = Hyperparameters.of(new Gaussian(1)).withBounds("lengthScale", 0.5, 2);
        double[] line = new double[60];
        Arrays.setAll(line, i -> 2 * x[i][0]);
        assertThat(KernelSearch.of(space).choose(Context.of(x, line)).warnings())
                .anyMatch(warning -> warning.equals("lengthScale ends at its upper bound 2.00"));
    }

    /** x = 1000..1010, y = x - 1000: a ridge of 1e-7 is right, eleven powers of ten below the mean diagonal. */
    @Example
    void theRidgeGoesAsLowAsArithmeticAllows() {
        double[][] x = new double[11][1];
        double[] y = new double[11];
        for (int i = 0; i < 11; i++) {
            x[i][0] = 1000 + i;
            y[i] = i;
        }
        Context context = Context.of(x, y);
        KernelSearch.Choice choice = KernelSearch.of(new Linear().plus(new Constant(1)))
                .by(Criterion.LEAVE_ONE_OUT)
                .withCentredTargets(false)
                .choose(context);
        assertThat(choice.value()).isLessThan(0.02);
    }

    @Example
    void constantTargetsAreSaidToBeConstant() {
        double[][] x = Randoms.of(1).gaussians(10, 2);
        double[] five = new double[10];
        Arrays.fill(five, 5);
        assertThatThrownBy(() -> KernelRidge.tuned(new Gaussian(1)).fit(x, five))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("constant");
    }

    @Example
    void moreRowsThanAllowedAreDrawnAndSaid() {
        KernelSearch.Choice choice =
                KernelSearch.of(new Gaussian(1)).withMaxRows(80).withSeed(3).choose(wavy(200, 0.1));
        assertThat(choice.rowsUsed()).isEqualTo(80);
        assertThat(choice.toString()).contains("80 of 200 rows").contains("drawn with seed 3");
        assertThat(choice)
                .isEqualTo(KernelSearch.of(new Gaussian(1))
                        .withMaxRows(80)
                        .withSeed(3)
                        .choose(wavy(200, 0.1)));
    }

    @Example
    void stoppedAtOnceItReturnsTheBestSoFar() {
        KernelSearch.Choice choice = KernelSearch.of(new Gaussian(1))
                .withProgress((stage, done, total, value) -> done < 3)
                .choose(wavy(60, 0.1));
        assertThat(choice.warnings()).contains("stopped early");
    }

    @Example
    void aKernelWithoutDerivativesIsRefused() {
        assertThatThrownBy(() -> KernelSearch.of((x, z) -> 1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no derivatives");
        assertThatThrownBy(() -> KernelSearch.of(new Gaussian(1))
                        .choose(Context.of(
                                Points.ofColumn("x", new double[] {1}), Points.ofColumn("y", new double[] {1}))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 pair");
    }
}
