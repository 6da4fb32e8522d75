package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/** Tells columns of text from columns of numbers, and from columns of numbers with a slip in them. */
final class TextFinder {

    private final List<String> header;
    private final boolean[] among;
    private final NumberFormat numbers;
    private final long[] numeric;
    private final long[] textual;
    private final @Nullable String[] example;
    private final long[] line;

    TextFinder(List<String> header, Set<String> among, CsvFormat format) {
        this.header = header;
        this.numbers = new NumberFormat(format.decimalComma());
        this.among = new boolean[header.size()];
        for (int j = 0; j < header.size(); j++) {
            this.among[j] = among.contains(header.get(j));
        }
        this.numeric = new long[header.size()];
        this.textual = new long[header.size()];
        this.example = new String[header.size()];
        this.line = new long[header.size()];
    }

    void add(CsvRecord record) {
        for (int j = 0; j < Math.min(among.length, record.getFieldCount()); j++) {
            String field = among[j] ? record.getField(j).strip() : "";
            if (Missing.is(field)) {
                continue;
            }
            if (numbers.isNumber(field)) {
                numeric[j]++;
            } else if (textual[j]++ == 0) {
                example[j] = field;
                line[j] = record.getStartingLineNumber();
            }
        }
    }

    Set<String> textColumns(String source) {
        Set<String> found = new LinkedHashSet<>();
        for (int j = 0; j < among.length; j++) {
            if (textual[j] == 0) {
                continue;
            }
            if (numeric[j] > textual[j]) {
                throw new IllegalArgumentException(
                        source + ":" + line[j] + ": column \"" + Text.printable(header.get(j))
                                + "\" is \"" + Text.printable(String.valueOf(example[j]))
                                + "\" and mostly numbers elsewhere; correct"
                                + " it, or name the column with --categories");
            }
            found.add(header.get(j));
        }
        return found;
    }
}
