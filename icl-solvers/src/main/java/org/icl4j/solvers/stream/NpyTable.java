package org.icl4j.solvers.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icl4j.core.Require;

/**
 * A table of float64 in a file of NumPy's format (NEP 1): eight bytes of magic and version, the header's length, a Python dictionary as
 * text, then numbers in little-endian order.
 *
 * @param file the file
 * @param rows n
 * @param width numbers of a row
 * @param offset bytes before the numbers
 */
record NpyTable(Path file, long rows, int width, long offset) {

    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'<f8',\\s*'fortran_order':\\s*False,\\s*'shape':\\s*\\((\\d+),\\s*(?:(\\d+)\\s*,?\\s*)?\\),?\\s*\\}\\s*");
    private static final int LARGEST_HEADER = 1 << 16;

    static NpyTable open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = read(channel, file, 0, 12);
            if (start.get(0) != (byte) 0x93 || start.get(1) != 'N' || start.get(5) != 'Y') {
                throw Require.error("file", file + " is not a NumPy file");
            }
            boolean old = start.get(6) == 1;
            long length = old ? start.getShort(8) & 0xffff : start.getInt(8) & 0xffffffffL;
            if (length > LARGEST_HEADER) {
                throw Require.error("file", file + " has a header of " + length + " bytes");
            }
            int from = old ? 10 : 12;
            String header = StandardCharsets.ISO_8859_1
                    .decode(read(channel, file, from, (int) length))
                    .toString();
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches()) {
                throw Require.error(
                        "file",
                        file + " must hold a table of float64 in row order (numpy.save of a C-ordered '<f8' array)"
                                + ", got " + header.strip());
            }
            long rows = Long.parseLong(matcher.group(1));
            int width = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
            long offset = from + length;
            if (rows < 1 || width < 1 || channel.size() - offset < 8L * rows * width) {
                throw Require.error("file", file + " ends before its " + rows + " x " + width + " numbers");
            }
            return new NpyTable(file, rows, width, offset);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (NumberFormatException e) {
            throw Require.error("file", file + " has a shape that is too large");
        }
    }

    private static ByteBuffer read(FileChannel channel, Path file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw Require.error("file", file + " ends within its header or its numbers");
            }
        }
        return bytes.flip();
    }

    /** Rows [from, from + count), row-major, all finite. */
    double[] rows(FileChannel channel, long from, int count) throws IOException {
        double[] numbers = new double[count * width];
        DoubleBuffer buffer = read(channel, file, offset + 8L * from * width, 8 * numbers.length)
                .asDoubleBuffer();
        buffer.get(numbers);
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                throw Require.error(
                        "file",
                        file + ", row " + (from + i / width) + ", column " + i % width + ": " + numbers[i]
                                + " is not a finite number");
            }
        }
        return numbers;
    }
}
