package org.icl4j.kernels.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.icl4j.core.Points;
import org.icl4j.kernels.Gram;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** String kernels against enumerations of all parts, and values that the papers print. */
class StringKernelsTest {

    private static final double EPS = Math.ulp(1.0);

    @Property(tries = 100)
    void spectrumCountsSubstrings(
            @ForAll @StringLength(max = 12) @CharRange(from = 'a', to = 'c') String s,
            @ForAll @StringLength(max = 12) @CharRange(from = 'a', to = 'c') String t,
            @ForAll @IntRange(min = 1, max = 4) int p) {
        double expected = 0;
        for (int i = 0; i + p <= s.length(); i++) {
            for (int j = 0; j + p <= t.length(); j++) {
                if (s.regionMatches(i, t, j, p)) {
                    expected++;
                }
            }
        }
        assertThat(new SpectrumKernel(p).value(s, t)).isEqualTo(expected);
        assertThat(new SpectrumKernel(p).value(t, s)).isEqualTo(expected);
    }

    @Property(tries = 60)
    void subsequencesAreCountedWithTheirSpans(
            @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'c') String s,
            @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'c') String t,
            @ForAll @IntRange(min = 1, max = 4) int p) {
        double decay = 0.6;
        Map<String, Double> ofS = subsequences(s, p, decay);
        Map<String, Double> ofT = subsequences(t, p, decay);
        double expected = 0;
        for (Map.Entry<String, Double> entry : ofS.entrySet()) {
            expected += entry.getValue() * ofT.getOrDefault(entry.getKey(), 0.0);
        }
        // All terms are positive: as many roundings as operations on the way, at most 4 for each of p levels of 8 x 8.
        double bound = 4 * 64 * 4 * EPS * expected;
        SubsequenceKernel kernel = new SubsequenceKernel(p, decay);
        assertThat(kernel.value(s, t)).isCloseTo(expected, within(bound));
        assertThat(kernel.value(t, s)).isCloseTo(expected, within(bound));
    }

    /** sum over occurrences of decay^span, for every subsequence of length p, by going through all subsets. */
    private static Map<String, Double> subsequences(String s, int p, double decay) {
        Map<String, Double> weights = new HashMap<>();
        for (int set = 0; set < 1 << s.length(); set++) {
            if (Integer.bitCount(set) == p) {
                StringBuilder text = new StringBuilder();
                List<Integer> at = new ArrayList<>();
                for (int i = 0; i < s.length(); i++) {
                    if ((set >> i & 1) == 1) {
                        text.append(s.charAt(i));
                        at.add(i);
                    }
                }
                int span = at.get(p - 1) - at.get(0) + 1;
                weights.merge(text.toString(), Math.pow(decay, span), Double::sum);
            }
        }
        return weights;
    }

    // Lodhi et al. (2002), section 3: cat and car share "ca" only.
    @Test
    void theExampleOfThePaper() {
        double l = 0.5;
        SubsequenceKernel kernel = new SubsequenceKernel(2, l);
        assertThat(kernel.value("cat", "car")).isEqualTo(Math.pow(l, 4));
        assertThat(kernel.value("cat", "cat")).isEqualTo(2 * Math.pow(l, 4) + Math.pow(l, 6));
        assertThat(kernel.normalised().value("cat", "car")).isCloseTo(1 / (2 + l * l), within(4 * EPS));
    }

    @Test
    void emptyAndShortStringsHaveNoParts() {
        assertThat(new SpectrumKernel(3).value("ab", "ab")).isZero();
        assertThat(new SpectrumKernel(1).value("", "a")).isZero();
        assertThat(new SubsequenceKernel(2, 0.5).value("", "")).isZero();
        assertThat(new SubsequenceKernel(2, 0.5).value("a", "ab")).isZero();
    }

    @Test
    void checkedAsksInBothOrders() {
        ObjectKernel<String> lopsided = (s, t) -> s.length() - 2 * t.length();
        IndexKernel indexed = lopsided.over(List.of("a", "bbb"));
        Points indices = indexed.context(new double[2]).inputs();
        assertThatThrownBy(() -> Gram.matrix(indexed.checked(), indices))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("point 0 = [0.0]")
                .hasMessageContaining("point 1 = [1.0]")
                .hasMessageContaining("must be equal");
        IndexKernel symmetric = new SpectrumKernel(1).over(List.of("ab", "abb"));
        try (INDArray expected = Gram.matrix(symmetric, indices);
                INDArray found = Gram.matrix(symmetric.checked(), indices)) {
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void parametersAreChecked() {
        assertThatThrownBy(() -> new SpectrumKernel(0)).hasMessageContaining("length: must be at least 1, got 0");
        assertThatThrownBy(() -> new SubsequenceKernel(0, 0.5)).hasMessageContaining("length");
        assertThatThrownBy(() -> new SubsequenceKernel(2, 0)).hasMessageContaining("decay: must be above 0");
        assertThatThrownBy(() -> new SubsequenceKernel(2, 1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new SubsequenceKernel(2, Double.NaN)).hasMessageContaining("NaN");
        assertThat(new SpectrumKernel(3)).hasToString("spectrum(3)").isEqualTo(new SpectrumKernel(3));
    }

    /** decay^(2 p) is 1e-400 here: the values are 0, their ratios are not. */
    @Test
    void normalisedWhereTheValuesUnderflow() {
        SubsequenceKernel kernel = new SubsequenceKernel(20, 1e-10);
        String s = "abcdefghijklmnopqrstuvwxyz";
        assertThat(kernel.value(s, s)).isEqualTo(0);
        assertThat(kernel.normalised().value(s, s)).isEqualTo(1);
        // Of the seven windows of s six are in t, and gaps count nothing beside them.
        assertThat(kernel.normalised().value(s, s.substring(1))).isCloseTo(6 / Math.sqrt(42), within(1e-9));
        assertThat(kernel.normalised()).hasToString("normalised(subsequence(20, 1.0E-10))");
    }

    @Property(tries = 50)
    void normalisedIsTheRatioOfTheValues(
            @ForAll @StringLength(min = 2, max = 10) @CharRange(from = 'a', to = 'c') String s,
            @ForAll @StringLength(min = 2, max = 10) @CharRange(from = 'a', to = 'c') String t) {
        SubsequenceKernel kernel = new SubsequenceKernel(2, 0.7);
        double expected = kernel.value(s, t) / Math.sqrt(kernel.value(s, s) * kernel.value(t, t));
        assertThat(kernel.normalised().value(s, t)).isCloseTo(expected, within(64 * EPS));
    }
}
