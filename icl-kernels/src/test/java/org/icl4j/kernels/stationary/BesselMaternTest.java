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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
