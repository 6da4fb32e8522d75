package org.icl4j.examples.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file, which can be read more than once: from the file, or, of standard input and pipes, from memory. Text
 * compressed by gzip is decompressed; other things than text are told by their first bytes.
 */
final class CsvSource {

    /** The name of standard input. */
    static final String STANDARD_INPUT = "-";

    private static final int HEAD = 4096;
    private static final int BUFFER = 1 << 16;
    private static final String SHEET = "save the sheet as CSV";
    private static final String UNPACK = "unpack it first (only gzip is read as it is)";

    /** First bytes, in hexadecimal, and what begins with them. */
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put(
                "504b0304",
                "a spreadsheet (.xlsx, .ods), a saved model or another zip archive; " + SHEET
                        + ", or unpack the archive");
        KNOWN.put("d0cf11e0", "a spreadsheet of an older Excel (.xls); " + SHEET);
        KNOWN.put("425a68", "compressed by bzip2; " + UNPACK);
        KNOWN.put("fd377a585a00", "compressed by xz; " + UNPACK);
        KNOWN.put("28b52ffd", "compressed by zstd; " + UNPACK);
        KNOWN.put("1f9d", "compressed by compress; " + UNPACK);
        KNOWN.put("377abcaf271c", "a 7-Zip archive; " + UNPACK);
        KNOWN.put("50415231", "a Parquet file; save it as CSV");
        KNOWN.put("4152524f5731", "an Arrow file; save it as CSV");
        KNOWN.put("894844460d0a", "an HDF5 file; save its table as CSV");
        KNOWN.put("934e554d5059", "a NumPy array; save it as CSV");
        KNOWN.put("53514c69746520", "a database of SQLite; save the table as CSV");
        KNOWN.put("25504446", "a PDF document; save the table as CSV");
    }

    private static final Pattern WEB_PAGE = Pattern.compile("(?i)\\s*+<(!doctype|html)\\b");

    private final String name;
    private final Path file;
    private final byte @Nullable [] bytes;

    private CsvSource(String name, Path file, byte @Nullable [] bytes) {
        this.name = name;
        this.file = file;
        this.bytes = bytes;
    }

    static CsvSource of(Path file) {
        String name = Text.printable(file.toString(), 1000);
        if (isStandardInput(file)) {
            return new CsvSource("standard input", file, all("standard input", System.in));
        }
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(name + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(name + ": is a directory, expected a CSV file");
        }
        if (Files.isRegularFile(file)) {
            return new CsvSource(name, file, null);
        }
        try (InputStream pipe = Files.newInputStream(file)) {
            return new CsvSource(name, file, all(name, pipe));
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": cannot be read (" + OutputFile.reason(e) + ")", e);
        }
    }

    static boolean isStandardInput(Path file) {
        return file.toString().equals(STANDARD_INPUT);
    }

    private static byte[] all(String name, InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": cannot be read (" + OutputFile.reason(e) + ")", e);
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(name + ": is larger than memory; read it from a file", e);
        }
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    /**
     * The text from its beginning, without a byte order mark.
     *
     * @param encoding null for what a byte order mark says, else UTF-8
     */
    Reader open(@Nullable Charset encoding) throws IOException {
        InputStream raw = bytes != null ? new ByteArrayInputStream(bytes) : file();
        try {
            InputStream in = new BufferedInputStream(raw, BUFFER);
            byte[] head = head(in);
            if (startsWith(head, "1f8b")) {
                in = new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
                head = head(in);
            }
            refuseOtherThings(head);
            return new StrictReader(in, encoding != null ? encoding : marked(head));
        } catch (IOException | IllegalArgumentException e) {
            raw.close();
            throw e;
        }
    }

    private InputStream file() throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(name + ": no such file", e);
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return head;
    }

    private void refuseOtherThings(byte[] head) {
        if (WEB_PAGE.matcher(new String(head, StandardCharsets.ISO_8859_1)).lookingAt()) {
            throw new IllegalArgumentException(name + ": is a web page; download the file itself");
        }
        // A column may be called BZh or PAR1: text has no bytes below the tabulator's.
        if (isText(head)) {
            return;
        }
        KNOWN.forEach((first, what) -> {
            if (startsWith(head, first)) {
                throw new IllegalArgumentException(name + ": is " + what);
            }
        });
    }

    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < '\t') {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] head, String hexadecimal) {
        byte[] first = HexFormat.of().parseHex(hexadecimal);
        return head.length >= first.length && Arrays.equals(first, Arrays.copyOf(head, first.length));
    }

    private Charset marked(byte[] head) {
        if (startsWith(head, "fffe")) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(head, "feff")) {
            return StandardCharsets.UTF_16BE;
        }
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                String guess = i == 1 ? "UTF-16LE" : i == 0 ? "UTF-16BE" : "";
                throw new IllegalArgumentException(name + ": is not text in UTF-8: byte " + (i + 1) + " is zero; "
                        + (guess.isEmpty() ? "expected a CSV file" : "it may be --encoding " + guess));
            }
        }
        return StandardCharsets.UTF_8;
    }
}
