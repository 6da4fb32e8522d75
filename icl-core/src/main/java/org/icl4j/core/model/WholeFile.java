package org.icl4j.core.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A file that is whole or not there: its content is written to a hidden directory beside it, and then takes the place of what was
 * there, with that file's mode, and its owner and group where the system allows it.
 *
 * <pre>{@code
 * try (WholeFile file = WholeFile.replacing(target)) {
 *     Files.writeString(file.path(), "all of it");
 *     file.replace();
 * }
 * }</pre>
 *
 * <p>A process that is killed leaves its hidden directory behind. It held a lock on a file in it, which the system has then
 * released; so the next {@link #replacing} in the same directory finds that the directory is nobody's, and removes it. A
 * directory that another process is writing to, on this machine or on one that shares the disk, is locked and stays. One that has
 * no lock file yet, since its process was killed just before, is removed after ten minutes.
 */
public final class WholeFile implements AutoCloseable {

    private static final String PREFIX = ".icl";
    private static final Pattern OURS = Pattern.compile("\\.icl\\d{1,20}(\\.tmp)?");
    private static final String LOCK_FILE = ".icl-lock";
    private static final int ATTEMPTS = 100;

    /** A directory of this age without a lock file is no longer about to get one. */
    private static final Duration UNLOCKED = Duration.ofMinutes(10);

    /** Guards the set below and every step that makes or removes a temporary file. */
    private static final ReentrantLock STEPS = new ReentrantLock();

    private static final Set<Path> OPEN = new HashSet<>();

    private final Path target;
    private final Path directory;
    private final Path file;
    private @Nullable FileChannel lock;

    private WholeFile(Path target, Path directory, @Nullable FileChannel lock) {
        this.target = target;
        this.directory = directory;
        this.file = directory.resolve(target.getFileName());
        this.lock = lock;
    }

    /**
     * Makes room for the content, and removes what killed processes left in the same directory.
     *
     * @param target where the file will stand; what stands there stays until {@link #replace}
     * @return the file to be; close it in any case
     * @throws IOException if the directory does not exist or cannot be written to
     */
    public static WholeFile replacing(Path target) throws IOException {
        Path absolute = Require.notNull("target", target).toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException("it is a directory");
        }
        STEPS.lock();
        try {
            clearAbandoned(parent);
            Path directory = Files.createTempDirectory(parent, PREFIX);
            OPEN.add(directory);
            return new WholeFile(absolute, directory, locked(directory));
        } finally {
            STEPS.unlock();
        }
    }

    /** Where the system has no locks, as on some network disks, the lock file stays, and no one can take it for abandoned. */
    private static @Nullable FileChannel locked(Path directory) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(LOCK_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (IOException | OverlappingFileLockException e) {
            // As if it had not been tried.
        }
        close(channel);
        return null;
    }

    /**
     * Where the content goes.
     *
     * @return a file that does not exist yet; its name is the target's
     */
    public Path path() {
        return file;
    }

    /**
     * Puts the content in the target's place.
     *
     * @throws IOException if that fails; what was there is still there
     */
    public void replace() throws IOException {
        takeOver(target, file);
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void takeOver(Path old, Path young) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(young, PosixFileAttributeView.class);
        if (view == null || !Files.isRegularFile(old, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        PosixFileAttributes attributes = Files.readAttributes(old, PosixFileAttributes.class);
        PosixFileAttributes own = view.readAttributes();
        try {
            if (!own.group().equals(attributes.group())) {
                view.setGroup(attributes.group());
            }
            if (!own.owner().equals(attributes.owner())) {
                view.setOwner(attributes.owner());
            }
        } catch (IOException e) {
            // Only the superuser gives files away.
        }
        // Last: a change of owner may clear bits.
        view.setPermissions(attributes.permissions());
    }

    /** Removes what was not put in place. */
    @Override
    public void close() {
        STEPS.lock();
        try {
            close(lock);
            lock = null;
            remove(directory);
            OPEN.remove(directory);
        } finally {
            STEPS.unlock();
        }
    }

    /**
     * Deletes the hidden directories of all writing that is under way, in any thread, and holds up all writing from then on: for
     * a process that is about to end.
     */
    public static void abandonAll() {
        // Never unlocked: a thread whose files vanish waits in close() for the end, and reports nothing.
        STEPS.lock();
        for (Path directory : OPEN) {
            // Its writer may still add files; once the directory is gone it cannot.
            for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
                remove(directory);
            }
        }
    }

    private static void clearAbandoned(Path parent) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : found) {
                // To close a second handle on a lock of one's own would release it.
                if (!OPEN.contains(path)
                        && OURS.matcher(path.getFileName().toString()).matches()
                        && isAbandoned(path)) {
                    remove(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What cannot be looked at cannot be cleared either, and is not what the caller asked for.
        }
    }

    private static boolean isAbandoned(Path path) {
        Path lockFile = path.resolve(LOCK_FILE);
        if (Files.isSymbolicLink(path)) {
            return false;
        }
        if (!Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
            return isOld(path);
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isOld(Path path) {
        try {
            Instant changed =
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
            return changed.isBefore(Instant.now().minus(UNLOCKED));
        } catch (IOException e) {
            return false;
        }
    }

    private static void remove(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    children.forEach(WholeFile::remove);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException | DirectoryIteratorException e) {
            // The content itself is in place or has been reported; a hidden directory is all that stays.
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
