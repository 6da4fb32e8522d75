package org.icl4j.examples.data;

import java.util.Locale;
import org.icl4j.core.Text;

/** Numbers as fields of text write them. */
final class NumberFormat {

    /** Squares of larger numbers, and their sums, would overflow. */
    private static final double LARGEST = 1e150;

    private static final String REMEDY = "; correct it, or leave out the row or the column (--ignore)";

    private final boolean decimalComma;

    NumberFormat(boolean decimalComma) {
        this.decimalComma = decimalComma;
    }

    /** Whether a field without blanks around it is a number, finite or not. */
    boolean isNumber(String field) {
        if (field.isEmpty() || (decimalComma && field.indexOf('.') >= 0)) {
            return false;
        }
        try {
            Double.parseDouble(pointed(field));
        } catch (NumberFormatException e) {
            return false;
        }
        // Java's parser also takes 1d and 0x1p3, which in a file are text.
        String lower = field.toLowerCase(Locale.ROOT);
        boolean javaOnly = lower.indexOf('x') >= 0 || lower.endsWith("d") || lower.endsWith("f");
        return !javaOnly;
    }

    /**
     * The number that a field holds, NaN where it is missing.
     *
     * @param field without blanks around it
     * @throws IllegalArgumentException if it is no number of usable size; the message says what the field is
     */
    double parse(String field) {
        if (Missing.is(field)) {
            return Double.NaN;
        }
        if (!isNumber(field)) {
            throw new IllegalArgumentException("is \"" + Text.printable(field) + "\", expected a number" + hint(field));
        }
        double value = Double.parseDouble(pointed(field));
        if (Math.abs(value) <= LARGEST) {
            return value;
        }
        throw new IllegalArgumentException("is \"" + Text.printable(field)
                + (Double.isFinite(value) ? "\", expected at most 1e150 in size" : "\", expected a finite number"));
    }

    private String pointed(String field) {
        return decimalComma ? field.replace(',', '.') : field;
    }

    private String hint(String field) {
        if (!decimalComma && new NumberFormat(true).isNumber(field)) {
            return "; where the decimal sign is a comma, give --decimal-comma";
        }
        if (decimalComma && new NumberFormat(false).isNumber(field)) {
            return " with a decimal comma (--decimal-comma)";
        }
        String seen = field.replaceAll("[\\p{Cc}\\p{Cf}]|^\\h+|\\h+$", "");
        if (!seen.equals(field) && (Missing.is(seen) || isNumber(seen))) {
            return "; take out what is not seen, written here with a backslash, such as a no-break space";
        }
        String joined = field.replaceAll("[\\s\\h'.,_]", "");
        if (!joined.equals(field) && joined.matches("[+-]?\\d+")) {
            return "; write it without signs between its thousands";
        }
        return REMEDY;
    }
}
