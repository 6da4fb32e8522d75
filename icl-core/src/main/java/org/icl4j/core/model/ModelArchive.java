package org.icl4j.core.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.jspecify.annotations.Nullable;

/**
 * The zip of a {@link ModelFile}, opened without trust: what is read is bounded before it is allocated, the directory by a
 * constant and the arrays by the length of the file, for they must be stored without compression and may not overlap.
 */
final class ModelArchive implements AutoCloseable {

    private static final int MAX_DIRECTORY = 1 << 20;
    private static final int END_RECORD = 22;
    private static final int END_SIGNATURE = 0x06054b50;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;

    private ModelArchive(ZipFile zip, Map<String, ZipEntry> entries) {
        this.zip = zip;
        this.entries = entries;
    }

    static ModelArchive open(String where, Path path) throws IOException {
        long length = checkEnd(where, path);
        ZipFile zip = new ZipFile(path.toFile());
        try {
            return new ModelArchive(zip, entries(where, zip, length));
        } catch (IllegalArgumentException e) {
            zip.close();
            throw e;
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
                throw Require.error(where, "has two entries '" + Text.printable(entry.getName()) + "'");
            }
            boolean array = !entry.getName().equals(ModelZip.JSON);
            if (array && (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize())) {
                throw Require.error(
                        where,
                        "entry '" + Text.printable(entry.getName())
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

    /** The names of the entries. */
    Set<String> names() {
        return entries.keySet();
    }

    /** An entry; null where there is none. */
    @Nullable
    Entry entry(String name) throws IOException {
        ZipEntry entry = entries.get(name);
        return entry == null ? null : new Entry(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** An entry that is being read. */
    final class Entry implements AutoCloseable {

        private final ZipEntry entry;
        private final CheckedInputStream in;

        private Entry(ZipEntry entry) throws IOException {
            InputStream stream = zip.getInputStream(entry);
            if (stream == null) {
                throw new ZipException("entry '" + Text.printable(entry.getName()) + "' cannot be found");
            }
            this.entry = entry;
            this.in = new CheckedInputStream(stream, new CRC32());
        }

        /** What the directory says: the bytes after decompression. */
        long size() {
            return entry.getSize();
        }

        InputStream in() {
            return in;
        }

        /** To be called when all has been read: the JDK checks sums only where it reads a zip as a stream. */
        void checkSum(String subject) {
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw Require.error(
                        subject, "is damaged: the checksum of " + Text.printable(entry.getName()) + " does not match");
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
