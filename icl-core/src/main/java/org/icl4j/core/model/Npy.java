package org.icl4j.core.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.icl4j.core.Require;
import org.icl4j.core.Text;

/**
 * NumPy's array format, version 1.0, float64 little-endian, rank 1 or 2: a magic string, the length of a header, the header
 * (a Python dictionary of type, order and shape), the numbers.
 */
final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int PREFIX = MAGIC.length + 2;
    private static final int MAX_HEADER = 4096;
    private static final int CHUNK = 8192;
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*+:\\s*+['\"]([^'\"]{0,64})['\"]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*+:\\s*+(True|False)");
    private static final Pattern SHAPE = Pattern.compile(
            "['\"]shape['\"]\\s*+:\\s*+\\(\\s*+(\\d{1,10})\\s*+,\\s*+(?:(\\d{1,10})\\s*+,?+\\s*+)?+\\)");

    private Npy() {}

    /**
     * What a header says.
     *
     * @param rank 1 or 2
     * @param rows the first size
     * @param columns the second size, 1 for rank 1
     * @param fortranOrder whether the numbers are column-major
     * @param bytes the length of everything before the numbers
     */
    record Header(int rank, long rows, long columns, boolean fortranOrder, int bytes) {
        /** Number of elements, as a double: two sizes of ten digits would overflow a long. */
        double count() {
            return (double) rows * columns;
        }

        /** The shape as JSON. */
        String shape() {
            return rank == 1 ? "[" + rows + "]" : "[" + rows + "," + columns + "]";
        }
    }

    static byte[] header(int... shape) {
        String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String text =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (" + sizes + (shape.length == 1 ? "," : "") + "), }";
        // The numbers begin at a multiple of 64 bytes; the header ends in a newline.
        int total = (PREFIX + text.length() + 1 + 63) / 64 * 64;
        ByteBuffer bytes = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putShort((short) (total - PREFIX)).put(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < total - 1) {
            bytes.put((byte) ' ');
        }
        return bytes.put((byte) '\n').array();
    }

    static void write(double[] values, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            chunk.asDoubleBuffer().put(values, from, count);
            out.write(chunk.array(), 0, 8 * count);
        }
    }

    /** Reads a header; errors name {@code where}. */
    static Header readHeader(String where, InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX);
        if (prefix.length < PREFIX || !Arrays.equals(prefix, 0, MAGIC.length - 2, MAGIC, 0, MAGIC.length - 2)) {
            throw Require.error(where, "is not an NPY array");
        }
        if (prefix[6] != 1 || prefix[7] != 0) {
            throw Require.error(where, "has NPY version " + prefix[6] + "." + prefix[7] + "; only 1.0 is read");
        }
        int length = (prefix[8] & 0xff) | (prefix[9] & 0xff) << 8;
        if (length > MAX_HEADER) {
            throw Require.error(where, "has a header of " + length + " bytes; at most " + MAX_HEADER + " are read");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw Require.error(where, "ends inside its header");
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher descr = DESCR.matcher(text);
        if (!descr.find() || !descr.group(1).equals("<f8")) {
            throw Require.error(where, "must have dtype '<f8' (little-endian float64)" + found(text, "descr"));
        }
        Matcher order = ORDER.matcher(text);
        if (!order.find()) {
            throw Require.error(where, "does not say its fortran_order" + found(text, "fortran_order"));
        }
        Matcher shape = SHAPE.matcher(text);
        if (!shape.find()) {
            throw Require.error(where, "must have shape (n,) or (n, d)" + found(text, "shape"));
        }
        int rank = shape.group(2) == null ? 1 : 2;
        long columns = rank == 1 ? 1 : Long.parseLong(shape.group(2));
        boolean fortran = order.group(1).equals("True");
        return new Header(rank, Long.parseLong(shape.group(1)), columns, fortran, PREFIX + length);
    }

    private static String found(String text, String key) {
        int at = text.indexOf(key);
        return at < 0 ? ", but names none" : ", got " + Text.printable(text.substring(Math.max(0, at - 1)));
    }

    /** Reads the numbers after a header into row-major order; the caller has checked that so many are there. */
    static double[] readValues(String where, Header header, InputStream in) throws IOException {
        double[] values = new double[(int) header.count()];
        int rows = (int) header.rows();
        int columns = (int) header.columns();
        byte[] bytes = new byte[8 * CHUNK];
        double[] chunk = new double[CHUNK];
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            if (in.readNBytes(bytes, 0, 8 * count) < 8 * count) {
                throw Require.error(where, "ends before its " + values.length + " numbers");
            }
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(chunk, 0, count);
            if (!header.fortranOrder()) {
                System.arraycopy(chunk, 0, values, from, count);
                continue;
            }
            for (int k = 0; k < count; k++) {
                // Column-major element from + k is (i, j) with i running fastest.
                values[(from + k) % rows * columns + (from + k) / rows] = chunk[k];
            }
        }
        return values;
    }
}
