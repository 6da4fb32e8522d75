package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/** Gathers a {@link CsvTable} from records, and says in which line of the file it could not. */
final class TableBuilder {

    private static final int MOST_WARNINGS = 5;

    private final String source;
    private final List<String> header;
    private final NumberFormat format;
    private final CsvFile.Role[] roles;
    private final @Nullable NumberColumn[] numbers;
    private final @Nullable List<String>[] texts;
    private final List<Map<String, String>> distinct = new ArrayList<>();
    private final boolean[] nameless;
    private final long[] firstMissing;
    private final List<String> warnings = new ArrayList<>();
    private int count;

    TableBuilder(String source, List<String> header, CsvFormat format, Function<String, CsvFile.Role> roles) {
        int width = header.size();
        this.source = source;
        this.header = header;
        this.format = new NumberFormat(format.decimalComma());
        this.roles = new CsvFile.Role[width];
        this.numbers = new NumberColumn[width];
        this.texts = lists(width);
        this.nameless = new boolean[width];
        this.firstMissing = new long[width];
        boolean any = false;
        for (int j = 0; j < width; j++) {
            CsvFile.Role role = roles.apply(header.get(j));
            this.roles[j] = role;
            nameless[j] = role == CsvFile.Role.NUMBER && header.get(j).equals(ColumnNames.byNumber(j));
            distinct.add(new HashMap<>());
            if (role == CsvFile.Role.TEXT) {
                texts[j] = new ArrayList<>();
            } else if (role == CsvFile.Role.NUMBER) {
                numbers[j] = new NumberColumn();
            }
            any |= role != CsvFile.Role.SKIP;
        }
        if (!any) {
            throw new IllegalArgumentException(
                    source + ": has none of the columns asked for; the columns are " + Text.list(header));
        }
    }

    @SuppressWarnings("unchecked") // No array of a generic type can be made otherwise.
    private static @Nullable List<String>[] lists(int width) {
        return (List<String>[]) new List<?>[width];
    }

    void add(CsvRecord record) {
        int fields = record.getFieldCount();
        // A comma at the end of a row is not another field.
        if (fields != header.size()
                && !(fields == header.size() + 1 && record.getField(fields - 1).isBlank())) {
            throw new IllegalArgumentException(at(record) + ": " + fields + (fields == 1 ? " field" : " fields")
                    + ", expected " + header.size() + " as in the header" + hint(record));
        }
        for (int j = 0; j < header.size(); j++) {
            String field = record.getField(j);
            if (field.indexOf('\n') >= 0) {
                warnOfOpenQuote(record, j, field);
            }
            NumberColumn column = numbers[j];
            List<String> text = texts[j];
            if (column != null) {
                addNumber(record, j, field.strip(), column);
            } else if (text != null) {
                String stripped = field.strip();
                text.add(distinct.get(j).computeIfAbsent(stripped, same -> same));
                if (firstMissing[j] == 0 && Missing.is(stripped)) {
                    firstMissing[j] = record.getStartingLineNumber();
                }
            }
        }
        count++;
    }

    private void addNumber(CsvRecord record, int j, String field, NumberColumn column) {
        if (nameless[j] && !field.isEmpty()) {
            throw new IllegalArgumentException(
                    source + ": column " + (j + 1) + " has no name in the header; name it, or"
                            + " leave it out with --ignore \"" + header.get(j) + '"');
        }
        double number;
        try {
            number = format.parse(field);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place(record, j) + ' ' + e.getMessage(), e);
        }
        if (Double.isNaN(number) && firstMissing[j] == 0) {
            firstMissing[j] = record.getStartingLineNumber();
        }
        if (number >= 0x1p53 || number <= -0x1p53) {
            column.add(number, field, place(record, j), warnings);
        } else {
            column.add(number, field, "", warnings);
        }
    }

    private void warnOfOpenQuote(CsvRecord record, int j, String field) {
        String[] lines = field.split("\n", -1);
        boolean rows = lines.length > 10;
        for (int i = 1; i < lines.length; i++) {
            long commas = lines[i].chars()
                    .filter(c -> c == ',' || c == ';' || c == '\t')
                    .count();
            rows |= header.size() > 1 && commas >= header.size() - 1;
        }
        if (rows && warnings.size() < MOST_WARNINGS) {
            warnings.add(place(record, j) + " holds " + (lines.length - 1)
                    + " line breaks between quotes, and perhaps rows that a stray quote swallowed");
        }
    }

    private String hint(CsvRecord record) {
        String first = record.getField(0).strip();
        return first.startsWith("#") || first.startsWith("%") || first.startsWith("//")
                ? "; if the line is a comment, give --comment \"" + first.charAt(0) + '"'
                : "";
    }

    private String at(CsvRecord record) {
        return source + ":" + record.getStartingLineNumber();
    }

    private String place(CsvRecord record, int j) {
        return at(record) + ": column \"" + Text.printable(header.get(j)) + '"';
    }

    CsvTable table() {
        if (count == 0) {
            throw new IllegalArgumentException(source + ": no rows below the header");
        }
        Map<String, double[]> numeric = new LinkedHashMap<>();
        Map<String, String[]> textual = new LinkedHashMap<>();
        Map<String, Long> missing = new LinkedHashMap<>();
        for (int j = 0; j < header.size(); j++) {
            NumberColumn column = numbers[j];
            List<String> text = texts[j];
            if (column != null && !nameless[j]) {
                numeric.put(header.get(j), column.values());
            } else if (text != null) {
                textual.put(header.get(j), text.toArray(new String[0]));
            }
            numbers[j] = null;
            texts[j] = null;
            missing.put(header.get(j), firstMissing[j]);
        }
        return new CsvTable(source, header, count, numeric, textual, missing, warnings);
    }
}
