package org.icl4j.examples.input;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.icl4j.core.Predictor;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.Standardised;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.gp.GaussianProcessModel;
import org.icl4j.solvers.gp.IterativeGaussianProcess;
import org.icl4j.solvers.gp.IterativeGaussianProcessModel;
import org.icl4j.solvers.gp.MarginalLikelihood;
import org.icl4j.solvers.gp.Prediction;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.linear.IterativeRidge;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.local.NadarayaWatsonModel;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.ridge.KernelFactor;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.ridge.TunedKernelRidge;
import org.icl4j.solvers.select.KernelSearch;
import org.icl4j.solvers.spectrum.StochasticSpectrum;

/** Samples of the estimators of icl-solvers. */
final class SolverSamples {

    private static final KernelRidge RIDGE = KernelRidge.of(new Gaussian(1), 1);

    private SolverSamples() {}

    static Map<Class<?>, Supplier<?>> table() {
        Map<Class<?>, Supplier<?>> table = new HashMap<>();
        table.put(Scaling.class, () -> Scaling.standardising(Samples.points()));
        Standardised<?> standardised = Standardised.of(NadarayaWatson.of(new Gaussian(1)));
        table.put(Standardised.class, () -> standardised);
        table.put(Standardised.Model.class, () -> standardised.fit(Samples.context()));
        table.put(
                NadarayaWatsonModel.class,
                () -> NadarayaWatson.of(new Gaussian(1)).fit(Samples.context()));
        table.put(KernelFactor.class, () -> KernelFactor.of(new Gaussian(1), Samples.points(), 1));
        table.put(KernelSolver.class, KernelSolver::cholesky);
        table.put(
                KernelSolver.Solution.class,
                () -> new KernelSolver.Solution(
                        new double[3], RIDGE.fit(Samples.context()).report()));
        table.put(
                InputStream.class,
                () -> new ByteArrayInputStream(RIDGE.fit(Samples.context()).toBytes()));
        table.put(TunedKernelRidge.class, () -> KernelRidge.tuned(new Gaussian(1)));
        KernelSearch search = KernelSearch.of(new Gaussian(1));
        table.put(KernelSearch.class, () -> search);
        table.put(KernelSearch.Choice.class, () -> search.choose(Samples.context()));
        table.put(IntFunction.class, () -> (IntFunction<Kernel>) width -> new Gaussian(width));
        table.put(GaussianProcess.class, () -> GaussianProcess.of(new Gaussian(1), 1));
        table.put(
                GaussianProcessModel.class,
                () -> GaussianProcess.of(new Gaussian(1), 1).fit(Samples.context()));
        table.put(
                Prediction.class,
                () -> GaussianProcess.of(new Gaussian(1), 1)
                        .fit(Samples.context())
                        .posterior(Samples.points()));
        table.put(IterativeRidge.class, () -> IterativeRidge.of(0.1, GradientDescent.of(0.01), 2));
        table.put(IterativeGaussianProcess.class, () -> IterativeGaussianProcess.of(new Gaussian(1), 1));
        table.put(
                IterativeGaussianProcessModel.class,
                () -> IterativeGaussianProcess.of(new Gaussian(1), 1).fit(Samples.context()));
        table.put(MarginalLikelihood.class, () -> MarginalLikelihood.of(new Gaussian(1), 1, Samples.context()));
        table.put(
                StochasticSpectrum.class,
                () -> StochasticSpectrum.of(KernelProblem.of(new Gaussian(1), Samples.points(), 0.5)));
        table.put(Savable.class, () -> RIDGE.fit(Samples.context()));
        BiFunction<String, ModelFile, Predictor> reader = KernelRidgeModel::of;
        table.put(BiFunction.class, () -> reader);
        table.put(OutputStream.class, OutputStream::nullOutputStream);
        table.put(byte[].class, () -> RIDGE.fit(Samples.context()).toBytes());
        return table;
    }
}
