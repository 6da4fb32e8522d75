package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Squared distances of wide points, near and far, against sums in twice the precision. */
class WideDistancesTest {

    private static final int ROWS = 40;
    private static final int COLUMNS = 37;

    // Equal coordinates are rounded the same way many times in a row, which no random ones are.
    @ParameterizedTest
    @CsvSource({
        "300, 0",
        "784, 0",
        "5000, 0",
        "12000, 0",
        "300, 0.1",
        "784, 0.1",
        "5000, 0.1",
        "12000, 0.1",
        "5000, 0.7",
        "12000, 1.3"
    })
    void nearAndFarPairsHaveTheirDigits(int d, double centre) {
        double[] base = new double[d];
        if (centre == 0) {
            base = Randoms.of(7).gaussians(d);
        } else {
            Arrays.fill(base, centre);
        }
        Points x = around(base, ROWS, Randoms.of(1));
        Points z = around(base, COLUMNS, Randoms.of(2));
        Tile tile = Tile.of(x, 0, ROWS, z, 0, COLUMNS);
        double[] distances = new double[tile.length()];
        tile.squaredDistances(distances);
        // By products 1e-12, by differences (d + 2) 2^-53.
        double error = Math.max(1e-12, (d + 2) * 0x1p-53);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double exact = squaredDistance(x.row(i), z.row(j));
                Oracle.assertClose(
                        distances[i * tile.stride() + j], exact, error * exact, "d " + d + ", centre " + centre, i, j);
            }
        }
    }

    /** Points at distances between once and a hundred thousandth of what one coordinate is. */
    private static Points around(double[] base, int count, Randoms randoms) {
        double[][] points = randoms.gaussians(count, base.length);
        for (int i = 0; i < count; i++) {
            double step = Math.pow(10, -5.0 * i / count);
            for (int k = 0; k < base.length; k++) {
                points[i][k] = base[k] + step * points[i][k];
            }
        }
        return Points.of("points", points);
    }

    /** The sum of (x_k - z_k)^2 in pairs of numbers, Dekker's and Knuth's: a relative error of some d 2^-104, then one rounding. */
    private static double squaredDistance(double[] x, double[] z) {
        double sum = 0;
        double rest = 0;
        for (int k = 0; k < x.length; k++) {
            double e = x[k] - z[k];
            double eRest = rest(x[k], -z[k], e);
            double square = e * e;
            double squareRest = Math.fma(e, e, -square) + 2 * e * eRest;
            double next = sum + square;
            rest += rest(sum, square, next) + squareRest;
            sum = next;
        }
        return sum + rest;
    }

    // What the rounding of sum = a + b has taken away.
    private static double rest(double a, double b, double sum) {
        double second = sum - a;
        return (a - (sum - second)) + (b - second);
    }

    @Test
    void theOracleIsExact() {
        double[] x = Randoms.of(3).gaussians(2000);
        double[] z = x.clone();
        Arrays.setAll(z, k -> x[k] + 1e-7 * Math.sin(k) + (k % 3 == 0 ? 1 : 0));
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < x.length; k++) {
            BigDecimal e = new BigDecimal(x[k]).subtract(new BigDecimal(z[k]));
            sum = sum.add(e.multiply(e));
        }
        assertThat(squaredDistance(x, z)).isEqualTo(sum.doubleValue());
    }
}
