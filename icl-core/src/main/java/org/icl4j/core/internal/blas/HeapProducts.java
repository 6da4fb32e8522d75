package org.icl4j.core.internal.blas;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products of heap arrays by OpenBLAS, with the bits of fused multiply-adds in the order of the terms. On every processor that
 * has them OpenBLAS's kernels compute an element of a product of at most {@value #TERMS} terms as one such chain, wherever in
 * the product it stands, if both sides are multiples of {@value #UNIT} and neither operand is transposed; where sides are
 * shorter or operands transposed, some kernels take other orders. So operands are copied to native panels, padded to such
 * sides, and longer sums are cut. {@link #usable} tries it out before the first product.
 */
public final class HeapProducts {

    /** Terms of a sum that are taken at a time. */
    public static final int TERMS = 256;

    /** Products are padded to such sides. */
    static final int UNIT = 8;

    private static final int ROWS = 128;
    private static final int COLUMNS = 128;

    // From sides of 8 on plain Java takes about three times as long as copying, padding and OpenBLAS.
    private static final int LEAST_SIDE = 8;

    // OpenBLAS takes a fifth of a second to load: what plain Java needs for so many terms.
    private static final long TERMS_BEFORE_LOADING = 1L << 30;

    private static final ThreadLocal<HeapProducts> PER_THREAD = ThreadLocal.withInitial(HeapProducts::new);

    // Races only move the moment of loading, which no result shows.
    private static long termsSeen;
    private static volatile boolean loaded;

    private final Panel left = new Panel(ROWS * TERMS);
    private final Panel right = new Panel(TERMS * COLUMNS);
    private final Panel result = new Panel(ROWS * COLUMNS);
    private final double[] line = new double[Math.max(COLUMNS, TERMS)];

    private HeapProducts() {}

    /** From now on OpenBLAS is there, so that no product waits for it. */
    static void loaded() {
        loaded = true;
    }

    static boolean isLoaded() {
        return loaded;
    }

    /**
     * Whether OpenBLAS is the faster way for a product of this size.
     *
     * @param m rows of the result
     * @param n columns of the result
     * @param k terms of each element
     * @return whether {@link #multiply} may be called and pays
     */
    public static boolean pays(int m, int n, int k) {
        count(m, n, k);
        return m >= LEAST_SIDE && n >= LEAST_SIDE && k >= LEAST_SIDE && worthLoading() && usable();
    }

    /**
     * Counts a product that {@link org.icl4j.core.math.VectorMath#gemm} is asked for: many of them make OpenBLAS worth loading.
     *
     * @param m rows of the result
     * @param n columns of the result
     * @param k terms of each element
     */
    public static void count(int m, int n, int k) {
        if (!loaded && m >= LEAST_SIDE && n >= LEAST_SIDE && k >= LEAST_SIDE) {
            termsSeen += (long) m * n * k;
        }
    }

    /** Whether OpenBLAS is loaded, or worth it. */
    static boolean worthLoading() {
        return loaded || termsSeen >= TERMS_BEFORE_LOADING;
    }

    /**
     * Whether OpenBLAS is there and its sums are chains.
     *
     * @return whether {@link #multiply} may be called
     */
    public static boolean usable() {
        return Trial.PASSED;
    }

    /** Begins a stretch of many products, on any threads: OpenBLAS's own threads rest until its end, if one of them calls it. */
    public static void begin() {
        BlasTiles.begin();
    }

    /** Ends a stretch. */
    public static void end() {
        BlasTiles.end();
    }

    /** C = alpha op(A) op(B) + beta C, as of {@link org.icl4j.core.math.VectorMath#gemm}. */
    public static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int ldB,
            double beta,
            double[] c,
            int offsetC,
            int ldC) {
        HeapProducts scratch = PER_THREAD.get();
        boolean raised = BlasTiles.enter();
        try {
            for (int p = 0; p < k; p += TERMS) {
                int terms = Math.min(TERMS, k - p);
                for (int j = 0; j < n; j += COLUMNS) {
                    int columns = Math.min(COLUMNS, n - j);
                    int ld = padded(columns);
                    int fromB = offsetB + (transposeB ? j * ldB + p : p * ldB + j);
                    scratch.copy(transposeB, b, fromB, ldB, terms, columns, scratch.right.numbers(), ld);
                    for (int i = 0; i < m; i += ROWS) {
                        int rows = Math.min(ROWS, m - i);
                        int fromA = offsetA + (transposeA ? p * ldA + i : i * ldA + p);
                        scratch.copy(transposeA, a, fromA, ldA, rows, terms, scratch.left.numbers(), terms);
                        scratch.multiply(padded(rows), ld, terms);
                        scratch.store(alpha, p == 0 ? beta : 1, rows, columns, ld, c, offsetC + i * ldC + j, ldC);
                    }
                }
            }
        } finally {
            if (raised) {
                BlasTiles.leave();
            }
        }
    }

    static int padded(int side) {
        return (side + UNIT - 1) / UNIT * UNIT;
    }

    /** The block of rows and columns, row-major with the given leading dimension; the numbers between are what was there. */
    private void copy(
            boolean transpose,
            double[] source,
            int from,
            int ldSource,
            int rows,
            int columns,
            DoubleBuffer panel,
            int ld) {
        if (!transpose) {
            if (ldSource == columns && ld == columns) {
                panel.put(0, source, from, rows * columns);
                return;
            }
            for (int i = 0; i < rows; i++) {
                panel.put(i * ld, source, from + i * ldSource, columns);
            }
            return;
        }
        double[] row = line;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                row[j] = source[from + j * ldSource + i];
            }
            panel.put(i * ld, row, 0, columns);
        }
    }

    // Row-major matrices are, to column-major code, their transposes: C' = B' A'.
    private void multiply(int rows, int columns, int terms) {
        openblas_nolapack.cblas_dgemm(
                openblas_nolapack.CblasColMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasNoTrans,
                columns,
                rows,
                terms,
                1,
                right.address(),
                columns,
                left.address(),
                terms,
                0,
                result.address(),
                columns);
    }

    private void store(double alpha, double beta, int rows, int columns, int ld, double[] c, int at, int ldC) {
        if (alpha == 1 && beta == 0) {
            if (ld == columns && ldC == columns) {
                result.numbers().get(0, c, at, rows * columns);
                return;
            }
            for (int i = 0; i < rows; i++) {
                result.numbers().get(i * ld, c, at + i * ldC, columns);
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            result.numbers().get(i * ld, line, 0, columns);
            update(alpha, line, beta, c, at + i * ldC, columns);
        }
    }

    private static void update(double alpha, double[] s, double beta, double[] c, int at, int length) {
        if (beta == 0) {
            for (int j = 0; j < length; j++) {
                c[at + j] = alpha * s[j];
            }
            return;
        }
        for (int j = 0; j < length; j++) {
            c[at + j] = Math.fma(alpha, s[j], beta * c[at + j]);
        }
    }

    /** A few products of equal rows with equal columns: each element must be the chain. Costs about a millisecond. */
    private static final class Trial {

        static final boolean PASSED = passes();

        private static boolean passes() {
            try {
                NativeStart.require();
                HeapProducts scratch = PER_THREAD.get();
                boolean raised = BlasTiles.enter();
                try {
                    return scratch.chains(128, 128, 50)
                            && scratch.chains(128, 128, TERMS)
                            && scratch.chains(UNIT, UNIT, 33)
                            && scratch.chains(24, 24, 21)
                            && scratch.chains(40, 24, TERMS)
                            && scratch.chains(UNIT, 128, 100)
                            && scratch.chains(120, UNIT, 100);
                } finally {
                    if (raised) {
                        BlasTiles.leave();
                    }
                }
            } catch (LinkageError | RuntimeException e) {
                // Another backend of ND4J, or no native library for this platform: plain Java answers.
                return false;
            }
        }
    }

    private boolean chains(int rows, int columns, int terms) {
        double[] x = new double[terms];
        double[] z = new double[terms];
        double chain = 0;
        for (int p = 0; p < terms; p++) {
            x[p] = Math.floorMod(p * 7919, 1009) / 37.0 - 13;
            z[p] = Math.floorMod(p * 104_729, 997) / 41.0 - 11;
            chain = Math.fma(x[p], z[p], chain);
        }
        double[] repeated = new double[columns];
        for (int p = 0; p < terms; p++) {
            Arrays.fill(repeated, z[p]);
            right.numbers().put(p * columns, repeated, 0, columns);
        }
        for (int i = 0; i < rows; i++) {
            left.numbers().put(i * terms, x, 0, terms);
        }
        multiply(rows, columns, terms);
        double[] got = new double[rows * columns];
        result.numbers().get(0, got, 0, got.length);
        for (double element : got) {
            if (element != chain) { // Which is not 0: equal means the same bits.
                return false;
            }
        }
        return true;
    }
}
