package org.icl4j.kernels.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Kernel.Definiteness;
import org.icl4j.kernels.KernelContract;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PrecomputedTest {

    private static final Kernel KERNEL = new Gaussian(1.3);

    private static Points points(int n) {
        return Points.of("x", Randoms.of(n).gaussians(n, 3));
    }

    @Test
    void holdsTheMatrixWhateverItsOrder() {
        Points x = points(300);
        INDArray gram = Gram.matrix(KERNEL, x);
        double[] before = NativeArrays.toRowMajor(gram);
        INDArray larger = NativeArrays.uninitialised(310, 310);
        larger.get(interval(7, 307), interval(2, 302)).assign(gram);
        INDArray view = larger.get(interval(7, 307), interval(2, 302));
        double[][] rows = Points.of("k", gram).toRows();
        for (Precomputed kernel : new Precomputed[] {
            Precomputed.of(gram),
            Precomputed.of(gram.dup('c')),
            Precomputed.of(view),
            Precomputed.of(rows),
            Precomputed.of(KERNEL, x)
        }) {
            assertThat(NativeArrays.toRowMajor(Gram.matrix(kernel, kernel.indices())))
                    .isEqualTo(before);
            assertThat(kernel.size()).isEqualTo(300);
        }
        assertThat(NativeArrays.toRowMajor(gram)).isEqualTo(before);
        assertThat(Precomputed.of(gram)).isEqualTo(Precomputed.of(rows)).hasSameHashCodeAs(Precomputed.of(rows));
        assertThat(Precomputed.of(KERNEL, x).definiteness()).isEqualTo(Definiteness.POSITIVE_DEFINITE);
        Precomputed declared = Precomputed.of(gram).withDefiniteness(Definiteness.POSITIVE_DEFINITE);
        KernelContract.check(declared, declared.indices());
    }

    @Test
    void isACopy() {
        INDArray gram = Gram.matrix(KERNEL, points(5));
        Precomputed kernel = Precomputed.of(gram);
        double value = kernel.at(3, 1);
        gram.assign(7);
        gram.close();
        assertThat(kernel.at(3, 1)).isEqualTo(value);
    }

    @Test
    void aSubsetOfIndicesSlicesBothAxes() {
        Points x = points(40);
        Precomputed kernel = Precomputed.of(KERNEL, x);
        Points some = kernel.indices().select(5, 17, 2, 39);
        assertThat(NativeArrays.toRowMajor(Gram.matrix(kernel, some)))
                .isEqualTo(NativeArrays.toRowMajor(Gram.matrix(KERNEL, x.select(5, 17, 2, 39))));
        assertThat(NativeArrays.toRowMajor(Gram.matrix(kernel, kernel.indices(), some)))
                .isEqualTo(NativeArrays.toRowMajor(Gram.matrix(KERNEL, x, x.select(5, 17, 2, 39))));
    }

    @Test
    void otherNumericTypesAreRead() {
        INDArray gram = Gram.matrix(KERNEL, points(6)).castTo(DataType.FLOAT);
        assertThat(Precomputed.of(gram).at(4, 2)).isEqualTo(gram.getFloat(4, 2));
    }

    @Test
    void roundingIsAveragedAndMoreIsRefused() {
        double[][] gram = {{2, 1}, {1 + 1e-12, 2}};
        assertThat(Precomputed.of(gram).at(0, 1))
                .isEqualTo(Precomputed.of(gram).at(1, 0))
                .isBetween(1.0, 1 + 1e-12);
        gram[1][0] = 1 + 1e-6;
        assertThatThrownBy(() -> Precomputed.of(gram))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gram: is not symmetric: gram[0][1] = 1.0, but gram[1][0] = 1.000001");
    }

    @Test
    @SuppressWarnings("NullAway") // Null on purpose.
    void badMatricesAreNamed() {
        assertThatThrownBy(() -> Precomputed.of((INDArray) null)).hasMessage("gram: is null");
        assertThatThrownBy(() -> Precomputed.of(NativeArrays.fromRowMajor(2, 3, new double[6])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gram: expected shape [n, n], got [2, 3]")
                .hasMessageContaining("predictFromKernel");
        assertThatThrownBy(() -> Precomputed.of(new double[][] {{1, 2}, {2}}))
                .hasMessageStartingWith("gram[1]: expected length 2, got 1");
        assertThatThrownBy(() -> Precomputed.of(new double[0][0])).hasMessageContaining("gram.length");
        INDArray gram = Gram.matrix(KERNEL, points(200));
        gram.putScalar(170, 30, Double.NaN);
        assertThatThrownBy(() -> Precomputed.of(gram)).hasMessage("gram: gram[170][30] = NaN is not finite");
        gram.putScalar(170, 30, 0.25);
        assertThatThrownBy(() -> Precomputed.of(gram)).hasMessageContaining("gram[170][30] = 0.25");
    }
}
