package org.icl4j.examples.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.examples.claims.Claim.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every claim at small size, and the page that lists them. */
class ClaimsTest {

    /** Small differences of large errors, squares of heavy tails: their intervals narrow at full size; {@link ClaimsCanFailTest} tries them with something wrong. */
    private static final Set<String> WIDE = Set.of("dual-negatives-help", "dual-deviation-formula");

    static Stream<Claim> claims() {
        return Claims.all().stream();
    }

    @ParameterizedTest
    @MethodSource("claims")
    void holds(Claim claim) {
        Measured measured = claim.measure().at(Claim.Size.SMALL);
        assertThat(claim.bound().holds(measured))
                .as(claim.id() + ": " + claim.bound() + ", " + measured)
                .isTrue();
        if (narrow(claim.bound()) && !WIDE.contains(claim.id())) {
            // With 4 standard errors to each side a small sample can hardly contradict anything: it must contradict
            // this.
            for (double factor : new double[] {0.75, 1.35}) {
                Measured wrong =
                        new Measured(factor * measured.value(), factor * measured.low(), factor * measured.high());
                assertThat(claim.bound().holds(wrong))
                        .as(claim.id() + " times " + factor + ": " + claim.bound() + ", " + wrong)
                        .isFalse();
            }
        }
    }

    /** Numbers with a tolerance, not orders. */
    private static boolean narrow(Bound bound) {
        return bound.low() > 0 && bound.high() < 1.3 * bound.low();
    }

    @Test
    void thereAreAHundredAndTheirNamesAreTheirOwn() {
        assertThat(Claims.all()).hasSizeGreaterThan(100);
        assertThat(Claims.all()).extracting(Claim::id).doesNotHaveDuplicates();
        assertThat(Claims.all()).allSatisfy(c -> assertThat(c.statement()).isNotBlank());
    }

    @Test
    void thePageIsCurrent() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "claims.md")))
                .as("make it anew: ./icl verify --page docs/claims.md")
                .isEqualTo(Claims.page());
    }

    @Test
    void aBoundCanBeMissed() {
        assertThat(Bound.near(2, 0.1).holds(Measured.exact(2.3))).isFalse();
        assertThat(Bound.near(2, 0.1).holds(new Measured(2.3, 2.1, 2.5))).isTrue();
        assertThat(Bound.atMost(1).holds(Measured.exact(Double.NaN))).isFalse();
        assertThat(Bound.atMost(1).holds(new Measured(3, 2, 4))).isFalse();
        assertThat(Bound.atLeast(1).holds(Measured.exact(0.5))).isFalse();
    }

    @Test
    void sameSizeSameBits() {
        for (String id : new String[] {"pgd-noisy", "dual-plain", "garg-averaging-20"}) {
            Claim claim = Claims.find(id).get(0);
            assertThat(claim.measure().at(Claim.Size.SMALL))
                    .isEqualTo(claim.measure().at(Claim.Size.SMALL));
        }
    }
}
