package org.icl4j.solvers.iterate;

import java.util.List;
import java.util.function.Function;
import org.icl4j.core.linalg.LinearOperator;

/** Products of an operator with one vector of each of several columns: one block product, whatever their number. */
final class BlockProduct {

    private final LinearOperator a;
    private double[] input = {};
    private double[] output = {};

    BlockProduct(LinearOperator a) {
        this.a = a;
    }

    /** For each column, {@code to} = A {@code from}. */
    <C> void apply(List<C> columns, Function<C, double[]> from, Function<C, double[]> to) {
        int t = columns.size();
        if (t == 0) {
            return;
        }
        if (t == 1) {
            a.apply(from.apply(columns.get(0)), to.apply(columns.get(0)));
            return;
        }
        int n = a.size();
        if (input.length != n * t) {
            input = new double[n * t];
            output = new double[n * t];
        }
        for (int j = 0; j < t; j++) {
            put(from.apply(columns.get(j)), 1, input, j, t);
        }
        a.apply(input, t, output);
        for (int j = 0; j < t; j++) {
            double[] result = to.apply(columns.get(j));
            for (int i = 0; i < n; i++) {
                result[i] = output[i * t + j];
            }
        }
    }

    /** Writes a multiple of a vector into a column of a row-major table. */
    static void put(double[] column, double factor, double[] rowMajor, int j, int t) {
        for (int i = 0; i < column.length; i++) {
            rowMajor[i * t + j] = factor * column[i];
        }
    }
}
