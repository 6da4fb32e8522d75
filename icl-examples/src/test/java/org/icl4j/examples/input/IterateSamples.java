package org.icl4j.examples.input;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ConjugateGradient;
import org.apache.commons.math3.linear.IterativeLinearSolver;
import org.apache.commons.math3.linear.RealLinearOperator;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.iterate.BlockConjugateGradient;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.LanczosCoefficients;
import org.icl4j.solvers.iterate.LanczosIterates;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.Minres;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.nystrom.CentrePreconditioner;
import org.icl4j.solvers.nystrom.CentreProblem;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.LowRankFactor;
import org.icl4j.solvers.nystrom.LowRankInverse;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.nystrom.RandomFeatureModel;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.Jacobi;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.Nystrom;
import org.icl4j.solvers.precondition.PivotedCholesky;
import org.icl4j.solvers.precondition.Preconditioner;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelSolver;
import org.icl4j.solvers.ridge.PreconditionedSolver;
import org.icl4j.solvers.stream.MomentSums;
import org.icl4j.solvers.stream.RowSource;
import org.icl4j.solvers.stream.RowSums;

/** Samples of the solvers' packages iterate, precondition, nystrom and stream. */
final class IterateSamples {

    private static final double[][] MATRIX = {{2, 0.5, 0.25}, {0.5, 2, 0.5}, {0.25, 0.5, 2}};

    private IterateSamples() {}

    static Map<Class<?>, Supplier<?>> table() {
        Map<Class<?>, Supplier<?>> table = new HashMap<>();
        table.put(BlockConjugateGradient.class, BlockConjugateGradient::withDefaults);
        table.put(Chebyshev.class, () -> Chebyshev.between(1, 3));
        table.put(HeavyBall.class, () -> HeavyBall.between(1, 3));
        table.put(Minres.class, Minres::withDefaults);
        table.put(NewtonSchulz.class, () -> NewtonSchulz.of(0.5));
        table.put(
                LanczosIterates.class,
                () -> org.icl4j.solvers.iterate.ConjugateGradient.withDefaults()
                        .start(MatrixOperator.of(MATRIX), new double[] {1, 2, 3}));
        table.put(
                LanczosCoefficients.class,
                () -> LanczosCoefficients.of(1, new double[] {1, 2, 3}, new double[] {1, 1}));
        table.put(
                IterativeMethod.Iterates.class,
                () -> Minres.withDefaults().start(MatrixOperator.of(MATRIX), new double[] {1, 2, 3}));
        table.put(RealLinearOperator.class, () -> new Array2DRowRealMatrix(MATRIX));
        table.put(IterativeLinearSolver.class, () -> new ConjugateGradient(10, 1e-9, true));
        KernelProblem problem = KernelProblem.of(new Gaussian(1), Samples.points(), 0.5);
        table.put(KernelProblem.class, () -> problem);
        table.put(Jacobi.class, Jacobi::new);
        table.put(PivotedCholesky.class, () -> PivotedCholesky.rank(2));
        table.put(RandomlyPivotedCholesky.class, () -> RandomlyPivotedCholesky.rank(2));
        table.put(Nystrom.class, () -> Nystrom.of(2, CentreSelection.uniform(1)));
        table.put(Preconditioner.class, Jacobi::new);
        table.put(PreparedPreconditioner.class, () -> new Jacobi().prepare(problem));
        table.put(CentreSelection.class, () -> CentreSelection.uniform(1));
        table.put(LowRankFactor.class, () -> LowRankFactor.randomlyPivoted(new Gaussian(1), Samples.points(), 2, 1));
        table.put(
                LowRankInverse.class,
                () -> LowRankFactor.randomlyPivoted(new Gaussian(1), Samples.points(), 2, 1)
                        .toInverse(new double[] {1, 2, 3}));
        table.put(OptionalDouble.class, OptionalDouble::empty);
        table.put(RowSource.class, () -> RowSource.of(Samples.context()));
        table.put(MomentSums.class, () -> MomentSums.ofInputs(2, 1));
        table.put(RowSums.class, () -> MomentSums.ofInputs(2, 1));
        Supplier<NystromRidge> ridge =
                () -> NystromRidge.of(new Gaussian(1), 1, 2).withVariance(true);
        table.put(NystromRidge.class, ridge);
        table.put(CentrePreconditioner.class, CentrePreconditioner::falkon);
        table.put(
                CentreProblem.class,
                () -> CentreProblem.of(new Gaussian(1), RowSource.of(Samples.context()), Samples.points(), 0.5));
        table.put(NystromRidgeModel.class, () -> ridge.get().fit(Samples.context()));
        RandomFeatureRidge features = RandomFeatureRidge.of(RandomFourierFeatures.of(new Gaussian(1), 2, 4, 1), 1);
        table.put(RandomFeatureRidge.class, () -> features);
        table.put(RandomFeatureModel.class, () -> features.fit(Samples.context()));
        table.put(Runnable.class, () -> (Runnable) () -> {});
        table.put(Predicate.class, () -> (Predicate<Object>) block -> true);
        table.put(PreconditionedSolver.class, () -> KernelSolver.pcg(new Jacobi()));
        return table;
    }
}
