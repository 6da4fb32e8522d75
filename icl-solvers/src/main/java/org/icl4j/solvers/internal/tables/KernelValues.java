package org.icl4j.solvers.internal.tables;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Tile;

/** Products with kernel values that a caller has computed, and the check of their shape. */
public final class KernelValues {

    /** Consumes the product of some queries' values. */
    @FunctionalInterface
    public interface RowsTask {

        /**
         * Takes a band of queries.
         *
         * @param from the first query
         * @param count number of queries
         * @param values their kernel values, row-major [count, n]
         * @param product values times coefficients, row-major [count, t]
         */
        void accept(int from, int count, double[] values, double[] product);
    }

    private KernelValues() {}

    public static void check(Points values, Points inputs) {
        int n = inputs.size();
        String why = "rows are queries, columns are the context's " + n + " points, whose inputs have shape [" + n
                + ", " + inputs.width() + "]";
        if (Require.notNull("kernelValues", values).width() != n && values.size() == n) {
            why += "; these have the context's points as rows: transpose them";
        }
        Require.width("kernelValues", values, n, why);
    }

    /**
     * Values times coefficients, [m, n] [n, t], by bands of queries. The bits of a row depend on it alone.
     *
     * @param values shape [m, n]
     * @param coefficients row-major [n, t]
     * @param t number of columns of the coefficients
     * @param task takes each band, on several threads
     */
    public static void multiply(Points values, double[] coefficients, int t, RowsTask task) {
        int m = values.size();
        int n = values.width();
        int rows = Math.max(1, Math.min(Tile.SIZE, m / (4 * Parallel.threads())));
        Parallel.run((m - 1) / rows + 1, band -> {
            int from = band * rows;
            int count = Math.min(rows, m - from);
            double[] block = new double[Math.multiplyExact(count, n)];
            double[] product = new double[count * t];
            values.copyRows(from, count, block, 0);
            VectorMath.get().gemm(false, false, count, t, n, 1, block, 0, n, coefficients, 0, t, 0, product, 0, t);
            task.accept(from, count, block, product);
        });
    }
}
