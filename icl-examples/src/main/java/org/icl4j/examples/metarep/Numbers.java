package org.icl4j.examples.metarep;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;

/** Small arithmetic that the experiments share. */
final class Numbers {

    /** Of every interval in the tables. */
    static final double CONFIDENCE = 0.95;

    private Numbers() {}

    /** Student's interval of the mean over seeds. */
    static Estimate overSeeds(double... values) {
        return Estimate.of(CONFIDENCE, values);
    }

    static Estimate overSeeds(int seeds, IntToDoubleFunction value) {
        double[] values = new double[seeds];
        Arrays.setAll(values, value);
        return overSeeds(values);
    }

    static RealMatrix matrix(double[][] rows) {
        return new Array2DRowRealMatrix(rows, false);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Eigenvalues of a symmetric matrix, the greatest first. */
    static double[] spectrum(RealMatrix symmetric) {
        double[] l = new EigenDecomposition(symmetric).getRealEigenvalues();
        Arrays.sort(l);
        for (int i = 0; i < l.length / 2; i++) {
            double other = l[i];
            l[i] = l[l.length - 1 - i];
            l[l.length - 1 - i] = other;
        }
        return l;
    }

    /**
     * The greatest singular value, by power iteration on M'M until it changes by less than 1e-10 of itself: never above the truth, and near it even where the two
     * greatest are close.
     */
    static double norm(RealMatrix m) {
        double[][] a = m.getData();
        int n = a[0].length;
        double[] v = new double[n];
        Arrays.setAll(v, i -> 1 + Math.sin(1.0 + i));
        double last = 0;
        for (int step = 0; step < 500; step++) {
            double size = Math.sqrt(dot(v, v));
            if (size == 0) {
                return 0;
            }
            double[] next = new double[n];
            double square = 0;
            for (double[] row : a) {
                double product = dot(row, v) / size;
                square += product * product;
                for (int j = 0; j < n; j++) {
                    next[j] += product * row[j];
                }
            }
            double norm = Math.sqrt(square);
            if (Math.abs(norm - last) <= 1e-10 * norm) {
                return norm;
            }
            last = norm;
            v = next;
        }
        return last;
    }

    /** An orthogonal matrix, uniform: Q of a normal matrix, its columns signed by R's diagonal. */
    static RealMatrix rotation(int n, Randoms randoms) {
        var qr = new org.apache.commons.math3.linear.QRDecomposition(matrix(randoms.gaussians(n, n)));
        RealMatrix q = qr.getQ();
        RealMatrix r = qr.getR();
        for (int j = 0; j < n; j++) {
            double sign = r.getEntry(j, j) < 0 ? -1 : 1;
            for (int i = 0; i < n; i++) {
                q.multiplyEntry(i, j, sign);
            }
        }
        return q;
    }

    /** Numbers from 1 to condition, each the same factor above the last, scaled to a mean of 1. */
    static double[] geometric(int count, double condition) {
        double[] l = new double[count];
        for (int i = 0; i < count; i++) {
            l[i] = count == 1 ? 1 : Math.pow(condition, i / (count - 1.0));
        }
        double mean = Arrays.stream(l).average().orElseThrow();
        return Arrays.stream(l).map(v -> v / mean).toArray();
    }

    /** Spearman's correlation: that of the ranks; ties share their mean rank. NaN where one side is constant. */
    static double rankCorrelation(double[] a, double[] b) {
        return correlation(ranks(a), ranks(b));
    }

    static double correlation(double[] a, double[] b) {
        double ma = Arrays.stream(a).average().orElseThrow();
        double mb = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(values[i], values[j]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to + 1 < order.length && values[order[to + 1]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i <= to; i++) {
                ranks[order[i]] = (from + to) / 2.0;
            }
            from = to + 1;
        }
        return ranks;
    }
}
