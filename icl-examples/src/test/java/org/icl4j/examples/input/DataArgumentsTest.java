package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.TileWindow;
import org.icl4j.solvers.classify.ClassPredictor;
import org.icl4j.solvers.gp.MarginalLikelihood;
import org.icl4j.solvers.iterate.CommonsMath;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every public constructor and method that takes numbers in bulk refuses what is empty, ragged or not finite, with the
 * parameter's name, the index and the value. What is exempt stands in {@link #EXEMPT}, with the reason, and in
 * {@link NullArgumentsTest#EXEMPT}.
 */
class DataArgumentsTest {

    /** A valid argument with one thing wrong, and what the refusal must say beside the parameter's name. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Bad(String kind, Object value, String... parts) {}

    private static final String TRAINING =
            "runs every step; the trainer refuses a loss or a parameter that is not finite";

    private static final List<Exemption> EXEMPT = List.of(
            new Exemption(
                    Object.class,
                    Set.of(),
                    parameter -> Set.of("result", "target").contains(parameter.getName()),
                    "written, not read"),
            new Exemption(MarginalLikelihood.class, Set.of("new"), "a kernel may have no hyperparameters"),
            new Exemption(Layer.class, Set.of("initialise"), "written, not read"),
            new Exemption(
                    GradientCheck.class,
                    Set.of("compare"),
                    parameter -> parameter.getName().equals("parameters")
                            && parameter.getDeclaringExecutable().getParameterTypes()[0] == Layer.class,
                    "a layer without slices has none"),
            new Exemption(Layer.Pass.class, Set.of(), TRAINING),
            new Exemption(CrossAttention.Pass.class, Set.of(), TRAINING),
            new Exemption(Objective.class, Set.of("lossAndGradient", "answers"), TRAINING),
            new Exemption(Adam.class, Set.of("update"), TRAINING),
            new Exemption(ParameterLayout.Slice.class, Set.of("read"), "a copy of what is there"),
            new Exemption(
                    Object.class,
                    Set.of("write"),
                    parameter -> parameter.getName().equals("parameters"),
                    "written, not read"),
            new Exemption(NativeArrays.class, Set.of(), "copies bits, whatever they say"),
            new Exemption(Blas.class, Set.of(), "passes numbers on, as every BLAS does; shapes are checked"),
            new Exemption(Require.class, Set.of(), "each checks what it says"),
            new Exemption(
                    GramGradient.class, Set.of("hyperparameters", "inputs"), "sums that are not finite are refused"),
            new Exemption(
                    GramGradient.Weights.class, Set.of("of", "symmetric"), "sums that are not finite are refused"),
            new Exemption(
                    DifferentiableKernel.class, Set.of("withHyperparameters"), "see HyperparametersOutOfRangeTest"),
            new Exemption(Hyperparameters.class, Set.of("at", "withTheta"), "names the hyperparameter, not its index"),
            new Exemption(ModelFile.class, Set.of("with"), "an empty vector is one"),
            new Exemption(CommonsMath.class, Set.of("operator"), "an operator's elements are not looked at"),
            new Exemption(
                    ClassPredictor.class,
                    Set.of("predict"),
                    parameter -> parameter.getType().isArray(),
                    "a classifier has several targets, and refuses for that"),
            new Exemption(TileWindow.class, Set.of("over"), "reads the points alone, not what lies between them"),
            new Exemption(IterativeMethod.Solution.class, Set.of("new"), "a result, made by solvers"));

    static Stream<Class<?>> types() {
        return NullArgumentsTest.types().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void badDataIsRefusedByName(Class<?> type) {
        List<String> problems = new ArrayList<>();
        for (Entry entry : PublicEntries.of(type)) {
            for (Parameter parameter : entry.parameters()) {
                if (!Exemption.any(NullArgumentsTest.EXEMPT, entry, parameter)
                        && !Exemption.any(EXEMPT, entry, parameter)
                        && !Exemption.any(AttentionSamples.NULL, entry, parameter)
                        && !Exemption.any(AttentionSamples.DATA, entry, parameter)
                        && !Exemption.any(ConstructSamples.DATA, entry, parameter)) {
                    for (int kind = 0;
                            kind < spoilt(Samples.argument(entry, parameter)).size();
                            kind++) {
                        addProblems(entry, parameter, kind, problems);
                    }
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    private static void addProblems(Entry entry, Parameter parameter, int kind, List<String> problems) {
        int receivers = entry.needsReceiver() ? Samples.receivers(entry.type()).size() : 1;
        for (int r = 0; r < receivers; r++) {
            // All made anew for each call: some methods write into their arguments.
            Object receiver =
                    entry.needsReceiver() ? Samples.receivers(entry.type()).get(r) : "none";
            Bad bad = spoilt(Samples.argument(entry, parameter)).get(kind);
            Object[] arguments = entry.parameters().stream()
                    .map(other -> other.equals(parameter) ? bad.value() : Samples.argument(entry, other))
                    .toArray();
            @Nullable Throwable thrown = entry.call(receiver, arguments);
            if (!entry.isNamedBy(thrown, parameter)
                    || !Stream.of(bad.parts()).allMatch(thrown.getMessage()::contains)) {
                problems.add(
                        entry + ", " + parameter.getName() + " = " + bad.kind() + ", on " + receiver + ": " + thrown);
            }
        }
    }

    /** All that can be wrong with an argument of its type, none where it holds no numbers or cannot hold wrong ones. */
    private static List<Bad> spoilt(Object valid) {
        if (valid instanceof double[] vector) {
            int last = vector.length - 1;
            return List.of(
                    new Bad("empty", new double[0]),
                    new Bad("NaN", with(vector, last, Double.NaN), "[" + last + "]", "NaN"),
                    new Bad("infinite", with(vector, 0, Double.NEGATIVE_INFINITY), "[0]", "-Infinity"));
        }
        if (valid instanceof double[][] rows) {
            double[][] absent = rows.clone();
            absent[1] = null;
            double[][] ragged = rows.clone();
            ragged[1] = new double[rows[1].length + 1];
            return List.of(
                    new Bad("empty", new double[0][]),
                    new Bad("without columns", new double[rows.length][0]),
                    new Bad("null row", absent, "[1]", "null"),
                    new Bad("ragged", ragged, "1", String.valueOf(rows[1].length + 1)),
                    new Bad("NaN", with(rows, Double.NaN), "[1]", "[0]", "NaN"),
                    new Bad("infinite", with(rows, Double.POSITIVE_INFINITY), "[1]", "[0]", "Infinity"));
        }
        if (valid instanceof INDArray array && array.rank() == 2) {
            return List.of(
                    new Bad("empty", Nd4j.empty()),
                    new Bad("rank 3", Nd4j.createFromArray(new double[2][2][2]), "[2, 2, 2]"),
                    new Bad("NaN", array.dup('f').putScalar(1, 0, Double.NaN), "[1][0]", "NaN"),
                    new Bad(
                            "infinite",
                            array.dup('f').putScalar(1, 0, Double.NEGATIVE_INFINITY),
                            "[1][0]",
                            "-Infinity"));
        }
        if (valid instanceof RealMatrix matrix) {
            matrix.setEntry(1, 0, Double.NaN);
            return List.of(new Bad("NaN", matrix, "[1][0]", "NaN"));
        }
        if (valid instanceof RealVector vector) {
            vector.setEntry(1, Double.NaN);
            return List.of(new Bad("NaN", vector, "[1]", "NaN"), new Bad("empty", vector.getSubVector(0, 0)));
        }
        return List.of();
    }

    private static double[] with(double[] vector, int index, double value) {
        double[] copy = vector.clone();
        copy[index] = value;
        return copy;
    }

    private static double[][] with(double[][] rows, double value) {
        double[][] copy = rows.clone();
        copy[1] = with(rows[1], 0, value);
        return copy;
    }
}
