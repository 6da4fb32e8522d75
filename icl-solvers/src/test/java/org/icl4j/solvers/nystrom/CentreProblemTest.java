package org.icl4j.solvers.nystrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.precondition.KernelProblem;
import org.icl4j.solvers.precondition.Nystrom;
import org.icl4j.solvers.stream.RowSource;
import org.junit.jupiter.api.Test;

class CentreProblemTest {

    private static final Kernel KERNEL = new Gaussian(1.5);

    /** A group of panels, a panel and a remainder. */
    private static final int N = 17 * CentreGram.panelRows(130) + 37;

    private static Context context(int n) {
        double[][] x = Randoms.of(1).gaussians(n, 3);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = 1 + Math.sin(x[i][0]) * x[i][1] + 0.1 * Math.cos(7 * i);
        }
        return Context.of(x, y);
    }

    private static CentreProblem problem(Context context, int m, double ridge) {
        int[] centres = CentreSelection.uniform(0).choose(KERNEL, context.inputs(), m);
        return CentreProblem.of(KERNEL, RowSource.of(context), context.inputs().select(centres), ridge);
    }

    /** The slow oracle on the heap; n u |K_nC|^2 bounds the difference of two orders of summation. */
    @Test
    void thePanelsSumWhatTheHeapSums() {
        Context context = context(N);
        int m = 130;
        try (CentreProblem problem = problem(context, m, 0.1);
                NativeMatrix gram = problem.normal(false);
                NativeMatrix white = problem.normal(true)) {
            CentreSquares squares = problem.pass(new CentreSquares(KERNEL, problem.centres()));
            double[] expected = squares.sum();
            double[] actual = ColumnMajor.toRowMajor(gram);
            double bound = 10 * N * Math.ulp(1.0);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j <= i; j++) {
                    assertThat(actual[i * m + j]).isCloseTo(expected[i * m + j], within(bound));
                }
            }
            // F'F is what the operator applies, less the ridge.
            double[] unit = new double[m];
            unit[3] = 1;
            double[] column = new double[m];
            problem.operator().apply(unit, column);
            double[] f = ColumnMajor.toRowMajor(white);
            for (int i = 3; i < m; i++) {
                assertThat(f[i * m + 3]).isCloseTo(column[i] - (i == 3 ? 0.1 : 0), within(1e-7 * N));
            }
        }
    }

    /**
     * v'(I - F M F')v over v'v for some v in the range of F: positive for the true M, negative for sketches that see less than the
     * truth in the direction of a large eigenvalue. So FALKON and KRILL give no preconditioner of K + r I; Nystrom, of the same centres,
     * does.
     */
    @Test
    void sketchesGiveNoPreconditionerOfTheWholeMatrix() {
        Points x = context(200).inputs();
        double ridge = 1e-3;
        int[] centres = CentreSelection.uniform(0).choose(KERNEL, x, 10);
        double[] lowest = new double[3];
        for (int trial = 0; trial < 8; trial++) {
            // Targets v = K_nC c, so that the right-hand side is L^-1 K_Cn v = F'v.
            double[] v = new double[200];
            Gram.multiply(KERNEL, x, x.select(centres), Randoms.of(trial).gaussians(10), 1, v);
            try (CentreProblem problem = CentreProblem.of(
                    KERNEL, RowSource.of(Context.of(x, Points.ofColumn("v", v))), x.select(centres), ridge)) {
                double[] f = problem.rightHandSide(new double[1]);
                List<CentrePreconditioner> all = List.of(
                        CentrePreconditioner.normalEquations(),
                        CentrePreconditioner.falkon(),
                        CentrePreconditioner.krill(trial));
                for (int k = 0; k < all.size(); k++) {
                    try (PreparedPreconditioner m = all.get(k).prepare(problem)) {
                        double[] mf = new double[10];
                        m.operator().apply(f, mf);
                        double form = 1 - Vectors.dot(f, mf) / Vectors.dot(v, v);
                        lowest[k] = Math.min(lowest[k], form);
                    }
                }
            }
            try (PreparedPreconditioner m =
                    Nystrom.of(10, CentreSelection.uniform(0)).prepare(KernelProblem.of(KERNEL, x, ridge))) {
                double[] mv = new double[200];
                m.operator().apply(v, mv);
                assertThat(Vectors.dot(v, mv)).isPositive();
            }
        }
        // The first to rounding of F'F, eps times its condition number, which the ridge bounds by 200 / 1e-3.
        assertThat(lowest[0]).isGreaterThan(-1e-8);
        assertThat(lowest[1]).isLessThan(-0.01);
        assertThat(lowest[2]).isLessThan(-0.01);
    }

    /** A direct solver up to rounding: two steps to 1e-9 with the plain matrix, for small ridges with whitened rows. */
    @Test
    void theNormalEquationsNeedFewSteps() {
        Context context = context(6000);
        for (double ridge : new double[] {10, 1e-2, 1e-5, 1e-8}) {
            try (CentreProblem problem = problem(context, 60, ridge);
                    PreparedPreconditioner prepared =
                            CentrePreconditioner.normalEquations().prepare(problem)) {
                IterativeMethod.Solution solution = ConjugateGradient.withDefaults()
                        .withTolerance(1e-9)
                        .withPreconditioner(prepared.operator())
                        .solve(problem.operator(), problem.rightHandSide(new double[1]));
                assertThat(solution.report().converged()).as("ridge %s", ridge).isTrue();
                assertThat(solution.report().iterations()).as("ridge %s", ridge).isLessThanOrEqualTo(4);
            }
        }
    }

    /** Of smooth functions, whose matrix of centres has eigenvalues down to rounding, one step is the direct solve. */
    @Test
    void oneStepSolvesWhereTheMatrixOfCentresIsSingularToRounding() {
        Context context = context(4000);
        try (CentreProblem problem = problem(context, 60, 1e-2);
                PreparedPreconditioner prepared =
                        CentrePreconditioner.normalEquations().prepare(problem)) {
            SolveReport report = ConjugateGradient.withDefaults()
                    .withTolerance(1e-6)
                    .withPreconditioner(prepared.operator())
                    .solve(problem.operator(), problem.rightHandSide(new double[1]))
                    .report();
            assertThat(report.converged()).isTrue();
            assertThat(report.iterations()).isEqualTo(1);
        }
    }

    @Test
    void countsAndMeansComeWithAnyPass() {
        Context context = context(500);
        double mean = context.targets().column(0)[0];
        for (int i = 1; i < 500; i++) {
            mean += context.targets().get(i, 0);
        }
        mean /= 500;
        try (CentreProblem read = problem(context, 20, 1);
                CentreProblem formed = problem(context, 20, 1);
                NativeMatrix gram = formed.normal(false)) {
            assertThat(gram.rows()).isEqualTo(20);
            assertThat(read.rows()).isEqualTo(500);
            assertThat(formed.rows()).isEqualTo(500);
            assertThat(formed.targetMeans()[0]).isCloseTo(mean, within(1e-13));
            double[] a = read.rightHandSide(read.targetMeans());
            double[] b = formed.rightHandSide(formed.targetMeans());
            for (int i = 0; i < 20; i++) {
                assertThat(b[i]).isCloseTo(a[i], within(1e-6));
            }
        }
    }

    @Test
    void anIndefiniteKernelIsFoundAndAlternativesAreNamed() {
        Points x = Points.of("x", Randoms.of(4).gaussians(40, 2));
        RowSource source =
                RowSource.of(Context.of(x, Points.of("y", Randoms.of(5).gaussians(40, 1))));
        assertThatThrownBy(() -> CentreProblem.of(new Sigmoid(2, -3), source, x, 0.1))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("not positive semidefinite on the centres")
                .hasMessageContaining("Minres");
    }

    @Test
    void aListenerStopsThePassAtOnce() {
        Context context = context(20_000);
        AtomicInteger told = new AtomicInteger();
        NystromRidge learner = NystromRidge.of(KERNEL, 0.1, 300).withProgress((stage, done, total, value) -> {
            told.incrementAndGet();
            return false;
        });
        assertThatThrownBy(() -> learner.fit(context)).isInstanceOf(CancellationException.class);
        assertThat(told).hasValue(1);
        assertThat(learner.withProgress((stage, done, total, value) -> true)
                        .fit(context)
                        .report()
                        .converged())
                .isTrue();
    }
}
