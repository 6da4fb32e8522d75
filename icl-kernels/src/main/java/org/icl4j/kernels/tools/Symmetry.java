package org.icl4j.kernels.tools;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The check that a matrix given as a kernel matrix is one: square, finite and symmetric, with the offending pair named. */
public final class Symmetry {

    /** How much (i, j) and (j, i) may differ, relative to the greatest |K_ij|: far above rounding, far below any mistake. */
    public static final double TOLERANCE = 1e-10;

    private static final int TILE = 128;

    private final String name;
    private final int n;
    private final TileReader reader;
    private final double @Nullable [][] triangle;

    private Symmetry(String name, int n, TileReader reader, double @Nullable [][] triangle) {
        this.name = name;
        this.n = n;
        this.reader = reader;
        this.triangle = triangle;
    }

    /**
     * Rejects matrices that are not square, finite and symmetric within {@link #TOLERANCE}. Cost: one pass over the matrix.
     *
     * @param name the argument's name in error messages
     * @param matrix any order, view or numeric type; read, never written
     * @return n, the number of rows
     * @throws IllegalArgumentException if the array is null, empty, not square, not finite or not symmetric
     */
    public static int require(String name, INDArray matrix) {
        Require.notNull("name", name);
        int n = requireSquare(name, matrix);
        new Symmetry(name, n, (i0, j0, rows, columns) -> tile(matrix, i0, j0, rows, columns), null).run();
        return n;
    }

    /**
     * The lower triangle of a symmetric matrix, checked as {@link #require} does; where (i, j) and (j, i) differ by rounding,
     * their mean. Memory: 4 n^2 bytes of Java heap, no second copy.
     *
     * @param name the argument's name in error messages
     * @param matrix shape [n, n]; read, never written
     * @return n rows, row i of length i + 1
     * @throws IllegalArgumentException as {@link #require}, or if the triangle does not fit into the heap
     */
    public static double[][] lowerTriangle(String name, INDArray matrix) {
        Require.notNull("name", name);
        int n = requireSquare(name, matrix);
        double[][] triangle = newTriangle(n);
        new Symmetry(name, n, (i0, j0, rows, columns) -> tile(matrix, i0, j0, rows, columns), triangle).run();
        return triangle;
    }

