package org.icl4j.attention.construct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.icl4j.core.Require;

/** The named parts of a token, side by side. */
record Slots(List<Slot> all, int width) {

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
            String[] parts = Require.notNull("slots[" + i + "]", texts[i]).split(":", 2);
            int size = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            slots.add(new Slot(parts[0], at, Require.positive("slots[" + i + "]", size)));
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

    @Override
    public String toString() {
        return all.stream().map(Slot::toString).collect(Collectors.joining(" | "));
    }
}
