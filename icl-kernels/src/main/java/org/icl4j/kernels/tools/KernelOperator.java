package org.icl4j.kernels.tools;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The operator K + ridge I with as much of K kept as memory allows: all of it, none of it, or the last rows of its lower triangle up
 * to a budget, while the rest is evaluated anew at every product.
 *
 * <pre>{@code
 * try (KernelOperator operator = KernelOperator.withBudget(kernel, x, 0.01, 2L << 30)) {
 *     ConjugateGradient.withDefaults().solve(operator, y);
 * }
 * }</pre>
 *
 * <p>Keeping pays the more, the more a kernel costs: at n = 5000 a product with a Gaussian took half the time kept that it took
 * evaluated at d = 3, and a seventh at d = 200. Forming costs about as much as one product that evaluates all pairs.
 *
 * <p>A full triangle is 4 n^2 bytes of native memory, half of what a square matrix takes; {@link #close} gives it back. The results of
 * one operator are the same bits for any number of threads; operators that keep different parts agree up to rounding.
 * Thread-safe until it is closed.
 */
public final class KernelOperator implements LinearOperator, AutoCloseable {

    private static final int BAND = 64;
    /** Partial sums take at most so many numbers, and by that there are at most so many: by the sizes alone, for any number of threads. */
    private static final int PARTIAL_NUMBERS = 1 << 24;

    private static final int LEAST_PARTS = 16;
    private static final int MOST_PARTS = 128;
    /** Numbers of a row that are worked on together: they, and as many of both vectors, stay in the first-level cache. */
    private static final int PIECE = 1024;

    private final int n;
    private final int firstKept;
    private final double ridge;
    /** The part of the first rows, evaluated at every product; of no use where all rows are kept. */
    private final LinearOperator rest;
    /** The rows [firstKept + b BAND, ...), each from column 0 to the last of the band, row-major. */
    private final INDArray[] bands;

    private final String explanation;
    private volatile boolean closed;

    private KernelOperator(Kernel kernel, Points x, double ridge, int bandsKept, String choice) {
        this.n = x.size();
        this.ridge = ridge;
        this.firstKept = firstKept(n, bandsKept);
        this.rest = Gram.operator(kernel, firstKept == 0 ? x : x.first(firstKept), ridge);
        this.bands = new INDArray[bandsKept];
        try {
            for (int b = 0; b < bandsKept; b++) {
                bands[b] = NativeArrays.uninitialised((long) rows(b) * end(b), 1);
            }
            Parallel.run(bandsKept, b -> fill(kernel, x, b));
        } catch (RuntimeException | Error e) {
            free();
            throw e;
        }
        this.explanation = explain(choice);
    }

    /**
     * The operator that evaluates every pair at every product: {@link Gram#operator}.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @return the operator; memory O(n d)
     * @throws IllegalArgumentException if the ridge is negative or not finite
     */
    public static KernelOperator neverFormed(Kernel kernel, Points x, double ridge) {
        check(kernel, x, ridge);
        return new KernelOperator(kernel, x, ridge, 0, "as asked for");
    }

    /**
     * The operator that keeps the whole lower triangle.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @return the operator
     * @throws IllegalArgumentException if the triangle does not fit into memory (refused before it is allocated), a value is not
     *     finite, or the ridge is negative or not finite
     */
    public static KernelOperator formed(Kernel kernel, Points x, double ridge) {
        check(kernel, x, ridge);
        Memory.require(
                "the lower triangle of the " + x.size() + " x " + x.size() + " kernel matrix",
                triangle(x.size()),
                "use KernelOperator.withBudget or KernelOperator.neverFormed");
        return new KernelOperator(kernel, x, ridge, allBands(x.size()), "as asked for");
    }

    /**
     * The operator that keeps as many of the last rows as a budget allows.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @param bytes the most native memory to keep numbers in, at least 0
     * @return the operator
     * @throws IllegalArgumentException if what the budget allows does not fit into memory (refused before it is allocated), a value is
     *     not finite, or the ridge or the budget is negative
     */
    public static KernelOperator withBudget(Kernel kernel, Points x, double ridge, long bytes) {
        check(kernel, x, ridge);
        if (bytes < 0) {
            throw Require.error("bytes", "must be at least 0, got " + bytes);
        }
        int kept = bandsWithin(x.size(), bytes);
        Memory.require(
                "the part of the kernel matrix within the budget",
                Math.min((double) bytes, triangle(x.size())),
                "use a smaller budget");
        return new KernelOperator(kernel, x, ridge, kept, "a budget of " + Memory.readable((double) bytes));
    }

    /**
     * The operator that keeps what fits into half of the memory available now. What is kept, and with it the last digits of a
     * product, depends on the machine's state: where bits must repeat, give a budget.
     *
     * @param kernel the kernel
     * @param x shape [n, d]
     * @param ridge added to the diagonal, at least 0
     * @return the operator
     * @throws IllegalArgumentException if a value is not finite, or the ridge is negative or not finite
     */
    public static KernelOperator automatic(Kernel kernel, Points x, double ridge) {
        check(kernel, x, ridge);
        long budget = Memory.available() / 2;
        int kept = bandsWithin(x.size(), budget);
        return new KernelOperator(
                kernel, x, ridge, kept, "half of the memory available, " + Memory.readable((double) budget));
    }

    private static void check(Kernel kernel, Points x, double ridge) {
        Require.notNull("kernel", kernel);
        Require.notNull("x", x);
        Require.nonNegative("ridge", ridge);
    }

    private static int allBands(int n) {
        return (n - 1) / BAND + 1;
    }

    private static int firstKept(int n, int bandsKept) {
        return Math.max(0, n - bandsKept * BAND);
    }

    /** The bytes of all bands. */
    private static double triangle(int n) {
        double bytes = 0;
        for (int end = n; end > 0; end -= BAND) {
            bytes += 8.0 * Math.min(BAND, end) * end;
        }
        return bytes;
    }

    /** How many bands, from the last one on, fit into a budget. */
    private static int bandsWithin(int n, long bytes) {
        long left = bytes;
        int kept = 0;
        for (int end = n; end > 0; end -= BAND) {
            left -= 8L * Math.min(BAND, end) * end;
            if (left < 0) {
                break;
            }
            kept++;
        }
        return kept;
    }

    // Band 0 holds the last rows, and only the band of the first rows may be lower than the others.
    private int end(int band) {
        return n - band * BAND;
    }

    private int begin(int band) {
        return Math.max(0, end(band) - BAND);
    }

    private int rows(int band) {
        return end(band) - begin(band);
    }

    // Columns are the points up to the band's end, so that the pair in an error message has its own indices.
    private void fill(Kernel kernel, Points x, int band) {
        int end = end(band);
        Points columns = x.first(end);
        double[] rows = new double[Math.multiplyExact(rows(band), end)];
        Gram.rowsInto(kernel, x, begin(band), rows(band), columns, rows, 0);
        NativeArrays.copyIn(rows, 0, bands[band], 0, rows.length);
    }

    @Override
    public int size() {
        return n;
    }

    @Override
    public void apply(double[] x, double[] result) {
        apply(Parallel.threads(), x, 1, result);
    }

    @Override
    public void apply(double[] x, int columns, double[] result) {
        apply(Parallel.threads(), x, columns, result);
    }

    void apply(int threads, double[] x, int t, double[] result) {
        int length = Math.multiplyExact(n, Require.positive("columns", t));
        String because = t == 1 ? "the operator's size" : n + " rows of " + t + " columns";
        Require.length("x", x, length, because);
        Require.length("result", result, length, because);
        requireOpen();
        if (firstKept == n) {
            rest.apply(x, t, result);
            return;
        }
        double[] sums = new double[length];
        for (int i = firstKept * t; i < length; i++) {
            sums[i] = ridge * x[i];
        }
        if (firstKept > 0) {
            double[] head = new double[firstKept * t];
            rest.apply(Arrays.copyOf(x, firstKept * t), t, head);
            System.arraycopy(head, 0, sums, 0, firstKept * t);
        }
        int fitting = Math.max(LEAST_PARTS, Math.min(MOST_PARTS, PARTIAL_NUMBERS / length));
        double[][] partial = new double[Math.min(fitting, bands.length)][length];
        Parallel.run(threads, partial.length, part -> {
            double[] piece = new double[t == 1 ? PIECE : BAND * PIECE];
            for (int b = part; b < bands.length; b += partial.length) {
                if (t == 1) {
                    addBand(b, x, partial[part], piece);
                } else {
                    addBandOfBlock(b, x, t, partial[part], piece);
                }
            }
        });
        for (double[] part : partial) {
            VectorMath.get().axpy(1, part, 0, sums, 0, length);
        }
        if (!Double.isFinite(VectorMath.get().sum(sums, 0, length))) {
            Require.finite("x", x);
            Require.finite("result", sums);
        }
        System.arraycopy(sums, 0, result, 0, length);
    }

    // Row i of the lower triangle belongs to result_i, and, left of the diagonal block, to the columns' results as
    // well.
    private void addBand(int band, double[] x, double[] sum, double[] piece) {
        VectorMath math = VectorMath.get();
        int begin = begin(band);
        int end = end(band);
        for (int from = 0; from < end; from += PIECE) {
            int length = Math.min(PIECE, end - from);
            int mirrored = Math.max(0, Math.min(length, begin - from));
            for (int i = begin; i < end; i++) {
                NativeArrays.copyOut(bands[band], (long) (i - begin) * end + from, piece, 0, length);
                sum[i] += math.dot(piece, 0, x, from, length);
                math.axpy(x[i], piece, 0, sum, from, mirrored);
            }
        }
    }

    // The same for t columns, all rows of the band at once.
    private void addBandOfBlock(int band, double[] x, int t, double[] sum, double[] piece) {
        VectorMath math = VectorMath.get();
        int begin = begin(band);
        int end = end(band);
        int rows = end - begin;
        for (int from = 0; from < end; from += PIECE) {
            int length = Math.min(PIECE, end - from);
            int mirrored = Math.max(0, Math.min(length, begin - from));
            for (int i = 0; i < rows; i++) {
                NativeArrays.copyOut(bands[band], (long) i * end + from, piece, i * PIECE, length);
            }
            math.gemm(false, false, rows, t, length, 1, piece, 0, PIECE, x, from * t, t, 1, sum, begin * t, t);
            if (mirrored > 0) {
                math.gemm(true, false, mirrored, t, rows, 1, piece, 0, PIECE, x, begin * t, t, 1, sum, from * t, t);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this operator has been closed");
        }
    }

    /**
     * The number of rows of the lower triangle that are kept: the last ones.
     *
     * @return 0 to n
     */
    public int keptRows() {
        return n - firstKept;
    }

    /**
     * The native memory that the kept rows take.
     *
     * @return bytes
     */
    public long bytes() {
        long bytes = 0;
        for (INDArray band : bands) {
            bytes += 8 * band.length();
        }
        return bytes;
    }

    /**
     * What is kept, and why.
     *
     * @return a sentence
     */
    public String explanation() {
        return explanation;
    }

    private String explain(String choice) {
        double all = 0.5 * n * (n + 1.0);
        double evaluated = 0.5 * firstKept * (firstKept + 1.0);
        String full = Memory.readable(triangle(n));
        if (firstKept == n) {
            return String.format(
                    Locale.ROOT,
                    "n = %d: nothing is kept of %s, every product evaluates all pairs (%s)",
                    n,
                    full,
                    choice);
        }
        if (firstKept == 0) {
            return String.format(Locale.ROOT, "n = %d: the whole lower triangle is kept, %s (%s)", n, full, choice);
        }
        return String.format(
                Locale.ROOT,
                "n = %d: rows %d to %d are kept, %s of %s; every product evaluates the other %.1f %% of the pairs (%s)",
                n,
                firstKept,
                n - 1,
                Memory.readable((double) bytes()),
                full,
                100 * evaluated / all,
                choice);
    }

    /** Gives the native memory back. The operator cannot be applied afterwards; closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    private void free() {
        for (INDArray band : bands) {
            if (band != null && band.closeable()) {
                band.close();
            }
        }
    }

    @Override
    public String toString() {
        return "KernelOperator[" + explanation + "]";
    }
}
