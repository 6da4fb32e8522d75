package org.icl4j.kernels.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.internal.blas.HeapProducts;
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
    }
}
