package org.icl4j.kernels.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.icl4j.core.internal.VectorMathProviders;
import org.icl4j.core.internal.blas.HeapProducts;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductErrorTest {

    /** By hand, of d coordinates and L lanes: r of the norms + s of the product + 2. */
    @ParameterizedTest
    @CsvSource({
        "33, 8, 16, 33", //
        "784, 8, 39, 259",
        "20000, 8, 640, 376",
        "33, 4, 13, 33",
        "784, 4, 60, 259",
    })
    void countsRoundings(int d, int lanes, int ofNorms, int ofProduct) {
        double u = 0x1p-53;
        assertThat(ProductError.leastRatio(d, lanes)).isEqualTo((ofNorms + ofProduct + 2) * u / (1e-12 - 2 * u));
    }

    @Test
    void blocksAreThoseOfTheProducts() {
        assertThat(ProductError.BLOCK).isEqualTo(HeapProducts.TERMS);
        assertBlocks(VectorMathProviders.plain(), ProductError.BLOCK);
        assertBlocks(VectorMath.get(), ProductError.BLOCK);
        assertBlocks(VectorMathProviders.scalar(), ProductError.SCALAR_BLOCK);
    }

    /** Half a last place is lost when it is added to 1, but not many of them that have been added up before. */
    private static void assertBlocks(VectorMath math, int block) {
        double half = 0x1p-53;
        assertThat(sum(math, block, block / 2, block)).isEqualTo(1);
        assertThat(sum(math, 2 * block, block, 2 * block)).isEqualTo(1 + block * half);
    }

    // A product whose terms are 1, and half a last place from one term to before another.
    private static double sum(VectorMath math, int d, int from, int to) {
        double[] terms = new double[d];
        terms[0] = 1;
        Arrays.fill(terms, from, to, 0x1p-53);
        double[] ones = new double[d];
        Arrays.fill(ones, 1);
        double[] result = new double[1];
        math.gemm(false, false, 1, 1, d, 1, terms, 0, d, ones, 0, 1, 0, result, 0, 1);
        return result[0];
    }
}
