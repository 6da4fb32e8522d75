package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.icl4j.core.Points;

/** Reads a {@link CsvTable} and says where in the file it could not. */
final class CsvTableReader {

    /** Squares of larger numbers, and their sums, would overflow. */
    private static final double LARGEST = 1e150;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final String REMEDY = "; correct it, or leave out the row or the column";

    private final Path file;
    private final List<String> header;
    private final int[] wanted;
    private double[] numbers = new double[1024];
    private int count;

    private CsvTableReader(Path file, List<String> header, Predicate<String> wanted) {
        this.file = file;
        this.header = header;
        this.wanted = IntStream.range(0, header.size())
                .filter(j -> wanted.test(header.get(j)))
                .toArray();
        if (this.wanted.length == 0) {
            throw new IllegalArgumentException(
                    file + ": has none of the columns asked for; the columns are " + String.join(", ", header));
        }
    }

    static CsvTable read(Path file, Predicate<String> wanted) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": is a directory, expected a CSV file");
        }
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofCsvRecord(file, StandardCharsets.UTF_8)) {
            Iterator<CsvRecord> iterator = records.iterator();
            if (!iterator.hasNext()) {
                throw new IllegalArgumentException(file + ": is empty, expected a header row");
            }
            CsvTableReader reader = new CsvTableReader(file, header(file, iterator.next()), wanted);
            iterator.forEachRemaining(reader::add);
            return reader.table();
        } catch (CsvParseException e) {
            throw new IllegalArgumentException(file + ": not a CSV file: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getCause(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
    }

    private static List<String> header(Path file, CsvRecord record) {
        List<String> names = record.getFields().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (int j = 0; j < names.size(); j++) {
            if (names.get(j).isEmpty()) {
                throw new IllegalArgumentException(file + ": column " + (j + 1) + " has no name in the header");
            }
            if (!seen.add(names.get(j))) {
                throw new IllegalArgumentException(file + ": the header has two columns named " + quoted(names.get(j)));
            }
        }
        if (names.stream().allMatch(CsvTableReader::isNumber)) {
            throw new IllegalArgumentException(
                    file + ": the first line holds numbers, expected a header row with the columns' names");
        }
        if (names.size() == 1 && names.get(0).indexOf(';') >= 0) {
            throw new IllegalArgumentException(file + ": fields are separated by ';', expected ','");
        }
        if (names.size() == 1 && names.get(0).indexOf('\t') >= 0) {
            throw new IllegalArgumentException(file + ": fields are separated by tabs, expected ','");
        }
        return names;
    }

    private void add(CsvRecord record) {
        if (record.getFieldCount() != header.size()) {
            throw new IllegalArgumentException(file + ":" + record.getStartingLineNumber() + ": "
                    + record.getFieldCount() + " fields, expected " + header.size() + " as in the header");
        }
        int width = wanted.length;
        if (numbers.length - count < width) {
            long larger = Math.max(count + (long) width, Math.min(LONGEST_ARRAY, 2L * numbers.length));
            if (larger > LONGEST_ARRAY) {
                throw new IllegalArgumentException(file + ": more than 2^31 numbers; fit on a part of it");
            }
            numbers = Arrays.copyOf(numbers, (int) larger);
        }
        for (int column : wanted) {
            numbers[count++] = number(record, column);
        }
    }

    private double number(CsvRecord record, int column) {
        String field = record.getField(column).strip();
        String problem;
        if (field.isEmpty()) {
            problem = "is empty, expected a number" + REMEDY;
        } else if (!isNumber(field)) {
            problem = "is " + quoted(field) + ", expected a number" + REMEDY;
        } else {
            double value = Double.parseDouble(field);
            if (Math.abs(value) <= LARGEST) {
                return value;
            }
            problem = "is " + quoted(field)
                    + (Double.isFinite(value) ? ", expected at most 1e150 in size" : ", expected a finite number");
        }
        throw new IllegalArgumentException(
                file + ":" + record.getStartingLineNumber() + ": column " + quoted(header.get(column)) + " " + problem);
    }

    // Java's parser also takes 1d, 0x1p3 and blanks, which in a CSV file are text.
    private static boolean isNumber(String field) {
        try {
            Double.parseDouble(field);
        } catch (NumberFormatException e) {
            return false;
        }
        String lower = field.toLowerCase(Locale.ROOT);
        boolean javaOnly = lower.indexOf('x') >= 0 || lower.endsWith("d") || lower.endsWith("f");
        return !javaOnly;
    }

    private static String quoted(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return '"' + (plain.length() > 40 ? plain.substring(0, 40) + "..." : plain) + '"';
    }

    private CsvTable table() {
        if (count == 0) {
            throw new IllegalArgumentException(file + ": no rows below the header");
        }
        int width = wanted.length;
        List<String> names = Arrays.stream(wanted).mapToObj(header::get).toList();
        Points rows = Points.ofRows(file.toString(), count / width, width, Arrays.copyOf(numbers, count));
        return new CsvTable(file.toString(), header, names, rows);
    }
}