    /**
     * The lower triangle of a symmetric matrix on the heap, checked in the same way.
     *
     * @param name the argument's name in error messages
     * @param matrix n rows of length n; read, never written
     * @return n rows, row i of length i + 1
     * @throws IllegalArgumentException as {@link #lowerTriangle(String, INDArray)}
     */
    public static double[][] lowerTriangle(String name, double[][] matrix) {
        Require.notNull("name", name);
        Require.notNull(name, matrix);
        int n = Require.positive(name + ".length", matrix.length);
        for (int i = 0; i < n; i++) {
            Require.length(name + "[" + i + "]", matrix[i], n, why(n));
        }
        double[][] triangle = newTriangle(n);
        TileReader reader = (i0, j0, rows, columns) -> {
            double[] tile = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                System.arraycopy(matrix[i0 + i], j0, tile, i * columns, columns);
            }
            return tile;
        };
        new Symmetry(name, n, reader, triangle).run();
        return triangle;
    }

    /**
     * Room for the lower triangle of a matrix.
     *
     * @param n the number of rows
     * @return n rows of zeros, row i of length i + 1
     * @throws IllegalArgumentException if it does not fit into the Java heap; refused before it is allocated
     */
    public static double[][] newTriangle(int n) {
        Require.positive("n", n);
        double bytes = 4.0 * n * n;
        double heap = Runtime.getRuntime().maxMemory();
        if (bytes > 0.9 * heap) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "one triangle of the %d x %d kernel matrix needs %s of Java heap, of which there is %s; use a larger"
                            + " -Xmx, or a kernel that computes its values when they are needed",
                    n,
                    n,
                    Memory.readable(bytes),
                    Memory.readable(heap)));
        }
        double[][] rows = new double[n][];
        Arrays.setAll(rows, i -> new double[i + 1]);
        return rows;
    }

    /** Rejects what is no matrix with as many rows as columns; returns their number. */
    static int requireSquare(String name, INDArray matrix) {
        Require.numeric(name, matrix);
        if (matrix.rank() != 2 || matrix.size(0) != matrix.size(1) || matrix.isEmpty()) {
            throw Require.error(
                    name, "expected shape [n, n], got " + Arrays.toString(matrix.shape()) + " (" + why(-1) + ")");
        }
        return Math.toIntExact(matrix.size(0));
    }

    private static String why(int n) {
        return "rows and columns of a kernel matrix are the same n " + (n < 0 ? "" : "= " + n + " ")
                + "points; values between m queries and n points, shape [m, n], go to predictFromKernel";
    }

    /** Reads a part of a matrix. */
    @FunctionalInterface
    private interface TileReader {

        /**
         * Reads a tile.
         *
         * @param i0 first row
         * @param j0 first column
         * @param rows number of rows
         * @param columns number of columns
         * @return row-major numbers
         */
        double[] read(int i0, int j0, int rows, int columns);
    }

    private void run() {
        int bands = (n - 1) / TILE + 1;
        double[] greatest = new double[Math.multiplyExact(bands, bands)];
        double[] worst = new double[greatest.length];
        Parallel.run(bands * bands, task -> {
            int i0 = task % bands * TILE;
            int j0 = task / bands * TILE;
            if (i0 <= j0) {
                pairs(i0, j0, (i, j, value, mirrored) -> {
                    finite(i, j, value);
                    finite(j, i, mirrored);
                    greatest[task] = Math.max(greatest[task], Math.max(Math.abs(value), Math.abs(mirrored)));
                    worst[task] = Math.max(worst[task], Math.abs(value - mirrored));
                    if (triangle != null && i <= j) {
                        triangle[j][i] = value == mirrored ? value : value / 2 + mirrored / 2;
                    }
                });
            }
        });
        double bound = TOLERANCE * Arrays.stream(greatest).max().orElse(0);
        for (int task = 0; task < worst.length; task++) {
            if (worst[task] > bound) {
                pairs(task % bands * TILE, task / bands * TILE, (i, j, value, mirrored) -> {
                    if (Math.abs(value - mirrored) > bound) {
                        throw Require.error(
                                name,
                                "is not symmetric: " + at(i, j) + " = " + value + ", but " + at(j, i) + " = "
                                        + mirrored);
                    }
                });
            }
        }
    }

    private void finite(int i, int j, double value) {
        if (!Double.isFinite(value)) {
            throw Require.error(name, at(i, j) + " = " + value + " is not finite");
        }
    }

    private String at(int i, int j) {
        return name + "[" + i + "][" + j + "]";
    }

    /** Consumes a pair. */
    @FunctionalInterface
    private interface PairTask {

        /**
         * Takes a pair.
         *
         * @param i row
         * @param j column
         * @param value the number at (i, j)
         * @param mirrored the number at (j, i)
         */
        void accept(int i, int j, double value, double mirrored);
    }

    private void pairs(int i0, int j0, PairTask task) {
        int rows = Math.min(TILE, n - i0);
        int columns = Math.min(TILE, n - j0);
        double[] tile = reader.read(i0, j0, rows, columns);
        double[] other = i0 == j0 ? tile : reader.read(j0, i0, columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                task.accept(i0 + i, j0 + j, tile[i * columns + j], other[j * rows + i]);
            }
        }
    }

    private static double[] tile(INDArray matrix, int i0, int j0, int rows, int columns) {
        boolean byColumns = matrix.stride(0) == 1 || matrix.size(0) == 1;
        if (matrix.dataType() != DataType.DOUBLE || !(byColumns || matrix.stride(1) == 1)) {
            return NativeArrays.toRowMajor(
                    matrix.get(NDArrayIndex.interval(i0, i0 + rows), NDArrayIndex.interval(j0, j0 + columns)));
        }
        double[] tile = new double[rows * columns];
        if (!byColumns) {
            for (int i = 0; i < rows; i++) {
                NativeArrays.copyOut(matrix, (long) (i0 + i) * matrix.stride(0) + j0, tile, i * columns, columns);
            }
            return tile;
        }
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++) {
            NativeArrays.copyOut(matrix, (long) (j0 + j) * matrix.stride(1) + i0, column, 0, rows);
            for (int i = 0; i < rows; i++) {
                tile[i * columns + j] = column[i];
            }
        }
        return tile;
    }
}
