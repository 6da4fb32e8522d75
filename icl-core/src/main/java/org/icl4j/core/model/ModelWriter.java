package org.icl4j.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/** Writes a {@link ModelFile}: a {@link WholeFile}. */
final class ModelWriter {

    /** Numbers of a table that are copied at a time. */
    private static final int BAND = 1 << 15;

    // Not 1980-01-01: at the zip epoch itself the JDK adds a second time stamp that depends on the time zone.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private ModelWriter() {}

    static void save(ModelFile model, Path path) {
        byte[] json = json(model);
        try (WholeFile file = WholeFile.replacing(path)) {
            write(model, json, file.path());
            file.replace();
        } catch (IOException e) {
            Path parent = path.toAbsolutePath().getParent();
            throw new UncheckedIOException("cannot write " + path + ": " + ModelZip.reason(parent, e), e);
        }
    }

    /** Writes to a stream, which stays open. */
    static void save(ModelFile model, OutputStream out) {
        byte[] json = json(model);
        try {
            write(model, json, out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the model: " + ModelZip.reason(null, e), e);
        }
    }

    private static void write(ModelFile model, byte[] json, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(model, json, Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static void write(ModelFile model, byte[] json, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(new Unclosed(out), 1 << 16))) {
            store(zip, ModelZip.JSON, json);
            for (Map.Entry<String, Object> item : model.contents().entrySet()) {
                if (isArray(item.getValue())) {
                    store(zip, item.getKey() + ".npy", item.getValue());
                }
            }
        }
    }

    /** A stream that stays open when what writes to it is closed. */
    private static final class Unclosed extends FilterOutputStream {

        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    // Stored entries state their checksum first, so the numbers are converted twice: cheaper than holding their bytes.
    private static void store(ZipOutputStream zip, String name, Object array) throws IOException {
        byte[] head = Npy.header(shape(array));
        CRC32 crc = new CRC32();
        crc.update(head);
        numbers(array, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        put(zip, name, head.length + 8 * count(array), crc.getValue());
        zip.write(head);
        numbers(array, zip);
        zip.closeEntry();
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        put(zip, name, bytes.length, crc.getValue());
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void put(ZipOutputStream zip, String name, long size, long crc) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(TIME);
        entry.setSize(size);
        entry.setCrc(crc);
        zip.putNextEntry(entry);
    }

    // Points in bands of rows: they give out copies only, and a copy of all would double the memory.
    private static void numbers(Object array, OutputStream out) throws IOException {
        if (!(array instanceof Points points)) {
            Npy.write((double[]) array, out);
            return;
        }
        int band = Math.max(1, BAND / points.width());
        for (int from = 0; from < points.size(); from += band) {
            int rows = Math.min(band, points.size() - from);
            double[] values = new double[rows * points.width()];
            points.copyRows(from, rows, values, 0);
            Npy.write(values, out);
        }
    }

    private static byte[] json(ModelFile model) {
        ObjectNode root = ModelZip.MAPPER.createObjectNode();
        root.put("format", ModelZip.FORMAT);
        root.put("formatVersion", ModelZip.FORMAT_VERSION);
        root.put("library", model.library());
        root.put("kind", model.kind());
        ObjectNode values = root.putObject("values");
        ObjectNode arrays = root.putObject("arrays");
        model.contents().forEach((name, value) -> {
            if (isArray(value)) {
                arrays.set(name, ModelZip.MAPPER.valueToTree(shape(value)));
            } else {
                values.set(name, ModelZip.MAPPER.valueToTree(value));
            }
        });
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            byte[] json = ModelZip.MAPPER.writer(printer).writeValueAsBytes(root);
            if (json.length > ModelZip.MAX_JSON) {
                throw Require.error(
                        "model", "its description takes " + json.length + " bytes, more than " + ModelZip.MAX_JSON);
            }
            return json;
        } catch (JsonProcessingException e) {
            throw Require.error("model", "cannot be described as JSON: " + e.getOriginalMessage());
        }
    }

    static boolean isArray(Object value) {
        return value instanceof Points || value instanceof double[];
    }

    private static int[] shape(Object array) {
        return array instanceof Points points
                ? new int[] {points.size(), points.width()}
                : new int[] {((double[]) array).length};
    }

    private static long count(Object array) {
        return array instanceof Points points ? (long) points.size() * points.width() : ((double[]) array).length;
    }
}
