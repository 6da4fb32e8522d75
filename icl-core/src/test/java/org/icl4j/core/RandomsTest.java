package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomsTest {

    private static final int DRAWS = 200_000;

    /** Standard errors allowed: with fixed seeds a test passes for ever or never, and 5 leaves it one chance in 10^6 to be wrong. */
    private static final double SIGMAS = 5;

    @Test
    void theBitsOfASeedAreFixed() {
        // The uniform numbers were computed a second time in Python from the published algorithms; the rest are this
        // library's own, version 0.1.0. Whoever changes one of them changes every seeded result.
        Randoms random = Randoms.of(42);
        assertThat(new double[] {random.uniform(), random.uniform(), random.gaussian(), random.gaussian()})
                .containsExactly(0.7054406972073105, 0.3385633223805792, 1.060933707451945, 0.6043292718179715);
        assertThat(Randoms.of(0).uniform()).isEqualTo(0.3245752680314067);
        assertThat(random.split("noise").uniform()).isEqualTo(0.681255920642333);
        assertThat(random.split("noise").split(7).uniform()).isEqualTo(0.8224489803012586);
        assertThat(random.split(7).gaussian()).isEqualTo(1.8138083804346958);
        assertThat(Randoms.of(42).permutation(8)).containsExactly(2, 7, 5, 1, 6, 0, 3, 4);
    }

    @Test
    void theSameSeedGivesTheSameStream() {
        assertThat(Randoms.of(5).gaussians(100)).containsExactly(Randoms.of(5).gaussians(100));
        assertThat(Randoms.of(5).gaussians(100)).isNotEqualTo(Randoms.of(6).gaussians(100));
    }

    @Test
    void aSplitDoesNotDependOnWhatHasBeenDrawn() {
        Randoms fresh = Randoms.of(5);
        Randoms used = Randoms.of(5);
        used.gaussians(1000);
        assertThat(used.split("noise").gaussians(10))
                .containsExactly(fresh.split("noise").gaussians(10));
        assertThat(used.split(3).gaussians(10)).containsExactly(fresh.split(3).gaussians(10));
    }

    @Test
    void aStreamSplitIntoAnotherIsTheSplit() {
        Randoms root = Randoms.of(5);
        Randoms stream = Randoms.of(9);
        for (int index = 0; index < 50; index++) {
            stream.gaussians(index % 7);
            stream.integer(10); // takes half of a number, and leaves the other half
            root.splitInto(index, stream);
            Randoms expected = root.split(index);
            assertThat(stream.integer(1000)).isEqualTo(expected.integer(1000));
            assertThat(stream.gaussians(5)).containsExactly(expected.gaussians(5));
            assertThat(stream.split(3).uniform()).isEqualTo(expected.split(3).uniform());
            assertThat(stream.toString()).isEqualTo(expected.toString());
        }
        Randoms expected = stream.split(4);
        stream.splitInto(4, stream);
        assertThat(stream.gaussians(5)).containsExactly(expected.gaussians(5));
    }

    @Test
    void aPermutationInAnArrayIsThePermutation() {
        int[] order = {7, 7, 7, 7, 7, 7};
        Randoms.of(3).permutationInto(order, 5);
        assertThat(Arrays.copyOf(order, 5)).containsExactly(Randoms.of(3).permutation(5));
        assertThat(order[5]).isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Randoms.of(3).permutationInto(order, 7))
                .withMessageContaining("length");
    }

    @Test
    void splittingDoesNotAdvanceTheStream() {
        Randoms random = Randoms.of(5);
        random.split("noise").uniform();
        random.split(1).uniform();
        assertThat(random.uniform()).isEqualTo(Randoms.of(5).uniform());
    }

    @Test
    void streamsOfDifferentNamesDiffer() {
        Randoms root = Randoms.of(0);
        double[] firsts = {
            root.uniform(),
            root.split("a").uniform(),
            root.split("b").uniform(),
            root.split("").uniform(),
            root.split("a").split("b").uniform(),
            root.split("b").split("a").uniform(),
            root.split("ab").uniform(),
            root.split(0).uniform(),
            root.split(1).uniform(),
            root.split(-1).uniform(),
            Randoms.of(1).uniform(),
            Randoms.of(-1).uniform()
        };
        assertThat(Arrays.stream(firsts).distinct().count()).isEqualTo(firsts.length);
    }

    @Test
    void neighbouringSplitsAreUncorrelated() {
        double[] products = new double[DRAWS];
        Randoms root = Randoms.of(7);
        double before = root.split(0).gaussian();
        for (int i = 0; i < DRAWS / 10; i++) {
            double next = root.split(i + 1).gaussian();
            products[i] = before * next;
            before = next;
        }
        // Products of independent standard normals have mean 0 and variance 1.
        double mean = Metrics.summary(Arrays.copyOf(products, DRAWS / 10)).mean();
        assertThat(mean).isCloseTo(0, within(SIGMAS / Math.sqrt(DRAWS / 10.0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void uniformHasTheMomentsOfItsLaw(long seed) {
        Randoms random = Randoms.of(seed);
        double[] draws = new double[DRAWS];
        double[] squares = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = random.uniform(-1, 1);
            squares[i] = draws[i] * draws[i];
            assertThat(draws[i] >= -1 && draws[i] < 1).isTrue();
        }
        // On [-1, 1): mean 0, variance 1/3; the square has mean 1/3, variance 1/5 - 1/9.
        assertThat(Metrics.summary(draws).mean()).isCloseTo(0, within(SIGMAS * Math.sqrt(1.0 / 3 / DRAWS)));
        assertThat(Metrics.summary(squares).mean())
                .isCloseTo(1.0 / 3, within(SIGMAS * Math.sqrt((1.0 / 5 - 1.0 / 9) / DRAWS)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
    void gaussianHasTheMomentsOfItsLaw(long seed) {
        double[] draws = Randoms.of(seed).gaussians(DRAWS);
        double[] squares = Arrays.stream(draws).map(z -> z * z).toArray();
        double[] fourths = Arrays.stream(squares).map(z -> z * z).toArray();
        // E z^2 = 1 with variance 3 - 1; E z^4 = 3 with variance 105 - 9.
        assertThat(Metrics.summary(draws).mean()).isCloseTo(0, within(SIGMAS / Math.sqrt(DRAWS)));
        assertThat(Metrics.summary(squares).mean()).isCloseTo(1, within(SIGMAS * Math.sqrt(2.0 / DRAWS)));
        assertThat(Metrics.summary(fourths).mean()).isCloseTo(3, within(SIGMAS * Math.sqrt(96.0 / DRAWS)));
    }

    @Test
    void integerIsUniformBelowItsBound() {
        Randoms random = Randoms.of(3);
        int[] counts = new int[7];
        for (int i = 0; i < DRAWS; i++) {
            counts[random.integer(7)]++;
        }
        // Each count is binomial with p = 1/7.
        double deviation = Math.sqrt(DRAWS * (1.0 / 7) * (6.0 / 7));
        for (int count : counts) {
            assertThat((double) count).isCloseTo(DRAWS / 7.0, within(SIGMAS * deviation));
        }
    }

    @Test
    void integerRefusesAnEmptyRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Randoms.of(0).integer(0))
                .withMessage("bound: must be at least 1, got 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100})
    void aPermutationHoldsEveryNumberOnce(int length) {
        int[] order = Randoms.of(4).permutation(length);
        Arrays.sort(order);
        assertThat(order).containsExactly(IntStream.range(0, length).toArray());
    }

    @Test
    void permutationsAreUniform() {
        Randoms random = Randoms.of(9);
        int[] counts = new int[6];
        int rounds = DRAWS / 4;
        for (int i = 0; i < rounds; i++) {
            int[] order = random.permutation(3);
            counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
        }
        double deviation = Math.sqrt(rounds * (1.0 / 6) * (5.0 / 6));
        for (int count : counts) {
            assertThat((double) count).isCloseTo(rounds / 6.0, within(SIGMAS * deviation));
        }
    }

    @Test
    void aTableOfGaussiansIsTheStreamRowByRow() {
        double[][] table = Randoms.of(8).gaussians(2, 3);
        double[] stream = Randoms.of(8).gaussians(6);
        assertThat(table).isDeepEqualTo(new double[][] {Arrays.copyOf(stream, 3), Arrays.copyOfRange(stream, 3, 6)});
    }

    @Test
    void normalIsGaussianByItsOtherName() {
        assertThat(Randoms.of(3).normal()).isEqualTo(Randoms.of(3).gaussian());
        assertThat(Randoms.of(3).normal(2, 10)).isEqualTo(2 + 10 * Randoms.of(3).gaussian());
        assertThat(Randoms.of(3).normal(2, 0)).isEqualTo(2);
    }
}
