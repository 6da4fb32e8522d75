package org.icl4j.kernels.stationary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.icl4j.core.Points;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matern of any order, against 40-digit numbers and its limits. */
class BesselMaternTest {

    /** Relative. exp(-z) alone has the relative error z u, u = 1.1e-16, where z = sqrt(2 nu u) is rounded: 1.3e-14 at z = 110. */
    private static final double TOLERANCE = 1e-13;

    /** A value that only a subnormal number, or none, could hold. */
    private static final double LEAST = 1e-300;

    private static List<double[]> references() throws IOException {
        try (InputStream file =
                        Objects.requireNonNull(BesselMaternTest.class.getResourceAsStream("matern.txt"), "matern.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }

    @Test
    void valuesDerivativesAndLogarithmsAgreeWithMpmath() throws IOException {
        List<double[]> references = references();
        assertThat(references).hasSize(24 * 15);
        for (double[] line : references) {
            double nu = line[0];
            double u = line[1];
            BesselMatern profile = new BesselMatern(nu);
            // At nu = 1000 the exponent -z is in the thousands.
            double bound = nu > 100 ? 4 * TOLERANCE : TOLERANCE;
            String where = "nu = " + nu + ", u = " + u;
            if (line[2] > LEAST) {
                assertThat(profile.value(u) / line[2]).as(where).isCloseTo(1, within(bound));
            }
            if (Math.abs(line[3]) > LEAST && u >= 1e-200) {
                assertThat(profile.slope(u) / line[3]).as("slope, " + where).isCloseTo(1, within(bound));
            }
            assertThat(profile.logarithm(u))
                    .as("logarithm, " + where)
                    .isCloseTo(line[4], within(bound * Math.max(1, Math.abs(line[4]))));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, 2.5})
    void agreesWithTheClosedForms(double nu) {
        IsotropicKernel.Profile closed = Matern.profile(nu);
        assertThat(closed).isInstanceOf(ClosedProfile.class);
        for (double u = 1e-6; u < 100; u *= 1.37) {
            for (double other : new double[] {nu, nu + 1e-10, nu - 1e-10}) {
                BesselMatern profile = new BesselMatern(other);
                // |d log k / d nu| is below 50 here.
                double bound = TOLERANCE + 50 * Math.abs(other - nu);
                assertThat(profile.value(u) / closed.value(u)).isCloseTo(1, within(bound));
                assertThat(profile.slope(u) / closed.slope(u)).isCloseTo(1, within(bound));
                assertThat(profile.logarithm(u) - closed.logarithm(u)).isCloseTo(0, within(bound));
            }
        }
    }

    /** Distances whose squares are 0 or subnormal, against mpmath with 40 digits. */
    @ParameterizedTest
    @CsvSource({
        "0.01, 1e-300, 0.99999904059123971749",
        "0.01, 1e-310, 0.99999939465399634111",
        "0.01, 1e-160, 0.99939465399634111151",
        "0.01, 1e-140, 0.99847943958704068935",
        "0.03, 1e-160, 0.99999999977073749482",
        "0.05, 1e-160, 0.99999999999999991189",
        "0.059, 1e-160, 0.99999999999999999989"
    })
    void distancesWithoutASquareCount(double nu, double r, double expected) {
        double[][] x = {{0, 0}, {0.6 * r, -0.8 * r}, {3, 4}};
        double[][] scaled = {{0, 0}, {1.2 * r, -0.4 * r}, {3, 4}};
        Points points = Points.of("x", x);
        Kernel kernel = new Matern(nu, 1);
        Kernel anisotropic = new AnisotropicMatern(nu, 2, 0.5);
        double[][] gram = Gram.matrix(kernel, points).toDoubleMatrix();
        double[][] other = Gram.matrix(anisotropic, Points.of("scaled", scaled)).toDoubleMatrix();
        // A few roundings of numbers near 1, and one of the distance.
        double bound = 8 * Math.ulp(1.0);
        assertThat(gram[0][1]).isCloseTo(expected, within(bound));
        assertThat(kernel.value(x[0], x[1])).isEqualTo(gram[0][1]);
        assertThat(kernel.value(x[1], x[0])).isEqualTo(gram[0][1]);
        assertThat(gram[1][1]).isEqualTo(1);
        assertThat(other[1][0]).isCloseTo(expected, within(bound));
        assertThat(anisotropic.value(scaled[0], scaled[1])).isEqualTo(other[0][1]);
        assertThat(gram[0][2]).isEqualTo(kernel.value(x[0], x[2]));
    }

    // log k = -u/2 + (u^2/4 - u/2) / (2 nu) + O(1 / nu^2): the moments of the Gamma mixture.
    @Test
    void tendsToTheGaussian() {
        for (double u : new double[] {0.1, 1, 3}) {
            double coarse = 500 * (new BesselMatern(500).logarithm(u) + u / 2);
            double fine = 1000 * (new BesselMatern(1000).logarithm(u) + u / 2);
            assertThat(new BesselMatern(1000).value(u)).isCloseTo(Math.exp(-u / 2), within(3e-3));
            assertThat(fine).isCloseTo(coarse, within(0.02 * Math.max(1, u * u)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-100, 1e-8, 0.01, 0.5, 0.7, 1, 3.3, 100, 1000})
    void nothingOverflowsOrIsNaN(double nu) {
        BesselMatern profile = new BesselMatern(nu);
        assertThat(profile.value(0)).isEqualTo(1);
        assertThat(profile.slope(0)).isZero();
        assertThat(profile.logarithm(0)).isZero();
        double previous = 1;
        for (double u = 4.9e-324; u <= 1e300; u *= 31) {
            double value = profile.value(u);
            assertThat(value).as("u = %s", u).isBetween(0.0, previous * (1 + TOLERANCE));
            assertThat(profile.slope(u)).isFinite().isNotPositive();
            assertThat(profile.logarithm(u)).isFinite().isLessThan(TOLERANCE);
            previous = value;
        }
        assertThat(profile.value(Double.POSITIVE_INFINITY)).isZero();
    }
}
