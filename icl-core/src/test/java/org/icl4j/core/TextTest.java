package org.icl4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void visibleTextStaysAsItIs() {
        assertThat(Text.printable("Größe [m²], 温度 \uD83D\uDE00")).isEqualTo("Größe [m²], 温度 \uD83D\uDE00");
    }

    @Test
    void whatIsNotSeenIsEscaped() {
        assertThat(Text.printable("a\nb\tc\rd")).isEqualTo("a\\nb\\tc\\rd");
        assertThat(Text.printable("\u001b[31mred\u0007")).isEqualTo("\\u001b[31mred\\u0007");
        assertThat(Text.printable("1\u00a0000")).isEqualTo("1\\u00a0000");
        assertThat(Text.printable("\u202egnp\uD800\u2028")).isEqualTo("\\u202egnp\\ud800\\u2028");
        assertThat(Text.printable("\uDBFF\uDFFF")).isEqualTo("\\u{10ffff}");
    }

    @Test
    void longTextIsCut() {
        assertThat(Text.printable("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(Text.printable("x".repeat(1_000_000))).isEqualTo("x".repeat(80) + "...");
    }

    @Test
    void longListsAreCounted() {
        assertThat(Text.list(List.of("a", "b\n", "c"))).isEqualTo("a, b\\n, c");
        assertThat(Text.list(List.of())).isEmpty();
        List<String> many = IntStream.range(0, 50_000).mapToObj(i -> "c" + i).toList();
        assertThat(Text.list(many)).startsWith("c0, c1, ").endsWith(", c19 and 49980 more");
    }

    @Property
    void everyTextKeepsToOneShortLine(@ForAll String text) {
        String shown = Text.printable(text);
        assertThat(shown).hasSizeLessThanOrEqualTo(80 * 10 + 3);
        assertThat(shown.codePoints()).noneMatch(Character::isISOControl);
    }
}
