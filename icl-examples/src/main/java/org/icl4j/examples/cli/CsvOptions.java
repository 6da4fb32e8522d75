package org.icl4j.examples.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.icl4j.core.Text;
import org.icl4j.examples.data.ColumnNames;
import org.icl4j.examples.data.CsvFile;
import org.icl4j.examples.data.CsvFormat;
import org.icl4j.examples.data.Missing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that reads tables: how they are written, and which columns count. */
final class CsvOptions {

    @Option(
            names = "--separator",
            paramLabel = "SIGN",
            converter = Sign.class,
            description = "What stands between fields: a sign, or tab, space, comma, semicolon (default: a comma; a "
                    + "semicolon with --decimal-comma).")
    private @Nullable Character separator;

    @Option(names = "--decimal-comma", description = "Numbers are written 0,5 and not 0.5.")
    private boolean decimalComma;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = Encoding.class,
            description =
                    "The text's encoding, such as windows-1252 or UTF-16LE (default: UTF-8, or what a byte order mark "
                            + "says).")
    private @Nullable Charset encoding;

    @Option(
            names = "--comment",
            paramLabel = "SIGN",
            converter = Sign.class,
            description = "Lines that begin with this sign are no rows, such as \"#\".")
    private @Nullable Character comment;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many lines stand before the header (default: ${DEFAULT-VALUE}).")
    private int skip;

    @Option(
            names = "--missing",
            paramLabel = "refuse|drop|mean",
            description =
                    "What becomes of missing values (blank, NA, NaN, null, none or ?): refuse them with counts by column, "
                            + "drop their rows, or fill in the mean of the column's training rows (default: refuse; for predict "
                            + "what the model was made with).")
    private @Nullable Missing missing;

    @Option(
            names = "--ignore",
            paramLabel = "NAME",
            description =
                    "Columns to leave out: names with commas between them (in quotes where a name holds a comma), or "
                            + "numbers, as #1. May be given again.")
    private List<String> ignored = List.of();

    @Option(
            names = "--keep",
            paramLabel = "NAME",
            description = "Columns that identify the rows: no inputs, but written beside the predictions. Named as for "
                    + "--ignore.")
    private List<String> kept = List.of();

    CsvFormat format() {
        return new CsvFormat(separator, decimalComma, encoding, comment, skip);
    }

    Missing missing(Missing otherwise) {
        Missing given = missing;
        return given == null ? otherwise : given;
    }

    Set<String> ignored(CsvFile file) {
        return ColumnNames.find(file, "--ignore", ignored);
    }

    Set<String> kept(CsvFile file) {
        return new LinkedHashSet<>(ColumnNames.find(file, "--keep", kept));
    }

    /** A sign, or its name. */
    static final class Sign implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "tab", "\\t" -> '\t';
                case "space" -> ' ';
                case "comma" -> ',';
                case "semicolon" -> ';';
                default -> {
                    if (value.length() != 1) {
                        throw new TypeConversionException("expected one sign, or tab, space, comma, semicolon; got \""
                                + Text.printable(value) + '"');
                    }
                    yield value.charAt(0);
                }
            };
        }
    }

    /** An encoding that this Java knows. */
    static final class Encoding implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String value) {
            try {
                return Charset.forName(value);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new TypeConversionException("no encoding \"" + Text.printable(value)
                        + "\" is known; common ones are UTF-8, UTF-16LE, windows-1252, ISO-8859-1, Shift_JIS, GB18030");
            }
        }
    }
}
