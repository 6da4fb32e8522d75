package org.icl4j.examples.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipException;
import org.icl4j.core.Text;

/**
 * A CSV file: a header row, and rows of as many fields. {@link #open} reads the header, {@link #read} the columns that are asked
 * for, whatever stands in the others. Errors name the file, the line and the column.
 */
public final class CsvFile {

    private static final int MOST_COLUMNS = 1_000_000;

    private final CsvSource source;
    private final CsvFormat format;
    private final List<String> header;

    private CsvFile(CsvSource source, CsvFormat format, List<String> header) {
        this.source = source;
        this.format = format;
        this.header = List.copyOf(header);
    }

    /**
     * Whether a path means standard input.
     *
     * @param path as the user wrote it
     * @return whether it is {@code -}
     */
    public static boolean isStandardInput(Path path) {
        return CsvSource.isStandardInput(path);
    }

    /** What is read of a column. */
    public enum Role {
        /** Numbers. */
        NUMBER,
        /** The fields as they are. */
        TEXT,
        /** Nothing. */
        SKIP
    }

    /**
     * Opens a file and reads its header.
     *
     * @param path the file; {@code -} for standard input. Compressed by gzip or not.
     * @param format how it is written
     * @return the file
     * @throws IllegalArgumentException if it cannot be read, is no text or has no header
     */
    public static CsvFile open(Path path, CsvFormat format) {
        CsvSource source = CsvSource.of(path);
        CsvFile unread = new CsvFile(source, format, List.of());
        List<CsvRecord> first = new ArrayList<>(1);
        unread.records(iterator -> {
            while (first.isEmpty() && iterator.hasNext()) {
                CsvRecord record = iterator.next();
                if (!isBlank(record)) {
                    first.add(record);
                }
            }
        });
        if (first.isEmpty()) {
            throw unread.error("is empty, expected a header row");
        }
        String line = String.join(
                String.valueOf(format.fieldSeparator()), first.get(0).getFields());
        if (format.skip() == 0 && line.length() == 5 && line.startsWith("sep=")) {
            return open(source, format.afterSeparatorLine(line.charAt(4)));
        }
        return new CsvFile(source, format, new HeaderRow(source.name(), format).names(first.get(0)));
    }

    private static CsvFile open(CsvSource source, CsvFormat format) {
        CsvFile unread = new CsvFile(source, format, List.of());
        List<String> header = new ArrayList<>();
        unread.records(iterator -> {
            if (iterator.hasNext()) {
                header.addAll(new HeaderRow(source.name(), format).names(iterator.next()));
            }
        });
        if (header.isEmpty()) {
            throw unread.error("is empty below the line \"sep=\", expected a header row");
        }
        return new CsvFile(source, format, header);
    }

    /**
     * What messages call the file.
     *
     * @return its name as the user wrote it, or "standard input"
     */
    public String name() {
        return source.name();
    }

    /**
     * The columns.
     *
     * @return their names; a column without a name is called by its number, as {@code #1}
     */
    public List<String> header() {
        return header;
    }

    /**
     * Insists on columns.
     *
     * @param wanted names
     * @param reason who asks for them, in words
     * @throws IllegalArgumentException if one is missing; the message names all that are, and lists those there are
     */
    public void require(Collection<String> wanted, String reason) {
        List<String> missing =
                wanted.stream().filter(name -> !header.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw error("no column " + ColumnNames.quoted(missing) + ", which " + reason + "; the columns are "
                    + Text.list(header));
        }
    }

    /**
     * The columns in which most fields are text.
     *
     * @param among which columns to look at
     * @return those that cannot be read as numbers
     * @throws IllegalArgumentException if a column holds numbers, and text in some places only
     */
    public Set<String> textColumns(Set<String> among) {
        TextFinder finder = new TextFinder(header, among, format);
        rows(finder::add);
        return finder.textColumns(source.name());
    }

    /**
     * Reads columns. Memory: 8 bytes a number, and each different text once.
     *
     * @param roles what to read of a column, by its name
     * @return the table of what was read
     * @throws IllegalArgumentException if there are no rows, a row has another number of fields, a field is no number where
     *     one is expected, or no column is read
     */
    public CsvTable read(Function<String, Role> roles) {
        TableBuilder table = new TableBuilder(source.name(), header, format, roles);
        rows(table::add);
        return table.table();
    }

    private void rows(Consumer<CsvRecord> row) {
        records(iterator -> {
            boolean headed = false;
            // A blank line in a table of one column is a missing value; at the end of the file it is nothing.
            List<CsvRecord> blanks = new ArrayList<>();
            while (iterator.hasNext()) {
                CsvRecord record = iterator.next();
                if (isBlank(record)) {
                    if (headed && header.size() == 1) {
                        blanks.add(record);
                    }
                } else if (headed) {
                    blanks.forEach(row);
                    blanks.clear();
                    row.accept(record);
                } else {
                    headed = true;
                }
            }
        });
    }

    static boolean isBlank(CsvRecord record) {
        return record.getFieldCount() == 1 && record.getField(0).isBlank();
    }

    private void records(Consumer<Iterator<CsvRecord>> use) {
        CsvReader.CsvReaderBuilder builder = CsvReader.builder()
                .fieldSeparator(format.fieldSeparator())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(!Character.isWhitespace(format.fieldSeparator()));
        Character comment = format.comment();
        if (comment != null) {
            builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(comment);
        }
        CsvRecordHandler handler = CsvRecordHandler.of(limits -> limits.maxFields(MOST_COLUMNS));
        try (CsvReader<CsvRecord> reader = builder.build(handler, source.open(format.encoding()))) {
            reader.skipLines(format.skip());
            use.accept(reader.iterator());
        } catch (CsvParseException e) {
            throw new IllegalArgumentException(name() + ": " + problem(e), e);
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static String problem(CsvParseException e) {
        String said = Text.printable(String.valueOf(e.getMessage()), 300);
        if (said.startsWith("Unclosed quoted field")) {
            return "a quote is opened and never closed"
                    + said.substring(said.indexOf(" (") < 0 ? 0 : said.indexOf(" ("));
        }
        if (said.startsWith("The maximum buffer size")) {
            return "a field is longer than 16 million characters; a quote may be open"
                    + said.substring(said.lastIndexOf(" ("));
        }
        return "not a CSV file: " + said;
    }

    private IllegalArgumentException unreadable(IOException e) {
        if (e instanceof EncodingException) {
            return new IllegalArgumentException(name() + ":" + e.getMessage(), e);
        }
        if (e instanceof EOFException) {
            return new IllegalArgumentException(name() + ": its compressed text is cut short", e);
        }
        if (e instanceof ZipException) {
            return new IllegalArgumentException(
                    name() + ": its compressed text is damaged (" + e.getMessage() + ")", e);
        }
        return new IllegalArgumentException(name() + ": cannot be read (" + OutputFile.reason(e) + ")", e);
    }

    private IllegalArgumentException error(String problem) {
        return new IllegalArgumentException(name() + ": " + problem);
    }
}
