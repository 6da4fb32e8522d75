package org.icl4j.attention.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.icl4j.core.Require;
import org.icl4j.core.Text;

/** The named parts of a token, side by side. */
record Slots(List<Slot> all, int width) {

    /** A name without a colon, comma or space; a width of at most eight digits. */
    private static final Pattern FORM = Pattern.compile("([^:,\\s]+)(?::([0-9]{1,8}))?");

    /** One part: columns {@code from} to {@code from + width - 1}. */
    record Slot(String name, int from, int width) {

        @Override
        public String toString() {
            return width == 1 ? name : name + "(" + width + ")";
        }
    }

    /** From {@code name} or {@code name:width} each. */
    static Slots of(String... texts) {
        List<Slot> slots = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < texts.length; i++) {
            String argument = "slots[" + i + "]";
            Matcher text = FORM.matcher(Require.notNull(argument, texts[i]));
            if (!text.matches()) {
                throw Require.error(
                        argument, "expected name or name:width, got \"" + Text.printable(texts[i], 60) + "\"");
            }
            String name = text.group(1);
            if (slots.stream().anyMatch(s -> s.name().equals(name))) {
                throw Require.error(argument, "a second slot of the name " + name);
            }
            int size = text.group(2) == null ? 1 : Integer.parseInt(text.group(2));
            slots.add(new Slot(name, at, Require.positive(argument, size)));
            at += size;
        }
        return new Slots(List.copyOf(slots), Require.positive("width", at));
    }

    Slot find(String slot) {
        Require.notNull("slot", slot);
        return all.stream()
                .filter(s -> s.name().equals(slot))
                .findFirst()
                .orElseThrow(() -> Require.error("slot", "no slot \"" + slot + "\" in " + all));
    }

    int column(String slot) {
        return find(slot).from();
    }

    /** The columns of slots "a" or "a,b", side by side. */
    int[] columns(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> find(name.strip()))
                .flatMapToInt(slot -> IntStream.range(slot.from(), slot.from() + slot.width()))
                .toArray();
    }

    /** A name for each column: the slot's, with its index where the slot is wider. */
    List<String> columnNames() {
        return all.stream()
                .flatMap(s -> IntStream.range(0, s.width())
                        .mapToObj(i -> s.width() == 1 ? s.name() : s.name() + " " + (i + 1)))
                .toList();
    }

    /** As people write it. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    @Override
    public String toString() {
        return all.stream().map(Slot::toString).collect(Collectors.joining(" | "));
    }
}
