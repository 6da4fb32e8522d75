package org.icl4j.attention.construct;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/** The algorithms' side of a construction: sums by plain loops, which share nothing with layers. */
final class Loops {

    private Loops() {}

    static void check(WiredTransformer transformer, Context context, Points queries) {
        Require.notNull("context", context);
        Require.notNull("queries", queries);
        transformer.checkWidths(context, queries);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[][] gram(Kernel kernel, Points x, Points z) {
        double[][] k = new double[x.size()][z.size()];
        for (int i = 0; i < x.size(); i++) {
            double[] row = x.row(i);
            for (int j = 0; j < z.size(); j++) {
                k[i][j] = kernel.value(row, z.row(j));
            }
        }
        return k;
    }

    static double[] times(double[][] matrix, double[] v) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = dot(matrix[i], v);
        }
        return result;
    }
}
