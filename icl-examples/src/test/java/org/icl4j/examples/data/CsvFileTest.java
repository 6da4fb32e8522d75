package org.icl4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {

    private static final CsvFormat COMMAS = CsvFormat.DEFAULT;

    @TempDir
    private Path directory;

    private CsvFile file(String content, CsvFormat format) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8), format);
    }

    private CsvFile file(byte[] content, CsvFormat format) throws IOException {
        return CsvFile.open(Files.write(directory.resolve("t.csv"), content), format);
    }

    private static CsvTable numbers(CsvFile file) {
        return file.read(name -> CsvFile.Role.NUMBER);
    }

    private static CsvFormat encoded(String encoding) {
        return new CsvFormat(null, false, Charset.forName(encoding), null, 0);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void separatorsAndDecimalCommas() throws IOException {
        CsvFormat german = new CsvFormat(null, true, null, null, 0);
        assertThat(numbers(file("a;y\n1,5;-2e-3\n", german))
                        .columns(List.of("a", "y"))
                        .toRowMajor())
                .containsExactly(1.5, -2e-3);
        CsvFormat tabs = new CsvFormat('\t', true, null, null, 0);
        assertThat(numbers(file("a\ty\n1,5\t\"2\"\n", tabs)).column("y")).containsExactly(2);
        assertThatThrownBy(() -> numbers(file("a;y\n1.5;2\n", german)))
                .hasMessageContaining("t.csv:2: column \"a\" is \"1.5\", expected a number with a decimal comma");
        assertThatThrownBy(() -> new CsvFormat(',', true, null, null, 0)).hasMessageContaining("--separator");
        assertThatThrownBy(() -> new CsvFormat('#', false, null, '#', 0)).hasMessageContaining("--comment");
        assertThatThrownBy(() -> new CsvFormat('"', false, null, null, 0)).hasMessageContaining("--separator");
        assertThatThrownBy(() -> new CsvFormat(null, false, null, null, -1)).hasMessageContaining("--skip");
    }

    @Test
    void theLineThatNamesTheSeparatorIsObeyed() throws IOException {
        assertThat(numbers(file("sep=;\na;y\n1;2\n", COMMAS)).names()).containsExactly("a", "y");
        assertThat(numbers(file("sep=,\na,y\n1,2\n", COMMAS)).names()).containsExactly("a", "y");
    }

    @Test
    void commentsAndLinesBeforeTheHeaderAreSkipped() throws IOException {
        CsvFormat format = new CsvFormat(null, false, null, '#', 2);
        CsvTable table = numbers(file("title\nof 2, lines\n# more\na,y\n1,2\n# end\n", format));
        assertThat(table.column("y")).containsExactly(2);
        // Lines are counted from the file's first.
        assertThatThrownBy(() -> numbers(file("title\nof 2, lines\n# more\na,y\n1,b\n", format)))
                .hasMessageContaining("t.csv:5: column \"y\" is \"b\"");
        assertThatThrownBy(() -> numbers(file("a,y\n", new CsvFormat(null, false, null, null, 9))))
                .hasMessageContaining("t.csv");
    }

    @Test
    void blanksAroundQuotesDoNotCount() throws IOException {
        CsvTable table = numbers(file("\"a,b\" , \"y\"\n1, \"2\"\n", COMMAS));
        assertThat(table.names()).containsExactly("a,b", "y");
        assertThat(table.column("y")).containsExactly(2);
    }

    @Test
    void encodings() throws IOException {
        String text = "Größe,y\n1,2\n";
        for (String name : List.of("ISO-8859-1", "windows-1252", "UTF-16LE", "UTF-16BE", "UTF-8")) {
            byte[] bytes = text.getBytes(Charset.forName(name));
            assertThat(file(bytes, encoded(name)).header()).as(name).containsExactly("Größe", "y");
        }
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-8")) {
            byte[] marked = ("\uFEFF" + text).getBytes(Charset.forName(name));
            assertThat(file(marked, COMMAS).header())
                    .as(name + " with its mark")
                    .containsExactly("Größe", "y");
            assertThat(file(marked, encoded(name)).header()).as(name + " given").containsExactly("Größe", "y");
        }
    }

    @Test
    void aByteThatIsNotTextIsNamed() {
        byte[] latin = "a,y\n1,2\nGröße,3\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> numbers(file(latin, COMMAS)))
                .hasMessageContaining(
                        "t.csv:3: byte 0xf6 (number 11 of the text) is not UTF-8; give the file's encoding,"
                                + " such as --encoding windows-1252, in which it is \"ö\"");
        assertThatThrownBy(() -> numbers(file("a,y\n1,2\n".getBytes(StandardCharsets.UTF_16LE), COMMAS)))
                .hasMessageContaining("byte 2 is zero; it may be --encoding UTF-16LE");
        assertThatThrownBy(() -> numbers(file("a,y\n1,2\n".getBytes(StandardCharsets.UTF_16BE), COMMAS)))
                .hasMessageContaining("byte 1 is zero; it may be --encoding UTF-16BE");
        byte[] cut = Arrays.copyOf("a,y\n1,2€".getBytes(StandardCharsets.UTF_8), 9);
        assertThatThrownBy(() -> numbers(file(cut, COMMAS))).hasMessageContaining("the text ends inside a character");
        assertThatThrownBy(() -> numbers(file("a,é\n".getBytes(StandardCharsets.UTF_8), encoded("US-ASCII"))))
                .hasMessageContaining(
                        "byte 0xc3 (number 3 of the text) is not US-ASCII; give the file's own --encoding");
    }

    /** Whatever the borders of the buffers: the text is what the JDK's decoder makes of it. */
    @Test
    void longTextIsDecodedWhole() throws IOException {
        Randoms randoms = Randoms.of(7);
        StringBuilder text = new StringBuilder("id,y\n");
        for (int i = 0; i < 60_000; i++) {
            text.append(i % 3 == 0 ? "温度" : i % 3 == 1 ? "é" : "\uD83D\uDE00").append(i);
            text.append(',').append(randoms.gaussian()).append('\n');
        }
        CsvTable table =
                file(text.toString(), COMMAS).read(name -> name.equals("id") ? CsvFile.Role.TEXT : CsvFile.Role.SKIP);
        assertThat(table.text("id"))
                .containsExactly(text.toString()
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .toArray(String[]::new));
    }

    @Test
    void compressedTextIsReadByItsFirstBytes() throws IOException {
        assertThat(numbers(file(gzip("a,y\n1,2\n"), COMMAS)).column("y")).containsExactly(2);
        byte[] cut = Arrays.copyOf(gzip("a,y\n" + "1,2\n".repeat(1000)), 30);
        assertThatThrownBy(() -> numbers(file(cut, COMMAS))).hasMessageContaining("its compressed text is cut short");
        byte[] damaged = gzip("a,y\n1,2\n");
        damaged[damaged.length - 6] ^= 1;
        assertThatThrownBy(() -> numbers(file(damaged, COMMAS))).hasMessageContaining("its compressed text is damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "504b03041400, is a spreadsheet (.xlsx",
        "d0cf11e0a1b11ae100, is a spreadsheet of an older Excel",
        "425a683931415926535900, is compressed by bzip2",
        "fd377a585a000004, is compressed by xz",
        "28b52ffd0458, is compressed by zstd; unpack it first",
        "5041523115041500, is a Parquet file",
        "894844460d0a1a0a00, is an HDF5 file",
        "934e554d505901007600, is a NumPy array",
        "255044462d312e340a00, is a PDF document",
        "3c21444f43545950452068746d6c3e, is a web page",
    })
    void otherThingsThanTextAreTold(String hexadecimal, String message) {
        assertThatThrownBy(() -> numbers(file(HexFormat.of().parseHex(hexadecimal), COMMAS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t.csv: " + message);
    }

    @Test
    void standardInputIsReadTwice() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("colour,y\nred,2\nblue,3\n".getBytes(StandardCharsets.UTF_8)));
            CsvFile file = CsvFile.open(Path.of("-"), COMMAS);
            assertThat(file.textColumns(Set.of("colour"))).containsExactly("colour");
            assertThat(file.read(name -> CsvFile.Role.TEXT).text("y")).containsExactly("2", "3");
            assertThat(file.name()).isEqualTo("standard input");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void blankLinesAreRowsOnlyWhereTheyCanBe() throws IOException {
        assertThat(numbers(file("\na,y\n\n1,2\n  \n3,4\n\n", COMMAS)).size()).isEqualTo(2);
        CsvTable column = numbers(file("x\n1\n\n3\n\n\n", COMMAS));
        assertThat(column.column("x")).containsExactly(1, Double.NaN, 3);
        assertThatThrownBy(() -> column.complete(Missing.REFUSE, List.of("x"), List.of()))
                .hasMessageContaining("missing in 1 of 3 rows, by column: \"x\" 1 (first in line 3)");
    }

    @Test
    void rowsThatStrayQuotesSwallowAreSuspected() throws IOException {
        CsvTable swallowed = file("x,y,note\n1,2,a\n2,4,\"b\n3,6,c\n4,8,d\"\n5,1,e\n", COMMAS)
                .read(name -> name.equals("note") ? CsvFile.Role.SKIP : CsvFile.Role.NUMBER);
        assertThat(swallowed.size()).isEqualTo(3);
        // One that is never closed is an error, whether its column is read or not.
        assertThatThrownBy(() -> file("x,y,note\n1,2,a\n2,4,\"b\n3,6,c\n", COMMAS)
                        .read(name -> name.equals("note") ? CsvFile.Role.SKIP : CsvFile.Role.NUMBER))
                .hasMessageContaining("t.csv: a quote is opened and never closed (record starting at line 3)");
        assertThat(swallowed.warnings())
                .singleElement()
                .asString()
                .contains("t.csv:3: column \"note\" holds 2 line breaks between quotes, and perhaps rows");
        assertThat(numbers(file("\"two\nlines\",y\n1,2\n", COMMAS)).warnings()).isEmpty();
        CsvTable note = file("x,note\n1,\"two\nlines\"\n", COMMAS)
                .read(name -> name.equals("x") ? CsvFile.Role.NUMBER : CsvFile.Role.TEXT);
        assertThat(note.warnings()).isEmpty();
    }

    @Test
    void wholeNumbersThatBecomeEqualAreTold() throws IOException {
        CsvTable table = numbers(file("id,y\n9007199254740993,1\n+9007199254740993,1\n9007199254740992,2\n", COMMAS));
        assertThat(table.warnings())
                .singleElement()
                .asString()
                .contains("t.csv:4: column \"id\" holds 9007199254740992 and, above, 9007199254740993");
        assertThat(numbers(file("id,y\n9007199254740992,1\n9007199254740994,2\n1e100,1\n", COMMAS))
                        .warnings())
                .isEmpty();
    }

    @Test
    void columnsWithoutANameCanBeLeftOut() throws IOException {
        CsvFile frame = file(",a,y\n0,1,2\n1,3,4\n", COMMAS);
        assertThat(frame.header()).containsExactly("#1", "a", "y");
        assertThat(ColumnNames.find(frame, "--ignore", List.of(""))).containsExactly("#1");
        assertThat(ColumnNames.find(frame, "--ignore", List.of("#1,#2"))).containsExactly("#1", "a");
        // Commas at the ends of rows, in the header or not, are no columns.
        assertThat(numbers(file("a,y,\n1,2,\n", COMMAS)).names()).containsExactly("a", "y");
        assertThat(numbers(file("a,y\n1,2,\n", COMMAS)).names()).containsExactly("a", "y");
    }

    @Test
    void namesMayHoldCommas() throws IOException {
        CsvFile file = file("\"a,b\",c,\"d\ne\",y\n1,2,3,4\n", COMMAS);
        assertThat(ColumnNames.find(file, "--ignore", List.of("a,b"))).containsExactly("a,b");
        assertThat(ColumnNames.find(file, "--ignore", List.of("\"a,b\",c"))).containsExactly("a,b", "c");
        assertThat(ColumnNames.find(file, "--ignore", List.of("#3"))).containsExactly("d\ne");
        assertThatThrownBy(() -> ColumnNames.find(file, "--ignore", List.of("c,z,u")))
                .hasMessageContaining("no column \"z\", \"u\" for --ignore; the columns are a,b, c, d\\ne, y");
        assertThatThrownBy(() -> file.require(List.of("c", "p", "q"), "the model reads"))
                .hasMessageContaining("no column \"p\", \"q\", which the model reads; the columns are");
    }

    @Test
    void columnsOfTextAreFound() throws IOException {
        CsvFile file = file("colour,size,y,note\nred,1,2,\n,NA,3,\nblue,2,4,\n", COMMAS);
        assertThat(file.textColumns(Set.of("colour", "size", "note"))).containsExactly("colour");
        assertThatThrownBy(() -> file("a,y\n1,2\n3,x\n4,5\n", COMMAS).textColumns(Set.of("a", "y")))
                .hasMessageContaining(
                        "t.csv:3: column \"y\" is \"x\" and mostly numbers elsewhere; correct it, or name")
                .hasMessageContaining("--categories");
    }
}
