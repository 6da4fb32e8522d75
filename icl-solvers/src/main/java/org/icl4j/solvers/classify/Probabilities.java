package org.icl4j.solvers.classify;

/** What scores of classes are turned into. */
final class Probabilities {

    private Probabilities() {}

    /** The first greatest. */
    static int likeliest(double[] row) {
        int best = 0;
        for (int c = 1; c < row.length; c++) {
            best = row[c] > row[best] ? c : best;
        }
        return best;
    }

    /** exp(f_c) / sum_e exp(f_e) in place for the row of {@code count} numbers at {@code from}; returns log sum_e exp(f_e). */
    static double softmax(double[] f, int from, int count) {
        double greatest = f[from];
        for (int c = 1; c < count; c++) {
            greatest = Math.max(greatest, f[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < count; c++) {
            f[from + c] = Math.exp(f[from + c] - greatest);
            sum += f[from + c];
        }
        for (int c = 0; c < count; c++) {
            f[from + c] /= sum;
        }
        return greatest + Math.log(sum);
    }
}
