package org.icl4j.examples.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/** A column of numbers that grows while its file is read; NaN where a value is missing. */
final class NumberColumn {

    /** Whole numbers beyond this are not all doubles. */
    private static final double EXACT = 0x1p53;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int FIRST = 1024;
    private static final int MOST_REMEMBERED = 100_000;

    private double[] numbers = new double[FIRST];
    private int count;
    private @Nullable Map<Double, String> whole;
    private boolean warned;

    /** Adds a number; {@code field} is how it was written. */
    void add(double number, String field, String place, List<String> warnings) {
        if (count == numbers.length) {
            if (count == LONGEST_ARRAY) {
                throw new IllegalArgumentException(place + ": more than 2^31 rows; fit on a part of the file");
            }
            numbers = Arrays.copyOf(numbers, (int) Math.min(LONGEST_ARRAY, 2L * count));
        }
        numbers[count++] = number;
        if (Math.abs(number) >= EXACT && !warned) {
            warnOfEquals(number, field, place, warnings);
        }
    }

    private void warnOfEquals(double number, String field, String place, List<String> warnings) {
        String digits = field.startsWith("+") ? field.substring(1) : field;
        if (!digits.matches("-?[1-9]\\d*+")) {
            return;
        }
        if (whole == null) {
            whole = new HashMap<>();
        }
        String other = whole.size() < MOST_REMEMBERED ? whole.putIfAbsent(number, digits) : whole.get(number);
        if (other != null && !other.equals(digits)) {
            warned = true;
            warnings.add(place + " holds " + Text.printable(digits) + " and, above, " + Text.printable(other)
                    + ", which as numbers are equal (whole numbers are exact up to 2^53); if it is an identifier, leave it out"
                    + " with --ignore or --keep");
        }
    }

    double[] values() {
        return Arrays.copyOf(numbers, count);
    }
}
