package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.icl4j.core.Text;
import org.icl4j.examples.data.ColumnNames;
import org.icl4j.examples.data.CsvFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.InputColumns;
import org.icl4j.examples.data.Missing;
import org.jspecify.annotations.Nullable;

/**
 * A training table as it is read from a file: which columns are inputs, which is the target, which are carried along, and how rows
 * become points.
 *
 * @param table the rows that count
 * @param inputs how they become points
 * @param target the target's column
 * @param kept the columns that identify rows
 * @param missing what became of missing values
 * @param dropped how many rows were left out for them
 * @param filled how many were filled in
 */
record TrainingData(
        CsvTable table,
        InputColumns inputs,
        String target,
        Set<String> kept,
        Missing missing,
        int dropped,
        int filled) {

    /**
     * What the user said of the columns.
     *
     * @param csv the options of every command
     * @param target the column to learn, null for the last
     * @param categories columns of categories: null for none, no names for every column of text
     * @param textTarget whether the target may be text
     * @param missing what becomes of missing values unless the user says it
     */
    record Request(
            CsvOptions csv,
            @Nullable String target,
            @Nullable List<String> categories,
            boolean textTarget,
            Missing missing) {}

    /** Reads a file. */
    static TrainingData read(Path path, Request request, Consumer<String> warn) {
        CsvFile file = CsvFile.open(path, request.csv().format());
        Set<String> left = request.csv().ignored(file);
        Set<String> kept = request.csv().kept(file);
        String target = target(file, request, left, kept);
        if (left.contains(target) || kept.contains(target)) {
            throw new IllegalArgumentException((left.contains(target) ? "--ignore" : "--keep") + ": \""
                    + Text.printable(target) + "\" is the target");
        }
        Set<String> candidates = new LinkedHashSet<>(file.header());
        candidates.removeAll(left);
        candidates.removeAll(kept);
        candidates.remove(target);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(file.name() + ": has no column beside the target \""
                    + Text.printable(target) + "\", there is nothing to learn from");
        }
        Set<String> categories = categories(file, request.categories(), candidates, request.textTarget());
        CsvTable whole = file.read(name -> {
            boolean text =
                    kept.contains(name) || categories.contains(name) || (request.textTarget() && name.equals(target));
            return text
                    ? CsvFile.Role.TEXT
                    : candidates.contains(name) || name.equals(target) ? CsvFile.Role.NUMBER : CsvFile.Role.SKIP;
        });
        whole.warnings().forEach(warn);
        List<String> inputs = candidates.stream().filter(whole::has).toList();
        Missing missing = request.csv().missing(request.missing());
        CsvTable table = whole.complete(missing, inputs, List.of(target));
        if (!request.textTarget()) {
            table.target(target);
        }
        requireSomethingToLearnFrom(table, inputs, target);
        int filled = inputs.stream().mapToInt(table::missing).sum();
        return new TrainingData(
                table, InputColumns.of(table, inputs), target, kept, missing, whole.size() - table.size(), filled);
    }

    private static String target(CsvFile file, Request request, Set<String> left, Set<String> kept) {
        String wanted = request.target();
        if (wanted != null) {
            Set<String> found = file.header().contains(wanted)
                    ? Set.of(wanted)
                    : ColumnNames.find(file, "--target", List.of(wanted));
            if (found.size() != 1) {
                throw new IllegalArgumentException("--target: one column is learned, got " + found.size());
            }
            return found.iterator().next();
        }
        List<String> header = file.header();
        for (int j = header.size() - 1; j >= 0; j--) {
            String name = header.get(j);
            if (!left.contains(name) && !kept.contains(name) && !name.equals("#" + (j + 1))) {
                return name;
            }
        }
        throw new IllegalArgumentException(file.name() + ": no column is left to be the target");
    }

    private static Set<String> categories(
            CsvFile file, @Nullable List<String> asked, Set<String> candidates, boolean textTarget) {
        if (asked == null) {
            return Set.of();
        }
        List<String> named = asked.stream().filter(name -> !name.isEmpty()).toList();
        Set<String> categories = new LinkedHashSet<>(ColumnNames.find(file, "--categories", named));
        if (!candidates.containsAll(categories)) {
            throw new IllegalArgumentException("--categories: a column named there is no input");
        }
        if (named.isEmpty() || textTarget) {
            categories.addAll(file.textColumns(candidates));
        }
        return categories;
    }

    private static void requireSomethingToLearnFrom(CsvTable table, Collection<String> inputs, String target) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(table.source() + ": has no column beside the target \""
                    + Text.printable(target) + "\", there is nothing to learn from");
        }
        if (inputs.stream().noneMatch(table::varies)) {
            throw new IllegalArgumentException(table.source() + ": every column beside the target \""
                    + Text.printable(target) + "\" is constant, there is nothing to learn from");
        }
    }

    /** Reads rows of the same kind: all inputs, and the target. */
    CsvTable readMore(Path path, CsvOptions options, Consumer<String> warn) {
        CsvFile file = CsvFile.open(path, options.format());
        file.require(inputs.names(), "the model reads");
        file.require(List.of(target), "is the target");
        file.require(kept, "--keep names");
        CsvTable more = file.read(name -> kept.contains(name) || (name.equals(target) && table.isText(target))
                ? CsvFile.Role.TEXT
                : name.equals(target) ? CsvFile.Role.NUMBER : inputs.role(name));
        more.warnings().forEach(warn);
        CsvTable complete = more.complete(missing, inputs.names(), List.of(target));
        inputs.warnOfNews(complete, warn);
        return complete;
    }
}
