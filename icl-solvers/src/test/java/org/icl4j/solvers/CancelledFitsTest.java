package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.solvers.classify.KernelLogistic;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.classify.RidgeClassifier;
import org.icl4j.solvers.classify.TunedClassifier;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.Jacobi;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.Nystrom;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.select.KernelSearch;
import org.icl4j.solvers.spectrum.StochasticSpectrum;
import org.icl4j.solvers.stream.RowSource;
import org.junit.jupiter.api.Test;

/** Fits whose listener says no. */
class CancelledFitsTest {

    /** Stops at the first word, and the same learner without the listener learns what it would have. */
    @Test
    void cancelledByTheListener() {
        Context data = SmallData.context(60, 1);
        int[] asked = new int[1];
        Progress stop = (stage, done, total, value) -> {
            asked[0]++;
            return false;
        };
        Map<String, Runnable> fits = new LinkedHashMap<>();
        KernelRidge exact = KernelRidge.of(SmallData.KERNEL, 0.5);
        fits.put("cholesky", () -> exact.withProgress(stop).fit(data));
        fits.put(
                "process",
                () -> GaussianProcess.of(SmallData.KERNEL, 0.5)
                        .withProgress(stop)
                        .fit(data));
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
        NystromRidge centres = NystromRidge.of(SmallData.KERNEL, 0.5, 9).withProgress(stop);
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
                () -> RandomFeatureRidge.of(RandomFourierFeatures.of(SmallData.KERNEL, 2, 6, 1), 0.5)
                        .withProgress(stop)
                        .fit(data));
        StochasticSpectrum spectrum = StochasticSpectrum.of(KernelProblem.of(SmallData.KERNEL, data.inputs(), 0.5))
                .withProgress(stop);
        fits.put("effective dimension", spectrum::effectiveDimension);
        fits.put("log-determinant", spectrum::logDeterminant);
        fits.put("log-determinant, pivots", () -> spectrum.withRank(9).logDeterminant());
        fits.put("condition number", spectrum::conditionNumber);
        Labels labels = Labels.of(SmallData.signs(data));
        fits.put(
                "ridge classifier",
                () -> RidgeClassifier.of(SmallData.KERNEL, 0.5)
                        .withProgress(stop)
                        .fit(data.inputs(), labels));
        fits.put(
                "logistic",
                () -> KernelLogistic.of(SmallData.KERNEL, 0.5)
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
                                KernelProblem.of(
                                        SmallData.KERNEL,
                                        SmallData.context(400, 1).inputs(),
                                        0.5),
                                (stage, done, total, value) -> ++asked[0] < 2))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("of 390");
        assertThat(asked[0]).isEqualTo(2);
        // The search ends with what it has, and the fit that follows asks once more.
        asked[0] = 0;
        assertThatThrownBy(() -> GaussianProcess.of(SmallData.KERNEL, 0.5)
                        .optimised()
                        .withProgress(stop)
                        .fit(data))
                .isInstanceOf(CancellationException.class);
        assertThat(asked[0]).isLessThanOrEqualTo(3);
        asked[0] = 0;
        assertThat(KernelSearch.of(SmallData.KERNEL)
                        .withProgress(stop)
                        .choose(data)
                        .warnings())
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
}
