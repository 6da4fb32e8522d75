package org.icl4j.core.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** Both providers give the same bits: every operation is one rounding of the same numbers. */
class DistancesFromProductsTest {

    private static final double THRESHOLD = 1e-3;

    @Test
    void formulaAndVerdict() {
        for (VectorMath math : new VectorMath[] {VectorMath.scalar(), VectorMath.get()}) {
            double[] products = {-1, 0, 3, 6, -1};
            boolean good = math.distancesFromProducts(9, new double[] {7, 4, 1, 0}, 0, THRESHOLD, products, 1, 3);
            assertThat(products).containsExactly(-1, 16, 7, -2, -1);
            assertThat(good).isFalse();
        }
    }

    @Test
    void providersAgreeToTheBit() {
        Randoms randoms = Randoms.of(1);
        for (int length = 0; length < 70; length++) {
            for (int bad = -1; bad < length; bad += 3) {
                double[] norms = new double[length + 2];
                double[] products = new double[length + 3];
                for (int j = 0; j < length; j++) {
                    norms[2 + j] = 1 + randoms.uniform();
                    products[3 + j] = randoms.uniform(-1, 1);
                }
                if (bad >= 0) {
                    // Cancels: 2 a = norm + norms_j, up to rounding; or is not a number.
                    products[3 + bad] = bad % 2 == 0 ? (1.5 + norms[2 + bad]) / 2 : Double.NaN;
                }
                double[] expected = products.clone();
                boolean good = VectorMath.scalar().distancesFromProducts(1.5, norms, 2, THRESHOLD, expected, 3, length);
                assertThat(good).isEqualTo(bad < 0);
                assertThat(VectorMath.get().distancesFromProducts(1.5, norms, 2, THRESHOLD, products, 3, length))
                        .isEqualTo(good);
                assertThat(products).isEqualTo(expected);
            }
        }
    }
}
