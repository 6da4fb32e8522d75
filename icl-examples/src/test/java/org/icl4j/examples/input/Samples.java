package org.icl4j.examples.input;

import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.heads.HeadParameters;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelHead;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Objective;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.VectorMath;
import org.icl4j.core.model.ModelFile;
import org.icl4j.figures.HeatMap;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.KernelPredictor;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.PreconditionedGradientDescent;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.LinearModel;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.IterativeKernelRidge;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.select.LeaveOneOut;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One valid value, or several, of every type that the library's public methods take or that they are called on: three points of
 * two coordinates, 3 x 3 matrices, kernels of scale 1.
 */
final class Samples {

    private static final double[][] ROWS = {{0, 1}, {2, 0.5}, {1, 3}};
    static final double[][] MATRIX = {{2, 0.5, 0.25}, {0.5, 2, 0.5}, {0.25, 0.5, 2}};
    static final double[] NUMBERS = {1, 2, 3};

    static final LearnedKernelHead HEAD = new LearnedKernelHead(1, 2, 1);

    static final LinearAttention LINEAR = LinearAttention.add(ParameterLayout.builder(), "linear", 3, true);

    /** By type; what is mutable is made anew for each call. */
    private static final Map<Class<?>, List<Supplier<?>>> TABLE = new HashMap<>();

    static {
        primitives();
        core();
        CompareSamples.table().forEach((type, sample) -> TABLE.put(type, List.of(sample)));
        FigureSamples.table().forEach((type, sample) -> TABLE.put(type, List.of(sample)));
        SolverSamples.table().forEach((type, sample) -> TABLE.put(type, List.of(sample)));
        KernelSamples.add();
        solvers();
        LayerSamples.add();
        AttentionSamples.add();
        ConstructSamples.add();
        ClassifySamples.add();
        FileSamples.add();
        IterateSamples.table().forEach((type, sample) -> TABLE.put(type, List.of(sample)));
    }

    private Samples() {}

    @SafeVarargs
    static <T> void add(Class<T> type, Supplier<? extends T>... samples) {
        List<Supplier<?>> all = TABLE.computeIfAbsent(type, key -> new ArrayList<>());
        for (Supplier<? extends T> sample : samples) {
            all.add(sample);
        }
    }

    /** A valid argument for a parameter, by its type and, where that is not enough, by its name. */
    static Object argument(Entry entry, Parameter parameter) {
        String name = parameter.getName();
        if (FeatureMap.class.isAssignableFrom(entry.type()) && parameter.getType() == double[].class) {
            return entry.name().equals("rowsInto") ? new double[12] : new double[] {1, 2};
        }
        boolean headVector = Objective.class.isAssignableFrom(entry.type())
                || Optimiser.State.class.isAssignableFrom(entry.type())
                || entry.name().equals("interpolate");
        if (headVector && parameter.getType() == double[].class) {
            return new double[HEAD.parameterCount()];
        }
        if (entry.type() == HeatMap.class && parameter.getType() == String[].class) {
            return new String[] {"a", "b", "c"};
        }
        if (FigureSamples.isEnd(entry, name)) {
            return 2.0;
        }
        boolean single = entry.type() == Hyperparameters.class || entry.type() == Points.class;
        if (single && parameter.getType() == double[].class) {
            return new double[1];
        }
        if (entry.type() == Blas.class && (name.equals("x") || name.equals("y"))) {
            return Nd4j.createFromArray(NUMBERS);
        }
        return switch (name) {
            case "batch" -> new TaskBatch(1, 2, 2, 1);
            case "maxRows" -> 2;
            case "vocabulary", "classes" -> List.class == parameter.getType() ? List.of("0") : 3;
            case "high" -> double[].class == parameter.getType() ? argument(double[].class) : 2.0;
            case "examples" -> 5;
            case "size" -> FeatureMap.class.isAssignableFrom(entry.type()) ? 4 : argument(parameter.getType());
            case "beta1", "beta2", "confidence", "probability" -> 0.5;
            case "name" -> entry.type() == Hyperparameters.class ? "lengthScale" : "name";
            case "layers" -> List.class == parameter.getType() ? List.of(LINEAR) : argument(parameter.getType());
            case "parameters" ->
                double[].class == parameter.getType() ? new double[parametersOf(entry)] : argument(parameter.getType());
            default -> argument(parameter.getType());
        };
    }

    private static int parametersOf(Entry entry) {
        if (entry.type() == LearnedKernel.class) {
            return HeadParameters.layout(1, 1).size();
        }
        return entry.type() == LinearAttentionLearner.class
                ? 18
                : entry.type() == Adam.class ? 3 : HEAD.parameterCount();
    }

    private static Object argument(Class<?> type) {
        if (TABLE.containsKey(type)) {
            return TABLE.get(type).get(0).get();
        }
        List<Object> others = receivers(type);
        if (others.isEmpty()) {
            throw new AssertionError("no sample of " + type.getName() + ": add one to the table");
        }
        return others.get(0);
    }

    /** Objects to call a type's methods on, none where there is no sample. */
    static List<Object> receivers(Class<?> type) {
        if (TABLE.containsKey(type)) {
            return TABLE.get(type).stream().<Object>map(Supplier::get).toList();
        }
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        @Nullable Object made = fromNumbers(type);
        return made == null ? List.of() : List.of(made);
    }

