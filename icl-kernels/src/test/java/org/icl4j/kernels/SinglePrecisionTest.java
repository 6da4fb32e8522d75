package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A float32 target receives the float64 numbers, each rounded once. */
class SinglePrecisionTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 128, 130, 700})
    void lowerTrianglesAreRounded(int n) {
        Points x = Points.of("x", Randoms.of(n).gaussians(n, 3));
        double[] exact = NativeArrays.toRowMajor(Gram.matrix(new Gaussian(1), x));
        INDArray target = NativeArrays.uninitialised(n, n).assign(7).castTo(DataType.FLOAT);
        Gram.lowerInto(new Gaussian(1), x, 0.3, target);
        double[] rounded = NativeArrays.toRowMajor(target);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double value = exact[i * n + j] + (i == j ? 0.3 : 0);
                assertThat(rounded[i * n + j]).isEqualTo(j <= i ? (float) value : 7);
            }
        }
    }

    @Test
    void whatIsBeyondFloat32BecomesInfinite() {
        Points x = Points.of("x", new double[][] {{1}, {2}});
        INDArray target = NativeArrays.uninitialised(2, 2).castTo(DataType.FLOAT);
        Gram.lowerInto((a, b) -> a[0] * b[0] * 1e38, x, 0, target);
        assertThat(target.getFloat(0, 0)).isEqualTo(1e38F);
        assertThat(target.getFloat(1, 1)).isEqualTo(Float.POSITIVE_INFINITY);
    }
}
