package org.icl4j.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ModelFile} from a file that may be hostile. What is read is bounded before it is allocated: the zip's
 * directory and the description by constants, the arrays by the length of the file, for they must be stored without
 * compression and may not overlap.
 */
final class ModelReader {

    private static final int MAX_DIRECTORY = 1 << 20;
    private static final int MAX_COUNT = Integer.MAX_VALUE - 8;
    private static final int END_RECORD = 22;
    private static final int END_SIGNATURE = 0x06054b50;

    private ModelReader() {}

    static ModelFile load(Path path) {
        String where = path.toString();
        try {
            long length = checkEnd(where, path);
            try (ZipFile zip = new ZipFile(path.toFile())) {
                return read(where, zip, entries(where, zip, length));
            }
        } catch (ZipException | EOFException e) {
            String problem = e.getMessage() == null ? "an entry ends early" : ModelZip.printable(e.getMessage());
            throw Require.error(where, "is not a model file, or is damaged: " + problem);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + ModelZip.reason(path, e), e);
        }
    }

    /** Looks at the end record before the JDK does, which reads the whole directory into memory. */
    private static long checkEnd(String where, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long length = file.length();
            if (length < END_RECORD) {
                throw Require.error(where, "is not a model file, or is cut short: " + length + " bytes");
            }
            byte[] bytes = new byte[END_RECORD];
            file.seek(length - END_RECORD);
            file.readFully(bytes);
            ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
                throw Require.error(where, "is not a model file, or is cut short: no zip directory at its end");
            }
            int count = Short.toUnsignedInt(end.getShort(10));
            long directory = Integer.toUnsignedLong(end.getInt(12));
            if (count > ModelZip.MAX_ENTRIES || directory > MAX_DIRECTORY) {
                throw Require.error(
                        where,
                        "has " + count + " entries in a directory of " + directory + " bytes; at most "
                                + ModelZip.MAX_ENTRIES + " and " + MAX_DIRECTORY + " are read");
            }
            return length;
        }
    }

    private static Map<String, ZipEntry> entries(String where, ZipFile zip, long length) {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        long total = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (entries.put(entry.getName(), entry) != null) {
                throw Require.error(where, "has two entries '" + ModelZip.printable(entry.getName()) + "'");
            }
            boolean array = !entry.getName().equals(ModelZip.JSON);
            if (array && (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize())) {
                throw Require.error(
                        where,
                        "entry '" + ModelZip.printable(entry.getName())
                                + "' is compressed; arrays must be stored as they are");
            }
            if (entry.getSize() < 0 || (array && entry.getSize() > length - total)) {
                throw Require.error(where, "its entries are longer than the file");
            }
            total += array ? entry.getSize() : 0;
        }
        if (total > Runtime.getRuntime().maxMemory()) {
            throw Require.error(
                    where,
                    "needs " + Memory.readable((double) total) + " and the Java heap may grow to "
                            + Memory.readable((double) Runtime.getRuntime().maxMemory())
                            + "; start the JVM with a larger -Xmx");
        }
        return entries;
    }

    private static ModelFile read(String where, ZipFile zip, Map<String, ZipEntry> entries) throws IOException {
        JsonNode root = description(where, zip, entries.remove(ModelZip.JSON));
        String library = text(where, root, "library");
        version(where, root, library);
        Map<String, Object> contents = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object(where, root, "values").properties()) {
            contents.put(name(where, field.getKey()), value(where, field.getKey(), field.getValue()));
        }
        for (Map.Entry<String, JsonNode> field : object(where, root, "arrays").properties()) {
            String name = name(where, field.getKey());
            ZipEntry entry = entries.remove(name + ".npy");
            if (entry == null) {
                throw Require.error(where, "has no entry '" + name + ".npy'");
            }
            if (contents.put(name, array(where, zip, entry, field.getValue())) != null) {
                throw Require.error(where, "has both a value and an array '" + name + "'");
            }
        }
        for (String name : entries.keySet()) {
            throw Require.error(where, "has an entry '" + ModelZip.printable(name) + "' that model.json does not name");
        }
        return new ModelFile(where, library, text(where, root, "kind"), contents);
    }

    private static JsonNode description(String where, ZipFile zip, @Nullable ZipEntry entry) throws IOException {
        if (entry == null) {
            throw Require.error(where, "is not a model file: it has no model.json");
        }
        if (entry.getSize() > ModelZip.MAX_JSON) {
            throw Require.error(where, "has a model.json of more than " + ModelZip.MAX_JSON + " bytes");
        }
        byte[] json;
        try (CheckedInputStream in = open(zip, entry)) {
            json = in.readNBytes(ModelZip.MAX_JSON + 1);
            if (json.length > ModelZip.MAX_JSON) {
                throw Require.error(where, "has a model.json of more than " + ModelZip.MAX_JSON + " bytes");
            }
            checkSum(where, entry, in);
        }
        JsonNode root;
        try {
            root = ModelZip.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw Require.error(where, "model.json is not JSON: " + ModelZip.printable(e.getOriginalMessage()));
        }
        if (!root.isObject() || !root.path("format").asText().equals(ModelZip.FORMAT)) {
            throw Require.error(where, "is not a model file: model.json does not say format '" + ModelZip.FORMAT + "'");
        }
        return root;
    }

    private static void version(String where, JsonNode root, String library) {
        JsonNode version = root.path("formatVersion");
        if (!version.isInt() || version.intValue() != ModelZip.FORMAT_VERSION) {
            throw Require.error(
                    where,
                    "has format version " + ModelZip.printable(version.toString()) + ", written by icl4j "
                            + ModelZip.printable(library) + "; this icl4j reads version " + ModelZip.FORMAT_VERSION);
        }
        List<String> known = List.of("format", "formatVersion", "library", "kind", "values", "arrays");
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!known.contains(field.getKey())) {
                throw Require.error(
                        where, "model.json has an unknown field '" + ModelZip.printable(field.getKey()) + "'");
            }
        }
    }

    private static String text(String where, JsonNode root, String field) {
        if (!root.path(field).isTextual()) {
            throw Require.error(where, "model.json has no text '" + field + "'");
        }
        return root.path(field).textValue();
    }

    private static JsonNode object(String where, JsonNode root, String field) {
        if (!root.path(field).isObject()) {
            throw Require.error(where, "model.json has no object '" + field + "'");
        }
        return root.path(field);
    }

    private static String name(String where, String name) {
        if (!ModelFile.NAME.matcher(name).matches()) {
            throw Require.error(where, "model.json has a bad name '" + ModelZip.printable(name) + "'");
        }
        return name;
    }

    private static Object value(String where, String name, JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isFloatingPointNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        throw Require.error(
                where,
                "value '" + name + "' is neither text, a finite number, a 64-bit integer nor true or false: "
                        + ModelZip.printable(node.toString()));
    }

    private static Object array(String where, ZipFile zip, ZipEntry entry, JsonNode shape) throws IOException {
        String which = where + ": entry " + entry.getName();
        try (CheckedInputStream in = open(zip, entry)) {
            Npy.Header header = Npy.readHeader(which, in);
            if (!shape.toString().equals(header.shape())) {
                throw Require.error(
                        which,
                        "has shape " + header.shape() + ", model.json says " + ModelZip.printable(shape.toString()));
            }
            // Each size apart, too: [9999999999, 0] has no elements but is no shape that an int holds.
            if (entry.getSize() != header.bytes() + 8 * header.count()
                    || header.count() > MAX_COUNT
                    || header.rows() > MAX_COUNT
                    || header.columns() > MAX_COUNT) {
                throw Require.error(
                        which, "has " + entry.getSize() + " bytes, which does not fit its shape " + header.shape());
            }
            double[] values = Npy.readValues(which, header, in);
            checkSum(which, entry, in);
            return header.rank() == 1
                    ? Require.finite(which, values)
                    : Points.ofRows(which, (int) header.rows(), (int) header.columns(), values);
        }
    }

    private static CheckedInputStream open(ZipFile zip, ZipEntry entry) throws IOException {
        InputStream in = zip.getInputStream(entry);
        if (in == null) {
            throw new ZipException("entry '" + ModelZip.printable(entry.getName()) + "' cannot be found");
        }
        return new CheckedInputStream(in, new CRC32());
    }

    /** The JDK checks sums only where it reads a zip as a stream. */
    private static void checkSum(String where, ZipEntry entry, CheckedInputStream in) {
        if (in.getChecksum().getValue() != entry.getCrc()) {
            throw Require.error(
                    where, "is damaged: the checksum of " + ModelZip.printable(entry.getName()) + " does not match");
        }
    }
}
