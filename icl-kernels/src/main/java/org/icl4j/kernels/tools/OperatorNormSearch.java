package org.icl4j.kernels.tools;

import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Minimises the convex function f(c) = |A - c B|_2 by cutting planes. The eigenvector u of the eigenvalue of A - c B that is greatest
 * in size gives f(c) = s u'(A - c B)u, s its sign, and the tangent f(c') &gt;= f(c) - s (c' - c) u'B u. The next c is where the
 * tangents on either side of the minimum meet: their height there is a lower bound of f. The minimum mostly is a kink, where the
 * greatest and the least eigenvalue are of one size, and then the steps converge quadratically; about 10 eigendecompositions.
 */
final class OperatorNormSearch {

    private static final double EPS = Math.ulp(1.0);
    private static final double TOLERANCE = 1e-12;
    private static final int MOST = 60;

    private final int n;
    private final DenseRows a;
    private final DenseRows b;
    private int evaluations;

    /** The line value + slope (c' - c), below f everywhere. */
    private record Cut(double c, double value, double slope) {

        double at(double other) {
            return value + slope * (other - c);
        }
    }

    OperatorNormSearch(INDArray a, INDArray b) {
        this.n = (int) a.size(0);
        this.a = DenseRows.ofSymmetric(a);
        this.b = DenseRows.ofSymmetric(b);
    }

    OperatorNormAlignment run() {
        if (n > KernelSpectrum.LARGEST) {
            throw Require.error(
                    "a",
                    "has " + n + " rows; LAPACK's eigendecomposition takes at most " + KernelSpectrum.LARGEST
                            + ", use a part of the points");
        }
        Memory.require(
                "the operator norm of the " + n + " x " + n + " difference", 24.0 * n * n, "use a part of the points");
        double normA = Math.abs(evaluate(1, 0).value());
        double normB = Math.abs(evaluate(0, 1).value());
        if (!(normA > 0) || !(normB > 0)) {
            throw Require.error(normA > 0 ? "b" : "a", "is 0, so it has no scale");
        }
        // f(c) >= |c| |B| - |A|.
        Cut left = new Cut(0, -normA, -normB);
        Cut right = new Cut(0, -normA, normB);
        Cut best = new Cut(0, normA, 0);
        double lower = 0;
        double c = normA / normB;
        double tolerance = Math.max(TOLERANCE, 4 * n * EPS) * normA;
        while (evaluations < MOST && best.value() - lower > tolerance) {
            Cut cut = evaluate(1, c);
            if (cut.value() < best.value()) {
                best = cut;
            }
            if (cut.slope() == 0) {
                lower = Math.max(lower, cut.value());
                break;
            }
            if (cut.slope() < 0) {
                left = cut;
            } else {
                right = cut;
            }
            double next = (right.value() - right.slope() * right.c() - left.value() + left.slope() * left.c())
                    / (left.slope() - right.slope());
            lower = Math.max(lower, left.at(next));
            if (next == c) {
                break;
            }
            c = next;
        }
        return new OperatorNormAlignment(
                best.c(), best.value(), best.value() / normA, Math.min(lower, best.value()), evaluations);
    }

    /** The norm of alpha A - c B and its slope in c. */
    private Cut evaluate(double alpha, double c) {
        evaluations++;
        try (INDArray difference = NativeArrays.uninitialised(n, n)) {
            Parallel.run(DenseRows.bands(n), band -> {
                int from = band * DenseRows.BAND;
                int count = Math.min(DenseRows.BAND, n - from);
                double[] first = new double[Math.multiplyExact(count, n)];
                double[] second = new double[first.length];
                a.read(from, count, first);
                b.read(from, count, second);
                for (int i = 0; i < first.length; i++) {
                    first[i] = alpha * first[i] - c * second[i];
                }
                NativeArrays.copyIn(first, 0, difference, (long) from * n, first.length); // Symmetric: rows as columns.
            });
            double[] eigenvalues = Blas.get().syev(Blas.Triangle.LOWER, difference);
            boolean top = eigenvalues[n - 1] >= -eigenvalues[0];
            double[] u = new double[n];
            NativeArrays.copyOut(difference, top ? (long) (n - 1) * n : 0, u, 0, n);
            double form = form(u);
            return top ? new Cut(c, eigenvalues[n - 1], -form) : new Cut(c, -eigenvalues[0], form);
        }
    }

    /** u'B u. */
    private double form(double[] u) {
        double[] products = new double[n];
        Parallel.run(DenseRows.bands(n), band -> {
            int from = band * DenseRows.BAND;
            int count = Math.min(DenseRows.BAND, n - from);
            double[] rows = new double[Math.multiplyExact(count, n)];
            b.read(from, count, rows);
            for (int i = 0; i < count; i++) {
                products[from + i] = VectorMath.get().dot(rows, i * n, u, 0, n);
            }
        });
        return VectorMath.get().dot(products, 0, u, 0, n);
    }
}
