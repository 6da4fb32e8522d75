package org.icl4j.solvers.ridge;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link KernelSolver#features}: with P the features of the rows, shape [n, m],
 *
 * <pre>W = (P'D^-1 P + I)^-1 P'D^-1 Y,   A = D^-1 (Y - P W),   (P P' + D) A = Y.</pre>
 *
 * @param map the features
 */
record FeatureSolver(FeatureMap map) implements KernelSolver {

    private static final int ROWS = 1024;

    FeatureSolver {
        Require.notNull("map", map);
    }

    /** p(x)'p(z). */
    Kernel kernel() {
        return new Linear().warped(this::features);
    }

    private double[] features(double[] point) {
        double[] row = new double[map.size()];
        map.rowsInto(Points.of("point", new double[][] {point}), 0, 1, row, 0);
        return row;
    }

    /** Consumes the features of some rows. */
    private interface Block {
        void accept(int from, int count, double[] features);
    }

    private void each(Points inputs, Block block) {
        double[] rows = new double[ROWS * map.size()];
        for (int from = 0; from < inputs.size(); from += ROWS) {
            int count = Math.min(ROWS, inputs.size() - from);
            map.rowsInto(inputs, from, count, rows, 0);
            block.accept(from, count, rows);
        }
    }

    @Override
    public Solution solve(Kernel kernel, Points inputs, double[] diagonal, double[] targets, int t, Progress progress) {
        SolverInput.check(kernel, inputs, diagonal, targets, t, progress);
        for (int i = 0; i < diagonal.length; i++) {
            Require.positive("diagonal[" + i + "]", diagonal[i]);
        }
        Require.width("inputs", inputs, map.width(), "the map takes " + map.width());
        int m = map.size();
        double bytes = 8.0 * m * m + 16.0 * ROWS * m;
        Memory.require("the products of " + m + " features", bytes, "use fewer features");
        long start = System.nanoTime();
        double[] weights = weights(inputs, diagonal, targets, t);
        double[] a = targets.clone();
        // A = D^-1 (Y - P W), and then P'A, which is W but for rounding
        double[] back = new double[m * t];
        each(inputs, (from, count, rows) -> {
            double[] part = Vectors.product(false, false, count, t, m, rows, m, weights, t);
            for (int i = 0; i < count * t; i++) {
                int at = from * t + i;
                a[at] = (a[at] - part[i]) / diagonal[at / t];
            }
            double[] block = Arrays.copyOfRange(a, from * t, (from + count) * t);
            Vectors.axpy(1, Vectors.product(true, false, m, t, count, rows, m, block, t), back);
        });
        SolveReport report = new SolveReport(
                "normal equations of " + m + " features",
                SolveReport.Status.CONVERGED,
                0,
                residual(inputs, targets, t, Vectors.difference(back, weights)),
                (long) bytes,
                1e-9 * (System.nanoTime() - start),
                OptionalLong.empty());
        progress.update("fit", 1, 1, report.relativeResidual());
        return new Solution(a, report);
    }

    private double[] weights(Points inputs, double[] diagonal, double[] targets, int t) {
        int m = map.size();
        double[] right = new double[m * t];
        try (INDArray g = ColumnMajor.columnMajor(m, m, new double[m * m])) {
            for (int j = 0; j < m; j++) {
                NativeArrays.buffer(g, (long) j * m + j, 1).put(0, 1);
            }
            each(inputs, (from, count, rows) -> {
                double[] scaled = new double[count * m];
                double[] y = new double[count * t];
                for (int i = 0; i < count; i++) {
                    double root = 1 / Math.sqrt(diagonal[from + i]);
                    for (int k = 0; k < m; k++) {
                        scaled[i * m + k] = root * rows[i * m + k];
                    }
                    for (int j = 0; j < t; j++) {
                        y[i * t + j] = root * targets[(from + i) * t + j];
                    }
                }
                Vectors.axpy(1, Vectors.product(true, false, m, t, count, scaled, m, y, t), right);
                try (INDArray panel = NativeArrays.uninitialised(m, count)) {
                    DoubleBuffer buffer = NativeArrays.buffer(panel, 0, count * m);
                    buffer.put(scaled);
                    Blas.get().syrk(Triangle.LOWER, Transpose.NO, 1, panel, 1, g);
                }
            });
            Blas.get().potrf(Triangle.LOWER, g);
            try (INDArray b = ColumnMajor.columnMajor(m, t, right)) {
                Blas.get().potrs(Triangle.LOWER, g, b);
                return ColumnMajor.toRowMajor(b);
            }
        }
    }

    /** (P P' + D) A - Y = P (P'A - W). */
    private double residual(Points inputs, double[] targets, int t, double[] difference) {
        double[] squares = new double[t];
        each(inputs, (from, count, rows) -> {
            double[] r = Vectors.product(false, false, count, t, map.size(), rows, map.size(), difference, t);
            for (int i = 0; i < r.length; i++) {
                squares[i % t] += r[i] * r[i];
            }
        });
        for (int j = 0; j < t; j++) {
            squares[j] = Math.sqrt(squares[j]);
        }
        return Vectors.worstRelative(squares, targets);
    }

    @Override
    public String description() {
        return map.size() + " features";
    }
}
