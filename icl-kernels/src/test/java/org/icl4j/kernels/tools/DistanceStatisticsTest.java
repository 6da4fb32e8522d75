package org.icl4j.kernels.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Points;
import org.icl4j.kernels.tools.DistanceStatistics.Norm;
import org.junit.jupiter.api.Test;

class DistanceStatisticsTest {

    private static List<Double> distances(Points x, Norm norm) {
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < x.width(); k++) {
                    double difference = x.get(i, k) - x.get(j, k);
                    sum += norm == Norm.L1 ? Math.abs(difference) : difference * difference;
                }
                distances.add(norm == Norm.L1 ? sum : Math.sqrt(sum));
            }
        }
        Collections.sort(distances);
        return distances;
    }

    @Property(tries = 20)
    void agreesWithAllPairs(@ForAll long seed, @ForAll @IntRange(min = 2, max = 80) int n, @ForAll Norm norm) {
        Points x = Tables.points(seed, n, 3);
        List<Double> expected = distances(x, norm);
        DistanceStatistics statistics = DistanceStatistics.of(x, norm);
        int pairs = n * (n - 1) / 2;
        assertThat(statistics.pairs()).isEqualTo(pairs);
        assertThat(statistics.isExact()).isTrue();
        assertThat(statistics.norm()).isEqualTo(norm);
        double mean = expected.stream().mapToDouble(v -> v).sum() / pairs;
        assertThat(statistics.mean()).isCloseTo(mean, within(2 * pairs * Tables.EPS * mean));
        double bound = 8 * Tables.EPS * expected.get(pairs - 1);
        double median = (expected.get((pairs - 1) / 2) + expected.get(pairs / 2)) / 2;
        assertThat(statistics.median()).isCloseTo(median, within(bound));
        assertThat(statistics.medianHeuristic()).isCloseTo(median, within(bound));
        assertThat(statistics.quantile(0)).isEqualTo(expected.get(0));
        assertThat(statistics.quantile(1)).isEqualTo(statistics.greatest()).isEqualTo(expected.get(pairs - 1));
        assertThat(statistics.leastPositive()).isEqualTo(expected.get(0));
    }

    @Test
    void moreDistancesThanTheHeapHoldsAreRefusedBeforeTheyAreMeasured() {
        Points x = Points.ofColumn("x", new double[50_000]); // 1.25e9 pairs
        int pairs = (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 16 + 1);
        assertThatThrownBy(() -> DistanceStatistics.of(x, Norm.L2, Math.min(pairs, 1_200_000_000), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("distances needs")
                .hasMessageContaining("-Xmx, or measure fewer pairs");
    }

    // The distances are 1, 2, 3; numpy.quantile([1, 2, 3], q) for q = 0.25, 0.5, 0.9 is 1.5, 2.0, 2.8.
    @Test
    void quantilesInterpolateAsNumpyDoes() {
        DistanceStatistics three = DistanceStatistics.of(Points.ofColumn("x", new double[] {0, 1, 3}));
        assertThat(three.quantile(0.25)).isEqualTo(1.5);
        assertThat(three.quantile(0.5)).isEqualTo(2);
        assertThat(three.quantile(0.9)).isCloseTo(2.8, within(4 * Tables.EPS));
        assertThat(three.mean()).isCloseTo(2, within(4 * Tables.EPS));
        assertThatThrownBy(() -> three.quantile(1.5)).hasMessage("q: must be in [0, 1], got 1.5");
        assertThatThrownBy(() -> three.quantile(Double.NaN)).hasMessageContaining("NaN");
    }

    // The exact quantiles of a sample's q +- 5 standard deviations of its position enclose the sample's.
    @Test
    void samplesAreCloseToAllPairs() {
        Points x = Tables.points(1, 600, 4);
        DistanceStatistics all = DistanceStatistics.of(x, Norm.L2);
        int pairs = 20_000;
        DistanceStatistics sample = DistanceStatistics.of(x, Norm.L2, pairs, 7);
        assertThat(sample.isExact()).isFalse();
        assertThat(sample.pairs()).isEqualTo(pairs);
        for (double q : new double[] {0.05, 0.5, 0.9}) {
            double off = 5 * Math.sqrt(q * (1 - q) / pairs);
            assertThat(sample.quantile(q)).isBetween(all.quantile(q - off), all.quantile(q + off));
        }
        assertThat(sample.leastPositive()).isGreaterThanOrEqualTo(all.leastPositive());
        assertThat(sample.greatest()).isLessThanOrEqualTo(all.greatest());
        DistanceStatistics again = DistanceStatistics.of(x, Norm.L2, pairs, 7);
        assertThat(again.median()).isEqualTo(sample.median());
        assertThat(again.mean()).isEqualTo(sample.mean());
        assertThat(DistanceStatistics.of(x, Norm.L2, pairs, 8).median()).isNotEqualTo(sample.median());
        // A point is never paired with itself.
        assertThat(sample.coinciding()).isZero();
    }

    @Test
    void duplicatesAreCountedAndLeftOutOfTheHeuristic() {
        Points x = Points.ofColumn("x", new double[] {1, 1, 1, 1, 3});
        DistanceStatistics statistics = DistanceStatistics.of(x);
        assertThat(statistics.coinciding()).isEqualTo(6);
        assertThat(statistics.median()).isZero();
        assertThat(statistics.medianHeuristic()).isEqualTo(2);
        assertThat(statistics.leastPositive()).isEqualTo(2);
        assertThat(statistics.toString()).contains("10 pairs", "6 coinciding");
        DistanceStatistics equal = DistanceStatistics.of(Points.ofColumn("x", new double[] {2, 2}));
        assertThatThrownBy(equal::medianHeuristic)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coincide, so there is no scale");
        assertThatThrownBy(equal::leastPositive).hasMessageContaining("coincide");
        assertThat(equal.mean()).isZero();
    }

    @Test
    void distancesNeitherOverflowNorUnderflow() {
        for (double scale : new double[] {1e200, 1e-200, 1, 1e-310}) {
            Points x = Points.of("x", new double[][] {{0, 0}, {3 * scale, 4 * scale}});
            assertThat(DistanceStatistics.of(x).median()).isCloseTo(5 * scale, within(8 * Tables.EPS * 5 * scale));
            assertThat(DistanceStatistics.of(x, Norm.L1).mean())
                    .isCloseTo(7 * scale, within(8 * Tables.EPS * 7 * scale));
        }
        assertThat(DistanceStatistics.of(Points.ofColumn("x", new double[] {10000, 10001}))
                        .median())
                .isEqualTo(1);
        assertThatThrownBy(() -> DistanceStatistics.of(Points.ofColumn("x", new double[] {-1.5e308, 0, 1.5e308})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points 0 and 2 is beyond the range");
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> DistanceStatistics.of(Tables.points(1, 1, 2))).hasMessageContaining("x: has 1 point");
        assertThatThrownBy(() -> DistanceStatistics.of(Tables.points(1, 3, 2), Norm.L1, 0, 0))
                .hasMessageContaining("pairs: must be at least 1");
    }

    /** Beyond 46341 points i (i - 1) is no int: the second half of the pairs was written to the wrong places. */
    @Test
    void theFirstPairOfALatePointIsWhereItBelongs() {
        int n = 300;
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i;
        }
        DistanceStatistics all =
                DistanceStatistics.of(Points.ofColumn(numbers), DistanceStatistics.Norm.L2, Integer.MAX_VALUE, 0);
        assertThat(all.isExact()).isTrue();
        assertThat(all.pairs()).isEqualTo(n * (n - 1) / 2);
        assertThat(all.greatest()).isEqualTo(n - 1);
        assertThat(DistanceStatistics.firstPair(46_342)).isEqualTo(1_073_767_311);
        assertThat(DistanceStatistics.firstPair(65_535)).isEqualTo(2_147_385_345);
    }
}
