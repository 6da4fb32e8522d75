package org.icl4j.examples.data;

import java.nio.charset.Charset;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * How a table is written as text.
 *
 * @param separator what stands between fields; null for a comma, or a semicolon where the decimal sign is a comma
 * @param decimalComma whether numbers are written 0,5 and not 0.5
 * @param encoding the text's encoding; null for UTF-8, or what a byte order mark says
 * @param comment the first character of lines that are no rows; null for none
 * @param skip how many lines stand before the header
 */
public record CsvFormat(
        @Nullable Character separator,
        boolean decimalComma,
        @Nullable Charset encoding,
        @Nullable Character comment,
        int skip) {

    /** Commas, decimal points, UTF-8, the header in the first line. */
    public static final CsvFormat DEFAULT = new CsvFormat(null, false, null, null, 0);

    private static final String RESERVED = "\"\r\n";

    /**
     * Checks that the signs can be told apart.
     *
     * @param separator what stands between fields
     * @param decimalComma whether numbers are written 0,5
     * @param encoding the text's encoding
     * @param comment the first character of lines that are no rows
     * @param skip how many lines stand before the header
     */
    public CsvFormat {
        if (skip < 0) {
            throw Require.error("--skip", "must be at least 0, got " + skip);
        }
        if (separator != null && RESERVED.indexOf(separator) >= 0) {
            throw Require.error("--separator", "cannot be a quote or the end of a line");
        }
        if (comment != null && RESERVED.indexOf(comment) >= 0) {
            throw Require.error("--comment", "cannot be a quote or the end of a line");
        }
        if (decimalComma && separator != null && separator == ',') {
            throw Require.error("--separator", "is a comma, and so is the decimal sign (--decimal-comma)");
        }
        if (comment != null && comment.equals(separator)) {
            throw Require.error("--comment", "is also the separator");
        }
    }

    /**
     * What stands between fields.
     *
     * @return the separator given, or the usual one
     */
    public char fieldSeparator() {
        return separator != null ? separator : decimalComma ? ';' : ',';
    }

    /**
     * The same format after a first line that names the separator, as Excel writes it.
     *
     * @param named the separator that the line names
     * @return this format, one line further on
     */
    CsvFormat afterSeparatorLine(char named) {
        return new CsvFormat(
                separator != null ? separator : (Character) named, decimalComma, encoding, comment, skip + 1);
    }
}
