package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Text;

/** Columns as a user names them: by name, or by number as {@code #1}; several with commas, quoted where a name holds one. */
public final class ColumnNames {

    private ColumnNames() {}

    /** What a column without a name is called. */
    static String byNumber(int index) {
        return "#" + (index + 1);
    }

    /**
     * Finds columns.
     *
     * @param file where they are
     * @param option the option that names them, for the message
     * @param references what the user wrote: each a name, or names with commas between them
     * @return the columns' names
     * @throws IllegalArgumentException if there are none such; the message lists those looked for and those there are
     */
    public static Set<String> find(CsvFile file, String option, Collection<String> references) {
        List<String> header = file.header();
        Set<String> found = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (String reference : references) {
            List<String> names = header.contains(reference.strip()) ? List.of(reference) : split(option, reference);
            for (String name : names) {
                int index = index(header, name.strip());
                if (index < 0) {
                    unknown.add(name.strip());
                } else {
                    found.add(header.get(index));
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(file.name() + ": no column " + quoted(unknown) + " for " + option
                    + "; the columns are " + Text.list(header));
        }
        return found;
    }

    private static List<String> split(String option, String reference) {
        if (reference.isBlank()) {
            return List.of("");
        }
        try {
            return CsvReader.builder()
                    .trimWhitespacesAroundQuotes(true)
                    .ofSingleCsvRecord(reference)
                    .getFields();
        } catch (CsvParseException e) {
            throw new IllegalArgumentException(
                    option + ": cannot be read as names with commas between them: " + Text.printable(reference), e);
        }
    }

    private static int index(List<String> header, String name) {
        int named = header.indexOf(name);
        if (named >= 0) {
            return named;
        }
        if (name.isEmpty()) {
            // The column without a name, where there is one only.
            List<Integer> nameless = new ArrayList<>();
            for (int j = 0; j < header.size(); j++) {
                if (header.get(j).equals(byNumber(j))) {
                    nameless.add(j);
                }
            }
            return nameless.size() == 1 ? nameless.get(0) : -1;
        }
        for (int j = 0; j < header.size(); j++) {
            if (name.equals(byNumber(j))) {
                return j;
            }
        }
        return -1;
    }

    static String quoted(Collection<String> names) {
        List<String> quoted =
                names.stream().map(name -> '"' + Text.printable(name) + '"').toList();
        return Text.list(quoted);
    }
}
