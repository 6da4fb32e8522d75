package org.icl4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.CsvTable;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities of classes for a table's rows.
 *
 * @param table the rows
 * @param kept the columns that identify them
 * @param classes the classes' names
 * @param probabilities a row for each
 * @param actual the number of each actual class, where it is known
 */
@SuppressWarnings("ArrayRecordComponent")
record ClassAnswers(
        CsvTable table, Set<String> kept, List<String> classes, Points probabilities, int @Nullable [] actual) {

    /** What identifies a row, the actual class where it is known, the likeliest, and the probability of each. */
    CsvOutput csv() {
        List<String> header = new ArrayList<>(kept);
        List<String[]> identifiers = kept.stream().map(table::fields).toList();
        if (actual != null) {
            header.add("actual");
        }
        header.add("predicted");
        classes.forEach(name -> header.add("p(" + name + ")"));
        CsvOutput csv = new CsvOutput(header.toArray(String[]::new));
        for (int i = 0; i < probabilities.size(); i++) {
            List<Object> row = new ArrayList<>();
            for (String[] column : identifiers) {
                row.add(column[i]);
            }
            if (actual != null) {
                row.add(classes.get(actual[i]));
            }
            double[] p = probabilities.row(i);
            int likeliest = 0;
            for (int c = 1; c < p.length; c++) {
                likeliest = p[c] > p[likeliest] ? c : likeliest;
            }
            row.add(classes.get(likeliest));
            for (double one : p) {
                row.add(one);
            }
            csv.row(row.toArray());
        }
        return csv;
    }
}
