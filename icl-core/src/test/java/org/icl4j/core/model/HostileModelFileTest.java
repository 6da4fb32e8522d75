package org.icl4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.icl4j.core.Points;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@link ModelFile#save} did not write: foreign ones that are fine, and ones that are damaged or made to harm. */
class HostileModelFileTest {

    private static final String JSON = "{\"format\": \"icl4j-model\", \"formatVersion\": 1, \"library\": \"0.1.0\", "
            + "\"kind\": \"test\", \"values\": {\"ridge\": 0.5}, \"arrays\": {\"a\": [2, 3]}}";
    private static final String HEADER = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("m.icl");
    }

    // ---- foreign and fine

    @Test
    void theFixtureItselfIsRead() throws IOException {
        write(JSON, npy(HEADER, 1, 2, 3, 4, 5, 6));
        assertThat(ModelFile.load(path).points("a").toRows()).isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @Test
    void fortranOrderIsTransposed() throws IOException {
        write(JSON, npy(HEADER.replace("False", "True"), 1, 4, 2, 5, 3, 6));
        assertThat(ModelFile.load(path).points("a").toRows()).isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @Test
    void aVectorInFortranOrderIsAVector() throws IOException {
        write(JSON.replace("[2, 3]", "[2]"), npy(HEADER.replace("False", "True").replace("2, 3", "2,"), 1, 4));
        assertThat(ModelFile.load(path).vector("a")).containsExactly(1, 4);
    }

    @Test
    void keysInAnotherOrderAndOtherQuotesAreRead() throws IOException {
        write(JSON, npy("{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f8\"}\n", 1, 2, 3, 4, 5, 6));
        assertThat(ModelFile.load(path).points("a").get(1, 2)).isEqualTo(6);
    }

    @Test
    void aWholeNumberThatPythonWroteIsANumber() throws IOException {
        write(JSON.replace("0.5", "3"), npy(HEADER, 1, 2, 3, 4, 5, 6));
        assertThat(ModelFile.load(path).number("ridge")).isEqualTo(3);
    }

    // ---- the description

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"formatVersion\": 1 | \"formatVersion\": 2 | has format version 2, written by icl4j 0.1.0; this icl4j reads version 1",
                "\"formatVersion\": 1 | \"formatVersion\": \"1\" | has format version",
                "\"formatVersion\": 1 | \"formatVersion\": 4294967297 | has format version 4294967297",
                "icl4j-model | other | is not a model file",
                "\"kind\": \"test\", | `` | has no text 'kind'",
                "\"kind\": \"test\" | \"kind\": \"test\", \"class\": \"x\" | unknown field 'class'",
                "0.5 | 1e999 | value 'ridge' is neither",
                "0.5 | NaN | is not JSON",
                "0.5 | 12345678901234567890 | value 'ridge' is neither",
                "0.5 | [[1]] | value 'ridge' is neither",
                "0.5 | null | value 'ridge' is neither",
                "\"ridge\": 0.5 | \"ridge\": 0.5, \"ridge\": 0.6 | is not JSON: Duplicate",
                "\"ridge\" | \"../ridge\" | bad name '../ridge'",
                "\"ridge\" | \"\\u001b[2J\" | bad name '\\u001b[2J'",
                "\"ridge\" | \"a\" | both a value and an array 'a'",
                "{\"a\": [2, 3]} | [] | has no object 'arrays'",
                "{\"a\": [2, 3]} | {} | has an entry 'a.npy' that model.json does not name",
                "{\"a\": [2, 3]} | {\"a\": [2, 3], \"b\": [1]} | has no entry 'b.npy'",
                "[2, 3] | [3, 2] | has shape [2,3], model.json says [3,2]",
                "[2, 3] | 6 | has shape [2,3], model.json says 6",
                "}} | }} {} | is not JSON",
                "}} | } | is not JSON",
            })
    void aDescriptionThatIsWrongIsRefused(String good, String bad, String message) throws IOException {
        assertThat(JSON).contains(good);
        write(JSON.replace(good, bad), npy(HEADER, 1, 2, 3, 4, 5, 6));
        refused(message);
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        write(JSON.replace("0.5", "[".repeat(100_000)), npy(HEADER, 1, 2, 3, 4, 5, 6));
        refused("is not JSON");
    }

    @Test
    void aDescriptionThatExpandsIsRefused() throws IOException {
        byte[] bomb = JSON.replace("}}", "}" + " ".repeat(100_000_000) + "}").getBytes(StandardCharsets.UTF_8);
        Files.write(path, zip(Map.of("model.json", bomb), ZipEntry.DEFLATED));
        assertThat(Files.size(path)).isLessThan(1_000_000);
        refused("model.json of more than 1048576 bytes");
    }

    // ---- the arrays

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<f8 | <f4 | must have dtype '<f8' (little-endian float64), got 'descr': '<f4'",
                "<f8 | >f8 | must have dtype '<f8'",
                "<f8 | O | must have dtype '<f8'",
                "'<f8' | [('x', '<f8')] | must have dtype '<f8'",
                "False | Maybe | does not say its fortran_order",
                "(2, 3) | () | must have shape (n,) or (n, d), got 'shape': ()",
                "(2, 3) | (2, 3, 1) | must have shape",
                "(2, 3) | (-2, -3) | must have shape",
                "(2, 3) | (99999999999, 3) | must have shape",
            })
    void aHeaderThatIsWrongIsRefused(String good, String bad, String message) throws IOException {
        write(JSON, npy(HEADER.replace(good, bad), 1, 2, 3, 4, 5, 6));
        refused("entry a.npy: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2000000000, 3", "9999999999, 9999999999", "2, 4", "2, 2", "0, 3", "9999999999, 0", "3, 0"})
    void aShapeThatTheBytesDoNotFillIsRefused(String shape) throws IOException {
        write(JSON.replace("2, 3", shape), npy(HEADER.replace("2, 3", shape), 1, 2, 3, 4, 5, 6));
        refused("which does not fit its shape");
    }

    @Test
    void aTableWithoutRowsIsRefused() throws IOException {
        write(JSON.replace("2, 3", "0, 3"), npy(HEADER.replace("2, 3", "0, 3")));
        refused("size: must be at least 1, got 0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNumberThatIsNotFiniteIsRefused(double bad) throws IOException {
        write(JSON, npy(HEADER, 1, 2, 3, 4, bad, 6));
        refused("[1][1] = " + bad + " is not finite");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, is not an NPY array",
        "6, 2, has NPY version 2.0",
        "7, 1, has NPY version 1.1",
        "8, 80, which does not fit its shape",
        "9, 1, ends inside its header",
        "9, 255, at most 4096"
    })
    void aPrefixThatLiesIsRefused(int index, int value, String message) throws IOException {
        byte[] array = npy(HEADER, 1, 2, 3, 4, 5, 6);
        array[index] = (byte) value;
        write(JSON, array);
        refused(message);
    }

    @Test
    void anArrayWithoutAHeaderIsRefused() throws IOException {
        write(JSON, new byte[3]);
        refused("is not an NPY array");
    }

    @Test
    void aCompressedArrayIsRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.json", JSON.getBytes(StandardCharsets.UTF_8));
        entries.put("a.npy", npy(HEADER, new double[1_000_000]));
        Files.write(path, zip(entries, ZipEntry.DEFLATED));
        refused("entry 'a.npy' is compressed");
    }

    // ---- the zip

    @ParameterizedTest
    @ValueSource(strings = {"../evil.npy", "/etc/passwd", "sub/", "b.npy", "A.NPY"})
    void anEntryThatIsNotNamedIsRefused(String name) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.json", JSON.getBytes(StandardCharsets.UTF_8));
        entries.put("a.npy", npy(HEADER, 1, 2, 3, 4, 5, 6));
        entries.put(name, new byte[0]);
        Files.write(path, zip(entries, ZipEntry.STORED));
        refused("has an entry '" + name + "' that model.json does not name");
    }

    @Test
    void duplicateEntriesAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.json", JSON.getBytes(StandardCharsets.UTF_8));
        entries.put("a.npy", npy(HEADER, 1, 2, 3, 4, 5, 6));
        entries.put("b.npy", npy(HEADER, 9, 9, 9, 9, 9, 9));
        String renamed =
                new String(zip(entries, ZipEntry.STORED), StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
        Files.write(path, renamed.getBytes(StandardCharsets.ISO_8859_1));
        refused("has two entries 'a.npy'");
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 5000; i++) {
            entries.put("a" + i, new byte[0]);
        }
        Files.write(path, zip(entries, ZipEntry.STORED));
        refused("has 5000 entries");
    }

    @Test
    void entriesThatShareTheirBytesAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.json", JSON.getBytes(StandardCharsets.UTF_8));
        byte[] large = npy(HEADER, new double[1000]);
        entries.put("a.npy", large);
        byte[] once = zip(entries, ZipEntry.STORED);
        // The directory says a second time where the large entry is.
        int end = once.length - 22;
        int directoryStart =
                ByteBuffer.wrap(once).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
        byte[] last = Arrays.copyOfRange(once, end - 46 - "a.npy".length(), end);
        ByteArrayOutputStream forged = new ByteArrayOutputStream();
        forged.write(once, 0, end);
        last[46] = 'b';
        forged.write(last);
        byte[] record = Arrays.copyOfRange(once, end, once.length);
        ByteBuffer.wrap(record)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(8, (short) 3)
                .putShort(10, (short) 3)
                .putInt(12, end + last.length - directoryStart);
        forged.write(record);
        Files.write(path, forged.toByteArray());
        refused("its entries are longer than the file");
    }

    @Test
    void anEntryThatLiesOutsideTheFileIsRefused() throws IOException {
        byte[] whole = valid();
        // The directory's last entry begins further on than the file is long.
        int entry = whole.length - 22 - 46 - "a.npy".length();
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 42, whole.length);
        Files.write(path, whole);
        refused("is not a model file, or is damaged");
    }

    @Test
    void aFileThatIsNoZipIsRefused() throws IOException {
        Files.writeString(path, "x,y\n1,2\n".repeat(10));
        refused("is not a model file, or is cut short");
    }

    @Test
    void aZipWithoutADescriptionIsRefused() throws IOException {
        Files.write(path, zip(Map.of("a.npy", npy(HEADER, 1, 2, 3, 4, 5, 6)), ZipEntry.STORED));
        refused("is not a model file: it has no model.json");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = valid();
        for (int length = 0; length < whole.length; length += length < whole.length - 64 ? 7 : 1) {
            Files.write(path, Arrays.copyOf(whole, length));
            refused("");
        }
    }

    @Test
    void aDamagedByteIsRefusedOrHarmless() throws IOException {
        byte[] whole = valid();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 + i * 37 % 255);
            Files.write(path, damaged);
            ModelFile loaded;
            try {
                loaded = ModelFile.load(path);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith(path.toString());
                continue;
            }
            // Time stamps and the like: whatever was let through must not have changed the model.
            Path again = directory.resolve("again.icl");
            loaded.save(again);
            assertThat(Files.readAllBytes(again)).as("byte %d", i).isEqualTo(whole);
        }
    }

    private byte[] valid() throws IOException {
        Path good = directory.resolve("good.icl");
        ModelFile.of("test")
                .with("ridge", 0.5)
                .with("a", Points.of("a", new double[][] {{1, 2, 3}, {4, 5, 6}}))
                .save(good);
        return Files.readAllBytes(good);
    }

    private void refused(String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFile.load(path))
                .withMessageStartingWith(path + ": ")
                .withMessageContaining(message);
    }

    private void write(String json, byte[] array) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("model.json", json.getBytes(StandardCharsets.UTF_8));
        entries.put("a.npy", array);
        Files.write(path, zip(entries, ZipEntry.STORED));
    }

    private static byte[] npy(String header, double... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(10 + header.length() + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    private static byte[] zip(Map<String, byte[]> entries, int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> item : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(item.getKey());
                entry.setMethod(method);
                CRC32 crc = new CRC32();
                crc.update(item.getValue());
                entry.setSize(item.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(item.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
