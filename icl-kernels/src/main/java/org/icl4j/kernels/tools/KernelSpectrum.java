package org.icl4j.kernels.tools;

import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The eigenvalues s_1 &gt;= ... &gt;= s_n of a kernel matrix K = V diag(s) V', and what follows from them.
 *
 * <pre>{@code
 * KernelSpectrum spectrum = KernelSpectrum.of(new Gaussian(0.5), x);
 * double degreesOfFreedom = spectrum.effectiveDimension(0.01);
 * }</pre>
 *
 * <p>A ridge is added to K's diagonal as it is, as everywhere in this library: it is not multiplied by n. Authors who write
 * d_eff(lambda) = tr K (K + n lambda I)^-1 mean {@code effectiveDimension(n * lambda)} here.
 *
 * <p>Eigenvalues of size n eps s_1 and below are rounding of the computation, of either sign; where a positive semidefinite matrix
 * is asked for they count as 0. Cost: about 9 n^3 flops once, then O(n) for each number and O(n^2) for leverage scores. Memory: 24
 * n^2 bytes of native memory while the matrix is decomposed, 8 n^2 bytes of heap afterwards. Immutable and thread-safe.
 */
public final class KernelSpectrum {

    /** dsyevd counts its workspace of 2 n^2 numbers in 32 bits. */
    static final int LARGEST = 32766;

    private static final double EPS = Math.ulp(1.0);
    /** A negative eigenvalue beyond so many times n eps s_1 is the matrix's own. */
    private static final double CLEARLY = 100;

    private static final int CHUNK = 256;

    private final int n;
    /** Descending. */
    private final double[] eigenvalues;
    /** Row j is the eigenvector of eigenvalue j. */
    private final double[][] vectors;

    private KernelSpectrum(int n, double[] eigenvalues, double[][] vectors) {
        this.n = n;
        this.eigenvalues = eigenvalues;
        this.vectors = vectors;
    }

    /**
     * Decomposes the kernel matrix of points.
     *
     * @param kernel the kernel
     * @param x shape [n, d], at most 32766 points
     * @return the spectrum
     * @throws IllegalArgumentException if the matrix does not fit (refused before it is allocated), or a value is not finite
     */
    public static KernelSpectrum of(Kernel kernel, Points x) {
        Require.notNull("kernel", kernel);
        int n = requireRoom(Require.notNull("x", x).size());
        try (INDArray k = NativeArrays.uninitialised(n, n)) {
            Gram.lowerInto(kernel, x, 0, k);
            return decompose(k);
        }
    }

    /**
     * Decomposes a matrix.
     *
     * @param gram shape [n, n], symmetric within {@link Symmetry#TOLERANCE}, at most 32766 rows; read, never written
     * @return the spectrum
     * @throws IllegalArgumentException if the matrix is not square, not finite, not symmetric, or too large
     */
    public static KernelSpectrum of(INDArray gram) {
        int n = requireRoom(Symmetry.requireSquare("gram", gram));
        Symmetry.require("gram", gram);
        try (INDArray k = NativeArrays.uninitialised(n, n)) {
            k.assign(gram.castTo(DataType.DOUBLE));
            return decompose(k);
        }
    }

    private static int requireRoom(int n) {
        requireRoom("x", "the spectrum", n);
        return n;
    }

    /**
     * Refuses an eigendecomposition of a kernel matrix that would not fit, before anything is allocated: the one check for all
     * that decompose one.
     *
     * @param argument whose size it is, for the message
     * @param purpose what it is for, such as {@code "the spectrum"}
     * @param n the points
     * @throws IllegalArgumentException if n is not positive or above 32766, or 32 n^2 bytes of native memory or 8 n^2 of heap are not
     *     there
     */
    public static void requireRoom(String argument, String purpose, int n) {
        Require.notNull("argument", argument);
        Require.notNull("purpose", purpose);
        Require.positive("n", n);
        String what = purpose + " of the " + n + " x " + n + " kernel matrix";
        if (n > LARGEST) {
            throw Require.error(
                    argument,
                    what + " is too large: LAPACK's eigendecomposition takes at most " + LARGEST
                            + " rows; use fewer points");
        }
        Memory.require(what, 32.0 * n * n, "use fewer points");
        double heap = 8.0 * n * n;
        if (heap > 0.9 * Runtime.getRuntime().maxMemory()) {
            throw Require.error(
                    argument,
                    what + " needs " + Memory.readable(heap) + " of Java heap, of which there is "
                            + Memory.readable((double) Runtime.getRuntime().maxMemory())
                            + "; use fewer points or a larger -Xmx");
        }
    }

