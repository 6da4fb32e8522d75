package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelParserTest {

    @Test
    void readsEveryFamilyAndOperator() {
        assertThat(Kernel.parse("gaussian(0.5)")).isEqualTo(new Gaussian(0.5));
        assertThat(Kernel.parse(" exponentialDotProduct ( 1.25e-1 ) ")).isEqualTo(new ExponentialDotProduct(0.125));
        assertThat(Kernel.parse("linear")).isEqualTo(Kernel.parse("linear()")).isEqualTo(new Linear());
        assertThat(Kernel.parse("2 * gaussian(0.5) + linear() * polynomial(3, 1, 0.1)"))
                .isEqualTo(new Gaussian(0.5).scaled(2).plus(new Linear().times(new Polynomial(3, 1, 0.1))));
        assertThat(Kernel.parse("(linear + gaussian(1)) * linear"))
                .isEqualTo(new Linear().plus(new Gaussian(1)).times(new Linear()));
        assertThat(Kernel.parse("2 * 3 * linear * 0.5"))
                .isEqualTo(new Linear().scaled(6).scaled(0.5));
        assertThat(Kernel.parse("linear+2e+0*linear")).isEqualTo(new Linear().plus(new Linear().scaled(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | 0  | a number, '(' or one of gaussian",
                "gaussian                | 8  | '(' and then lengthScale",
                "gaussian()              | 9  | a number (lengthScale)",
                "gaussian(1              | 10 | ')'",
                "gaussian(1, 2)          | 10 | ')'",
                "polynomial(3, 1)        | 15 | ',' and then offset",
                "gausian(1)              | 0  | one of gaussian, linear, polynomial",
                "linear linear           | 7  | '+', '*' or the end",
                "linear + 3              | 9  | a kernel, not a number alone",
                "3                       | 0  | a kernel, not a number alone",
                "linear *                | 8  | a number, '(' or one of",
                "(linear                 | 7  | '+', '*' or ')'",
                "gaussian(1.2.3)         | 9  | a number",
                "gaussian(-1)            | 0  | lengthScale: must be positive",
                "linear + gaussian(1e999)| 9  | lengthScale: must be positive and finite, got Infinity",
                "polynomial(2.5, 1, 0)   | 0  | degree: must be a whole number, got 2.5"
            })
    void saysWhereAndWhatWasExpected(String text, int position, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(text))
                .withMessageContainingAll("\"" + text + "\"", "position " + position + ":", expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2 * linear", "0 * linear", "linear * 1e999"})
    void factorsMustBePositive(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(text))
                .withMessageContaining("factor: must be positive");
    }

    @Test
    void hostileTextNeitherOverflowsTheStackNorRunsOn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("(".repeat(5000)))
                .withMessageContaining("at most 100 parentheses");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("linear+".repeat(5000) + "linear"))
                .withMessageContaining("at most 10000 are read");
        for (String operation : new String[] {"linear+", "linear*", "2*"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Kernel.parse(operation.repeat(1000) + "linear"))
                    .withMessageContaining("at most 200 factors");
            Kernel longest = Kernel.parse(operation.repeat(199) + "linear");
            assertThat(Kernel.parse(longest.specification())).isEqualTo(longest).hasSameHashCodeAs(longest);
        }
    }

    @Test
    void lambdasHaveNoText() {
        Kernel lambda = (x, z) -> 1;
        for (Kernel kernel : new Kernel[] {
            lambda,
            lambda.scaled(2).plus(new Linear()),
            new Linear().times(Kernel.radial(r2 -> r2)),
            Kernel.dotProduct(s -> s)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(kernel::specification)
                    .withMessageContaining("pass the same kernel again when loading");
            assertThat(kernel.toString()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<Kernel> kernels() {
        Arbitrary<Double> positive = Arbitraries.integers().between(-40, 40).map(i -> Math.exp(i / 2.0));
        return Arbitraries.lazyOf(
                () -> positive.map(Gaussian::new),
                () -> Arbitraries.of(new Linear()),
                () -> positive.map(ExponentialDotProduct::new),
                () -> Combinators.combine(Arbitraries.integers().between(1, 9), positive, positive)
                        .as(Polynomial::new),
                () -> Combinators.combine(kernels(), kernels()).as(Kernel::plus),
                () -> Combinators.combine(kernels(), kernels()).as(Kernel::times),
                () -> Combinators.combine(positive, kernels())
                        .as(Tuple::of)
                        .map(t -> t.get2().scaled(t.get1())));
    }

    @Property(tries = 300)
    void everyTextParsesBack(@ForAll("kernels") Kernel kernel) {
        Kernel parsed = Kernel.parse(kernel.specification());
        assertThat(parsed).isEqualTo(kernel).hasSameHashCodeAs(kernel);
        assertThat(kernel).hasToString(kernel.specification());
    }
}
