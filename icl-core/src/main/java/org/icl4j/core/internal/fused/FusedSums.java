package org.icl4j.core.internal.fused;

/**
 * Sums in the order in which vectors of so many lanes take them: four accumulators of that width (two for differences), added in
 * pairs, then what fills a vector, the lanes by halves, and the rest one by one.
 */
final class FusedSums {

    private static final int WIDEST = 8;

    private final int lanes;

    FusedSums(int lanes) {
        this.lanes = lanes;
    }

    double sum(double[] a, int offset, int length) {
        int whole = length - length % lanes;
        double sum = whole == 0 ? 0 : lanesOfSum(a, offset, whole);
        for (int i = whole; i < length; i++) {
            sum += a[offset + i];
        }
        return sum;
    }

    private double lanesOfSum(double[] a, int offset, int whole) {
        int step = 4 * lanes;
        int grouped = whole - whole % step;
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        FusedScratch.clear(s, step);
        for (int i = 0; i < grouped; i += step) {
            addTo(s, a, offset + i, step);
        }
        fold(s);
        for (int i = grouped; i < whole; i += lanes) {
            addTo(s, a, offset + i, lanes);
        }
        return halves(s);
    }

    double dot(double[] a, int offsetA, double[] b, int offsetB, int length) {
        int whole = length - length % lanes;
        double sum = whole == 0 ? 0 : lanesOfDot(a, offsetA, b, offsetB, whole);
        for (int i = whole; i < length; i++) {
            sum = Math.fma(a[offsetA + i], b[offsetB + i], sum);
        }
        return sum;
    }

    private double lanesOfDot(double[] a, int offsetA, double[] b, int offsetB, int whole) {
        int step = 4 * lanes;
        int grouped = whole - whole % step;
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        FusedScratch.clear(s, step);
        int i = 0;
        if (lanes == WIDEST && grouped >= 4 * step) {
            double[] x = scratch.rows[0];
            double[] y = scratch.rows[1];
            for (; i <= grouped - 4 * step; i += 4 * step) {
                System.arraycopy(a, offsetA + i, x, 0, 4 * step);
                System.arraycopy(b, offsetB + i, y, 0, 4 * step);
                addFourProducts(s, x, y);
            }
        }
        for (; i < grouped; i += step) {
            addProducts(s, a, offsetA + i, b, offsetB + i, step);
        }
        fold(s);
        for (; i < whole; i += lanes) {
            addProducts(s, a, offsetA + i, b, offsetB + i, lanes);
        }
        return halves(s);
    }

    double differences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int step = 2 * lanes;
        int whole = length - length % step;
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        FusedScratch.clear(s, step);
        for (int j = 0; j < whole; j += step) {
            for (int l = 0; l < step; l++) {
                s[l] = Math.fma(x - z[offsetZ + j + l], w[offsetW + j + l], s[l]);
            }
        }
        double sum = whole == 0 ? 0 : halvesOfPairs(s);
        for (int j = whole; j < length; j++) {
            sum = Math.fma(x - z[offsetZ + j], w[offsetW + j], sum);
        }
        return sum;
    }

    double squaredDifferences(double x, double[] w, int offsetW, double[] z, int offsetZ, int length) {
        int step = 2 * lanes;
        int whole = length - length % step;
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        FusedScratch.clear(s, step);
        for (int j = 0; j < whole; j += step) {
            for (int l = 0; l < step; l++) {
                double difference = x - z[offsetZ + j + l];
                s[l] = Math.fma(difference * w[offsetW + j + l], difference, s[l]);
            }
        }
        double sum = whole == 0 ? 0 : halvesOfPairs(s);
        for (int j = whole; j < length; j++) {
            double difference = x - z[offsetZ + j];
            sum = Math.fma(difference * w[offsetW + j], difference, sum);
        }
        return sum;
    }

    private static void addTo(double[] s, double[] a, int at, int count) {
        for (int l = 0; l < count; l++) {
            s[l] += a[at + l];
        }
    }

    private static void addProducts(double[] s, double[] a, int p, double[] b, int q, int count) {
        for (int l = 0; l < count; l++) {
            s[l] = Math.fma(a[p + l], b[q + l], s[l]);
        }
    }

    // Four groups of the widest vectors at once; only with known distances does the JVM's compiler make vector code of
    // it.
    private static void addFourProducts(double[] s, double[] x, double[] y) {
        for (int l = 0; l < 4 * WIDEST; l++) {
            double t = Math.fma(x[l], y[l], s[l]);
            t = Math.fma(x[l + 4 * WIDEST], y[l + 4 * WIDEST], t);
            t = Math.fma(x[l + 8 * WIDEST], y[l + 8 * WIDEST], t);
            s[l] = Math.fma(x[l + 12 * WIDEST], y[l + 12 * WIDEST], t);
        }
    }

    private void fold(double[] s) {
        for (int l = 0; l < lanes; l++) {
            s[l] = (s[l] + s[lanes + l]) + (s[2 * lanes + l] + s[3 * lanes + l]);
        }
    }

    private double halvesOfPairs(double[] s) {
        for (int l = 0; l < lanes; l++) {
            s[l] += s[lanes + l];
        }
        return halves(s);
    }

    private double halves(double[] s) {
        if (lanes == 2) {
            return s[0] + s[1];
        }
        if (lanes == 4) {
            return (s[0] + s[2]) + (s[1] + s[3]);
        }
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
}
