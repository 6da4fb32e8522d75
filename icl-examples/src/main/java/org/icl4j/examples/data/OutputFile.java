package org.icl4j.examples.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.icl4j.core.Text;
import org.icl4j.core.model.WholeFile;

/**
 * A file that long work will write at its end. {@link #at} checks before the work that it can be written;
 * {@link #write} makes it whole or leaves what was there.
 */
public final class OutputFile {

    private static final int LONGEST_NAME = 1000;

    private final Path file;

    private OutputFile(Path file) {
        this.file = file;
    }

    /**
     * Names an output file and checks that it can be written: under its own name, into its directory, on its disk.
     *
     * @param file where the output will stand; an existing file is replaced
     * @return the output
     * @throws IllegalArgumentException if the directory does not exist or is not writable, or the name is too long, or is a
     *     directory's, a device's or a symbolic link's
     */
    public static OutputFile at(Path file) {
        String name = name(file);
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw new IllegalArgumentException(name + ": cannot be written, is a directory");
        }
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(name + ": cannot be written, no directory " + name(directory));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // The move that ends the writing would put a file in a device's place.
            throw new IllegalArgumentException(name + ": cannot be written, is a device or a pipe");
        }
        if (Files.isSymbolicLink(file)) {
            throw new IllegalArgumentException(name + ": cannot be written, is a symbolic link; name the file itself");
        }
        try {
            tryWriting(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return new OutputFile(file);
    }

    /**
     * Makes a directory, with its parents, and checks that files can be written into it.
     *
     * @param directory where outputs will stand
     * @return the directory
     * @throws IllegalArgumentException if it cannot be made or written to
     */
    public static Path directoryAt(Path directory) {
        try {
            Files.createDirectories(directory);
            tryWriting(directory.resolve("trial"));
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        return directory;
    }

    /**
     * The file's name as given.
     *
     * @return the path
     */
    public Path path() {
        return file;
    }

    /**
     * Writes the file.
     *
     * @param content writes everything to the path it is given, which ends in the file's own name
     * @throws IllegalArgumentException if that fails; nothing is left behind
     */
    public void write(Content content) {
        writeTogether(List.of(with(content)));
    }

    /**
     * The file with what will stand in it, for {@link #writeTogether}.
     *
     * @param content writes everything to the path it is given
     * @return both
     */
    public Planned with(Content content) {
        return new Planned(this, content);
    }

    /**
     * Writes files that belong together: all are written whole before the first takes its place. A failure before that leaves
     * every file as it was. To take their places is a matter of moments, one after the other; a process that is killed between
     * two of them leaves new files beside old ones, each whole.
     *
     * @param files the files and their contents
     * @throws IllegalArgumentException if a file cannot be written; the message names it
     */
    public static void writeTogether(List<Planned> files) {
        List<WholeFile> whole = new ArrayList<>();
        try {
            for (Planned planned : files) {
                Path file = planned.output().file;
                try {
                    WholeFile next = WholeFile.replacing(file);
                    whole.add(next);
                    planned.content().writeTo(next.path());
                } catch (IOException e) {
                    throw unwritable(file, e);
                } catch (UncheckedIOException e) {
                    throw unwritable(file, Objects.requireNonNull(e.getCause()));
                }
            }
            for (int i = 0; i < whole.size(); i++) {
                try {
                    whole.get(i).replace();
                } catch (IOException e) {
                    throw unwritable(files.get(i).output().file, e);
                }
            }
        } finally {
            whole.forEach(WholeFile::close);
        }
    }

    /**
     * A file and what will stand in it.
     *
     * @param output the file
     * @param content writes it
     */
    public record Planned(OutputFile output, Content content) {}

    /** Something that can be written to a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param file a new file
         * @throws IOException if that fails
         */
        void writeTo(Path file) throws IOException;
    }

    private static void tryWriting(Path file) throws IOException {
        try (WholeFile trial = WholeFile.replacing(file)) {
            Files.write(trial.path(), new byte[1]);
        }
    }

    private static IllegalArgumentException unwritable(Path file, IOException e) {
        return new IllegalArgumentException(name(file) + ": cannot be written (" + reason(e) + ")", e);
    }

    private static String name(Path file) {
        return Text.printable(file.toString(), LONGEST_NAME);
    }

    /** What a person can act on, without the names of temporary files. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no file can be made there";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file in the way";
        }
        String system = e instanceof FileSystemException f ? f.getReason() : null;
        if (system == null && e.getClass() == IOException.class) {
            system = e.getMessage();
        }
        return system != null ? Text.printable(system) : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
