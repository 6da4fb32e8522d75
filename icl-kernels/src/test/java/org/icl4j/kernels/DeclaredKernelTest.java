package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.icl4j.kernels.Kernel.Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.INDEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_SEMIDEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.UNKNOWN;

import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.NegativeDistance;
import org.junit.jupiter.api.Test;

/** What a user knows of a kernel, and exponentials of kernels. */
class DeclaredKernelTest {

    private static final Kernel CAUCHY = Kernel.radial(u -> 1 / (1 + u));

    @Test
    void whatIsDeclaredIsBelievedAndCombined() {
        Kernel declared = CAUCHY.declared(POSITIVE_DEFINITE);
        assertThat(CAUCHY.definiteness()).isEqualTo(UNKNOWN);
        assertThat(declared.definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(declared.scaled(2).plus(new Gaussian(1)).power(3).definiteness())
                .isEqualTo(POSITIVE_DEFINITE);
        assertThat(declared.onColumns(0).definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(declared.isStationary()).isTrue();
        assertThat(declared.declared(INDEFINITE).definiteness()).isEqualTo(INDEFINITE);
        assertThat(declared).isEqualTo(CAUCHY.declared(POSITIVE_DEFINITE)).isNotEqualTo(CAUCHY);
        assertThat(declared.toString()).startsWith("declared(radial(").endsWith(", positive definite)");
    }

    @Test
    void whatTheKernelSaysItselfNeedsNoDeclaration() {
        Kernel gaussian = new Gaussian(0.5);
        assertThat(gaussian.declared(POSITIVE_DEFINITE)).isSameAs(gaussian);
    }

    /** The declaration costs nothing: the blocks are the profile's own, to the bit. */
    @Test
    void theBlocksAreTheKernelsOwn() {
        Points x = Oracle.gaussian(1, 200, 3, 1);
        Oracle.assertSameBits(
                Gram.matrix(CAUCHY.declared(POSITIVE_DEFINITE), x).data().asDouble(),
                Gram.matrix(CAUCHY, x).data().asDouble());
    }

    @Test
    void aDeclarationHasNoText() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Gaussian(1).declared(POSITIVE_SEMIDEFINITE).specification())
                .withMessageContaining("no text form");
    }

    /** exp(-u / 2) by the library's exponential, within the 1.1 ulp of each, u being the same bits. */
    @Test
    void anExponentialProfileIsAsExactAsTheFamily() {
        Points x = Oracle.gaussian(2, 100, 4, 1);
        double[] expected = Gram.matrix(new Gaussian(1), x).data().asDouble();
        double[] values = Gram.matrix(Kernel.radial(u -> -0.5 * u).exponential(), x)
                .data()
                .asDouble();
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isCloseTo(expected[i], within(3 * Math.ulp(expected[i])));
        }
    }

    @Test
    void exponentialsKnowTheirLogarithmAndDefiniteness() {
        Kernel profile = Kernel.radial(u -> -u / (1 + u));
        assertThat(profile.exponential().logarithm()).contains(profile);
        assertThat(profile.exponential().definiteness()).isEqualTo(UNKNOWN);
        assertThat(profile.exponential().isStationary()).isTrue();
        assertThat(new NegativeDistance(1).definiteness()).isEqualTo(CONDITIONALLY_POSITIVE_DEFINITE);
        assertThat(new NegativeDistance(1).exponential().definiteness()).isEqualTo(POSITIVE_SEMIDEFINITE);
        assertThat(new Gaussian(1).exponential().definiteness()).isEqualTo(POSITIVE_DEFINITE);
        assertThat(profile.exponential()).isEqualTo(profile.exponential()).hasToString("exponential(" + profile + ")");
    }
}