    /** Records of numbers, such as most families of kernels: all 1. */
    private static @Nullable Object fromNumbers(Class<?> type) {
        for (var constructor : type.getConstructors()) {
            Object[] ones = new Object[constructor.getParameterCount()];
            for (int i = 0; i < ones.length; i++) {
                Class<?> parameter = constructor.getParameterTypes()[i];
                ones[i] = parameter == int.class
                        ? (Object) 1
                        : parameter == double.class
                                ? (Object) 1.0
                                : parameter == double[].class ? NUMBERS.clone() : null;
            }
            try {
                return constructor.newInstance(ones);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // Not one of them.
            }
        }
        return null;
    }

    static Points points() {
        return Points.of("points", ROWS);
    }

    static Context context() {
        return Context.of(ROWS, NUMBERS);
    }

    static INDArray matrix() {
        INDArray matrix = Nd4j.create(DataType.DOUBLE, new long[] {3, 3}, 'f');
        matrix.assign(Nd4j.createFromArray(MATRIX));
        return matrix;
    }

    private static NativeMatrix nativeMatrix() {
        NativeMatrix matrix = NativeMatrix.reserve(DataType.DOUBLE, 3, 3);
        for (int j = 0; j < 3; j++) {
            matrix.doubles(3L * j, 3).put(MATRIX[j]);
        }
        return matrix;
    }

    private static void primitives() {
        add(int.class, () -> 1);
        add(long.class, () -> 1L);
        add(double.class, () -> 1.0);
        add(boolean.class, () -> true);
        add(Double.class, () -> 1.0);
        add(Object.class, () -> "object");
        add(String.class, () -> "name");
        add(String[].class, () -> new String[] {"name"});
        add(double[].class, NUMBERS::clone);
        add(double[][].class, () -> new double[][] {{2, 0.5, 0.25}, {0.5, 2, 0.5}, {0.25, 0.5, 2}});
        add(int[].class, () -> new int[] {0});
        add(int[][].class, () -> new int[0][]);
        add(List.class, List::of);
        add(Set.class, Set::of);
        add(OptionalLong.class, OptionalLong::empty);
        add(Path.class, () -> Path.of("does", "not", "exist"));
        add(DataType.class, () -> DataType.DOUBLE);
        add(INDArray.class, Samples::matrix);
        add(NativeMatrix.class, Samples::nativeMatrix);
        add(RealMatrix.class, () -> new Array2DRowRealMatrix(MATRIX));
        add(RealVector.class, () -> new ArrayRealVector(NUMBERS));
        add(IntConsumer.class, () -> i -> {});
        add(DoubleUnaryOperator.class, () -> x -> Math.exp(-x));
        add(UnaryOperator.class, () -> x -> x);
        add(Function.class, () -> x -> new Gaussian(1));
        add(DoubleFunction.class, () -> x -> new Gaussian(x));
        add(IntToDoubleFunction.class, () -> i -> 1);
        add(ToDoubleFunction.class, () -> x -> 1);
        add(ToDoubleBiFunction.class, () -> (x, y) -> 1);
        add(Appendable.class, StringBuilder::new);
        add(BiConsumer.class, () -> (batch, randoms) -> {});
    }

    private static void core() {
        add(Points.class, Samples::points);
        add(Context.class, Samples::context);
        add(Randoms.class, () -> Randoms.of(1));
        add(Progress.class, () -> Progress.NONE);
        add(LinearOperator.class, () -> MatrixOperator.of(MATRIX));
        add(ModelFile.class, () -> ModelFile.of("kind"));
        add(Blas.class, Blas::get, Blas::nd4j);
        add(VectorMath.class, VectorMath::get, VectorMath::scalar);
        add(TileProducts.class, TileProducts::ofThread);
        add(NativeTile.class, NativeTile::ofThread);
        add(TileProducts.Table.class, () -> TileProducts.Table.of(points()));
        add(InContextLearner.class, () -> NadarayaWatson.of(new Gaussian(1)));
        add(Predictor.class, () -> LeastSquares.withDefaults().fit(context()));
    }

    private static void solvers() {
        KernelRidge ridge = KernelRidge.of(new Gaussian(1), 1);
        add(KernelRidge.class, () -> ridge);
        add(KernelRidgeModel.class, () -> ridge.keepingFactor().fit(context()));
        add(KernelPredictor.class, () -> NadarayaWatson.of(new Gaussian(1)).fit(context()));
        add(LinearModel.class, () -> LeastSquares.withDefaults().fit(context()));
        add(LeastSquares.class, LeastSquares::withDefaults);
        add(KernelSelection.class, KernelSelection::gaussian);
        add(LeaveOneOut.class, () -> LeaveOneOut.of(new Gaussian(1), context()));
        add(NadarayaWatson.class, () -> NadarayaWatson.of(new Gaussian(1)));
        add(RidgeRegression.class, () -> RidgeRegression.of(1));
        add(
                IterativeKernelRidge.class,
                () -> IterativeKernelRidge.of(new Gaussian(1), 1, ConjugateGradient.withDefaults(), 3));
        add(PreconditionedGradientDescent.class, () -> PreconditionedGradientDescent.of(MatrixOperator.of(MATRIX)));
        add(IterativeMethod.class, ConjugateGradient::withDefaults);
        add(ConjugateGradient.class, ConjugateGradient::withDefaults);
        add(MatrixOperator.class, () -> MatrixOperator.of(MATRIX));
        add(SolveReport.class, () -> ridge.fit(context()).report());
    }
}
