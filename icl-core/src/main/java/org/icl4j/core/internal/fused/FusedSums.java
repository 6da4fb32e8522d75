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
        if (lanes == WIDEST) {
            return dotOfWidest(a, offsetA, b, offsetB, length);
        }
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
        for (; i < grouped; i += step) {
            addProducts(s, a, offsetA + i, b, offsetB + i, step);
        }
        fold(s);
        for (; i < whole; i += lanes) {
            addProducts(s, a, offsetA + i, b, offsetB + i, lanes);
        }
        return halves(s);
    }

    private static double dotOfWidest(double[] a, int offsetA, double[] b, int offsetB, int length) {
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        double[] x = scratch.rows[0];
        double[] y = scratch.rows[1];
        FusedScratch.clear(s, 4 * WIDEST);
        int i = 0;
        for (; length - i > FusedScratch.COLUMNS; i += FusedScratch.COLUMNS) {
            System.arraycopy(a, offsetA + i, x, 0, FusedScratch.COLUMNS);
            System.arraycopy(b, offsetB + i, y, 0, FusedScratch.COLUMNS);
            addFourProducts(s, x, y);
        }
        int grouped = groups(length - i);
        // Groups that are missing add nothing: one loop to compile, not two.
        FusedScratch.clear(x, grouped, FusedScratch.COLUMNS);
        System.arraycopy(b, offsetB + i, y, 0, grouped);
        FusedScratch.clear(y, grouped, FusedScratch.COLUMNS);
        return endOfDot(s, x, y, grouped, a, offsetA + i, b, offsetB + i, length - i);
    }

    private static int groups(int length) {
        return length - length % (4 * WIDEST);
    }

    /** One vector for many rows is copied once, and a row is one call that is compiled at once. */
    void addDots(
            int rows, double[] a, int offsetA, int ldA, double[] b, int offsetB, int length, double[] y, int offsetY) {
        if (lanes != WIDEST || length > FusedScratch.COLUMNS) {
            for (int i = 0; i < rows; i++) {
                y[offsetY + i] += dot(a, offsetA + i * ldA, b, offsetB, length);
            }
            return;
        }
        FusedScratch scratch = FusedScratch.get();
        double[] s = scratch.sums;
        double[] row = scratch.rows[0];
        double[] vector = scratch.rows[1];
        int grouped = groups(length);
        System.arraycopy(b, offsetB, vector, 0, grouped);
        FusedScratch.clear(vector, grouped, FusedScratch.COLUMNS);
        FusedScratch.clear(row, grouped, FusedScratch.COLUMNS);
        for (int i = 0; i < rows; i += FusedScratch.GROUP) {
            int count = Math.min(FusedScratch.GROUP, rows - i);
            group(s, row, vector, grouped, count, a, offsetA + i * ldA, ldA, b, offsetB, length, y, offsetY + i);
        }
    }

    // See FusedScratch.GROUP.
    private static void group(
            double[] s,
            double[] row,
            double[] vector,
            int grouped,
            int count,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int length,
            double[] y,
            int offsetY) {
        for (int i = 0; i < count; i++) {
            FusedScratch.clear(s, 4 * WIDEST);
            y[offsetY + i] += endOfDot(s, row, vector, grouped, a, offsetA + i * ldA, b, offsetB, length);
        }
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

    /**
     * Of at most four groups of the widest vectors: their products, whose second factors stand in y, the four accumulators added in
     * pairs, then what fills a vector, the lanes by halves, and the rest one by one. No loops over lanes, each of which the JVM's
     * compiler would take 10 ms for; and one method, too large to be compiled again into those that call it for each row.
     */
    private static double endOfDot(
            double[] s,
            double[] x,
            double[] y,
            int grouped,
            double[] a,
            int offsetA,
            double[] b,
            int offsetB,
            int length) {
        System.arraycopy(a, offsetA, x, 0, grouped);
        addFourProducts(s, x, y);
        double s0 = (s[0] + s[8]) + (s[16] + s[24]);
        double s1 = (s[1] + s[9]) + (s[17] + s[25]);
        double s2 = (s[2] + s[10]) + (s[18] + s[26]);
        double s3 = (s[3] + s[11]) + (s[19] + s[27]);
        double s4 = (s[4] + s[12]) + (s[20] + s[28]);
        double s5 = (s[5] + s[13]) + (s[21] + s[29]);
        double s6 = (s[6] + s[14]) + (s[22] + s[30]);
        double s7 = (s[7] + s[15]) + (s[23] + s[31]);
        int whole = length - length % WIDEST;
        for (int i = grouped; i < whole; i += WIDEST) {
            int p = offsetA + i;
            int q = offsetB + i;
            s0 = Math.fma(a[p], b[q], s0);
            s1 = Math.fma(a[p + 1], b[q + 1], s1);
            s2 = Math.fma(a[p + 2], b[q + 2], s2);
            s3 = Math.fma(a[p + 3], b[q + 3], s3);
            s4 = Math.fma(a[p + 4], b[q + 4], s4);
            s5 = Math.fma(a[p + 5], b[q + 5], s5);
            s6 = Math.fma(a[p + 6], b[q + 6], s6);
            s7 = Math.fma(a[p + 7], b[q + 7], s7);
        }
        double sum = ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
        for (int i = whole; i < length; i++) {
            sum = Math.fma(a[offsetA + i], b[offsetB + i], sum);
        }
        return sum;
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
