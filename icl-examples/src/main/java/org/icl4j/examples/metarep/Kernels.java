package org.icl4j.examples.metarep;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Points;

/** Kernel matrices under the operator norm. */
final class Kernels {

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private Kernels() {}

    /** Softmax of every row. */
    static double[][] softmax(double[][] scores) {
        double[][] w = new double[scores.length][];
        for (int i = 0; i < w.length; i++) {
            double top = Arrays.stream(scores[i]).max().orElseThrow();
            w[i] = Arrays.stream(scores[i]).map(s -> Math.exp(s - top)).toArray();
            double sum = Arrays.stream(w[i]).sum();
            for (int j = 0; j < w[i].length; j++) {
                w[i][j] /= sum;
            }
        }
        return w;
    }

    /** exp(x'z / temperature). */
    static double[][] exponential(Points queries, Points inputs, double temperature) {
        double[][] k = inner(queries, inputs, temperature);
        for (double[] row : k) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.exp(row[j]);
            }
        }
        return k;
    }

    /** Its rows normalised, as a softmax head with scores x'z / temperature does it. */
    static double[][] normalised(Points queries, Points inputs, double temperature) {
        return softmax(inner(queries, inputs, temperature));
    }

    private static double[][] inner(Points queries, Points inputs, double temperature) {
        return Numbers.matrix(queries.toRows())
                .multiply(Numbers.matrix(inputs.toRows()).transpose())
                .scalarMultiply(1 / temperature)
                .getData();
    }

    /**
     * How far a matrix is from another, whatever the other's scale: min over c of |A - c B| / |A| in the operator norm, 0 to 1. Convex in c, so golden section finds it.
     */
    static double distance(RealMatrix a, RealMatrix b) {
        double size = Numbers.norm(a);
        // |A - cB| >= c|B| - |A|, which is above |A|, the value at c = 0, beyond this end.
        double end = 2 * size / Numbers.norm(b);
        double c = least(0, end, v -> Numbers.norm(a.subtract(b.scalarMultiply(v))), 20);
        return Math.min(1, Numbers.norm(a.subtract(b.scalarMultiply(c))) / size);
    }

    /** The same in the Frobenius norm, where the best scale has a formula: what temperatures are fitted by. */
    static double frobenius(RealMatrix a, RealMatrix b) {
        double ab = 0;
        double bb = 0;
        for (int i = 0; i < a.getRowDimension(); i++) {
            for (int j = 0; j < a.getColumnDimension(); j++) {
                ab += a.getEntry(i, j) * b.getEntry(i, j);
                bb += b.getEntry(i, j) * b.getEntry(i, j);
            }
        }
        return a.subtract(b.scalarMultiply(ab / bb)).getFrobeniusNorm() / a.getFrobeniusNorm();
    }

    /** (A + A') / 2. */
    static RealMatrix symmetrised(double[][] a) {
        RealMatrix m = Numbers.matrix(a);
        return m.add(m.transpose()).scalarMultiply(0.5);
    }

    /** Where a function with one valley is least, by golden section. */
    static double least(double low, double high, DoubleUnaryOperator f, int steps) {
        double a = low;
        double b = high;
        double p = b - GOLDEN * (b - a);
        double q = a + GOLDEN * (b - a);
        double fp = f.applyAsDouble(p);
        double fq = f.applyAsDouble(q);
        for (int s = 0; s < steps; s++) {
            if (fp <= fq) {
                b = q;
                q = p;
                fq = fp;
                p = b - GOLDEN * (b - a);
                fp = f.applyAsDouble(p);
            } else {
                a = p;
                p = q;
                fp = fq;
                q = a + GOLDEN * (b - a);
                fq = f.applyAsDouble(q);
            }
        }
        return (a + b) / 2;
    }
}
