package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** The exponentials and logarithms of {@link VectorMath} against sixty digits and against java.lang.Math. */
abstract class VectorMathExponentialContract extends VectorMathTileContract {

    private static final MathContext DIGITS = new MathContext(60);

    /**
     * For e^r in [0.7, 1), in units of 2^-53: 0.5 from the last sum, 0.25 each from r and from r + r^2 q, 0.1 from the rest.
     * Measured over 100000 arguments: 0.97 for the Vector API provider, 0.51 for Math.exp.
     */
    private static final double EXP_ULPS = 1.1;

    @Test
    void expKeepsItsBoundOverTheWholeRange() {
        Random random = new Random(1);
        double[] x = new double[3000];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (i % 3) {
                case 0 -> -708 + 1417.7 * random.nextDouble();
                case 1 -> random.nextGaussian();
                default -> Math.scalb(random.nextDouble() - 0.5, -random.nextInt(60));
            };
        }
        x[0] = -708;
        x[1] = 709.782712893384;
        x[2] = Math.log(2) / 2;
        x[3] = Math.nextUp(Math.log(2) / 2);
        double[] results = x.clone();
        math().exp(1, results, 0, x.length);
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double error = exactExp(x[i])
                    .subtract(new BigDecimal(results[i]))
                    .abs()
                    .divide(new BigDecimal(Math.ulp(results[i])), DIGITS)
                    .doubleValue();
            worst = Math.max(worst, error);
        }
        assertThat(worst).isLessThanOrEqualTo(EXP_ULPS);
    }

    /** Taylor's series at x / 4096, then twelve squarings: 2^12 * 1e-60 of relative error. */
    private static BigDecimal exactExp(double x) {
        BigDecimal y = new BigDecimal(x).divide(BigDecimal.valueOf(4096), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; i < 45; i++) {
            term = term.multiply(y, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term);
        }
        for (int i = 0; i < 12; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    @Test
    void expOfSpecialValues() {
        double[][] pairs = {
            {0.0, 1},
            {-0.0, 1},
            {Double.MIN_VALUE, 1},
            {Double.NaN, Double.NaN},
            {Double.longBitsToDouble(0x7ff8000000000fffL), Double.NaN},
            {Double.longBitsToDouble(0xfff8000000000001L), Double.NaN},
            {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY},
            {Double.NEGATIVE_INFINITY, 0},
            {709.7827128933841, Double.POSITIVE_INFINITY},
            {710.5, Double.POSITIVE_INFINITY},
            {1e300, Double.POSITIVE_INFINITY},
            {Double.MAX_VALUE, Double.POSITIVE_INFINITY},
            {-746, 0},
            {-1e4, 0},
            {-1e300, 0},
            {-Double.MAX_VALUE, 0}
        };
        double[] x = Arrays.stream(pairs).mapToDouble(pair -> pair[0]).toArray();
        double[] expected = Arrays.stream(pairs).mapToDouble(pair -> pair[1]).toArray();
        math().exp(1, x, 0, x.length);
        assertThat(x).containsExactly(expected);
    }

    @Test
    void expNearZeroIsRightOrFlushed() {
        double[] x = IntStream.range(0, 400).mapToDouble(i -> -707 - i * 0.1).toArray();
        double[] results = x.clone();
        math().exp(1, results, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            double right = Math.exp(x[i]);
            if (x[i] >= -708 || results[i] != 0) {
                assertThat(results[i]).isCloseTo(right, within(2 * Math.ulp(right)));
            }
        }
    }

    @Test
    void expOfRootsIsItsFormulaWhateverThePlace() {
        Random random = new Random(12);
        for (double[] bc : new double[][] {{0, 0}, {1, 0}, {1, 1.0 / 3}}) {
            double scale = 0.3 + random.nextDouble();
            double[] a = new double[203];
            for (int i = 0; i < a.length; i++) {
                a[i] = Math.scalb(random.nextDouble(), random.nextInt(40) - 22);
            }
            double[] result = a.clone();
            math().expOfRoots(scale, bc[0], bc[1], result, 0, a.length);
            for (int i = 0; i < a.length; i++) {
                double q = Math.sqrt(scale * a[i]);
                double expected = (1 + bc[0] * q + bc[1] * q * q) * Math.exp(-q);
                if (q <= 707) {
                    // q is known within 2 EPS q, which is what its exponential suffers; the rest is a few roundings.
                    assertThat(result[i]).isCloseTo(expected, within((4 * q + 12) * EPS * expected));
                }
                double[] alone = a.clone();
                math().expOfRoots(scale, bc[0], bc[1], alone, i, 1);
                assertThat(alone[i]).isEqualTo(result[i]);
                alone[i] = a[i];
                assertThat(alone).containsExactly(a);
            }
            double[] special = {0, Double.POSITIVE_INFINITY, 1e300, 1e7, Double.MIN_VALUE, -0.0, 4, 9, 1e308};
            math().expOfRoots(1, bc[0], bc[1], special, 0, 9);
            assertThat(special[0]).isEqualTo(1);
            assertThat(special[4]).isEqualTo(1);
            assertThat(special[5]).isEqualTo(1);
            assertThat(new double[] {special[1], special[2], special[3], special[8]})
                    .containsOnly(0);
            double[] nan = {Double.NaN};
            math().expOfRoots(1, bc[0], bc[1], nan, 0, 1);
            assertThat(nan[0]).isNaN();
        }
    }

    /** Measured against 50 digits over 60000 arguments: 0.78 ulp for the Vector API provider, 2.3 for the scalar one; log1p has 1. */
    @Test
    void logOfOnePlusKeepsItsBoundWhateverThePlace() {
        Random random = new Random(13);
        double[] a = new double[3003];
        for (int i = 0; i < a.length; i++) {
            a[i] = switch (i % 4) {
                case 0 -> random.nextDouble();
                case 1 -> Math.scalb(1 + random.nextDouble(), random.nextInt(900));
                case 2 -> Math.scalb(1 + random.nextDouble(), -random.nextInt(900));
                default -> 3 * random.nextDouble();
            };
        }
        double scale = 0.7;
        double[] result = a.clone();
        math().logOfOnePlus(scale, result, 0, a.length);
        for (int i = 0; i < a.length; i++) {
            double expected = Math.log1p(scale * a[i]);
            assertThat(result[i]).isCloseTo(expected, within(4 * Math.ulp(expected)));
            if (i < 40 || i > 2990) {
                double[] alone = a.clone();
                math().logOfOnePlus(scale, alone, i, 1);
                assertThat(alone[i]).isEqualTo(result[i]);
                alone[i] = a[i];
                assertThat(alone).containsExactly(a);
            }
        }
        double[] special = {0, -0.0, Double.POSITIVE_INFINITY, 1e305, Double.MIN_VALUE, Double.NaN, 1, 0, 0};
        math().logOfOnePlus(1, special, 0, special.length);
        double greatest = Math.log(1e300);
        assertThat(special[0]).isZero();
        assertThat(special[1] == 0).isTrue();
        assertThat(special[2]).isCloseTo(greatest, within(2 * Math.ulp(greatest)));
        assertThat(special[3]).isEqualTo(special[2]);
        assertThat(special[4]).isEqualTo(Double.MIN_VALUE);
        assertThat(special[5]).isNaN();
        assertThat(special[6]).isCloseTo(Math.log(2), within(2 * Math.ulp(Math.log(2))));
    }

    @Test
    void expTakesItsScale() {
        Random random = new Random(2);
        for (double scale : new double[] {0, -0.0, 1, -1, -0.5, 3.7, -1e-3, 1e300}) {
            double[] a = random.doubles(29, -5, 5).toArray();
            double[] expected = Arrays.stream(a).map(v -> scale * v).toArray();
            math().exp(1, expected, 0, a.length);
            math().exp(scale, a, 0, a.length);
            assertThat(a).containsExactly(expected);
        }
    }

    @Test
    void expOfAnElementDoesNotDependOnItsPlaceAndTouchesNothingElse() {
        double[] x = new Random(3).doubles(100, -30, 30).toArray();
        double[] alone = x.clone();
        for (int i = 0; i < x.length; i++) {
            math().exp(1.3, alone, i, 1);
        }
        for (int offset = 0; offset < 18; offset++) {
            for (int length = 0; length <= 60; length++) {
                double[] a = x.clone();
                math().exp(1.3, a, offset, length);
                assertThat(Arrays.mismatch(a, 0, offset, x, 0, offset)).isEqualTo(-1);
                int end = offset + length;
                assertThat(Arrays.mismatch(a, offset, end, alone, offset, end)).isEqualTo(-1);
                assertThat(Arrays.mismatch(a, end, 100, x, end, 100)).isEqualTo(-1);
            }
        }
    }
}
