package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.classify.KernelLogistic;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.classify.RidgeClassifier;
import org.icl4j.solvers.classify.TunedClassifier;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.Jacobi;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.Nystrom;
import org.icl4j.solvers.precondition.PivotedCholesky;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.select.KernelSearch;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.spectrum.StochasticSpectrum;
import org.icl4j.solvers.stream.RowSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users hand to estimators by mistake, one kind of mistake after the other over all estimators that can get it. */
class EstimatorsBadInputTest {

    private static final Kernel KERNEL = new Gaussian(1);

    private static Context context(int n, int t) {
        Randoms randoms = Randoms.of(3);
        return Context.of(randoms.gaussians(n, 2), randoms.gaussians(n, t));
    }

    /** Learners of kernel and ridge that take several targets. */
    private static Map<String, InContextLearner<?>> learners() {
        Map<String, InContextLearner<?>> learners = new LinkedHashMap<>();
        learners.put("cholesky", KernelRidge.of(KERNEL, 0.5));
        learners.put("pcg", KernelRidge.of(KERNEL, 0.5).with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(2))));
        learners.put("falkon", KernelRidge.of(KERNEL, 0.5).with(KernelSolver.falkon(2)));
        learners.put("centres", NystromRidge.of(KERNEL, 0.5, 2));
        learners.put("features", RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, 2, 6, 1), 0.5));
        learners.put("process", GaussianProcess.of(KERNEL, 0.5));
        return learners;
    }

    @Test
    void weightsNegativeAllZeroOrTooFew() {
        KernelRidge learner = KernelRidge.of(KERNEL, 1);
        assertThatThrownBy(() -> learner.withWeights(new double[] {1, -0.5, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights[1]", "-0.5");
        assertThatThrownBy(() -> learner.withWeights(new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights: are all 0");
        assertThatThrownBy(() -> learner.withWeights(new double[] {1, 2}).fit(context(3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights", "3", "2");
        assertThatThrownBy(() -> KernelProblem.weighted(KERNEL, context(3, 1).inputs(), 1, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights", "3", "2");
    }

    /** There is nothing to choose by; with kernel and ridge given, a constant is learned. */
    @Test
    void aConstantTarget() {
        Context constant = Context.of(context(12, 1).inputs(), Points.ofColumn("y", sevens(12)));
        assertThatThrownBy(() -> KernelSearch.of(KERNEL).choose(constant))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("targets", "constant", "give the kernel and the ridge");
        assertThat(KernelSelection.gaussian()
                        .withCentredTargets(true)
                        .choose(constant)
                        .explanation())
                .contains("target 0 is constant, 7.0: there is nothing to choose by");
        assertThat(KernelRidge.of(KERNEL, 1)
                        .withCentredTargets(true)
                        .fit(constant)
                        .predict(constant.inputs())
                        .column(0))
                .containsOnly(7);
        assertThat(NystromRidge.of(KERNEL, 1, 5)
                        .withIntercept(true)
                        .fit(constant)
                        .predict(constant.inputs())
                        .get(3, 0))
                .isCloseTo(7, within(1e-5));
        // Without a spread around the constant there is no variance either.
        assertThat(GaussianProcess.of(KERNEL, 1)
                        .fit(constant)
                        .predict(constant.inputs())
                        .get(3, 0))
                .isCloseTo(7, within(1e-12));
    }

    private static double[] sevens(int n) {
        double[] sevens = new double[n];
        Arrays.fill(sevens, 7);
        return sevens;
    }

    /** Himalaya had its dual coefficients wrong there; each target is learned as if it were alone. */
    @Test
    void fewerRowsThanTargets() {
        for (int n : new int[] {2, 3, 5}) {
            Context all = context(n, 5);
            learners().forEach((name, learner) -> {
                Points answers = learner.fit(all).predict(all.inputs());
                for (int j = 0; j < 5; j++) {
                    Context one = Context.of(
                            all.inputs(), Points.ofColumn("y", all.targets().column(j)));
                    Points alone = learner.fit(one).predict(one.inputs());
                    for (int i = 0; i < all.size(); i++) {
                        // The iterative ones stop at a relative residual of 1e-6 or less.
                        assertThat(answers.get(i, j)).as(name).isCloseTo(alone.get(i, 0), within(1e-5));
                    }
                }
            });
        }
    }

    @Test
    void moreCentresThanPoints() {
        Context few = context(6, 1);
        Points exact = KernelRidge.of(KERNEL, 0.5).fit(few).predict(few.inputs());
        for (InContextLearner<?> learner : List.<InContextLearner<?>>of(
                NystromRidge.of(KERNEL, 0.5, 100),
                KernelRidge.of(KERNEL, 0.5).with(KernelSolver.falkon(100)),
                KernelRidge.of(KERNEL, 0.5).with(KernelSolver.pcg(PivotedCholesky.rank(100))),
                KernelRidge.of(KERNEL, 0.5).with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(100))))) {
            Predictor model = learner.fit(few);
            for (int i = 0; i < few.size(); i++) {
                assertThat(model.predict(few.inputs()).get(i, 0)).isCloseTo(exact.get(i, 0), within(1e-5));
            }
        }
        assertThatThrownBy(() -> LowRankFactor.randomlyPivoted(KERNEL, few.inputs(), 100, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("rank", "[1, 6]", "100");
        assertThatThrownBy(() -> NystromFeatures.uniform(KERNEL, few.inputs(), 100, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("100", "6");
    }

    /** Named as what it is, by the kernel's own name, with what to use instead: before the arithmetic where the kernel says it, or in it. */
    @Test
    void anIndefiniteKernelForADefiniteSolver() {
        Kernel indefinite = new Sigmoid(1, -1);
        // A user's own, which declares nothing: eigenvalues 3 and -1.
        Kernel silent = (x, z) -> x[0] == z[0] && x[1] == z[1] ? -1 : 1;
        Context data = context(8, 1);
        Map<String, Function<Kernel, Object>> solvers = new LinkedHashMap<>();
        solvers.put(
                "pcg",
                k -> KernelRidge.of(k, 0.1)
                        .with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(2)))
                        .fit(data));
        solvers.put("falkon", k -> NystromRidge.of(k, 0.1, 4).fit(data));
        solvers.put("process", k -> GaussianProcess.of(k, 0.1).fit(data));
        solvers.put("cholesky", k -> KernelRidge.of(k, 0.1).fit(data));
        solvers.put(
                "spectrum",
                k -> StochasticSpectrum.of(KernelProblem.of(k, data.inputs(), 0.1))
                        .effectiveDimension());
        solvers.put(
                "cg",
                k -> ConjugateGradient.withDefaults()
                        .solve(
                                KernelProblem.of(k, data.inputs(), 0.1).operator(),
                                data.targets().column(0)));
        Map<String, String> alternatives = Map.of(
                "pcg",
                        "use Minres without a preconditioner, or KernelSolver.cholesky() with a ridge that makes it definite",
                "falkon", "IterativeKernelRidge with Minres",
                "process", "IterativeKernelRidge with Minres",
                "cholesky", "IterativeKernelRidge with Minres",
                "spectrum", "use Minres",
                "cg", "use Minres");
        for (Kernel kernel : List.of(indefinite, silent)) {
            solvers.forEach((name, solver) -> assertThatThrownBy(() -> solver.apply(kernel))
                    .as(name)
                    .isInstanceOfAny(IllegalArgumentException.class, NotPositiveDefiniteException.class)
                    .hasMessageContainingAll("definite", alternatives.get(name)));
        }
        Labels labels = Labels.of(List.of("a", "b", "a", "b", "a", "b", "a", "b"));
        assertThatThrownBy(() -> KernelLogistic.of(indefinite, 1).fit(data.inputs(), labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not positive semidefinite");
    }

    /** A file of a header alone has nothing to learn from; a model of zeros would answer for it. */
    @Test
    void aSourceWithoutRows(@TempDir Path folder) throws IOException {
        RowSource none = RowSource.csv(Files.writeString(folder.resolve("none.csv"), "a,b,y\n"), "y");
        RandomFeatureRidge features = RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, 2, 6, 1), 0.5);
        for (ThrowingCallable fit : List.<ThrowingCallable>of(
                () -> features.fit(none),
                () -> features.withCentredTargets(true).fit(none),
                () -> NystromRidge.of(KERNEL, 0.5, 10).fit(none))) {
            assertThatThrownBy(fit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("source", "has no rows");
        }
    }

    /** The learner has no state: what it learns afterwards, and from a file that was mended, is what it would have learned. */
    @Test
    void aFileThatChangesWidthHalfWay(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,b,y\n");
        Randoms randoms = Randoms.of(1);
        for (int i = 0; i < 5000; i++) {
            text.append(randoms.gaussian())
                    .append(',')
                    .append(randoms.gaussian())
                    .append(",1\n");
        }
        Path good = Files.writeString(folder.resolve("good.csv"), text);
        int middle = text.indexOf("\n", text.length() / 2);
        long line = text.substring(0, middle).lines().count() + 1;
        text.insert(middle + 1, "1,2,3,4\n");
        Path bad = Files.writeString(folder.resolve("bad.csv"), text);

        NystromRidge learner = NystromRidge.of(KERNEL, 0.5, 10);
        RandomFeatureRidge features = RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, 2, 6, 1), 0.5);
        double before = learner.fit(RowSource.csv(good, "y")).coefficients().get(0, 0);
        assertThatThrownBy(() -> learner.fit(RowSource.csv(bad, "y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("bad.csv", "line " + line, "4");
        assertThatThrownBy(() -> features.fit(RowSource.csv(bad, "y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("bad.csv", "line " + line, "4");
        assertThat(learner.fit(RowSource.csv(good, "y")).coefficients().get(0, 0))
                .isEqualTo(before);
        assertThat(folder).isDirectoryContaining("glob:**good.csv").isDirectoryNotContaining("glob:**.tmp");
    }

    /** Stops at the first word, and the same learner without the listener learns what it would have. */
    @Test
    void cancelledByTheListener() {
        Context data = context(60, 1);
        int[] asked = new int[1];
        Progress stop = (stage, done, total, value) -> {
            asked[0]++;
            return false;
        };
        Map<String, Runnable> fits = new LinkedHashMap<>();
        KernelRidge exact = KernelRidge.of(KERNEL, 0.5);
        fits.put("cholesky", () -> exact.withProgress(stop).fit(data));
        fits.put(
                "process",
                () -> GaussianProcess.of(KERNEL, 0.5).withProgress(stop).fit(data));
        fits.put(
                "pcg",
                () -> exact.with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(9)))
                        .withProgress(stop)
                        .fit(data));
        fits.put(
                "pcg with Jacobi",
                () -> exact.with(KernelSolver.pcg(new Jacobi()))
                        .withProgress(stop)
                        .fit(data));
        fits.put(
                "pcg with a sketch",
                () -> exact.with(KernelSolver.pcg(Nystrom.sketched(9, 0)))
                        .withProgress(stop)
                        .fit(data));
        NystromRidge centres = NystromRidge.of(KERNEL, 0.5, 9).withProgress(stop);
        fits.put("centres", () -> centres.fit(data));
        fits.put("centres of a source", () -> centres.fit(RowSource.of(data)));
        fits.put(
                "leverage",
                () -> centres.withSelection(CentreSelection.leverage(0.5, 0)).fit(data));
        fits.put(
                "pivots",
                () -> exact.with(KernelSolver.falkon(9, CentreSelection.randomlyPivoted(0)))
                        .withProgress(stop)
                        .fit(data));
        fits.put(
                "features",
                () -> RandomFeatureRidge.of(RandomFourierFeatures.of(KERNEL, 2, 6, 1), 0.5)
                        .withProgress(stop)
                        .fit(data));
        StochasticSpectrum spectrum = StochasticSpectrum.of(KernelProblem.of(KERNEL, data.inputs(), 0.5))
                .withProgress(stop);
        fits.put("effective dimension", spectrum::effectiveDimension);
        fits.put("log-determinant", spectrum::logDeterminant);
        fits.put("log-determinant, pivots", () -> spectrum.withRank(9).logDeterminant());
        fits.put("condition number", spectrum::conditionNumber);
        Labels labels = Labels.of(signs(data));
        fits.put(
                "ridge classifier",
                () -> RidgeClassifier.of(KERNEL, 0.5).withProgress(stop).fit(data.inputs(), labels));
        fits.put(
                "logistic",
                () -> KernelLogistic.of(KERNEL, 0.5)
                        .byConjugateGradients(9)
                        .withProgress(stop)
                        .fit(data.inputs(), labels));
        fits.forEach((name, fit) -> {
            asked[0] = 0;
            assertThatThrownBy(fit::run).as(name).isInstanceOf(CancellationException.class);
            assertThat(asked[0]).as(name).isEqualTo(1);
        });
        // Iterative ones and searches give the best so far, and say that they were stopped.
        asked[0] = 0;
        SolveReport pcg = exact.with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(1)))
                .withProgress(
                        (stage, done, total, value) -> stage.equals("pivots") || stop.update(stage, done, total, value))
                .fit(data)
                .report();
        assertThat(pcg.status()).isEqualTo(SolveReport.Status.STOPPED);
        assertThat(asked[0]).isEqualTo(1);
        // Within a block of 128 pivots.
        asked[0] = 0;
        assertThatThrownBy(() -> RandomlyPivotedCholesky.rank(390)
                        .prepare(
                                KernelProblem.of(KERNEL, context(400, 1).inputs(), 0.5),
                                (stage, done, total, value) -> ++asked[0] < 2))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("of 390");
        assertThat(asked[0]).isEqualTo(2);
        // The search ends with what it has, and the fit that follows asks once more.
        asked[0] = 0;
        assertThatThrownBy(() -> GaussianProcess.of(KERNEL, 0.5)
                        .optimised()
                        .withProgress(stop)
                        .fit(data))
                .isInstanceOf(CancellationException.class);
        assertThat(asked[0]).isLessThanOrEqualTo(3);
        asked[0] = 0;
        assertThat(KernelSearch.of(KERNEL).withProgress(stop).choose(data).warnings())
                .contains("stopped early");
        assertThat(asked[0]).isLessThanOrEqualTo(2);
        asked[0] = 0;
        assertThatThrownBy(() -> new TunedClassifier().withProgress(stop).fit(data.inputs(), labels))
                .isInstanceOf(CancellationException.class);
        assertThat(asked[0]).isLessThanOrEqualTo(2);
        double answer = exact.fit(data).predict(data.inputs()).get(0, 0);
        assertThat(exact.withProgress(Progress.NONE)
                        .fit(data)
                        .predict(data.inputs())
                        .get(0, 0))
                .isEqualTo(answer);
    }

    private static List<String> signs(Context data) {
        return Arrays.stream(data.targets().column(0))
                .mapToObj(y -> y > 0 ? "plus" : "minus")
                .toList();
    }

    @Test
    void oneClassOnly() {
        Points x = context(6, 1).inputs();
        Labels one = Labels.of(List.of("a", "a", "a", "a", "a", "a"));
        assertThatThrownBy(() -> KernelLogistic.of(KERNEL, 1).fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
        assertThatThrownBy(() -> RidgeClassifier.of(KERNEL, 1).fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
        assertThatThrownBy(() -> new TunedClassifier().fit(x, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("labels", "are of the class \"a\"", "two classes");
    }

    /** A fold that never saw a class cannot know it. */
    @Test
    void aClassThatNoRowOfAFoldHas() {
        Points x = context(4, 1).inputs();
        Labels fold = Labels.among(List.of("a", "b", "a", "b"), List.of("a", "b", "c"));
        for (ThrowingCallable fit : List.<ThrowingCallable>of(
                () -> KernelLogistic.of(KERNEL, 1).fit(x, fold),
                () -> RidgeClassifier.of(KERNEL, 1).fit(x, fold),
                () -> new TunedClassifier().fit(x, fold))) {
            assertThatThrownBy(fit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("labels", "no row is of", "c", "draw folds class by class");
        }
    }

    /** A class of one row is missing when that row is left out: its probability is small but no NaN leaves, and the model knows the class. */
    @Test
    void aClassThatIsMissingWhenItsRowIsLeftOut() {
        Context data = context(21, 1);
        List<String> names = new ArrayList<>(signs(data));
        names.set(4, "once");
        Labels labels = Labels.of(names);
        TunedClassifier.Choice choice = new TunedClassifier().choose(data.inputs(), labels);
        assertThat(choice.logLoss()).isFinite().isPositive();
        var model = new TunedClassifier().fit(choice, data.inputs(), labels);
        assertThat(model.classes()).containsExactly("minus", "once", "plus");
        double[] p = model.predict(data.inputs()).row(4);
        assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-12));
        assertThat(p[1]).isPositive();
    }
}
