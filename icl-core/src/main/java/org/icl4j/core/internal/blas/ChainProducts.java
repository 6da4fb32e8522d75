package org.icl4j.core.internal.blas;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * X Z' for points in native memory, row-major as they lie. Of products of some thousand elements OpenBLAS computes each as the chain
 * of fused multiply-adds of {@link HeapProducts} with one operand transposed, too, so that nothing has to be transposed before;
 * smaller ones are padded. {@link #usable} tries it out before the first.
 */
final class ChainProducts {

    /** A product has at most so many elements. */
    static final int AREA = 1 << 16;

    /** So many rows of x are read at most beyond those that are asked for. */
    static final int MORE_ROWS = 127;

    /** So many rows of z are read at most beyond those that are asked for. */
    static final int MORE_COLUMNS = 31;

    // Products are padded to such a side, and to so many elements: of few, OpenBLAS takes sums in other orders.
    private static final int LEAST_PADDED = 32;
    private static final int LEAST_AREA = 4096;

    private ChainProducts() {}

    /** Whether OpenBLAS is there and its sums are chains. */
    static boolean usable() {
        return Trial.PASSED;
    }

    /** From one row of a result to the next. */
    static int width(int columns) {
        return padded(columns, LEAST_PADDED);
    }

    /** Elements of a result, with those that are computed for nothing. */
    static int length(int rows, int columns) {
        int m = width(columns);
        return m * padded(rows, LEAST_AREA / m);
    }

    private static int padded(int side, int least) {
        return HeapProducts.padded(Math.max(side, least));
    }

    /** The products of points of width d; a few rows and columns more are read and computed. */
    static void multiply(int d, DoublePointer x, int rows, DoublePointer z, int columns, DoublePointer result) {
        int m = width(columns);
        int n = length(rows, columns) / m;
        boolean raised = BlasTiles.enter();
        try {
            for (int p = 0; p < d; p += HeapProducts.TERMS) {
                openblas_nolapack.cblas_dgemm(
                        openblas_nolapack.CblasColMajor,
                        openblas_nolapack.CblasTrans,
                        openblas_nolapack.CblasNoTrans,
                        m,
                        n,
                        Math.min(HeapProducts.TERMS, d - p),
                        1,
                        p == 0 ? z : z.getPointer(p),
                        d,
                        p == 0 ? x : x.getPointer(p),
                        d,
                        p == 0 ? 0 : 1,
                        result,
                        m);
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    /** Products of points that are all equal, of one block of terms and of several: each element must be the chain. */
    private static final class Trial {

        static final boolean PASSED = passes();

        private static boolean passes() {
            try {
                NativeStart.require();
                return passes(50, 512) && passes(HeapProducts.TERMS, 128) && passes(HeapProducts.TERMS + 16, 128);
            } catch (LinkageError | RuntimeException e) {
                // Another backend of ND4J, or no native library for this platform: plain Java answers.
                return false;
            }
        }

        // Runs in the interpreter, in a process's first call: few rounds, and little memory that is new. Of few terms
        // the largest products are tried too.
        private static boolean passes(int d, int most) {
            double[] x = new double[d];
            double[] z = new double[d];
            for (int p = 0; p < d; p++) {
                x[p] = Math.floorMod(p * 7919, 1009) / 37.0 - 13;
                z[p] = Math.floorMod(p * 104_729, 997) / 41.0 - 11;
            }
            double sum = 0;
            for (int from = 0; from < d; from += HeapProducts.TERMS) {
                double chain = 0;
                for (int p = from; p < Math.min(d, from + HeapProducts.TERMS); p++) {
                    chain = Math.fma(x[p], z[p], chain);
                }
                sum += chain;
            }
            Panel rows = repeated(x, most);
            Panel columns = repeated(z, most);
            Panel products = new Panel(most * 128);
            Panel chain = new Panel(1);
            chain.numbers().put(0, sum);
            return chains(128, most, d, rows, columns, products, chain)
                    && chains(most, 104, d, rows, columns, products, chain)
                    && chains(1, 32, d, rows, columns, products, chain)
                    && chains(104, 40, d, rows, columns, products, chain)
                    && chains(72, 56, d, rows, columns, products, chain)
                    && chains(32, 128, d, rows, columns, products, chain);
        }

        private static Panel repeated(double[] point, int count) {
            double[] points = Arrays.copyOf(point, count * point.length);
            for (int there = point.length; there < points.length; there *= 2) {
                System.arraycopy(points, 0, points, there, there);
            }
            Panel panel = new Panel(points.length);
            panel.numbers().put(0, points, 0, points.length);
            return panel;
        }

        // p - sum is 0 of equal numbers alone, which are not 0 themselves, and NaN of NaN; here it would be a loop in
        // Java.
        private static boolean chains(int rows, int count, int d, Panel x, Panel z, Panel products, Panel chain) {
            multiply(d, x.address(), rows, z.address(), count, products.address());
            int length = length(rows, count);
            openblas_nolapack.cblas_daxpy(length, -1, chain.address(), 0, products.address(), 1);
            return openblas_nolapack.cblas_dasum(length, products.address(), 1) == 0;
        }
    }
}
