package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.Views;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel matrix of low rank: K ~ F F' with F of shape [n, k]. {@link #randomlyPivoted} and {@link #pivoted} choose k of the points as
 * pivots S, one after the other by what is left of the diagonal; F F' is then the Nystrom approximation K_:S K_SS^-1 K_S:, exact in
 * the pivots' rows, and never above K: K - F F' is positive semidefinite.
 *
 * <ul>
 *   <li>{@link #randomlyPivoted}: the next pivot is drawn with probability proportional to the residual diagonal. In expectation
 *       tr(K - F F') is within a factor 1 + e of the best approximation of rank r once k &gt;= r / e + r log(tr K / (e tail_r)).
 *   <li>{@link #pivoted}: the next pivot is the greatest of the residual diagonal.
 *   <li>{@link #ofCentres}: the pivots are given.
 *   <li>{@link #sketched}: no pivots; k random directions through an operator.
 * </ul>
 *
 * <p>Cost: n k kernel values, n k^2 flops in blocks (one matrix product per block of pivots). Memory: 8 n k bytes of native memory,
 * which {@link #close} gives back.
 *
 * <p>Sources: Chen, Epperly, Tropp and Webber (2023), Randomly pivoted Cholesky, arXiv 2207.06503, algorithm 2.1, whose distribution
 * {@link #randomlyPivoted} has; Epperly, Tropp and Webber (2024), Embrace rejection, arXiv 2410.03969, algorithm 2.2, by which it draws
 * pivots a block at a time and rejects some; Frangella, Tropp and Udell (2023), Randomized Nystrom preconditioning, algorithm 2.1, for
 * {@link #sketched}.
 */
public final class LowRankFactor implements AutoCloseable {

    /** Pivots proposed at a time. */
    private static final int BLOCK = 128;

    private static final double EPS = Math.ulp(1.0);
    /** A pivot whose residual is so small a part of its diagonal entry is rounding. */
    private static final double DEPENDENT = 64 * EPS;

    private final int n;
    private final double trace;
    private final double[] residual;
    private final INDArray storage;
    private int[] pivots = {};
    private int rank;
    private boolean closed;

    private LowRankFactor(int n, int capacity, double[] diagonal) {
        this.n = n;
        this.residual = diagonal.clone();
        this.trace = Arrays.stream(diagonal).sum();
        Memory.require("a factor of " + n + " rows and rank " + capacity, 8.0 * n * capacity, "use a smaller rank");
        this.storage = NativeArrays.uninitialised(n, capacity);
    }

    /**
     * Randomly pivoted Cholesky, in blocks.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param rank the most pivots to take, 1 to n; fewer are taken where the matrix has a lower numerical rank
     * @param seed of the draws; pivots depend on nothing else
     * @return the factor
     * @throws IllegalArgumentException if the rank is out of range or F does not fit into memory (refused before it is allocated)
     * @throws NotPositiveDefiniteException if the kernel has a negative diagonal entry
     */
    public static LowRankFactor randomlyPivoted(Kernel kernel, Points x, int rank, long seed) {
        return randomlyPivoted(kernel, x, rank, seed, Progress.NONE);
    }

    /**
     * As {@link #randomlyPivoted(Kernel, Points, int, long)}, with a listener.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param rank the most pivots to take, 1 to n
     * @param seed of the draws
     * @param progress told of the pivots before each block, stage {@code "pivots"}
     * @return the factor
     * @throws IllegalArgumentException as without a listener
     * @throws CancellationException if the listener says stop
     */
    public static LowRankFactor randomlyPivoted(Kernel kernel, Points x, int rank, long seed, Progress progress) {
        return build(kernel, x, rank, new Pivoting.Random(Randoms.of(seed).split("pivots"), BLOCK), progress);
    }

    /**
     * Pivoted Cholesky: the greatest residual diagonal first. One kernel column at a time, so that it is slower than {@link
     * #randomlyPivoted}; and outliers, which have large residuals and tell nothing of the rest, are taken first.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param rank the most pivots to take, 1 to n
     * @return the factor
     * @throws IllegalArgumentException if the rank is out of range or F does not fit into memory
     * @throws NotPositiveDefiniteException if the kernel has a negative diagonal entry
     */
    public static LowRankFactor pivoted(Kernel kernel, Points x, int rank) {
        return pivoted(kernel, x, rank, Progress.NONE);
    }

    /**
     * As {@link #pivoted(Kernel, Points, int)}, with a listener.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param rank the most pivots to take, 1 to n
     * @param progress told before each pivot, stage {@code "pivots"}
     * @return the factor
     * @throws IllegalArgumentException as without a listener
     * @throws CancellationException if the listener says stop
     */
    public static LowRankFactor pivoted(Kernel kernel, Points x, int rank, Progress progress) {
        return build(kernel, x, rank, new Pivoting.Greedy(), progress);
    }

    /**
     * The Nystrom approximation of given centres. Centres that depend on others to rounding are left out.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param centres indices of points, different ones
     * @return the factor
     * @throws IllegalArgumentException if there is no centre, an index is out of range, or F does not fit into memory
     * @throws NotPositiveDefiniteException if the kernel has a negative diagonal entry
     */
    public static LowRankFactor ofCentres(Kernel kernel, Points x, int[] centres) {
        return ofCentres(kernel, x, centres, Progress.NONE);
    }

    /**
     * As {@link #ofCentres(Kernel, Points, int[])}, with a listener.
     *
     * @param kernel a positive semidefinite kernel
     * @param x shape [n, d]
     * @param centres indices of points, different ones
     * @param progress told of the centres before each block, stage {@code "pivots"}
     * @return the factor
     * @throws IllegalArgumentException as without a listener
     * @throws CancellationException if the listener says stop
     */
    public static LowRankFactor ofCentres(Kernel kernel, Points x, int[] centres, Progress progress) {
        Require.notNull("x", x);
        Require.notNull("centres", centres);
        for (int i = 0; i < centres.length; i++) {
            Require.inRange("centres[" + i + "]", centres[i], 0, x.size() - 1);
        }
        int rank = Require.positive("centres.length", centres.length);
        return build(kernel, x, rank, new Pivoting.Given(centres, BLOCK), progress);
    }

    private static LowRankFactor build(Kernel kernel, Points x, int rank, Pivoting pivoting, Progress progress) {
        Require.notNull("kernel", kernel);
        Require.notNull("progress", progress);
        int n = Require.notNull("x", x).size();
        Require.inRange("rank", rank, 1, n);
        double[] diagonal = BlockCholesky.diagonal(kernel, x);
        LowRankFactor factor = new LowRankFactor(n, rank, diagonal);
        try {
            new BlockCholesky(kernel, x, diagonal, factor, rank).run(pivoting, progress);
            return factor;
        } catch (RuntimeException | Error e) {
            factor.close();
            throw e;
        }
    }

    /**
     * A factor of an operator from its products with random directions: k columns at once. Its error is near that of the best
     * approximation of rank k, without looking at elements of the matrix; the trace of what it leaves is not known.
     *
     * @param k a positive semidefinite operator, size n
     * @param rank 1 to n
     * @param seed of the directions
     * @return the factor, without pivots; {@link #residualTrace} is NaN
     * @throws IllegalArgumentException if the rank is out of range or F does not fit into memory
     * @throws NotPositiveDefiniteException if the operator is clearly not positive semidefinite
     */
    public static LowRankFactor sketched(LinearOperator k, int rank, long seed) {
        int n = Require.notNull("k", k).size();
        Require.inRange("rank", rank, 1, n);
        double[] unknown = new double[n];
        Arrays.fill(unknown, Double.NaN);
        LowRankFactor factor = new LowRankFactor(n, rank, unknown);
        try {
            Sketch.into(k, rank, Randoms.of(seed).split("sketch"), factor.columns(0, rank));
            factor.rank = rank;
            return factor;
        } catch (RuntimeException | Error e) {
            factor.close();
            throw e;
        }
    }

    static void ask(Progress progress, String stage, long done, long total) {
        if (!progress.update(stage, done, total, Double.NaN)) {
            throw new CancellationException("stopped by the listener: " + stage + ", " + done + " of " + total);
        }
    }

    /** The columns [from, from + count) of F: a view. */
    INDArray columns(int from, int count) {
        return Views.columns(storage, from, count);
    }

    DoubleBuffer column(int j) {
        return NativeArrays.buffer(storage, (long) j * n, n);
    }

    double[] residualInPlace() {
        return residual;
    }

    void grown(int[] accepted) {
        pivots = Arrays.copyOf(pivots, rank + accepted.length);
        System.arraycopy(accepted, 0, pivots, rank, accepted.length);
        rank += accepted.length;
    }

    /**
     * The number of rows.
     *
     * @return n
     */
    public int size() {
        return n;
    }

    /**
     * The number of columns of F.
     *
     * @return k
     */
    public int rank() {
        return rank;
    }

    /**
     * The points chosen, in the order of their choice.
     *
     * @return a copy, length k; empty for {@link #sketched}
     */
    public int[] pivots() {
        return pivots.clone();
    }

    /**
     * The trace of K - F F', which bounds its norm.
     *
     * @return at least 0; NaN for {@link #sketched}
     */
    public double residualTrace() {
        return Arrays.stream(residual).sum();
    }

    /**
     * The trace of K.
     *
     * @return at least 0; NaN for {@link #sketched}
     */
    public double trace() {
        return trace;
    }

    /**
     * F.
     *
     * @return a copy, shape [n, k]
     */
    public Points toPoints() {
        requireOpen();
        double[] rows = new double[Math.multiplyExact(n, rank)];
        for (int j = 0; j < rank; j++) {
            DoubleBuffer column = column(j);
            for (int i = 0; i < n; i++) {
                rows[i * rank + j] = column.get(i);
            }
        }
        return Points.ofRows("F", n, rank, rows);
    }

    /**
     * The product F F'V. Cost: 4 n k t flops.
     *
     * @param v row-major [n, t]
     * @param t at least 1
     * @param result row-major [n, t], overwritten
     */
    public void multiply(double[] v, int t, double[] result) {
        requireOpen();
        Require.positive("t", t);
        Require.length("v", Require.finite("v", v), Math.multiplyExact(n, t), n + " rows of " + t);
        Require.length("result", result, Math.multiplyExact(n, t), n + " rows of " + t);
        INDArray f = columns(0, rank);
        try (INDArray input = NativeArrays.fromRowMajor(n, t, v);
                INDArray product = NativeArrays.uninitialised(rank, t);
                INDArray output = NativeArrays.uninitialised(n, t)) {
            Blas.get().gemm(Transpose.YES, Transpose.NO, 1, f, input, 0, product);
            Blas.get().gemm(Transpose.NO, Transpose.NO, 1, f, product, 0, output);
            System.arraycopy(NativeArrays.toRowMajor(output), 0, result, 0, n * t);
        }
    }

    /**
     * The eigenvalues of F F' that are not 0 by its rank: those of F'F. Cost: n k^2 + 9 k^3 flops.
     *
     * @return descending, length k, at least 0
     */
    public double[] eigenvalues() {
        requireOpen();
        return FactorSpectrum.eigenvalues(columns(0, rank), rank);
    }

    /**
     * The effective dimension tr F F'(F F' + r I)^-1 = sum_j s_j / (s_j + r). That of K is at most the {@link #residualTrace} over r larger.
     * Cost: as {@link #eigenvalues}.
     *
     * @param ridge r, positive
     * @return at most k
     */
    public double effectiveDimension(double ridge) {
        Require.positive("ridge", ridge);
        double sum = 0;
        for (double s : eigenvalues()) {
            sum += s / (s + ridge);
        }
        return sum;
    }

    /**
     * The ridge leverage scores l_i = (F F'(F F' + r I)^-1)_ii = |L^-1 f_i|^2 with L L' = F'F + r I; they sum to {@link #effectiveDimension}.
     * Cost: 2 n k^2 flops.
     *
     * @param ridge r, positive
     * @return length n, between 0 and 1
     */
    public double[] leverageScores(double ridge) {
        requireOpen();
        Require.positive("ridge", ridge);
        return FactorSpectrum.leverageScores(storage, n, rank, ridge);
    }

    /**
     * The inverse of F F' + D, which takes F's memory over: this factor is closed. Cost: 2 n k^2 flops.
     *
     * @param diagonal d, length n, positive
     * @return the operator (F F' + D)^-1
     * @throws IllegalArgumentException if the length differs or an element is not positive
     */
    public LowRankInverse toInverse(double[] diagonal) {
        requireOpen();
        Require.length("diagonal", Require.finite("diagonal", diagonal), n, "one per row");
        for (int i = 0; i < n; i++) {
            Require.positive("diagonal[" + i + "]", diagonal[i]);
        }
        closed = true;
        return new LowRankInverse(storage, n, rank, diagonal.clone());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this factor has been closed, or has become an inverse");
        }
    }

    static boolean dependent(double remaining, double diagonal) {
        return !(remaining > DEPENDENT * diagonal);
    }

    /** Whether what is left of the trace is rounding. */
    boolean exhausted() {
        return residualTrace() <= DEPENDENT * Math.max(1, rank) * trace;
    }

    /** Gives the native memory back; closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            storage.close();
        }
    }

    @Override
    public String toString() {
        return "LowRankFactor[n=" + n + ", rank=" + rank + ", trace=" + trace + ", residual trace=" + residualTrace()
                + "]";
    }
}
