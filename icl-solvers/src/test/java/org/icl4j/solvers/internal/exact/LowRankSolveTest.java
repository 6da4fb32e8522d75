package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class LowRankSolveTest {

    private static final int N = 600;
    private static final double RIDGE = 0.01;

    private final Points x = Points.ofRows("x", N, 3, Randoms.of(5).gaussians(3 * N));

    private NativeMatrix stored(Kernel kernel) {
        NativeMatrix k = NativeMatrix.reserve(DataType.DOUBLE, N, N);
        Gram.lowerInto(kernel, x, 0, k);
        return k;
    }

    private static StoredSystem system(NativeMatrix k) {
        double[] shift = new double[N];
        Arrays.fill(shift, RIDGE);
        return new StoredSystem(k, Blas.Triangle.LOWER, shift);
    }

    private double[][] gram(Kernel kernel, double ridge) {
        double[][] rows = x.toRows();
        return Examples.gram(kernel, rows, rows, ridge);
    }

    private static double[][] factor(PivotedColumns columns) {
        double[][] f = new double[N][columns.rank()];
        for (int j = 0; j < columns.rank(); j++) {
            for (int i = 0; i < N; i++) {
                f[i][j] = columns.factor().floats((long) j * N + i, 1).get(0);
            }
        }
        return f;
    }

    @Test
    void storedRowsAreThoseOfTheMatrix() {
        Kernel kernel = new Gaussian(2);
        int[] points = {0, 599, 64, 63, 300};
        try (NativeMatrix k = stored(kernel)) {
            double[] rows = system(k).rows(points);
            double[][] gram = gram(kernel, 0);
            for (int p = 0; p < points.length; p++) {
                for (int j = 0; j < N; j++) {
                    assertThat(rows[p * N + j]).isCloseTo(gram[points[p]][j], within(1e-14));
                }
            }
        }
    }

    /** K - F F' has the diagonal that is claimed, up to what float32 rounds in sums of at most 300 products that add up to 1. */
    @Test
    void columnsLeaveTheResidualThatTheyClaim() {
        double rounding = 300 * 0x1p-24;
        Kernel kernel = new Gaussian(1);
        try (NativeMatrix k = stored(kernel);
                PivotedColumns columns = new PivotedColumns(system(k), 300)) {
            columns.growTo(100);
            double before = columns.meanResidual();
            columns.growTo(300);
            assertThat(columns.rank()).isEqualTo(300);
            assertThat(columns.meanResidual()).isLessThan(before);
            double sum = 0;
            double[][] f = factor(columns);
            for (int i = 0; i < N; i++) {
                double left = 1 - Examples.dot(f[i], f[i]);
                assertThat(left).isGreaterThan(-rounding);
                sum += left;
            }
            assertThat(columns.meanResidual()).isCloseTo(sum / N, within(rounding));
        }
    }

    @Test
    void columnsEndWhereNothingIsLeft() {
        try (NativeMatrix k = stored(new Gaussian(100));
                PivotedColumns columns = new PivotedColumns(system(k), 300)) {
            columns.growTo(300);
            assertThat(columns.rank()).isBetween(4, 60);
            assertThat(columns.meanResidual()).isLessThan(0x1p-20);
        }
    }

    /** The inverse of F F' + r I, with an error of 2^-24 |F F'| / r, times some units for sums. */
    @Test
    void woodburysFormulaInverts() {
        try (NativeMatrix k = stored(new Gaussian(1))) {
            PivotedColumns columns = new PivotedColumns(system(k), 200);
            columns.growTo(200);
            double[][] f = factor(columns);
            try (SingleLowRank inverse = new SingleLowRank(columns, RIDGE)) {
                double[] v = Randoms.of(7).gaussians(2 * N);
                double[] z = new double[2 * N];
                inverse.apply(v, 2, z);
                double norm = 0;
                for (double[] row : f) {
                    norm += Examples.dot(row, row);
                }
                for (int t = 0; t < 2; t++) {
                    double[] inner = new double[200];
                    for (int i = 0; i < N; i++) {
                        for (int j = 0; j < 200; j++) {
                            inner[j] += f[i][j] * z[2 * i + t];
                        }
                    }
                    double error = 0;
                    double size = 0;
                    for (int i = 0; i < N; i++) {
                        double back = Examples.dot(f[i], inner) + RIDGE * z[2 * i + t];
                        error += Math.pow(back - v[2 * i + t], 2);
                        size += v[2 * i + t] * v[2 * i + t];
                    }
                    assertThat(Math.sqrt(error / size)).isLessThan(4 * 0x1p-24 * norm / RIDGE);
                }
            }
        }
    }

    @Test
    void theSolutionIsFloat64sOwn() {
        Kernel kernel = new Gaussian(2);
        double[] y = Randoms.of(9).gaussians(2 * N);
        double norm = new KernelSystem(kernel, RIDGE, x).norm();
        try (NativeMatrix k = stored(kernel)) {
            MixedPrecision.Outcome outcome = LowRankSolve.solve(system(k), RIDGE, norm, y, 2, 150, 1, 60);
            double[] solution = Objects.requireNonNull(outcome.x());
            assertThat(outcome.steps()).isBetween(3, 60);
            double[][] a = gram(kernel, RIDGE);
            for (int t = 0; t < 2; t++) {
                double[] column = Vectors.column(solution, 2, t);
                double size = Examples.norm(column);
                for (int i = 0; i < N; i++) {
                    // The criterion of Refinement, |A| at most N + r; the sum here rounds as much again.
                    assertThat(Math.abs(y[2 * i + t] - Examples.dot(a[i], column)))
                            .isLessThan(4 * Examples.EPS * (N + RIDGE) * size);
                }
            }
        }
    }

    @Test
    void tooFewColumnsOrStepsAreToldAndNothingIsLost() {
        Kernel kernel = new Gaussian(0.3);
        double[] y = Randoms.of(9).gaussians(N);
        double norm = new KernelSystem(kernel, RIDGE, x).norm();
        try (NativeMatrix k = stored(kernel)) {
            MixedPrecision.Outcome columns = LowRankSolve.solve(system(k), RIDGE, norm, y, 1, 40, 1, 60);
            assertThat(columns.x()).isNull();
            assertThat(columns.failure()).contains("columns leave");
            MixedPrecision.Outcome steps = LowRankSolve.solve(system(k), RIDGE, norm, y, 1, 40, 1e9, 5);
            assertThat(steps.x()).isNull();
            assertThat(steps.failure()).contains("after");
        }
    }

    /** At the size from which it is tried: by itself for a smooth kernel, and given up for a rough one. */
    @Test
    void aLargeSmoothProblemIsSolvedWithoutAFactorisation() {
        int n = 10_000;
        Context context = Examples.context(21, n, 2, 1);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        KernelRidgeModel model = learner.fit(context);
        assertThat(model.report().method()).isEqualTo(ExactSolve.LOW_RANK);
        assertThat(model.report().converged()).isTrue();
        assertThat(model.report().bytes()).isLessThan(6L * n * n);
        double[] alpha = model.dualCoefficients().column(0);
        double[] product = new double[n];
        Gram.operator(new Gaussian(1), context.inputs(), 0.1).apply(alpha, product);
        double bound = 4 * Examples.EPS * (n + 0.1) * Examples.norm(alpha);
        for (int i = 0; i < n; i++) {
            assertThat(Math.abs(context.targets().get(i, 0) - product[i])).isLessThan(bound);
        }
        assertThat(learner.withPrecision(Precision.MIXED).fit(context).report().method())
                .isEqualTo("Cholesky in float32, refined to float64");
    }
}
