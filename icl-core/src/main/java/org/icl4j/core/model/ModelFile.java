package org.icl4j.core.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/**
 * What a saved model consists of: its kind, and named texts, numbers, truth values and arrays. An immutable value, which
 * {@link #save} writes to a file and {@link #load} reads back.
 *
 * <pre>{@code
 * ModelFile.of("kernel-ridge").with("kernel", "gaussian(0.5)").with("ridge", 0.01).with("inputs", inputs).save(path);
 *
 * ModelFile file = ModelFile.load(path).requireKind("kernel-ridge");
 * double ridge = file.number("ridge");
 * Points inputs = file.points("inputs");
 * }</pre>
 *
 * <p>The file is a zip of {@code model.json} (format version, library version, kind, values, the arrays' shapes) and one
 * {@code .npy} array per name (float64, C order, stored without compression), so that {@code numpy.load(path)["inputs"]}
 * reads it. Numbers come back as the same bits. The same contents give the same bytes on one JDK. Doubles are written as
 * they are held, in chunks: saving takes 100 KB beside the model, loading 8 bytes per number. A model
 * holds at most 4095 arrays.
 *
 * <p>Loading trusts nothing: sizes are checked against each other and against the file's length before memory is taken;
 * what is damaged, cut short, of an unknown version or not finite is refused with the path and what is wrong with it.
 * Nothing in a file names a class to load.
 */
public final class ModelFile {

    static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private final @Nullable String origin;
    private final String library;
    private final String kind;
    private final Map<String, Object> contents;

    /** Takes over {@code contents}, whose values are String, Double, Long, Boolean, double[] or Points. */
    ModelFile(@Nullable String origin, String library, String kind, Map<String, Object> contents) {
        this.origin = origin;
        this.library = library;
        this.kind = kind;
        this.contents = Collections.unmodifiableMap(contents);
    }

    /**
     * A model without contents.
     *
     * @param kind what the model is, such as {@code "kernel-ridge"}
     * @return the value to add contents to
     */
    public static ModelFile of(String kind) {
        String version = ModelFile.class.getPackage().getImplementationVersion();
        return new ModelFile(
                null, version == null ? "development" : version, encodable("kind", kind), new LinkedHashMap<>());
    }

    /**
     * Adds a text, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param text the text
     * @return a new value
     */
    public ModelFile with(String name, String text) {
        return put(name, encodable(name, text));
    }

    /**
     * Adds a number, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param number the number, finite
     * @return a new value
     */
    public ModelFile with(String name, double number) {
        return put(name, Require.finite(name, number));
    }

    /**
     * Adds a whole number such as a seed or a size, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param number the number
     * @return a new value
     */
    public ModelFile with(String name, long number) {
        return put(name, number);
    }

    /**
     * Adds a truth value, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param flag the truth value
     * @return a new value
     */
    public ModelFile with(String name, boolean flag) {
        return put(name, flag);
    }

    /**
     * Adds a vector, which is copied, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param vector finite numbers
     * @return a new value
     */
    public ModelFile with(String name, double[] vector) {
        return put(name, Require.finite(name, vector).clone());
    }

    /**
     * Adds a table, in place of what had the same name.
     *
     * @param name a letter, then up to 63 letters, digits, dots, dashes or underscores
     * @param points shape [n, d]
     * @return a new value
     */
    public ModelFile with(String name, Points points) {
        return put(name, Require.notNull(name, points));
    }

    private ModelFile put(String name, Object value) {
        if (!NAME.matcher(Require.notNull("name", name)).matches()) {
            throw Require.error(
                    "name",
                    "must be a letter, then at most 63 letters, digits, '.', '-' or '_', got '" + Text.printable(name)
                            + "'");
        }
        Map<String, Object> more = new LinkedHashMap<>(contents);
        more.put(name, value);
        if (more.values().stream().filter(ModelWriter::isArray).count() >= ModelZip.MAX_ENTRIES) {
            throw Require.error(name, "a model holds at most " + (ModelZip.MAX_ENTRIES - 1) + " arrays");
        }
        return new ModelFile(origin, library, kind, more);
    }

