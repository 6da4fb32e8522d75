package org.icl4j.kernels.tools;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much two kernel matrices of the same n points have in common:
 *
 * <pre>
 * alignment          &lt;A, B&gt; / (|A| |B|), inner product and norm of Frobenius
 * centred alignment  the same of H A H and H B H, H = I - 11'/n
 * target alignment   with B = Y Y', how well a kernel suits the targets
 * operator norm      min over c of |A - c B|_2: see {@link OperatorNormAlignment}
 * </pre>
 *
 * The alignments are 1 for proportional matrices (c &gt; 0), whatever their scale. Uncentred alignment is high between any two kernels
 * with positive values, because their means agree; the centred one is what predicts performance (Cortes et al., section 2).
 *
 * <p>Two kernels are compared by evaluating both on the points. To rebuild exp(S) from softmax(S) and its own row sums and compare it
 * with exp(S) is an identity, and says nothing about either.
 *
 * <p>Matrices are symmetric within {@link Symmetry#TOLERANCE}; read, never written. Of kernels no matrix is formed. Cost: n^2
 * flops, or n^2 values of each kernel (twice when centred).
 *
 * <p>Sources: Cristianini, Shawe-Taylor, Elisseeff and Kandola (2001), On kernel-target alignment, definitions 1 and 2; Cortes, Mohri
 * and Rostamizadeh (2012), Algorithms for learning kernels based on centered alignment, JMLR 13, definition 4.
 */
public final class Alignment {

    private static final double EPS = Math.ulp(1.0);

    private Alignment() {}

    /**
     * The uncentred alignment of two matrices.
     *
     * @param a shape [n, n]
     * @param b shape [n, n]
     * @return between -1 and 1; at least 0 for positive semidefinite matrices
     * @throws IllegalArgumentException if the shapes differ, a matrix is not square, finite and symmetric, or is 0
     */
    public static double of(INDArray a, INDArray b) {
        int n = requireSameSize(a, b);
        return cosine(n, DenseRows.ofSymmetric(a), DenseRows.ofSymmetric(b), false);
    }

    /**
     * The uncentred alignment of two kernels on points.
     *
     * @param a a kernel
     * @param b a kernel
     * @param x shape [n, d]
     * @return between -1 and 1
     * @throws IllegalArgumentException if a kernel value is not finite, or a kernel is 0 on the points
     */
    public static double of(Kernel a, Kernel b, Points x) {
        return cosine(size(a, b, x), DenseRows.of(a, x), DenseRows.of(b, x), false);
    }

    /**
     * The centred alignment of two matrices.
     *
     * @param a shape [n, n]
     * @param b shape [n, n]
     * @return between -1 and 1; at least 0 for positive semidefinite matrices
     * @throws IllegalArgumentException as {@link #of(INDArray, INDArray)}, or if a matrix is constant
     */
    public static double centred(INDArray a, INDArray b) {
        int n = requireSameSize(a, b);
        return cosine(n, DenseRows.ofSymmetric(a), DenseRows.ofSymmetric(b), true);
    }

    /**
     * The centred alignment of two kernels on points.
     *
     * @param a a kernel
     * @param b a kernel
     * @param x shape [n, d]
     * @return between -1 and 1
     * @throws IllegalArgumentException as {@link #of(Kernel, Kernel, Points)}, or if a kernel is constant on the points
     */
    public static double centred(Kernel a, Kernel b, Points x) {
        return cosine(size(a, b, x), DenseRows.of(a, x), DenseRows.of(b, x), true);
    }

    /**
     * The alignment of a matrix with the targets' own, Y Y'. For classes, targets of 1 and -1.
     *
     * @param gram shape [n, n]
     * @param targets Y, shape [n, t]
     * @param centred whether both are centred
     * @return between -1 and 1
     * @throws IllegalArgumentException if the sizes differ, or as {@link #centred(INDArray, INDArray)}
     */
    public static double target(INDArray gram, Points targets, boolean centred) {
        int n = Symmetry.require("gram", gram);
        return target(n, "gram of shape [" + n + ", " + n + "]", DenseRows.ofSymmetric(gram), targets, centred);
    }

    /**
     * The alignment of a kernel with the targets' own, Y Y'. For classes, targets of 1 and -1.
     *
     * @param kernel a kernel
     * @param x shape [n, d]
     * @param targets Y, shape [n, t]
     * @param centred whether both are centred
     * @return between -1 and 1
     * @throws IllegalArgumentException if the sizes differ, or as {@link #centred(Kernel, Kernel, Points)}
     */
    public static double target(Kernel kernel, Points x, Points targets, boolean centred) {
        Require.notNull("kernel", kernel);
        int n = size(kernel, kernel, x);
        return target(n, "x of shape [" + n + ", " + x.width() + "]", DenseRows.of(kernel, x), targets, centred);
    }

    private static double target(int n, String other, DenseRows rows, Points targets, boolean centred) {
        Require.notNull("targets", targets);
        if (targets.size() != n) {
            throw Require.error(
                    "targets",
                    "expected shape [" + n + ", t], got [" + targets.size() + ", " + targets.width()
                            + "] (one row per row of " + other + ")");
        }
        return cosine(n, rows, DenseRows.of(new Linear(), targets), centred);
    }

    /**
     * The distance of two matrices in the operator norm at the best scale.
     *
     * @param a shape [n, n]
     * @param b shape [n, n]
     * @return min over c of |A - c B|_2, and where it is reached
     * @throws IllegalArgumentException if the shapes differ, a matrix is not square, finite and symmetric, or is 0, or the work does
     *     not fit into memory
     */
    public static OperatorNormAlignment operatorNorm(INDArray a, INDArray b) {
        requireSameSize(a, b);
        return new OperatorNormSearch(a, b).run();
    }

    /**
     * The distance of two kernels' matrices in the operator norm at the best scale.
     *
     * @param a a kernel
     * @param b a kernel
     * @param x shape [n, d]
     * @return min over c of |A - c B|_2, and where it is reached
     * @throws IllegalArgumentException if a kernel value is not finite, a kernel is 0 on the points, or the work does not fit into
     *     memory
     */
    public static OperatorNormAlignment operatorNorm(Kernel a, Kernel b, Points x) {
        size(a, b, x);
        try (INDArray first = Gram.matrix(a, x);
                INDArray second = Gram.matrix(b, x)) {
            return new OperatorNormSearch(first, second).run();
        }
    }

    private static int size(Kernel a, Kernel b, Points x) {
        Require.notNull("a", a);
        Require.notNull("b", b);
        return Require.notNull("x", x).size();
    }

    private static int requireSameSize(INDArray a, INDArray b) {
        int n = Symmetry.requireSquare("a", a);
        int m = Symmetry.requireSquare("b", b);
        if (n != m) {
            throw Require.error(
                    "b",
                    "expected shape [" + n + ", " + n + "], got [" + m + ", " + m
                            + "] (a and b are kernel matrices of the same" + " points)");
        }
        Symmetry.require("a", a);
        return Symmetry.require("b", b);
    }

    private static double cosine(int n, DenseRows a, DenseRows b, boolean centred) {
        double[] plain = products(n, a, b, null, null);
        if (!(plain[1] > 0
                && plain[2] > 0
                && plain[1] < Double.POSITIVE_INFINITY
                && plain[2] < Double.POSITIVE_INFINITY)) {
            throw Require.error(
                    plain[1] > 0 && plain[1] < Double.POSITIVE_INFINITY ? "b" : "a",
                    "has the norm 0 or one beyond the range of numbers, so it has no alignment");
        }
        double[] sums = plain;
        if (centred) {
            sums = products(n, a, b, Centring.rowMeans(a, n, n), Centring.rowMeans(b, n, n));
            for (int which = 1; which <= 2; which++) {
                // What centring leaves of a constant matrix is its rounding.
                if (!(Math.sqrt(sums[which]) > n * EPS * Math.sqrt(plain[which]))) {
                    throw Require.error(
                            which == 1 ? "a" : "b", "is constant on the points: centred, it is 0 and has no alignment");
                }
            }
        }
        double cosine = sums[0] / (Math.sqrt(sums[1]) * Math.sqrt(sums[2]));
        return Math.max(-1, Math.min(1, cosine));
    }

    // <A, B>, <A, A>, <B, B>, of the centred matrices where their means are given.
    private static double[] products(
            int n, DenseRows a, DenseRows b, double @Nullable [] meansA, double @Nullable [] meansB) {
        int bands = DenseRows.bands(n);
        double[][] partial = new double[bands][3];
        Parallel.run(bands, band -> {
            VectorMath math = VectorMath.get();
            int from = band * DenseRows.BAND;
            int count = Math.min(DenseRows.BAND, n - from);
            double[] rowsA = new double[Math.multiplyExact(count, n)];
            double[] rowsB = new double[rowsA.length];
            a.read(from, count, rowsA);
            b.read(from, count, rowsB);
            if (meansA != null && meansB != null) {
                centre(rowsA, from, meansA);
                centre(rowsB, from, meansB);
            }
            partial[band][0] = math.dot(rowsA, 0, rowsB, 0, rowsA.length);
            partial[band][1] = math.dot(rowsA, 0, rowsA, 0, rowsA.length);
            partial[band][2] = math.dot(rowsB, 0, rowsB, 0, rowsA.length);
        });
        double[] sums = new double[3];
        for (double[] part : partial) {
            for (int s = 0; s < 3; s++) {
                sums[s] += part[s];
            }
        }
        return sums;
    }

    private static void centre(double[] rows, int from, double[] means) {
        int n = means.length;
        double mean = VectorMath.get().sum(means, 0, n) / n;
        for (int i = 0; i < rows.length / n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i * n + j] -= (means[from + i] + means[j]) - mean;
            }
        }
    }
}
