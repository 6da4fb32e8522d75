package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
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
import org.icl4j.kernels.stationary.AnisotropicGaussian;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.MetricGaussian;
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
        assertThat(Kernel.parse("2 * linear ^ 3 * gaussian(1)"))
                .isEqualTo(new Linear().power(3).scaled(2).times(new Gaussian(1)));
        assertThat(Kernel.parse("(2 * linear) ^ 3"))
                .isEqualTo(new Linear().scaled(2).power(3));
        assertThat(Kernel.parse("linear ^ 1")).isEqualTo(new Linear());
        assertThat(Kernel.parse("linear [ 0 , 2 ] ^ 2"))
                .isEqualTo(new Linear().onColumns(0, 2).power(2));
        assertThat(Kernel.parse("(linear + gaussian(1))[3][0]"))
                .isEqualTo(new Linear().plus(new Gaussian(1)).onColumns(3).onColumns(0));
        assertThat(Kernel.parse("normalised(linear + gaussian(1))^2"))
                .isEqualTo(new Linear().plus(new Gaussian(1)).normalised().power(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | 0  | a number, '(' or a kernel such as gaussian(0.5), found the end",
                "gaussian                | 8  | '(' and then lengthScale",
                "gaussian()              | 9  | a number (lengthScale)",
                "linear(1                | 7  | ')'",
                "polynomial(1, 2, 3, 4)  | 18 | ')'",
                "polynomial(3, 1)        | 15 | ',' and then offset",
                "gausian(1)              | 0  | a kernel family, found 'gausian'; did you mean gaussian(lengthScale",
                "2 * RBF(1)              | 4  | found 'RBF'; did you mean gaussian(lengthScale",
                "Polynom(1, 2, 3)        | 0  | found 'Polynom'; did you mean polynomial(degree, scale, offset)?",
                "x                       | 0  | found 'x'; families: ",
                "linear linear           | 7  | '+', '*', '^', '[' or the end, found 'linear'",
                "linear 12.5             | 7  | the end, found '12.5'",
                "-linear                 | 0  | a number, '(' or a kernel such as gaussian(0.5), found '-'",
                "linear ^ linear         | 9  | a whole exponent, at least 1, found 'linear'",
                "linear ^ 2.5            | 9  | a whole exponent, at least 1, found '2.5'",
                "linear ^ 1e99           | 9  | a whole exponent, at least 1, found '1e99'",
                "linear + linear ^ 0     | 16 | exponent: must be at least 1, got 0",
                "linear ^                | 8  | a whole exponent, at least 1, found the end",
                "2 ^ 3                   | 0  | a kernel, not a number alone, found '2'",
                "linear * 2[0]           | 9  | a kernel, not a number alone, found '2'",
                "linear[]                | 7  | a column, counted from 0, found ']'",
                "linear[0, -1]           | 10 | a column, counted from 0, found '-1'",
                "linear[0 1]             | 9  | ',' or ']', found '1'",
                "linear[0, 0]            | 6  | columns: column 0 occurs twice",
                "linear[0                | 8  | ',' or ']', found the end",
                "normalised linear       | 11 | '(' and then a kernel, found 'linear'",
                "normalised(2)           | 11 | a kernel, not a number alone, found '2'",
                "normalised(linear       | 17 | '+', '*' or ')'",
                "linear + -2 * linear    | 9  | factor: must be positive and finite, got -2.0",
                "linear * 0              | 9  | factor: must be positive and finite, got 0.0",
                "gaussian(1              | 10 | ',' or ')'",
                "laplacianL1(1, 2)       | 13 | ')'",
                "linear + 3              | 9  | found '3'; the constant kernel is constant(value)",
                "softmax(1)              | 0  | did you mean exponentialDotProduct(scale)?",
                "3                       | 0  | a kernel, not a number alone",
                "linear *                | 8  | a number, '(' or a kernel such as gaussian(0.5)",
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

    // What a model file stores of a kernel with a length scale for each of many coordinates.
    @Test
    void manyNumbersParse() {
        Random random = new Random(1);
        Kernel scales = new AnisotropicGaussian(random.doubles(2000, 0.1, 10).toArray());
        assertThat(scales.specification()).hasSizeGreaterThan(30_000);
        assertThat(Kernel.parse(scales.specification())).isEqualTo(scales);
        double[][] metric = new double[60][60];
        for (int k = 0; k < 60; k++) {
            for (int m = 0; m < k; m++) {
                metric[k][m] = metric[m][k] = 0.01 * random.nextGaussian();
            }
            metric[k][k] = 1 + random.nextDouble();
        }
        Kernel whole = new MetricGaussian(metric);
        assertThat(Kernel.parse(whole.specification())).isEqualTo(whole);
    }

    @Test
    void hostileTextNeitherOverflowsTheStackNorRunsOn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("(".repeat(5000)))
                .withMessageContaining("at most 100 parentheses");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("linear+".repeat(5000) + "linear"))
                .withMessageMatching(
                        "kernel: \"\\.\\.\\.[linear+]{100,200}\\.\\.\\.\" at position 1400: expected at most 200 factors, "
                                + "found 'linear'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(" ".repeat(10_000_001)))
                .withMessageContaining("at most 10000000 are read");
        for (String operator : new String[] {"^2", "[0]"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Kernel.parse("linear" + operator.repeat(1000)))
                    .withMessageContaining("at most 200 factors");
            Kernel longest = Kernel.parse("linear" + operator.repeat(99));
            assertThat(Kernel.parse(longest.specification())).isEqualTo(longest).hasSameHashCodeAs(longest);
        }
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
                    .withMessageContainingAll("has no text form", "overrides specification()", "gives it to load");
            assertThat(kernel.toString()).isNotEmpty();
        }
    }

    @Test
    void usersFamiliesAreFound() {
        assertThat(Kernel.families())
                .extracting(KernelFamily::form)
                .contains("polynomial(degree, scale, offset)", "linear", "testTriangle(width, ...)");
        Kernel kernel = Kernel.parse("2 * testTriangle(1, 2.5)[0, 1]");
        assertThat(kernel)
                .isEqualTo(new TestFamilies.Triangle(List.of(1.0, 2.5))
                        .onColumns(0, 1)
                        .scaled(2));
        assertThat(Kernel.parse(kernel.specification())).isEqualTo(kernel);
        KernelContract.check(kernel, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("testTriangle()"))
                .withMessageContaining("position 13: expected a number (width), found ')'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("testTriangle(1"))
                .withMessageContaining("position 14: expected ',' or ')', found the end");
    }

    @Test
    void familiesNamesAreWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelFamily.of("my kernel", a -> new Linear()))
                .withMessage("name: must be letters and digits, beginning with a letter, got \"my kernel\"");
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
                () -> Combinators.combine(kernels(), kernels()).as((a, b) -> a.plus(b)),
                () -> Combinators.combine(kernels(), kernels()).as((a, b) -> a.times(b)),
                () -> Combinators.combine(kernels(), Arbitraries.integers().between(1, 4))
                        .as(Kernel::power),
                () -> kernels().map(Kernel::normalised),
                () -> Combinators.combine(
                                kernels(), Arbitraries.of(0, 1, 2, 17).set().ofMinSize(1))
                        .as((k, columns) -> k.onColumns(
                                columns.stream().mapToInt(Integer::intValue).toArray())),
                () -> Combinators.combine(positive, kernels())
                        .as(Tuple::of)
                        .map(t -> t.get2().scaled(t.get1())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gaussian(0.5)",
                "gaussian(0.5, 2, 3)",
                "metricGaussian(2, 0.5, 0.5, 1)",
                "laplacianL1(2)",
                "laplacianL2(2)",
                "matern(1.5, 2)",
                "matern(0.7, 2, 3)",
                "rationalQuadratic(2, 0.5)",
                "periodic(2, 0.5)",
                "locallyPeriodic(2, 0.5, 3)",
                "spectralMixture(2, 1, 0.1, 0.2, 0.3, 0.4, 2, 0.5, 0.6, 0.7, 0.8)",
                "constant(2)",
                "white(0.1)",
                "negativeDistance(1)",
                "linear",
                "polynomial(3, 1, 0)",
                "exponentialDotProduct(0.5)",
                "sigmoid(0.5, -1)",
                "cosine",
                "arcCosine(1)",
                "reluNtk(3)",
                "exponentialCosine(0.5)",
                "cayley(0.5)",
                "geometricAlgebra(1, 0.5, 0.2)",
                "chiSquared(0.5)",
                "additiveChiSquared",
                "negativeChiSquared",
                "hamming(2)",
                "testTriangle(1, 2)"
            })
    void everyFamilyParsesBackAloneAndWithinOthers(String text) {
        Kernel kernel = Kernel.parse(text);
        for (Kernel each : List.of(
                kernel, kernel.scaled(2).plus(kernel).power(2).normalised().onColumns(1))) {
            assertThat(Kernel.parse(each.specification())).isEqualTo(each).hasSameHashCodeAs(each);
            assertThat(each).hasToString(each.specification());
        }
        assertThat(Kernel.families()).extracting(KernelFamily::name).contains(text.replaceAll("\\(.*", ""));
    }

    @Property(tries = 300)
    void everyTextParsesBack(@ForAll("kernels") Kernel kernel) {
        if (depth(kernel.specification()) > 5) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Kernel.parse(kernel.specification()))
                    .withMessageContaining("at most 5 normalised(...) within each other");
            return;
        }
        Kernel parsed = Kernel.parse(kernel.specification());
        assertThat(parsed).isEqualTo(kernel).hasSameHashCodeAs(kernel);
        assertThat(kernel).hasToString(kernel.specification());
    }

    /** What a short text can ask for is bounded: each of these ran for hours, or without end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reluNtk(2000000000) | layers: must be in [1, 256], got 2000000000",
                "matern(1e9, 1) | nu: must be in [1e-100, 1000]",
                "polynomial(3, 1, 1) ^ 99999999999 | expected a whole exponent",
            })
    void workThatAShortTextAsksForIsRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void normalisedWithinNormalisedIsBounded() {
        assertThat(Kernel.parse(nested("normalised(", 5))).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse(nested("normalised(", 40)))
                .withMessageContaining("at most 5 normalised(...) within each other");
    }

    /** The most normalised(...) of a text that are open at once. */
    private static int depth(String text) {
        Deque<Boolean> open = new ArrayDeque<>(); // for each parenthesis, whether normalised stands before it
        int most = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '(') {
                open.push(text.startsWith("normalised", Math.max(0, i - "normalised".length())));
                most = Math.max(most, (int) open.stream().filter(each -> each).count());
            } else if (text.charAt(i) == ')') {
                open.pop();
            }
        }
        return most;
    }

    private static String nested(String opening, int depth) {
        return opening.repeat(depth) + "linear" + ")".repeat(depth);
    }

    /** By hand any depth is possible, and a value costs a multiple of the depth, not 3 to its power. */
    @Test
    void aDeepNormalisationIsEvaluated() {
        Kernel kernel = new Linear().plus(new Gaussian(1));
        for (int level = 0; level < 60; level++) {
            kernel = kernel.scaled(2).plus(new Gaussian(1)).normalised();
        }
        double[] x = {1, 2};
        double[] z = {2, 1};
        assertThat(kernel.value(x, z)).isGreaterThan(0).isLessThan(1);
        assertThat(kernel.value(x, x)).isEqualTo(1);
        org.icl4j.core.Points points = org.icl4j.core.Points.of(new double[][] {x, z});
        assertThat(Gram.matrix(kernel, points).getDouble(0, 1))
                .isCloseTo(kernel.value(x, z), org.assertj.core.api.Assertions.within(1e-14));
    }

    @Test
    void foreignTextInMessagesIsEscapedAndCut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("gauss\u001b[31m(1)"))
                .withMessageNotContaining("\u001b")
                .withMessageContaining("\\u001b[31m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kernel.parse("x".repeat(1_000_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
    }

    @Test
    void manyColumnsAreReadInLinearTime() {
        String columns = java.util.stream.IntStream.range(0, 300_000)
                .mapToObj(Integer::toString)
                .collect(java.util.stream.Collectors.joining(","));
        assertThat(Kernel.parse("linear[" + columns + "]")).isNotNull();
    }
}
