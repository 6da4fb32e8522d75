package org.icl4j.attention.construct;

import java.util.Arrays;
import java.util.function.Function;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;

/** The algorithms' side of a construction: sums by plain loops, which share nothing with layers. */
final class Loops {

    private Loops() {}

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

    /** a b, shapes [m, n] and [n, t]. */
    static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** The answers to each target by itself, put together as a transformer gives them: those to the first query first. */
    static double[][] perTarget(Context context, Function<Context, double[][]> one) {
        int targets = context.targets().width();
        double[][] all = {};
        for (int c = 0; c < targets; c++) {
            double[][] answers = one.apply(Context.of(
                    context.inputs(),
                    Points.ofColumn("targets", context.targets().column(c))));
            all = c == 0 ? new double[answers.length][answers[0].length * targets] : all;
            for (int t = 0; t < answers.length; t++) {
                for (int i = 0; i < answers[t].length; i++) {
                    all[t][i * targets + c] = answers[t][i];
                }
            }
        }
        return all;
    }

    /** Row by row. */
    static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}
