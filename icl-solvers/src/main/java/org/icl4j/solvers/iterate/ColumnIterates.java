package org.icl4j.solvers.iterate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/** The state of a method as that of its columns, which share products with A. */
abstract class ColumnIterates<C extends SolveColumn> implements IterativeMethod.Iterates {

    /** Makes a column of b and x0. */
    @FunctionalInterface
    interface Maker<C> {
        C of(double[] b, double[] x0);
    }

    final BlockProduct a;
    final int n;
    final List<C> columns = new ArrayList<>();

    ColumnIterates(LinearOperator a, int t, double[] b, double[] x0, double tolerance, Maker<C> maker) {
        this.a = new BlockProduct(a);
        this.n = a.size();
        for (int j = 0; j < t; j++) {
            columns.add(maker.of(column(b, t, j), column(x0, t, j)));
        }
        refresh(where(c -> !c.fromZero));
        columns.forEach(c -> c.begin(tolerance));
    }

    private double[] column(double[] rowMajor, int t, int j) {
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            column[i] = rowMajor[i * t + j];
        }
        return column;
    }

    /** r = b - A x, of several columns at once. */
    final void refresh(List<C> some) {
        a.apply(some, c -> c.x, c -> c.product);
        some.forEach(SolveColumn::refresh);
    }

    final List<C> where(Predicate<C> condition) {
        return columns.stream().filter(condition).toList();
    }

    final List<C> running() {
        return where(SolveColumn::running);
    }

    @Override
    public int columns() {
        return columns.size();
    }

    private C column(int j) {
        return columns.get(Require.inRange("column", j, 0, columns.size() - 1));
    }

    @Override
    public int count(int column) {
        return column(column).count;
    }

    @Override
    public double relativeResidual(int column) {
        return column(column).relativeResidual;
    }

    @Override
    public Status status(int column) {
        return column(column).status;
    }

    @Override
    public double[] solution() {
        int t = columns.size();
        double[] all = new double[n * t];
        for (int j = 0; j < t; j++) {
            BlockProduct.put(columns.get(j).x, columns.get(j).scale, all, j, t);
        }
        return all;
    }

    @Override
    public double[] residual() {
        int t = columns.size();
        // A column's own product is that of its last direction, from which a step may go on.
        Map<C, double[]> products = new HashMap<>();
        a.apply(where(c -> !c.fresh), c -> c.x, c -> products.computeIfAbsent(c, column -> new double[n]));
        double[] all = new double[n * t];
        for (int j = 0; j < t; j++) {
            C c = columns.get(j);
            double[] product = products.get(c);
            double[] r = product == null ? c.r : Vectors.difference(c.b, product);
            BlockProduct.put(r, c.scale, all, j, t);
        }
        return all;
    }
}
