package org.icl4j.kernels.features;

import java.util.function.Supplier;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tables of features by blocks of rows, and the checks that the maps share. */
final class Transforms {

    /** Numbers of a block: what a thread works on at a time, within its cache. */
    private static final int BLOCK_NUMBERS = 1 << 16;

    private static final int BLOCK_ROWS = 256;

    private static final double SMALL = 1 << 24;

    private Transforms() {}

    /** Rows that are worked on at a time, for rows of so many numbers. */
    static int blockRows(int numbers) {
        return Math.max(1, Math.min(BLOCK_ROWS, BLOCK_NUMBERS / numbers));
    }

    static Points points(int threads, FeatureMap map, Points x) {
        int m = requireFit(map, x);
        int n = x.size();
        if ((long) n * m > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    "x",
                    "the " + n + " x " + m
                            + " features have more than 2^31 numbers; transform fewer rows at a time, or an"
                            + " INDArray");
        }
        double[] rows = new double[n * m];
        int block = blockRows(m);
        Parallel.run(threads, blocks(n, block), b -> {
            int from = b * block;
            block(map, x, from, Math.min(block, n - from), rows, from * m);
        });
        return Points.ofRows("features", n, m, rows);
    }

    static INDArray array(int threads, FeatureMap map, Points x) {
        int m = requireFit(map, x);
        int n = x.size();
        INDArray result = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n, m}, 'c');
        int block = blockRows(m);
        Parallel.run(threads, blocks(n, block), b -> {
            int from = b * block;
            int count = Math.min(block, n - from);
            double[] rows = new double[count * m];
            block(map, x, from, count, rows, 0);
            NativeArrays.copyIn(rows, 0, result, (long) from * m, rows.length);
        });
        return result;
    }

    private static int blocks(int n, int block) {
        return (n + block - 1) / block;
    }

    private static int requireFit(FeatureMap map, Points x) {
        Require.width("x", Require.notNull("x", x), map.width(), "the map's width is " + map.width());
        requireMemory(
                () -> "the " + x.size() + " x " + map.size() + " table of features",
                8.0 * x.size() * map.size(),
                "consume them in blocks (rowsInto), or use fewer features");
        return map.size();
    }

    /** The features of some rows, of a user's map too; not finite ones are refused by name. */
    static void block(FeatureMap map, Points x, int from, int count, double[] result, int offset) {
        map.rowsInto(x, from, count, result, offset);
        requireFinite(map, from, count, result, offset);
    }

    /** Refuses features that are not finite: the last step of {@link FeatureMap#rowsInto}. */
    static void requireFinite(FeatureMap map, int from, int count, double[] result, int offset) {
        int length = count * map.size();
        // Finite features may have an infinite sum, so it only says when to look.
        if (Double.isFinite(VectorMath.get().sum(result, offset, length))) {
            return;
        }
        for (int i = 0; i < length; i++) {
            if (!Double.isFinite(result[offset + i])) {
                throw Require.error(
                        "x",
                        "feature " + i % map.size() + " of row " + (from + i / map.size()) + " is " + result[offset + i]
                                + ": the point is too large for " + map);
            }
        }
    }

    /** Checks of {@link FeatureMap#rowsInto}. */
    static void requireRows(FeatureMap map, Points x, int from, int count, double[] result, int offset) {
        Require.width("x", Require.notNull("x", x), map.width(), "the map's width is " + map.width());
        Require.inRange("from", from, 0, x.size() - 1);
        Require.inRange("count", count, 1, x.size() - from);
        Require.notNull("result", result);
        Require.inRange("offset", offset, 0, result.length);
        if ((long) count * map.size() > result.length - offset) {
            throw Require.error(
                    "result",
                    "expected room for " + count + " x " + map.size() + " numbers from " + offset
                            + " on, got an array of length " + result.length);
        }
    }

    /** Checks of a pair of points. */
    static void requirePair(FeatureMap map, double[] x, double[] z) {
        Require.finite("x", Require.length("x", x, map.width(), "the map's width"));
        Require.finite("z", Require.length("z", z, map.width(), "the map's width"));
    }

    /** Checks that so many frequencies of so many coordinates can be drawn and held. */
    static void requireDrawable(int width, int count) {
        Require.positive("width", width);
        Require.positive("size", count);
        if ((long) width * count > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    "size", count + " frequencies of " + width + " coordinates are more than 2^31 numbers; use fewer");
        }
        requireMemory(
                () -> count + " frequencies of " + width + " coordinates",
                24.0 * width * count,
                "use fewer features (size)");
    }

    /** {@link Memory#require} for what is not small: asking the system costs more than a small map. */
    static void requireMemory(Supplier<String> what, double bytes, String alternative) {
        if (bytes > SMALL) {
            Memory.require(what.get(), bytes, alternative);
        }
    }
}
