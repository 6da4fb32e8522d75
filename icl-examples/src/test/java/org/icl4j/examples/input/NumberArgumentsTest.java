package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Memory;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.figures.Panel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.objects.IndexKernel;
import org.icl4j.kernels.objects.ObjectKernel;
import org.icl4j.kernels.stationary.IsotropicKernel;
import org.icl4j.kernels.tools.OperatorNormAlignment;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.classify.TunedClassifier;
import org.icl4j.solvers.gp.MarginalLikelihood;
import org.icl4j.solvers.select.KernelSearch;
import org.icl4j.solvers.select.KernelSelection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number that a public constructor or method takes is refused, by name and value, when it is NaN, infinite, negative or 0.
 * What may be 0, or any finite number, stands in {@link #ZERO} and {@link #ANY} by the type and the parameter's name.
 */
class NumberArgumentsTest {

    /** May be 0. */
    private static final Set<String> ZERO = Set.of(
            "Adam.learningRate",
            "Adam.beta1",
            "Adam.beta2",
            "ArcCosine.order",
            "BlockConjugateGradient.tolerance",
            "Chebyshev.tolerance",
            "ConjugateGradient.tolerance",
            "HeavyBall.momentum",
            "HeavyBall.tolerance",
            "IterativeMethod.Iterates.column",
            "LanczosCoefficients.squaredNorm",
            "LanczosIterates.column",
            "Minres.tolerance",
            "MomentSums.from",
            "MomentSums.i",
            "MomentSums.j",
            "NativeMatrix.from",
            "NewtonSchulz.tolerance",
            "RowSums.from",
            "DistanceStatistics.q",
            "GaussianProcess.noise",
            "GradientDescent.tolerance",
            "Gram.offset",
            "Gram.ridge",
            "IterativeKernelRidge.ridge",
            "IterativeRidge.ridge",
            "Labels.row",
            "LocalLinear.ridge",
            "KernelFactor.added",
            "KernelFactor.index",
            "KernelFactor.ridge",
            "KernelOperator.ridge",
            "KernelRidge.ridge",
            "KernelRidgeModel.index",
            "KernelSearch.restarts",
            "KernelSpectrum.first",
            "KernelSpectrum.index",
            "KernelSpectrum.relative",
            "KernelSpectrum.ridge",
            "LeaveOneOut.ridge",
            "ParameterLayout.Slice.offset",
            "Polynomial.offset",
            "PracticalPositiveFeatures.epsilon",
            "PreconditionedGradientDescent.tolerance",
            "Randoms.columns",
            "Randoms.length",
            "Randoms.rows",
            "Randoms.standardDeviation",
            "RidgeRegression.ridge",
            "SinusoidTasks.deviation",
            "SinusoidTasks.noise",
            "TaskBatch.task",
            "TaskSource.number",
            "Tile.xFrom",
            "Tile.zFrom",
            "TileWindow.offsetX",
            "TileWindow.offsetZ",
            "WeisfeilerLehman.rounds");

    /** May be any finite number. */
    private static final Set<String> ANY = Set.of(
            "Bars.high",
            "Bars.low",
            "Bars.value",
            "CrossAttention.scale",
            "GeometricAlgebra.cosineWeight",
            "GeometricAlgebra.sineWeight",
            "GradientDescentConstruction.step",
            "HeatMap.greatest",
            "HeatMap.high",
            "HeatMap.least",
            "HeatMap.low",
            "KernelFamily.value",
            "ModelFile.number",
            "Plot.high",
            "Plot.low",
            "PracticalPositiveFeatures.stabiliser",
            "Randoms.high",
            "Randoms.low",
            "Randoms.mean",
            "Sigmoid.offset",
            "SinusoidTasks.Range.low",
            "SoftmaxAttentionLearner.scale");

    private static final String INDEX = "an index out of range is an IndexOutOfBoundsException";
    private static final String RESULT = "a result, made by the library";

    private static final List<Exemption> EXEMPT = List.of(
            new Exemption(Estimate.class, Set.of("new"), RESULT),
            new Exemption(Panel.class, Set.of("paint"), "called by a figure, which has checked the size"),
            new Exemption(Points.class, Set.of("get", "row", "column", "copyRows", "copyTransposed"), INDEX),
            new Exemption(NativeMatrix.class, Set.of("doubles", "floats"), INDEX),
            new Exemption(NativeArrays.class, Set.of("copyIn", "copyOut", "buffer", "floatBuffer"), INDEX),
            new Exemption(IndexKernel.class, Set.of("at"), INDEX),
            new Exemption(ObjectKernel.Prepared.class, Set.of("value"), INDEX),
            new Exemption(FeatureMap.class, Set.of("rowsInto"), INDEX),
            new Exemption(Gram.class, Set.of("rowsInto", "addNormal"), INDEX),
            new Exemption(IsotropicKernel.Profile.class, Set.of(), "called once a pair"),
            new Exemption(Blas.class, Set.of(), "passes numbers on, as every BLAS does"),
            new Exemption(Require.class, Set.of(), "each checks what it says"),
            new Exemption(Memory.class, Set.of(), "bytes are words of the message"),
            new Exemption(Parallel.class, Set.of("run"), "no tasks are none, and less than one thread is one"),
            new Exemption(GradientCheck.Report.class, Set.of("new"), RESULT),
            new Exemption(KernelSearch.Choice.class, Set.of("new"), RESULT),
            new Exemption(KernelSelection.Choice.class, Set.of("new"), RESULT),
            new Exemption(Metrics.Summary.class, Set.of("new"), RESULT),
            new Exemption(TunedClassifier.Choice.class, Set.of("new"), RESULT),
            new Exemption(TunedClassifier.Trial.class, Set.of("new"), RESULT),
            new Exemption(OperatorNormAlignment.class, Set.of("new"), RESULT),
            new Exemption(MarginalLikelihood.class, Set.of("new"), RESULT),
            new Exemption(SolveReport.class, Set.of("new"), RESULT),
            new Exemption(
                    TrainingReport.class,
                    Set.of("new"),
                    parameter -> !parameter.getName().equals("traceEvery"),
                    RESULT));

    static Stream<Class<?>> types() {
        return NullArgumentsTest.types().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void numbersOutOfRangeAreRefusedByName(Class<?> type) {
        List<String> problems = new ArrayList<>();
        for (Entry entry : PublicEntries.of(type)) {
            for (Parameter parameter : entry.parameters()) {
                if (!Exemption.any(NullArgumentsTest.EXEMPT, entry, parameter)
                        && !Exemption.any(EXEMPT, entry, parameter)
                        && !Exemption.any(AttentionSamples.NULL, entry, parameter)
                        && !Exemption.any(AttentionSamples.DATA, entry, parameter)
                        && !Exemption.any(ConstructSamples.DATA, entry, parameter)) {
                    outOfRange(type, parameter).forEach(bad -> addProblems(entry, parameter, bad, problems));
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    private static Stream<Object> outOfRange(Class<?> type, Parameter parameter) {
        String name = Entry.simple(type) + "." + parameter.getName();
        boolean any = ANY.contains(name) || ConstructSamples.ANY.contains(name) || AttentionSamples.ANY.contains(name);
        boolean mayBeZero = any
                || ZERO.contains(name)
                || ConstructSamples.ZERO.contains(name)
                || AttentionSamples.ZERO.contains(name);
        Stream<Object> never = Stream.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        Stream<Object> negative = parameter.getType() == int.class ? Stream.of(-1) : Stream.of(-1.0);
        Stream<Object> zero = parameter.getType() == int.class ? Stream.of(0) : Stream.of(0.0);
        if (parameter.getType() != double.class && parameter.getType() != int.class) {
            return Stream.of();
        }
        return Stream.of(
                        parameter.getType() == double.class ? never : Stream.of(),
                        any ? Stream.of() : negative,
                        mayBeZero ? Stream.of() : zero)
                .flatMap(values -> values);
    }

    private static void addProblems(Entry entry, Parameter parameter, Object bad, List<String> problems) {
        List<Object> receivers = entry.needsReceiver() ? Samples.receivers(entry.type()) : List.of("none");
        for (Object receiver : receivers) {
            Object[] arguments = entry.parameters().stream()
                    .map(other -> other.equals(parameter) ? bad : Samples.argument(entry, other))
                    .toArray();
            @Nullable Throwable thrown = entry.call(receiver, arguments);
            if (!entry.isNamedBy(thrown, parameter) || !thrown.getMessage().contains(String.valueOf(bad))) {
                problems.add(entry + ", " + parameter.getName() + " = " + bad + ", on " + receiver + ": " + thrown);
            }
        }
    }
}
