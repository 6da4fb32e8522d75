package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.kernels.DifferentiableKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels take new hyperparameters through the checks of their constructors. */
class HyperparametersOutOfRangeTest {

    static Stream<DifferentiableKernel> kernels() {
        return NullArgumentsTest.types().stream()
                .filter(DifferentiableKernel.class::isAssignableFrom)
                .flatMap(type -> Samples.receivers(type).stream())
                .map(DifferentiableKernel.class::cast)
                .filter(kernel -> !kernel.hyperparameters().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void areRefused(DifferentiableKernel kernel) {
        double[] valid = kernel.hyperparameters().stream()
                .mapToDouble(parameter -> parameter.value())
                .toArray();
        for (double bad : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
            for (int i = 0; i < valid.length; i++) {
                double[] values = valid.clone();
                values[i] = bad;
                assertThatIllegalArgumentException()
                        .as("%s with %s", kernel, Arrays.toString(values))
                        .isThrownBy(() -> kernel.withHyperparameters(values))
                        .withMessageContaining(String.valueOf(bad));
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.withHyperparameters(new double[valid.length + 1]))
                .withMessageContaining("expected length " + valid.length + ", got " + (valid.length + 1));
    }
}
