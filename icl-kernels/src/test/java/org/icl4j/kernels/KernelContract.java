package org.icl4j.kernels;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.util.Precision;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.kernels.Kernel.Definiteness;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What every kernel must keep, checked on random points: one line in the test of a user's own kernel.
 *
 * <pre>{@code
 * @Test
 * void myKernelIsAKernel() {
 *     KernelContract.check(new MyKernel(0.5), 3);
 * }
 * }</pre>
 *
 * <p>Checked: values are finite; k(x, z) = k(z, x); {@link Kernel#block} gives the numbers of {@link Kernel#value} for tiles of
 * any size, the same bits wherever a pair stands in a tile; {@link Kernel#diagonal} gives k(x, x); the declared
 * {@link Kernel#definiteness}, {@link Kernel#isStationary} and {@link Kernel#isDotProduct} hold; {@link Kernel#logarithm} is the
 * logarithm; {@link Kernel#specification}, where there is one, parses back to an equal kernel. Of a
 * {@link DifferentiableKernel} also: every derivative, in the hyperparameters and in the inputs, against difference quotients
 * (1e-7 of the greatest; kinks are left out); {@link DifferentiableKernel#contract} against the blocks; names that differ; the same
 * kernel from its own hyperparameters. Numbers that should be equal up to rounding may differ by {@link #TOLERANCE} relative to the
 * greatest |k| among the points. The first violation is an {@link AssertionError} that names the pair of points, with their
 * coordinates.
 *
 * <p>Passing does not prove a kernel right, only not wrong on these points: definiteness above all.
 */
public final class KernelContract {

    /** Far above the rounding of a kernel in up to thousands of coordinates, far below any mistake in a formula. */
    public static final double TOLERANCE = 1e-10;

    private static final int POINTS = Tile.SIZE + 22;
    private static final int MATRIX = 60;

    private final Kernel kernel;
    private final Points points;
    private final int n;
    private final double[][] values;
    private final double greatest;

    private KernelContract(Kernel kernel, Points points) {
        this.kernel = kernel;
        this.points = points;
        this.n = points.size();
        this.values = new double[n][n];
        this.greatest = evaluate();
    }

    /**
     * Checks a kernel on standard normal points, some of them repeated.
     *
     * @param kernel the kernel
     * @param width d, the number of coordinates
     * @throws AssertionError on the first violation
     */
    public static void check(Kernel kernel, int width) {
        Randoms randoms = Randoms.of(1);
        double[][] rows = randoms.gaussians(POINTS, width);
        check(kernel, Points.of("points", rows));
    }

    /**
     * Checks a kernel on given points, for kernels whose domain is not all of R^d. The first is repeated by the check.
     *
     * @param kernel the kernel
     * @param points at least 2 distinct points of the kernel's domain; about 150 make the check thorough
     * @throws AssertionError on the first violation
     */
    public static void check(Kernel kernel, Points points) {
        double[][] rows = Arrays.copyOf(points.toRows(), points.size() + 1);
        rows[points.size()] = rows[0];
        KernelContract contract = new KernelContract(kernel, Points.of("points", rows));
        contract.symmetry();
        contract.blocks();
        contract.equalPoints();
        contract.diagonal();
        contract.definiteness();
        contract.invariance();
        contract.logarithm();
        contract.specification();
        if (kernel instanceof DifferentiableKernel differentiable) {
            KernelContractGradients.check(differentiable, contract.points, contract.greatest);
        }
    }

    private double evaluate() {
        double most = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double[] x = points.row(i);
                double[] z = points.row(j);
                values[i][j] = kernel.value(x, z);
                if (!Arrays.equals(x, points.row(i)) || !Arrays.equals(z, points.row(j))) {
                    throw failure("value writes into its arguments", i, j, values[i][j], "points as they were");
                }
                if (!Double.isFinite(values[i][j])) {
                    throw failure("value is not finite", i, j, values[i][j], "a finite number");
                }
                most = Math.max(most, Math.abs(values[i][j]));
            }
        }
        return most;
    }

    private void symmetry() {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                if (differ(values[i][j], values[j][i])) {
                    throw failure("not symmetric", i, j, values[i][j], "k(z, x) = " + values[j][i]);
                }
            }
        }
    }

    private void blocks() {
        int[][] ranges = {{0, n}, {n - 1, 1}, {0, 1}, {n / 3, n / 5 + 1}, {n / 2, n / 7 + 1}};
        for (int[] range : ranges) {
            range[1] = Math.min(range[1], Tile.SIZE);
        }
        double[][] first = new double[n][n];
        for (double[] row : first) {
            Arrays.fill(row, Double.NaN);
        }
        for (int[] rows : ranges) {
            for (int[] columns : ranges) {
                block(rows[0], rows[1], columns[0], columns[1], first);
            }
        }
    }

    private void block(int from, int rows, int columnsFrom, int columns, double[][] first) {
        Tile tile = Tile.of(points, from, rows, points, columnsFrom, columns);
        double[] result = new double[tile.length()];
        Arrays.fill(result, Double.NaN);
        kernel.block(tile, result);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int i = from + r;
                int j = columnsFrom + c;
                double value = result[r * tile.stride() + c];
                String where = " (row " + r + " and column " + c + " of a block of " + rows + " x " + columns + ")";
                if (differ(value, values[i][j])) {
                    throw failure("block is not value" + where, i, j, value, "value = " + values[i][j]);
                }
                if (Double.isNaN(first[i][j])) {
                    first[i][j] = value;
                } else if (Double.doubleToLongBits(first[i][j]) != Double.doubleToLongBits(value)) {
                    throw failure(
                            "block depends on where the pair stands" + where,
                            i,
                            j,
                            value,
                            first[i][j] + " as in another block");
                }
            }
        }
    }

    // The last point repeats the first.
    private void equalPoints() {
        for (int j = 0; j < n; j++) {
            double expected = pair(0, j);
            double found = pair(n - 1, j);
            if (Double.doubleToLongBits(found) != Double.doubleToLongBits(expected)) {
                throw failure("equal points have different values", n - 1, j, found, "k(x[0], z) = " + expected);
            }
        }
    }

    // As the engine would compute it.
    private double pair(int i, int j) {
        Tile tile = Tile.of(points, i, 1, points, j, 1);
        double[] pair = new double[tile.length()];
        kernel.block(tile, pair);
        return pair[0];
    }

    private void diagonal() {
        for (int from : new int[] {0, n / 2, n - 1}) {
            double[] result = new double[n - from + 2];
            kernel.diagonal(points, from, n - from, result, 1);
            if (result[0] != 0 || result[result.length - 1] != 0) {
                throw new AssertionError(kernel + ": diagonal writes outside its range");
            }
            for (int i = from; i < n; i++) {
                double value = result[1 + i - from];
                if (differ(value, values[i][i])) {
                    throw failure("diagonal is not value", i, i, value, "value = " + values[i][i]);
                }
                if (kernel.isStationary() && value != pair(i, i)) {
                    throw failure("diagonal is not exactly the block's", i, i, value, pair(i, i) + " to the bit");
                }
            }
        }
    }

    // Weyl: rounding K moves its eigenvalues by no more than the norm of the change.
    private void definiteness() {
        Definiteness declared = kernel.definiteness();
        boolean conditionally = declared == Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
        if (!conditionally
                && declared != Definiteness.POSITIVE_DEFINITE
                && declared != Definiteness.POSITIVE_SEMIDEFINITE) {
            return;
        }
        int size = Math.min(MATRIX, n - 1);
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i][j] = (values[i][j] + values[j][i]) / 2;
            }
        }
        double most = Arrays.stream(eigenvalues(matrix)).map(Math::abs).max().orElseThrow();
        double[] eigenvalues = eigenvalues(conditionally ? centred(matrix) : matrix);
        double least = Arrays.stream(eigenvalues).min().orElseThrow();
        double bound = -64 * size * Precision.EPSILON * most;
        if (least < bound) {
            throw new AssertionError(kernel + ": declared " + declared + ", but the "
                    + (conditionally ? "centred " : "") + "kernel matrix of the first " + size
                    + " points has the eigenvalue " + least + " (below " + bound + ", what rounding explains)");
        }
    }

    private static double[] eigenvalues(double[][] matrix) {
        try (INDArray array = Nd4j.create(matrix).dup('f')) {
            return Blas.get().syev(Blas.Triangle.LOWER, array);
        }
    }

    // P K P with P = I - 1 1' / n: its sign is that of c' K c for the c whose entries sum to 0.
    private static double[][] centred(double[][] matrix) {
        int size = matrix.length;
        double[] means = Arrays.stream(matrix)
                .mapToDouble(row -> Arrays.stream(row).average().orElseThrow())
                .toArray();
        double mean = Arrays.stream(means).average().orElseThrow();
        double[][] result = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                result[i][j] = matrix[i][j] - (means[i] + means[j]) + mean;
            }
        }
        return result;
    }

    private void invariance() {
        for (int i = 0; i < n; i++) {
            int j = (7 * i + 1) % n;
            double[] x = points.row(i);
            double[] z = points.row(j);
            if (kernel.isStationary()) {
                double moved = kernel.value(plus(x, 0.5), plus(z, 0.5));
                if (differ(moved, values[i][j])) {
                    throw failure("declared stationary, but changes under a shift", i, j, moved, "" + values[i][j]);
                }
            }
            if (kernel.isDotProduct()) {
                double turned = kernel.value(reversed(x), reversed(z));
                if (differ(turned, values[i][j])) {
                    throw failure(
                            "declared a function of the inner product, but changes when coordinates are reversed",
                            i,
                            j,
                            turned,
                            "" + values[i][j]);
                }
            }
        }
    }

    private static double[] plus(double[] x, double shift) {
        return Arrays.stream(x).map(v -> v + shift).toArray();
    }

    private static double[] reversed(double[] x) {
        double[] y = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            y[k] = -x[x.length - 1 - k];
        }
        return y;
    }

    private void logarithm() {
        Optional<Kernel> logarithm = kernel.logarithm();
        if (logarithm.isEmpty()) {
            return;
        }
        for (int i = 0; i < n; i++) {
            int j = (7 * i + 1) % n;
            double value = Math.exp(logarithm.get().value(points.row(i), points.row(j)));
            if (differ(value, values[i][j])) {
                throw failure("the exponential of logarithm is not value", i, j, value, "value = " + values[i][j]);
            }
        }
    }

    private void specification() {
        String text;
        try {
            text = kernel.specification();
        } catch (IllegalArgumentException e) {
            return; // A user's own kernel has none.
        }
        Kernel parsed;
        try {
            parsed = Kernel.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(kernel + ": its specification does not parse: " + e.getMessage(), e);
        }
        if (!parsed.equals(kernel) || parsed.hashCode() != kernel.hashCode()) {
            throw new AssertionError(kernel + ": its specification \"" + text + "\" parses to " + parsed
                    + ", which is not equal (equals and hashCode)");
        }
    }

    private boolean differ(double a, double b) {
        return !(Math.abs(a - b) <= TOLERANCE * greatest);
    }

    private AssertionError failure(String what, int i, int j, double found, String expected) {
        return new AssertionError(kernel + ": " + what + ": k(x[" + i + "], x[" + j + "]) = " + found + ", expected "
                + expected + "; x[" + i + "] = " + Arrays.toString(points.row(i)) + ", x[" + j + "] = "
                + Arrays.toString(points.row(j)));
    }
}