    private static KernelSpectrum decompose(INDArray k) {
        int n = (int) k.size(0);
        double[] ascending = Blas.get().syev(Blas.Triangle.LOWER, k);
        double[] eigenvalues = new double[n];
        double[][] vectors = new double[n][n];
        for (int j = 0; j < n; j++) {
            eigenvalues[j] = ascending[n - 1 - j];
            NativeArrays.copyOut(k, (long) (n - 1 - j) * n, vectors[j], 0, n);
        }
        return new KernelSpectrum(n, eigenvalues, vectors);
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
     * The eigenvalues as computed, tiny negative ones included.
     *
     * @return a copy, descending, length n
     */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /**
     * An eigenvector.
     *
     * @param index 0 for the greatest eigenvalue, to n - 1
     * @return a copy, length n, norm 1; its sign is arbitrary
     */
    public double[] eigenvector(int index) {
        return vectors[Require.inRange("index", index, 0, n - 1)].clone();
    }

    /**
     * The condition number of K + ridge I in the spectral norm.
     *
     * @param ridge r, at least 0
     * @return (s_1 + r) / (s_n + r); infinity where s_n + r is not above n eps (s_1 + r), so that its digits are rounding
     * @throws IllegalArgumentException if the ridge is negative or not finite
     */
    public double conditionNumber(double ridge) {
        Require.nonNegative("ridge", ridge);
        double least = eigenvalues[n - 1] + ridge;
        double greatest = eigenvalues[0] + ridge;
        return least > n * EPS * greatest ? greatest / least : Double.POSITIVE_INFINITY;
    }

    /**
     * The effective dimension tr K (K + r I)^-1 = sum_j s_j / (s_j + r): the degrees of freedom of kernel ridge regression.
     * It falls as r grows, from the numerical rank at r = 0 towards 0.
     *
     * @param ridge r, at least 0; added to K as it is, not multiplied by n
     * @return between 0 and {@link #rank()}
     * @throws IllegalArgumentException if the ridge is negative or not finite, or K is clearly not positive semidefinite
     */
    public double effectiveDimension(double ridge) {
        double sum = 0;
        for (double weight : weights(ridge)) {
            sum += weight;
        }
        return sum;
    }

    /**
     * The ridge leverage scores l_i = (K (K + r I)^-1)_ii: how much of its own target each answer holds. They sum to the
     * effective dimension.
     *
     * @param ridge r, at least 0; added to K as it is
     * @return n numbers from 0 to 1
     * @throws IllegalArgumentException as {@link #effectiveDimension}
     */
    public double[] leverageScores(double ridge) {
        double[] weights = weights(ridge);
        double[] scores = new double[n];
        Parallel.run((n - 1) / CHUNK + 1, chunk -> {
            int end = Math.min(n, (chunk + 1) * CHUNK);
            for (int j = 0; j < n && weights[j] > 0; j++) {
                double[] v = vectors[j];
                for (int i = chunk * CHUNK; i < end; i++) {
                    scores[i] += weights[j] * v[i] * v[i];
                }
            }
        });
        return scores;
    }

    // s_j / (s_j + r), 0 for what is rounding.
    private double[] weights(double ridge) {
        Require.nonNegative("ridge", ridge);
        requirePositive();
        double[] weights = new double[n];
        int rank = rank();
        for (int j = 0; j < rank; j++) {
            weights[j] = eigenvalues[j] / (eigenvalues[j] + ridge);
        }
        return weights;
    }

    private void requirePositive() {
        double greatest = Math.max(Math.abs(eigenvalues[0]), Math.abs(eigenvalues[n - 1]));
        if (eigenvalues[n - 1] < -CLEARLY * n * EPS * greatest) {
            throw Require.error(
                    "kernel",
                    "the matrix is not positive semidefinite: its least eigenvalue is " + eigenvalues[n - 1]
                            + ", its greatest " + eigenvalues[0]);
        }
    }

    /**
     * The numerical rank: the number of eigenvalues above n eps s_1.
     *
     * @return 0 to n
     */
    public int rank() {
        return rank(n * EPS);
    }

    /**
     * The number of eigenvalues above a fraction of the greatest.
     *
     * @param relative the fraction, at least 0
     * @return 0 to n
     * @throws IllegalArgumentException if the fraction is negative or not finite
     */
    public int rank(double relative) {
        Require.nonNegative("relative", relative);
        double threshold = relative * eigenvalues[0];
        int rank = 0;
        while (rank < n && eigenvalues[rank] > threshold && eigenvalues[rank] > 0) {
            rank++;
        }
        return rank;
    }

    /**
     * The effective rank: the exponential of the entropy of p_j = s_j / sum s. It is n for a multiple of the identity, 1 for rank
     * one. Source: Roy and Vetterli (2007), The effective rank, definition 1.
     *
     * @return 1 to n
     * @throws IllegalArgumentException if K is clearly not positive semidefinite, or 0
     */
    public double effectiveRank() {
        double trace = positiveTrace();
        double entropy = 0;
        for (int j = 0; j < rank(); j++) {
            double p = eigenvalues[j] / trace;
            entropy -= p * Math.log(p);
        }
        return Math.exp(entropy);
    }

    /**
     * The stable rank or intrinsic dimension tr K / s_1.
     *
     * @return 1 to n
     * @throws IllegalArgumentException if K is clearly not positive semidefinite, or 0
     */
    public double stableRank() {
        return positiveTrace() / eigenvalues[0];
    }

    private double positiveTrace() {
        requirePositive();
        double trace = tail(0);
        if (!(trace > 0)) {
            throw Require.error("kernel", "the matrix is 0, so it has no effective rank");
        }
        return trace;
    }

    /**
     * The sum of the eigenvalues beyond the first ones, what the best approximation of that rank leaves out of the trace.
     * Eigenvalues that are rounding count as 0.
     *
     * @param first how many are kept, 0 to n
     * @return sum over j &gt; first of s_j
     */
    public double tail(int first) {
        Require.inRange("first", first, 0, n);
        double sum = 0;
        for (int j = rank() - 1; j >= first; j--) {
            sum += eigenvalues[j];
        }
        return sum;
    }

    /**
     * How fast the eigenvalues fall: the exponent a of s_j ~ j^-a, by least squares on the logarithms of s_j and j = 1, ...,
     * {@link #rank()}. A Matern kernel of smoothness nu in d dimensions has a = (2 nu + d) / d for large j; the Gaussian's
     * eigenvalues fall faster than any power, so that its a grows with n.
     *
     * @return a; positive where the eigenvalues fall
     * @throws IllegalArgumentException if the rank is below 2
     */
    public double decayExponent() {
        int rank = rank();
        if (rank < 2) {
            throw Require.error("kernel", "the matrix has rank " + rank + "; a decay needs two eigenvalues above 0");
        }
        double meanX = 0;
        double meanY = 0;
        for (int j = 0; j < rank; j++) {
            meanX += Math.log(j + 1.0) / rank;
            meanY += Math.log(eigenvalues[j]) / rank;
        }
        double xy = 0;
        double xx = 0;
        for (int j = 0; j < rank; j++) {
            double x = Math.log(j + 1.0) - meanX;
            xy += x * (Math.log(eigenvalues[j]) - meanY);
            xx += x * x;
        }
        return -xy / xx;
    }

    @Override
    public String toString() {
        return "KernelSpectrum[n=" + n + ", greatest=" + eigenvalues[0] + ", least=" + eigenvalues[n - 1] + ", rank="
                + rank() + "]";
    }
}
