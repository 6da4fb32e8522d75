package org.icl4j.examples.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows for a CSV file: a header, then numbers in the shortest form that reads back to the same bits. */
public final class CsvOutput {

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param header the columns' names
     */
    public CsvOutput(String... header) {
        this.header = List.of(header);
    }

    /**
     * Adds a row.
     *
     * @param fields one per column: numbers or text
     * @return this table
     */
    public CsvOutput row(Object... fields) {
        List<String> row = new ArrayList<>();
        for (Object field : fields) {
            row.add(String.valueOf(field));
        }
        rows.add(row);
        return this;
    }

    /**
     * Adds a row of numbers.
     *
     * @param fields one per column
     * @return this table
     */
    public CsvOutput numbers(double... fields) {
        List<String> row = new ArrayList<>();
        for (double field : fields) {
            row.add(Double.toString(field));
        }
        rows.add(row);
        return this;
    }

    /**
     * Writes the table to a file.
     *
     * @param file a new file
     * @throws IOException if that fails
     */
    public void writeTo(Path file) throws IOException {
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file, StandardCharsets.UTF_8)) {
            write(writer);
        }
    }

    /**
     * Prints the table.
     *
     * @param out where to; stays open
     */
    public void printTo(PrintWriter out) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            write(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print(text);
        out.flush();
    }

    private void write(CsvWriter writer) {
        writer.writeRecord(header);
        rows.forEach(writer::writeRecord);
    }
}
