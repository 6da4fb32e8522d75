package org.icl4j.kernels.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

class KernelOperatorTest {

    private static final Kernel KERNEL = new Gaussian(1.2).plus(new Polynomial(2, 0.3, 1));
    private static final double RIDGE = 0.25;

    private static long triangle(Points x) {
        try (KernelOperator operator = KernelOperator.formed(KERNEL, x, RIDGE)) {
            return operator.bytes();
        }
    }

    // Sums of n products, in another order than the oracle's: 2 n eps sum |k_ij v_j|, and a value's own rounding.
    private static void assertIsTheProduct(KernelOperator operator, Points x, double[] v) {
        double[] result = new double[v.length];
        operator.apply(v, result);
        double[][] k = Tables.gram(KERNEL, x);
        for (int i = 0; i < v.length; i++) {
            double sum = RIDGE * v[i];
            double size = Math.abs(sum);
            for (int j = 0; j < v.length; j++) {
                sum += k[i][j] * v[j];
                size += Math.abs(k[i][j] * v[j]);
            }
            double bound = (2 * v.length + 50) * Tables.EPS * size;
            if (!(Math.abs(result[i] - sum) <= bound)) {
                throw new AssertionError(operator + ": element " + i + " is " + result[i] + ", expected " + sum);
            }
        }
    }

    @Property(tries = 25)
    void isTheProductWhateverIsKept(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int n,
            @ForAll @DoubleRange(min = 0, max = 1.2) double share) {
        Points x = Tables.points(seed, n, 3);
        double[] v = Randoms.of(seed).gaussians(n);
        long budget = (long) (share * triangle(x));
        try (KernelOperator operator = KernelOperator.withBudget(KERNEL, x, RIDGE, budget)) {
            assertThat(operator.bytes()).isLessThanOrEqualTo(budget);
            assertThat(operator.size()).isEqualTo(n);
            assertIsTheProduct(operator, x, v);
            int t = 3;
            double[] block = Randoms.of(seed).split("block").gaussians(n * t);
            double[] products = new double[n * t];
            operator.apply(block, t, products);
            for (int j = 0; j < t; j++) {
                double[] column = new double[n];
                double[] product = new double[n];
                double[] alone = new double[n];
                for (int i = 0; i < n; i++) {
                    column[i] = block[i * t + j];
                    product[i] = products[i * t + j];
                }
                operator.apply(column, alone);
                // Two orders of the same n products of numbers of size |k| <= 1 + (0.3 x'z + 1)^2 and |v|.
                double size = 0;
                for (double value : column) {
                    size += Math.abs(value) * 1e3;
                }
                for (int i = 0; i < n; i++) {
                    assertThat(Math.abs(product[i] - alone[i])).isLessThanOrEqualTo(2 * (n + 2) * Tables.EPS * size);
                }
            }
        }
    }

    @Test
    void everyPolicyGivesTheProduct() {
        Points x = Tables.points(1, 1500, 3); // More columns than are worked on together.
        double[] v = Randoms.of(2).gaussians(1500);
        long half = triangle(x) / 2;
        try (KernelOperator never = KernelOperator.neverFormed(KERNEL, x, RIDGE);
                KernelOperator part = KernelOperator.withBudget(KERNEL, x, RIDGE, half);
                KernelOperator all = KernelOperator.formed(KERNEL, x, RIDGE);
                KernelOperator automatic = KernelOperator.automatic(KERNEL, x, RIDGE)) {
            for (KernelOperator operator : new KernelOperator[] {never, part, all, automatic}) {
                assertIsTheProduct(operator, x, v);
            }
            assertThat(never.keptRows()).isZero();
            assertThat(never.bytes()).isZero();
            assertThat(never.explanation()).contains("n = 1500: nothing is kept", "as asked for");
            double[] expected = new double[1500];
            double[] actual = new double[1500];
            Gram.operator(KERNEL, x, RIDGE).apply(v, expected);
            never.apply(v, actual);
            assertThat(actual).isEqualTo(expected);
            // A band less than the budget at most; a triangle of bands is 4 n^2 bytes and half a band.
            assertThat(part.bytes()).isBetween(half - 8L * 64 * 1500, half);
            assertThat(part.keptRows()).isBetween(1, 1499);
            assertThat(part.explanation())
                    .contains("rows " + (1500 - part.keptRows()) + " to 1499 are kept")
                    .contains("% of the pairs")
                    .contains("a budget of");
            assertThat(all.keptRows()).isEqualTo(1500);
            assertThat(all.bytes()).isBetween(4L * 1500 * 1500, 4L * 1500 * (1500 + 64));
            assertThat(all.explanation()).contains("the whole lower triangle is kept");
            assertThat(automatic.keptRows()).isEqualTo(1500);
            assertThat(automatic.explanation()).contains("half of the memory available");
        }
    }

    @Test
    void bitsDoNotDependOnTheThreads() {
        Points x = Tables.points(3, 900, 4);
        double[] v = Randoms.of(4).gaussians(900);
        try (KernelOperator operator = KernelOperator.withBudget(KERNEL, x, RIDGE, triangle(x) / 3)) {
            double[] expected = new double[900];
            operator.apply(v, expected);
            for (int run = 0; run < 20; run++) {
                double[] again = new double[900];
                operator.apply(v, again);
                assertThat(again).isEqualTo(expected);
            }
            for (int threads = 1; threads <= 3; threads++) {
                double[] one = new double[900];
                operator.apply(threads, v, 1, one);
                assertThat(one).isEqualTo(expected);
            }
        }
    }

    @Test
    void badInputIsNamed() {
        Points x = Tables.points(5, 100, 2);
        assertThatThrownBy(() -> KernelOperator.withBudget(KERNEL, x, RIDGE, -1))
                .hasMessageContaining("bytes");
        assertThatThrownBy(() -> KernelOperator.formed(KERNEL, x, -1)).hasMessageContaining("ridge");
        Kernel broken = (a, b) -> a[0] == x.get(70, 0) && b[0] == x.get(20, 0) ? Double.NaN : 1;
        assertThatThrownBy(() -> KernelOperator.formed(broken, x, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("k(x[70], z[20]) = NaN");
        KernelOperator operator = KernelOperator.formed(KERNEL, x, RIDGE);
        assertThatThrownBy(() -> operator.apply(new double[99], new double[100]))
                .hasMessage("x: expected length 100, got 99 (the operator's size)");
        double[] v = new double[100];
        v[7] = Double.POSITIVE_INFINITY;
        assertThatThrownBy(() -> operator.apply(v, new double[100])).hasMessage("x: x[7] = Infinity is not finite");
        operator.close();
        operator.close();
        assertThatThrownBy(() -> operator.apply(new double[100], new double[100]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    // 33 TiB of triangle.
    @Test
    void whatDoesNotFitIsRefusedBeforeItIsAllocated() {
        Points x = Points.ofRows("x", 3_000_000, 1, new double[3_000_000]);
        assertThatThrownBy(() -> KernelOperator.formed(new Gaussian(1), x, RIDGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3000000 x 3000000 kernel matrix needs")
                .hasMessageContaining("withBudget");
    }
}
