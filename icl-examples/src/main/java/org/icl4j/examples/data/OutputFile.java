package org.icl4j.examples.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that long work will write at its end. {@link #at} checks before the work that it can be written;
 * {@link #write} makes it whole or leaves what was there: the content goes to a temporary file in the same
 * directory, which then takes the name.
 */
public final class OutputFile {

    private static final String PREFIX = ".icl";
    private static final int ATTEMPTS = 100;

    /** Guards the set below and every step that makes or removes a temporary file. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    private static final Set<Path> TEMPORARIES = new HashSet<>();

    private final Path file;

    private OutputFile(Path file) {
        this.file = file;
    }

    /**
     * Names an output file and checks that it can be written.
     *
     * @param file where the output will stand; an existing file is replaced
     * @return the output
     * @throws IllegalArgumentException if the directory does not exist or is not writable, or the name is a directory's,
     *     a device's or a symbolic link's
     */
    public static OutputFile at(Path file) {
        Path directory = directory(file);
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(file + ": cannot be written, no directory " + directory);
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": cannot be written, is a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // The move that ends the writing would put a file in a device's place.
            throw new IllegalArgumentException(file + ": cannot be written, is a device or a pipe");
        }
        if (Files.isSymbolicLink(file)) {
            throw new IllegalArgumentException(file + ": cannot be written, is a symbolic link; name the file itself");
        }
        try {
            tryWriting(directory);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be written (" + reason(e) + ")", e);
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
            tryWriting(directory);
        } catch (IOException e) {
            throw new IllegalArgumentException(directory + ": cannot be written (" + reason(e) + ")", e);
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
        Path temporary = null;
        try {
            temporary = temporaryDirectory(directory(file));
            Path whole = temporary.resolve(file.getFileName());
            content.writeTo(whole);
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be written (" + reason(e) + ")", e);
        } finally {
            remove(temporary);
        }
    }

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

    /**
     * Deletes the temporary files of all writing that is under way, in any thread, and holds up all writing from then on: for
     * a process that is about to end.
     */
    public static void abandonAll() {
        // Never unlocked: a thread whose files vanish waits in remove() for the end, and reports nothing.
        LOCK.lock();
        for (Path directory : TEMPORARIES) {
            // Its writer may still add files; once the directory is gone it cannot.
            for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
                clear(directory);
            }
        }
    }

    private static void tryWriting(Path directory) throws IOException {
        LOCK.lock();
        try {
            Files.delete(Files.createTempFile(directory, PREFIX, ".tmp"));
        } finally {
            LOCK.unlock();
        }
    }

    private static Path temporaryDirectory(Path parent) throws IOException {
        LOCK.lock();
        try {
            Path temporary = Files.createTempDirectory(parent, PREFIX);
            TEMPORARIES.add(temporary);
            return temporary;
        } finally {
            LOCK.unlock();
        }
    }

    private static void remove(@Nullable Path directory) {
        LOCK.lock();
        try {
            if (directory != null) {
                clear(directory);
                TEMPORARIES.remove(directory);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void clear(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path path : files) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(directory);
        } catch (IOException | DirectoryIteratorException e) {
            // The output itself is in place or has been reported; a hidden directory is all that stays.
        }
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    static String reason(IOException e) {
        // What a person can act on, without the names of temporary files.
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file in the way";
        }
        String system = e instanceof FileSystemException f ? f.getReason() : null;
        return system != null ? system : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
