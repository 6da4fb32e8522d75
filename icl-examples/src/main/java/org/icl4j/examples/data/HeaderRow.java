package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Text;

/** The names of the columns, from a file's first row. */
final class HeaderRow {

    private final String source;
    private final CsvFormat format;

    HeaderRow(String source, CsvFormat format) {
        this.source = source;
        this.format = format;
    }

    List<String> names(CsvRecord record) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < record.getFieldCount(); j++) {
            String name = record.getField(j).strip();
            names.add(name.isEmpty() ? ColumnNames.byNumber(j) : name);
        }
        String first = names.get(0);
        if (format.comment() == null && (first.startsWith("# ") || first.startsWith("%") || first.startsWith("//"))) {
            throw error(
                    record,
                    "the header begins with \"" + Text.printable(first)
                            + "\", which looks like a comment; give --comment \"" + first.charAt(0)
                            + "\", or --skip 1");
        }
        if (names.stream().allMatch(new NumberFormat(format.decimalComma())::isNumber)) {
            throw error(record, "the first line holds numbers, expected a header row with the columns' names");
        }
        if (names.size() == 1) {
            refuseOtherSeparators(record, first);
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw error(record, "the header has two columns named \"" + Text.printable(name) + '"');
            }
        }
        return names;
    }

    private void refuseOtherSeparators(CsvRecord record, String name) {
        for (char other : new char[] {';', '\t', ',', '|'}) {
            if (name.indexOf(other) >= 0 && other != format.fieldSeparator()) {
                throw error(
                        record,
                        "fields are separated by " + word(other) + ", expected "
                                + word(format.fieldSeparator()) + "; give --separator "
                                + (other == '\t' ? "tab" : "\"" + other + '"'));
            }
        }
    }

    private static String word(char separator) {
        return separator == '\t' ? "tabs" : "'" + separator + "'";
    }

    private IllegalArgumentException error(CsvRecord record, String problem) {
        long line = record.getStartingLineNumber();
        return new IllegalArgumentException(source + (line > 1 ? ":" + line : "") + ": " + problem);
    }
}