    private static String encodable(String name, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(Require.notNull(name, text))) {
            throw Require.error(name, "has half of a surrogate pair, which is not text");
        }
        return text;
    }

    /**
     * What the model is.
     *
     * @return such as {@code "kernel-ridge"}
     */
    public String kind() {
        return kind;
    }

    /**
     * Insists on a kind.
     *
     * @param expected the kind that the caller can use
     * @return this value
     * @throws IllegalArgumentException if the model is of another kind
     */
    public ModelFile requireKind(String expected) {
        Require.notNull("expected", expected);
        if (!kind.equals(expected)) {
            throw Require.error(
                    subject(), "holds a model of kind '" + Text.printable(kind) + "', expected '" + expected + "'");
        }
        return this;
    }

    /**
     * The library that wrote the model.
     *
     * @return its version, or {@code "development"} where it was run from class files
     */
    public String library() {
        return library;
    }

    /**
     * The names of the contents, in the order in which they were added; after loading, values first.
     *
     * @return the names, unmodifiable
     */
    public Set<String> names() {
        return contents.keySet();
    }

    /**
     * Insists that nothing else is in the file: what a later version adds may change a model's answers.
     *
     * @param source the file's name in error messages
     * @param known the names that the caller uses
     * @return this value
     * @throws IllegalArgumentException if there are others
     */
    public ModelFile requireOnly(String source, Set<String> known) {
        Require.notNull("source", source);
        Set<String> unknown = new TreeSet<>(names());
        unknown.removeAll(Require.notNull("known", known));
        if (!unknown.isEmpty()) {
            throw Require.error(
                    source,
                    "holds " + Text.list(unknown)
                            + " beside the model, which its answers may depend on; read it with what wrote it");
        }
        return this;
    }

    /**
     * The same contents without some of them.
     *
     * @param names what to leave out; names that are not there do no harm
     * @return a new value
     */
    public ModelFile without(Set<String> names) {
        Map<String, Object> fewer = new LinkedHashMap<>(contents);
        fewer.keySet().removeAll(Require.notNull("names", names));
        return new ModelFile(origin, library, kind, fewer);
    }

    /**
     * A text.
     *
     * @param name its name
     * @return the text
     * @throws IllegalArgumentException if there is no text of that name
     */
    public String text(String name) {
        return get(name, String.class, "text");
    }

    /**
     * A number; whole numbers count as numbers.
     *
     * @param name its name
     * @return the number
     * @throws IllegalArgumentException if there is no number of that name
     */
    public double number(String name) {
        return get(name, Number.class, "number").doubleValue();
    }

    /**
     * A whole number.
     *
     * @param name its name
     * @return the number
     * @throws IllegalArgumentException if there is no whole number of that name
     */
    public long integer(String name) {
        return get(name, Long.class, "whole number");
    }

    /**
     * A truth value.
     *
     * @param name its name
     * @return the truth value
     * @throws IllegalArgumentException if there is no truth value of that name
     */
    public boolean flag(String name) {
        return get(name, Boolean.class, "truth value");
    }

    /**
     * A copy of a vector.
     *
     * @param name its name
     * @return the numbers
     * @throws IllegalArgumentException if there is no vector of that name
     */
    public double[] vector(String name) {
        return get(name, double[].class, "vector").clone();
    }

    /**
     * A table.
     *
     * @param name its name
     * @return shape [n, d]
     * @throws IllegalArgumentException if there is no table of that name
     */
    public Points points(String name) {
        return get(name, Points.class, "table");
    }

    private <T> T get(String name, Class<T> type, String what) {
        Object value = contents.get(Require.notNull("name", name));
        if (!type.isInstance(value)) {
            throw Require.error(
                    subject(), "has no " + what + " '" + name + "'; it has [" + Text.list(contents.keySet()) + "]");
        }
        return type.cast(value);
    }

    private String subject() {
        return origin == null ? "model '" + kind + "'" : origin;
    }

    Map<String, Object> contents() {
        return contents;
    }

    /**
     * Writes the model to a file, which appears whole or not at all, as a {@link WholeFile} does.
     *
     * @param path the file; replaced if it exists
     * @throws IllegalArgumentException if texts, names and numbers take more than 1 MiB
     * @throws java.io.UncheckedIOException if the file cannot be written; what was there before is still there
     */
    public void save(Path path) {
        ModelWriter.save(this, Require.notNull("path", path));
    }

    /**
     * Reads a model from a file.
     *
     * @param path a file that {@link #save} wrote, or one of the same layout
     * @return the model
     * @throws IllegalArgumentException if the file is not a model of a known version, is damaged or cut short, or holds
     *     numbers that are not finite; the message names the path and the fault
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static ModelFile load(Path path) {
        return ModelReader.load(Require.notNull("path", path));
    }

    /**
     * Writes the model to a stream, such as one to a database or a network.
     *
     * @param out receives the bytes of the file; flushed, not closed
     * @throws IllegalArgumentException if texts, names and numbers take more than 1 MiB
     * @throws java.io.UncheckedIOException if the stream cannot be written
     */
    public void save(OutputStream out) {
        ModelWriter.save(this, Require.notNull("out", out));
    }

    /**
     * The bytes of the file.
     *
     * @return what {@link #save(Path)} writes
     * @throws IllegalArgumentException if texts, names and numbers take more than 1 MiB
     */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        save(out);
        return out.toByteArray();
    }

    /**
     * Reads a model from a stream, by way of a temporary file: a model's arrays are read where its directory says, and that
     * stands at the end.
     *
     * @param in all bytes of a model file; read to its end, not closed
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the stream cannot be read, or the temporary file not be written
     */
    public static ModelFile load(InputStream in) {
        return ModelReader.load(Require.notNull("in", in));
    }

    /**
     * Reads a model from bytes.
     *
     * @param bytes all bytes of a model file, such as {@link #toBytes} gives
     * @return the model
     * @throws IllegalArgumentException as {@link #load(Path)}
     * @throws java.io.UncheckedIOException if the temporary file cannot be written
     */
    public static ModelFile load(byte[] bytes) {
        return load(new ByteArrayInputStream(Require.notNull("bytes", bytes)));
    }

    @Override
    public String toString() {
        return "ModelFile[" + Text.printable(kind) + ", [" + Text.list(contents.keySet()) + "]]";
    }
}
