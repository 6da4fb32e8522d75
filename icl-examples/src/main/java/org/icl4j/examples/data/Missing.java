package org.icl4j.examples.data;

import java.util.Locale;
import java.util.Set;

/** What becomes of missing values: fields that are blank, or say NA, N/A, #N/A, NaN, null, none or a question mark. */
public enum Missing {
    /** They are an error, which counts them by column. */
    REFUSE,
    /** Their rows are left out. */
    DROP,
    /** The mean of the column's other numbers stands in; rows without a target are left out. */
    MEAN;

    private static final Set<String> WORDS = Set.of("na", "n/a", "#n/a", "nan", "null", "none", "?");

    /** Whether a field without blanks around it is a missing value. */
    static boolean is(String field) {
        return field.isEmpty() || (field.length() <= 4 && WORDS.contains(field.toLowerCase(Locale.ROOT)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
