package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** What every {@link VectorMath} must do; exponentials, products and distances are in the contracts that it extends. */
abstract class VectorMathContract extends VectorMathExponentialContract {

    @Test
    void isShownByItsName() {
        assertThat(math()).hasToString(math().name());
    }

    @Test
    void sumsAndInnerProductsKeepTheirBound() {
        Random random = new Random(4);
        for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 63, 100, 1000, 4097}) {
            for (int offset = 0; offset < 3; offset++) {
                double[] a =
                        random.doubles(length + 5, -1, 1).map(v -> v * v * v).toArray();
                double[] b = random.doubles(length + 5, -3, 2).toArray();
                BigDecimal sum = BigDecimal.ZERO;
                BigDecimal product = BigDecimal.ZERO;
                double sizeOfSum = 0;
                double sizeOfProduct = 0;
                for (int i = 0; i < length; i++) {
                    BigDecimal value = new BigDecimal(a[offset + i]);
                    sum = sum.add(value);
                    product = product.add(value.multiply(new BigDecimal(b[i + 1])));
                    sizeOfSum += Math.abs(a[offset + i]);
                    sizeOfProduct += Math.abs(a[offset + i] * b[i + 1]);
                }
                // Higham (2002), 3.1: n rounding errors in any order of summation, each at most EPS.
                assertThat(math().sum(a, offset, length))
                        .isCloseTo(sum.doubleValue(), within(length * EPS * sizeOfSum));
                assertThat(math().dot(a, offset, b, 1, length))
                        .isCloseTo(product.doubleValue(), within((length + 1) * EPS * sizeOfProduct));
            }
        }
    }

    @Test
    void sumsOfDifferencesKeepTheirBoundAndDoNotCancel() {
        Random random = new Random(10);
        for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 128}) {
            for (double centre : new double[] {0, 1e6}) {
                double x = centre + random.nextGaussian();
                double[] w = random.doubles(length + 5, -1, 1).toArray();
                double[] z = random.doubles(length + 5, centre - 1, centre + 1).toArray();
                BigDecimal plain = BigDecimal.ZERO;
                BigDecimal squared = BigDecimal.ZERO;
                double sizeOfPlain = 0;
                double sizeOfSquared = 0;
                for (int j = 0; j < length; j++) {
                    BigDecimal difference = new BigDecimal(x).subtract(new BigDecimal(z[j + 1]));
                    BigDecimal weighted = difference.multiply(new BigDecimal(w[j + 3]));
                    plain = plain.add(weighted);
                    squared = squared.add(weighted.multiply(difference));
                    sizeOfPlain += weighted.abs().doubleValue();
                    sizeOfSquared += weighted.multiply(difference).abs().doubleValue();
                }
                // The difference's error counts once or twice, one or two products', and the sum's (Higham 2002, 3.1).
                assertThat(math().dotDifferences(x, w, 3, z, 1, length))
                        .isCloseTo(plain.doubleValue(), within((length + 3) * EPS * sizeOfPlain));
                assertThat(math().dotSquaredDifferences(x, w, 3, z, 1, length))
                        .isCloseTo(squared.doubleValue(), within((length + 5) * EPS * sizeOfSquared));
            }
        }
    }

    @Test
    void sumOfAnInfinityOrNaNIsThat() {
        double[] a = new double[37];
        for (int i = 0; i < a.length; i++) {
            a[i] = Double.POSITIVE_INFINITY;
            assertThat(math().sum(a, 0, a.length)).isEqualTo(Double.POSITIVE_INFINITY);
            a[i] = Double.NaN;
            assertThat(math().sum(a, 0, a.length)).isNaN();
            assertThat(math().dot(a, 0, a, 0, a.length)).isNaN();
            a[i] = 0;
        }
    }

    @Test
    void maximumAnywhere() {
        for (int length = 1; length < 70; length++) {
            double[] a = new Random(length).doubles(length + 2, -9, -3).toArray();
            a[0] = 100;
            a[length + 1] = 100;
            for (int i = 1; i <= length; i++) {
                double before = a[i];
                a[i] = -1;
                assertThat(math().max(a, 1, length)).isEqualTo(-1);
                a[i] = before;
            }
        }
        double[] low = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        assertThat(math().max(low, 0, 2)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void axpyAddsAndTouchesNothingElse() {
        double[] x = new Random(5).doubles(90, -1, 1).toArray();
        double[] y = new Random(6).doubles(90, -1, 1).toArray();
        double[] whole = y.clone();
        math().axpy(-0.7, x, 0, whole, 0, 90);
        for (int length = 0; length < 40; length++) {
            double[] result = y.clone();
            math().axpy(-0.7, x, 5, result, 5, length);
            for (int i = 0; i < 90; i++) {
                boolean changed = i >= 5 && i < 5 + length;
                assertThat(result[i]).isEqualTo(changed ? whole[i] : y[i]);
                double size = Math.abs(0.7 * x[i]) + Math.abs(y[i]);
                assertThat(whole[i]).isCloseTo(y[i] - 0.7 * x[i], within(4 * EPS * size));
            }
        }
    }

    @Test
    void softmaxIsADistribution() {
        Random random = new Random(7);
        for (int length : new int[] {1, 2, 5, 8, 10, 16, 39, 40, 100, 4096}) {
            double[] logits = random.doubles(length, -10, 10).toArray();
            double[] a = new double[length + 2];
            System.arraycopy(logits, 0, a, 1, length);
            a[0] = 7;
            a[length + 1] = 9;
            math().softmax(a, 1, length);
            assertThat(a[0]).isEqualTo(7);
            assertThat(a[length + 1]).isEqualTo(9);
            double max = Arrays.stream(logits).max().orElseThrow();
            double[] expected =
                    Arrays.stream(logits).map(v -> Math.exp(v - max)).toArray();
            double sum = Arrays.stream(expected).sum();
            // Two exponentials of 1.1 ulp each, the sum, the reciprocal and the product.
            double tolerance = (2 * length + 8) * EPS;
            double total = 0;
            for (int i = 0; i < length; i++) {
                assertThat(a[i + 1]).isCloseTo(expected[i] / sum, within(tolerance * expected[i] / sum));
                total += a[i + 1];
            }
            assertThat(total).isCloseTo(1, within(tolerance));
        }
    }

    /** A row of the Jacobian diag(a) - a a', by a sum of one's own. */
    @Test
    void softmaxGradientIsTheTransposedJacobian() {
        Random random = new Random(8);
        for (int length : new int[] {1, 2, 7, 8, 9, 40, 100}) {
            double[] a = random.doubles(length + 1, 0, 1).toArray();
            double[] d = random.doubles(length + 3, -2, 2).toArray();
            double[] result = d.clone();
            math().softmaxGradient(a, 1, result, 2, length);
            double along = IntStream.range(0, length)
                    .mapToDouble(j -> a[1 + j] * d[2 + j])
                    .sum();
            double size = IntStream.range(0, length)
                    .mapToDouble(j -> Math.abs(a[1 + j] * d[2 + j]))
                    .sum();
            for (int i = 0; i < result.length; i++) {
                double expected = i < 2 || i >= 2 + length ? d[i] : a[i - 1] * (d[i] - along);
                // The sum of length terms, the difference and the product.
                assertThat(result[i]).isCloseTo(expected, within((2 * length + 4) * EPS * (2 + size)));
            }
        }
    }

    @Test
    void softmaxDoesNotSeeAShiftAndNeverOverflows() {
        // Whole numbers, so that the shift itself is exact.
        double[] logits = new Random(8).ints(23, -30, 30).asDoubleStream().toArray();
        double[] plain = logits.clone();
        math().softmax(plain, 0, 23);
        for (double shift : new double[] {1e4, -1e4, 1e15, -1e15}) {
            double[] shifted = Arrays.stream(logits).map(v -> v + shift).toArray();
            math().softmax(shifted, 0, 23);
            assertThat(shifted).containsExactly(plain);
        }
        double[] extreme = {1e4, -1e4, 1e4, 0};
        math().softmax(extreme, 0, 4);
        assertThat(extreme).containsExactly(0.5, 0, 0.5, 0);
        double[] one = {-1e308};
        math().softmax(one, 0, 1);
        assertThat(one).containsExactly(1);
        double[] ties = new double[64];
        Arrays.fill(ties, 3.3);
        math().softmax(ties, 0, 64);
        assertThat(ties).containsOnly(1 / 64.0);
    }

    @Test
    void threadsDoNotDisturbOneAnother() {
        double[] x = new Random(9).doubles(2000, -1, 1).toArray();
        int[] results = IntStream.range(0, 64)
                .parallel()
                .map(i -> {
                    int shift = i % 2;
                    double[] c = new double[31 * 37];
                    math().gemm(shift == 0, true, 31, 37, 20 + shift, 1, x, 0, 31, x, 3, 21, 0, c, 0, 37);
                    math().exp(0.1, c, 0, 1000 + shift);
                    return Arrays.hashCode(c);
                })
                .toArray();
        for (int i = 2; i < results.length; i++) {
            assertThat(results[i]).isEqualTo(results[i % 2]);
        }
    }
}
