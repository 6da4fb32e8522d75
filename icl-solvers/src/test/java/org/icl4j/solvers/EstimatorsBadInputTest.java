package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.solvers.classify.KernelLogistic;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.PivotedCholesky;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.select.KernelSearch;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.spectrum.StochasticSpectrum;
import org.junit.jupiter.api.Test;

/** What users hand to estimators by mistake, one kind of mistake after the other over all estimators that can get it. */
class EstimatorsBadInputTest {

    /** Learners of kernel and ridge that take several targets. */
    private static Map<String, InContextLearner<?>> learners() {
        Map<String, InContextLearner<?>> learners = new LinkedHashMap<>();
        learners.put("cholesky", KernelRidge.of(SmallData.KERNEL, 0.5));
        learners.put(
                "pcg", KernelRidge.of(SmallData.KERNEL, 0.5).with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(2))));
        learners.put("falkon", KernelRidge.of(SmallData.KERNEL, 0.5).with(KernelSolver.falkon(2)));
        learners.put("centres", NystromRidge.of(SmallData.KERNEL, 0.5, 2));
        learners.put("features", RandomFeatureRidge.of(RandomFourierFeatures.of(SmallData.KERNEL, 2, 6, 1), 0.5));
        learners.put("process", GaussianProcess.of(SmallData.KERNEL, 0.5));
        return learners;
    }

    @Test
    void weightsNegativeAllZeroOrTooFew() {
        KernelRidge learner = KernelRidge.of(SmallData.KERNEL, 1);
        assertThatThrownBy(() -> learner.withWeights(new double[] {1, -0.5, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights[1]", "-0.5");
        assertThatThrownBy(() -> learner.withWeights(new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights: are all 0");
        assertThatThrownBy(() -> learner.withWeights(new double[] {1, 2}).fit(SmallData.context(3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights", "3", "2");
        assertThatThrownBy(() -> KernelProblem.weighted(
                        SmallData.KERNEL, SmallData.context(3, 1).inputs(), 1, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weights", "3", "2");
    }

    /** There is nothing to choose by; with kernel and ridge given, a constant is learned. */
    @Test
    void aConstantTarget() {
        Context constant = Context.of(SmallData.context(12, 1).inputs(), Points.ofColumn("y", sevens(12)));
        assertThatThrownBy(() -> KernelSearch.of(SmallData.KERNEL).choose(constant))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("targets", "constant", "give the kernel and the ridge");
        assertThat(KernelSelection.gaussian()
                        .withCentredTargets(true)
                        .choose(constant)
                        .explanation())
                .contains("target 0 is constant, 7.0: there is nothing to choose by");
        assertThat(KernelRidge.of(SmallData.KERNEL, 1)
                        .withCentredTargets(true)
                        .fit(constant)
                        .predict(constant.inputs())
                        .column(0))
                .containsOnly(7);
        assertThat(NystromRidge.of(SmallData.KERNEL, 1, 5)
                        .withIntercept(true)
                        .fit(constant)
                        .predict(constant.inputs())
                        .get(3, 0))
                .isCloseTo(7, within(1e-5));
        // Without a spread around the constant there is no variance either.
        assertThat(GaussianProcess.of(SmallData.KERNEL, 1)
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
            Context all = SmallData.context(n, 5);
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
        Context few = SmallData.context(6, 1);
        Points exact = KernelRidge.of(SmallData.KERNEL, 0.5).fit(few).predict(few.inputs());
        for (InContextLearner<?> learner : List.<InContextLearner<?>>of(
                NystromRidge.of(SmallData.KERNEL, 0.5, 100),
                KernelRidge.of(SmallData.KERNEL, 0.5).with(KernelSolver.falkon(100)),
                KernelRidge.of(SmallData.KERNEL, 0.5).with(KernelSolver.pcg(PivotedCholesky.rank(100))),
                KernelRidge.of(SmallData.KERNEL, 0.5).with(KernelSolver.pcg(RandomlyPivotedCholesky.rank(100))))) {
            Predictor model = learner.fit(few);
            for (int i = 0; i < few.size(); i++) {
                assertThat(model.predict(few.inputs()).get(i, 0)).isCloseTo(exact.get(i, 0), within(1e-5));
            }
        }
        assertThatThrownBy(() -> LowRankFactor.randomlyPivoted(SmallData.KERNEL, few.inputs(), 100, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("rank", "[1, 6]", "100");
        assertThatThrownBy(() -> NystromFeatures.uniform(SmallData.KERNEL, few.inputs(), 100, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("100", "6");
    }

    /** Named as what it is, by the kernel's own name, with what to use instead: before the arithmetic where the kernel says it, or in it. */
    @Test
    void anIndefiniteKernelForADefiniteSolver() {
        Kernel indefinite = new Sigmoid(1, -1);
        // A user's own, which declares nothing: eigenvalues 3 and -1.
        Kernel silent = (x, z) -> x[0] == z[0] && x[1] == z[1] ? -1 : 1;
        Context data = SmallData.context(8, 1);
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
}
