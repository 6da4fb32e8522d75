package org.icl4j.core.model;

import java.io.OutputStream;
import java.nio.file.Path;
import org.icl4j.core.Require;

/**
 * A fitted model that can be written to a file, a stream or bytes: a zip of {@code model.json} and NumPy arrays, which the class's
 * own {@code load} reads from each of the three. A file is there whole or not at all.
 */
public interface Savable {

    /**
     * The contents of the file.
     *
     * @return the contents
     * @throws IllegalArgumentException if a part of the model cannot be stored
     */
    ModelFile toModelFile();

    /**
     * Writes the model to a file.
     *
     * @param path the file; replaced if it exists
     * @throws IllegalArgumentException if a part of the model cannot be stored
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    default void save(Path path) {
        Require.notNull("path", path);
        toModelFile().save(path);
    }

    /**
     * Writes the same bytes to a stream, which is flushed and not closed.
     *
     * @param out the stream
     * @throws IllegalArgumentException if a part of the model cannot be stored
     * @throws java.io.UncheckedIOException if the stream fails
     */
    default void save(OutputStream out) {
        Require.notNull("out", out);
        toModelFile().save(out);
    }

    /**
     * The bytes of the file.
     *
     * @return a new array
     * @throws IllegalArgumentException if a part of the model cannot be stored
     */
    default byte[] toBytes() {
        return toModelFile().toBytes();
    }
}
