package org.icl4j.solvers.stream;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.features.FeatureMap;
import org.jspecify.annotations.Nullable;

/**
 * The sums of least squares, of rows z (inputs, or features of them) and targets y:
 *
 * <pre>Z'Z [m, m],   Z'Y [m, t],   Y'Y (its diagonal),   sum z,   sum y,   n.</pre>
 *
 * Cost: m^2 flops a row (the lower triangle of Z'Z). Memory: 8 m^2 bytes of heap.
 */
public final class MomentSums implements RowSums<MomentSums> {

    private static final int ROWS = 128;
    private static final int TILE = 128;

    private final @Nullable FeatureMap map;
    private final int m;
    private final int t;
    private final double[] gram;
    private final double[] cross;
    private final double[] squares;
    private final double[] sums;
    private final double[] targetSums;
    private final double[] rows;
    private final double[] targets;
    private long rowCount;

    private MomentSums(@Nullable FeatureMap map, int m, int t) {
        this.map = map;
        this.m = m;
        this.t = t;
        double bytes = 8.0 * m * m;
        if ((long) m * m > Integer.MAX_VALUE - 8
                || bytes > 0.9 * Runtime.getRuntime().maxMemory()) {
            throw Require.error(
                    "m",
                    "sums of " + m + " x " + m + " products take " + Memory.readable(bytes)
                            + " of heap; use fewer features");
        }
        this.gram = new double[m * m];
        this.cross = new double[m * t];
        this.squares = new double[t];
        this.sums = new double[m];
        this.targetSums = new double[t];
        this.rows = new double[ROWS * m];
        this.targets = new double[ROWS * t];
    }

    /**
     * Sums over the inputs themselves.
     *
     * @param width d, at least 1
     * @param targets t, at least 1
     * @return sums over no rows
     */
    public static MomentSums ofInputs(int width, int targets) {
        return new MomentSums(null, Require.positive("width", width), Require.positive("targets", targets));
    }

    /**
     * Sums over features of the inputs.
     *
     * @param map the features
     * @param targets t, at least 1
     * @return sums over no rows
     * @throws IllegalArgumentException if m^2 numbers do not fit into the heap
     */
    public static MomentSums ofFeatures(FeatureMap map, int targets) {
        return new MomentSums(Require.notNull("map", map), map.size(), Require.positive("targets", targets));
    }

    @Override
    public int pieceRows() {
        return 8 * ROWS;
    }

    @Override
    public MomentSums empty() {
        return new MomentSums(map, m, t);
    }

    @Override
    public void clear() {
        Arrays.fill(gram, 0);
        Arrays.fill(cross, 0);
        Arrays.fill(squares, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(targetSums, 0);
        rowCount = 0;
    }

    @Override
    public void add(Context block, int from, int count, long number) {
        Require.notNull("block", block);
        Require.width("targets", block.targets(), t, "as many as the sums have");
        Require.inRange("from", from, 0, block.size() - 1);
        Require.inRange("count", count, 1, block.size() - from);
        if (map == null) {
            Require.width("inputs", block.inputs(), m, "as many as the sums have");
        }
        for (int i = from; i < from + count; i += ROWS) {
            addRows(block, i, Math.min(ROWS, from + count - i));
        }
    }

    private void addRows(Context block, int from, int size) {
        VectorMath math = VectorMath.get();
        if (map == null) {
            block.inputs().copyRows(from, size, rows, 0);
        } else {
            map.rowsInto(block.inputs(), from, size, rows, 0);
        }
        block.targets().copyRows(from, size, targets, 0);
        // The lower triangle, by bands of rows of Z'Z: column j of a band reaches to its end.
        for (int band = 0; band < m; band += TILE) {
            int height = Math.min(TILE, m - band);
            math.gemm(true, false, height, band + height, size, 1, rows, band, m, rows, 0, m, 1, gram, band * m, m);
        }
        math.gemm(true, false, m, t, size, 1, rows, 0, m, targets, 0, t, 1, cross, 0, t);
        for (int i = 0; i < size; i++) {
            math.axpy(1, rows, i * m, sums, 0, m);
            for (int j = 0; j < t; j++) {
                double y = targets[i * t + j];
                squares[j] += y * y;
                targetSums[j] += y;
            }
        }
        rowCount += size;
    }

    @Override
    public void merge(MomentSums other) {
        Require.notNull("other", other);
        if (other.m != m || other.t != t) {
            throw Require.error(
                    "other", "has " + other.m + " features and " + other.t + " targets, this has " + m + " and " + t);
        }
        VectorMath math = VectorMath.get();
        for (int i = 0; i < m; i++) {
            math.axpy(1, other.gram, i * m, gram, i * m, i + 1);
        }
        math.axpy(1, other.cross, 0, cross, 0, m * t);
        math.axpy(1, other.squares, 0, squares, 0, t);
        math.axpy(1, other.sums, 0, sums, 0, m);
        math.axpy(1, other.targetSums, 0, targetSums, 0, t);
        rowCount += other.rowCount;
    }

    /**
     * The number of rows.
     *
     * @return n
     */
    public long count() {
        return rowCount;
    }

    /**
     * The number of features.
     *
     * @return m
     */
    public int width() {
        return m;
    }

    /**
     * The number of targets.
     *
     * @return t
     */
    public int targetWidth() {
        return t;
    }

    /**
     * Z'Z.
     *
     * @param i row
     * @param j column
     * @return sum over rows of z_i z_j
     */
    public double gram(int i, int j) {
        Require.inRange("i", i, 0, m - 1);
        Require.inRange("j", j, 0, m - 1);
        return i >= j ? gram[i * m + j] : gram[j * m + i];
    }

    /**
     * One row of the lower triangle of Z'Z.
     *
     * @param i 0 to m - 1
     * @param result receives elements 0 to i
     */
    public void gramRow(int i, double[] result) {
        Require.inRange("i", i, 0, m - 1);
        Require.notNull("result", result);
        Require.inRange("result.length", result.length, i + 1, Integer.MAX_VALUE);
        System.arraycopy(gram, i * m, result, 0, i + 1);
    }

    /**
     * Z'Y.
     *
     * @return a copy, row-major [m, t]
     */
    public double[] cross() {
        return cross.clone();
    }

    /**
     * The sums of squared targets.
     *
     * @return a copy, length t
     */
    public double[] squaredTargets() {
        return squares.clone();
    }

    /**
     * The sums of features.
     *
     * @return a copy, length m
     */
    public double[] sums() {
        return sums.clone();
    }

    /**
     * The sums of targets.
     *
     * @return a copy, length t
     */
    public double[] targetSums() {
        return targetSums.clone();
    }

    @Override
    public String toString() {
        return "MomentSums[m=" + m + ", t=" + t + ", n=" + rowCount + "]";
    }
}
