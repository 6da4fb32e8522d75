package org.icl4j.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ModelFile}: its description, model.json, and the arrays that the description names. The file may be hostile;
 * {@link ModelArchive} bounds what is read of it.
 */
final class ModelReader {

    private static final int MAX_COUNT = Integer.MAX_VALUE - 8;
    private static final int LONGEST_PATH = 4096;

    private final String where;
    private final ModelArchive archive;

    private ModelReader(String where, ModelArchive archive) {
        this.where = where;
        this.archive = archive;
    }

    static ModelFile load(InputStream in) {
        Path copy = null;
        try {
            copy = Files.createTempFile("icl4j", ".model");
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return load("model", copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the model: " + ModelZip.reason(null, e), e);
        } finally {
            delete(copy);
        }
    }

    private static void delete(@Nullable Path copy) {
        if (copy != null) {
            try {
                Files.deleteIfExists(copy);
            } catch (IOException e) {
                copy.toFile().deleteOnExit();
            }
        }
    }

    static ModelFile load(Path path) {
        return load(Text.printable(path.toString(), LONGEST_PATH), path);
    }

    private static ModelFile load(String where, Path path) {
        try (ModelArchive archive = ModelArchive.open(where, path)) {
            return new ModelReader(where, archive).read();
        } catch (ZipException | EOFException e) {
            String problem = e.getMessage() == null ? "an entry ends early" : Text.printable(e.getMessage());
            throw Require.error(where, "is not a model file, or is damaged: " + problem);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + where + ": " + ModelZip.reason(path, e), e);
        }
    }

    private ModelFile read() throws IOException {
        JsonNode root = description();
        String library = text(root, "library");
        version(root, library);
        Map<String, Object> contents = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object(root, "values").properties()) {
            contents.put(name(field.getKey()), value(field.getKey(), field.getValue()));
        }
        Set<String> unnamed = new LinkedHashSet<>(archive.names());
        unnamed.remove(ModelZip.JSON);
        for (Map.Entry<String, JsonNode> field : object(root, "arrays").properties()) {
            String name = name(field.getKey());
            unnamed.remove(name + ".npy");
            if (contents.put(name, array(name + ".npy", field.getValue())) != null) {
                throw Require.error(where, "has both a value and an array '" + name + "'");
            }
        }
        for (String name : unnamed) {
            throw Require.error(where, "has an entry '" + Text.printable(name) + "' that model.json does not name");
        }
        return new ModelFile(where, library, text(root, "kind"), contents);
    }

    private JsonNode description() throws IOException {
        byte[] json;
        try (ModelArchive.Entry entry = archive.entry(ModelZip.JSON)) {
            if (entry == null) {
                throw Require.error(where, "is not a model file: it has no model.json");
            }
            // Compressed, it may be longer than its entry says.
            json = entry.size() > ModelZip.MAX_JSON ? null : entry.in().readNBytes(ModelZip.MAX_JSON + 1);
            if (json == null || json.length > ModelZip.MAX_JSON) {
                throw Require.error(where, "has a model.json of more than " + ModelZip.MAX_JSON + " bytes");
            }
            entry.checkSum(where);
        }
        JsonNode root;
        try {
            root = ModelZip.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw Require.error(where, "model.json is not JSON: " + Text.printable(e.getOriginalMessage()));
        }
        if (!root.isObject() || !root.path("format").asText().equals(ModelZip.FORMAT)) {
            throw Require.error(where, "is not a model file: model.json does not say format '" + ModelZip.FORMAT + "'");
        }
        return root;
    }

    private void version(JsonNode root, String library) {
        JsonNode version = root.path("formatVersion");
        if (!version.isInt() || version.intValue() != ModelZip.FORMAT_VERSION) {
            throw Require.error(
                    where,
                    "has format version " + Text.printable(version.toString()) + ", written by icl4j "
                            + Text.printable(library) + "; this icl4j reads version " + ModelZip.FORMAT_VERSION);
        }
        List<String> known = List.of("format", "formatVersion", "library", "kind", "values", "arrays");
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!known.contains(field.getKey())) {
                throw Require.error(where, "model.json has an unknown field '" + Text.printable(field.getKey()) + "'");
            }
        }
    }

    private String text(JsonNode root, String field) {
        if (!root.path(field).isTextual()) {
            throw Require.error(where, "model.json has no text '" + field + "'");
        }
        return root.path(field).textValue();
    }

    private JsonNode object(JsonNode root, String field) {
        if (!root.path(field).isObject()) {
            throw Require.error(where, "model.json has no object '" + field + "'");
        }
        return root.path(field);
    }

    private String name(String name) {
        if (!ModelFile.NAME.matcher(name).matches()) {
            throw Require.error(where, "model.json has a bad name '" + Text.printable(name) + "'");
        }
        return name;
    }

    private Object value(String name, JsonNode node) {
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
                        + Text.printable(node.toString()));
    }

    private Object array(String name, JsonNode shape) throws IOException {
        String which = where + ": entry " + name;
        try (ModelArchive.Entry entry = archive.entry(name)) {
            if (entry == null) {
                throw Require.error(where, "has no entry '" + name + "'");
            }
            Npy.Header header = Npy.readHeader(which, entry.in());
            if (!shape.toString().equals(header.shape())) {
                throw Require.error(
                        which, "has shape " + header.shape() + ", model.json says " + Text.printable(shape.toString()));
            }
            // Each size apart, too: [9999999999, 0] has no elements but is no shape that an int holds.
            if (entry.size() != header.bytes() + 8 * header.count()
                    || header.count() > MAX_COUNT
                    || header.rows() > MAX_COUNT
                    || header.columns() > MAX_COUNT) {
                throw Require.error(
                        which, "has " + entry.size() + " bytes, which does not fit its shape " + header.shape());
            }
            double[] values = Npy.readValues(which, header, entry.in());
            entry.checkSum(which);
            return header.rank() == 1
                    ? Require.finite(which, values)
                    : Points.ofRows(which, (int) header.rows(), (int) header.columns(), values);
        }
    }
}
