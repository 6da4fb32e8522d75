package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.KernelPredictor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Learners, predictors and feature maps name both shapes when theirs and the data's do not fit, whatever the data comes as. */
class WrongShapeTest {

    private static final double[][] ROWS = new double[4][5];
    private static final Points POINTS = Points.of("points", ROWS);
    private static final INDArray ARRAY = Nd4j.createFromArray(ROWS);
    private static final Array2DRowRealMatrix MATRIX = new Array2DRowRealMatrix(ROWS);

    private static <T> Stream<T> samplesOf(Class<T> kind) {
        return NullArgumentsTest.types().stream()
                .filter(kind::isAssignableFrom)
                .flatMap(type -> Samples.receivers(type).stream())
                .map(kind::cast);
    }

    static Stream<InContextLearner<?>> learners() {
        return samplesOf(InContextLearner.class).map(learner -> (InContextLearner<?>) learner);
    }

    static Stream<Predictor> predictors() {
        return Stream.concat(samplesOf(Predictor.class), learners().map(learner -> learner.fit(Samples.context())));
    }

    static Stream<KernelPredictor> kernelPredictors() {
        return predictors().filter(KernelPredictor.class::isInstance).map(KernelPredictor.class::cast);
    }

    static Stream<FeatureMap> featureMaps() {
        return samplesOf(FeatureMap.class);
    }

    private static void refused(Runnable call, String... parts) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContainingAll(parts);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void contextsOfTwoLengths(InContextLearner<?> learner) {
        String[] parts = {"targets", "4", "3"};
        refused(() -> learner.fit(ROWS, new double[3]), parts);
        refused(() -> learner.fit(ROWS, new double[3][1]), parts);
        refused(() -> learner.fit(ARRAY, Nd4j.createFromArray(new double[3][1])), parts);
        refused(() -> learner.fit(MATRIX, new ArrayRealVector(3)), parts);
        refused(() -> learner.fit(MATRIX, new Array2DRowRealMatrix(3, 1)), parts);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void queriesOfAnotherWidth(Predictor predictor) {
        String[] parts = {"queries: ", "[m, 2]", "[4, 5]"};
        refused(() -> predictor.predict(POINTS), parts);
        refused(() -> predictor.predict(ARRAY), parts);
        refused(() -> predictor.predictRows(ROWS), parts);
        if (predictor.targetWidth() == 1) {
            refused(() -> predictor.predict(ROWS), parts);
        }
        refused(() -> predictor.predict(MATRIX), parts);
    }

    @ParameterizedTest
    @MethodSource("kernelPredictors")
    void kernelValuesOfAnotherContext(KernelPredictor predictor) {
        String[] parts = {"kernelValues: ", "[m, 3]", "[4, 5]"};
        refused(() -> predictor.predictFromKernel(POINTS), parts);
        refused(() -> predictor.predictFromKernel(ARRAY), parts);
        refused(() -> predictor.predictFromKernel(ROWS), parts);
        refused(() -> predictor.predictFromKernel(MATRIX), parts);
    }

    @ParameterizedTest
    @MethodSource("featureMaps")
    void pointsOfAnotherWidth(FeatureMap map) {
        String[] parts = {"x: ", "[m, 2]", "[4, 5]"};
        refused(() -> map.transform(POINTS), parts);
        refused(() -> map.transform(ARRAY), parts);
        refused(() -> map.transform(ROWS), parts);
        refused(() -> map.transform(new double[5]), "x: ", "2", "5");
    }
}
