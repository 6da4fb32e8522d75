package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedPrecisionTest {

    private static final String REFINED = "Cholesky in float32, refined to float64";

    private static KernelRidge mixed(Kernel kernel, double ridge) {
        return KernelRidge.of(kernel, ridge).withPrecision(Precision.MIXED);
    }

    /** Several tiles and block columns, several targets; twice, because threads race for the tiles. */
    @Test
    void aLargeSystemIsSolvedByItselfInFloat32AndToTheSameBits() {
        int n = 5000;
        Context context = Examples.context(21, n, 4, 2);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        KernelRidgeModel model = learner.fit(context);
        SolveReport report = model.report();
        assertThat(report.method()).isEqualTo(REFINED);
        assertThat(report.converged()).isTrue();
        assertThat(report.iterations()).isBetween(2L, 8L);
        // Half of 8 n^2 for the matrix, half of 4 n^2 for the factor, and a few vectors: less than one whole matrix.
        assertThat(report.bytes()).isBetween(6L * n * n, 7L * n * n);
        assertThat(report.summary()).startsWith(REFINED + ": CONVERGED after ");
        // The criterion, with |A|_inf <= n + ridge and |alpha| <= |y| / ridge.
        double bound = 2 * Examples.EPS * (n + 0.1) / 0.1;
        assertThat(report.relativeResidual()).isLessThan(bound);
        double[][] x = context.inputs().toRows();
        for (int j = 0; j < 2; j++) {
            double[] alpha = model.dualCoefficients().column(j);
            double allowed =
                    bound * Examples.norm(context.targets().column(j)) + n * Examples.EPS * Examples.norm(alpha);
            for (int i = 0; i < n; i += 499) {
                double[] k = Examples.gram(new Gaussian(1), new double[][] {x[i]}, x, 0)[0];
                double residual = context.targets().get(i, j) - Examples.dot(k, alpha) - 0.1 * alpha[i];
                assertThat(Math.abs(residual)).isLessThan(allowed);
            }
        }
        assertThat(learner.fit(context).dualCoefficients()).isEqualTo(model.dualCoefficients());
    }

    /**
     * The last residual is that of the solution, recomputed from the matrix, not the one carried along: it differs from one without
     * the matrix by the rounding of two products, 2 n eps |A| |x|.
     */
    @Test
    void theReportHoldsTheTrueResidual() {
        for (int t : new int[] {1, 2}) {
            Context context = Examples.context(23, 300, 3, t);
            KernelRidgeModel model = mixed(new Gaussian(1), 0.01).fit(context);
            assertThat(model.report().method()).isEqualTo(REFINED);
            KernelSystem system = new KernelSystem(new Gaussian(1), 0.01, context.inputs());
            double[] y = context.targets().toRowMajor();
            double[] residuals = system.residuals(model.dualCoefficients().toRowMajor(), y, t);
            double rounding = 2
                    * 300
                    * Examples.EPS
                    * 301
                    * Vectors.norm(model.dualCoefficients().toRowMajor())
                    / Vectors.norm(Vectors.column(y, t, 0));
            assertThat(model.report().relativeResidual())
                    .isCloseTo(Vectors.worstRelative(residuals, y), within(rounding))
                    .isPositive();
        }
    }

    @Test
    void whatIsSmallIllConditionedOrNotDeclaredDefiniteStaysInFloat64() {
        Context context = Examples.context(22, 50, 2, 1);
        assertThat(KernelRidge.of(new Gaussian(1), 1).fit(context).report().method())
                .isEqualTo("Cholesky");
        KernelSystem large = new KernelSystem(
                new Gaussian(1), 1, Points.of("x", Randoms.of(1).gaussians(5000, 1)));
        assertThat(ExactSolve.suitable(large, 1)).isTrue();
        assertThat(ExactSolve.suitable(large, 26)).isFalse();
        for (int n : new int[] {2999, 3000}) {
            Points some = Points.of("x", Randoms.of(1).gaussians(n, 1));
            assertThat(ExactSolve.suitable(new KernelSystem(new Gaussian(1), 1, some), 1))
                    .isEqualTo(n == 3000);
        }
        assertThat(ExactSolve.suitable(new KernelSystem(new Gaussian(1), 0, large.x()), 1))
                .isFalse();
        assertThat(ExactSolve.suitable(new KernelSystem(new Gaussian(1), 1e-6, large.x()), 1))
                .isFalse();
        assertThat(ExactSolve.suitable(new KernelSystem((x, z) -> x[0] * z[0], 1, large.x()), 1))
                .isFalse();
    }

    @Test
    void aRidgeThatFloat32DoesNotSeeEndsInFloat64AndSaysSo() {
        // Points so close that K is of rank one to float32: its factor meets a pivot of rounding.
        double[][] x = new double[200][1];
        double[] y = Randoms.of(3).gaussians(200);
        for (int i = 0; i < x.length; i++) {
            x[i][0] = 1e-3 * i;
        }
        KernelRidgeModel model = mixed(new Gaussian(1), 2e-8).fit(x, y);
        assertThat(model.report().method()).startsWith("Cholesky (in float64, after one in float32 ");
        assertThat(model.report().iterations()).isZero();
        assertThat(model.report().bytes()).isEqualTo(8 * 200 * 200 + 8 * 200);
        assertThat(model.dualCoefficients())
                .isEqualTo(KernelRidge.of(new Gaussian(1), 2e-8).fit(x, y).dualCoefficients());

        assertThat(mixed(new Gaussian(1), 1e-11).fit(x, y).report().method())
                .startsWith("Cholesky (in float64: the ridge is too small for float32)");
    }

    @Test
    void duplicatesWithoutARidgeAreTheSameError() {
        double[][] x = Randoms.of(1).gaussians(9, 2);
        x[7] = x[3].clone();
        assertThatThrownBy(() -> mixed(new Gaussian(1), 0).fit(x, new double[9]))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("pivot 7")
                .hasMessageContaining("row 7 duplicates row 3");
    }

    @Test
    void anIndefiniteKernelIsTheSameError() {
        Kernel kernel = (x, z) -> -1;
        assertThatThrownBy(() -> mixed(kernel, 0.5).fit(new double[][] {{1}, {2}}, new double[2]))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("pivot 0 is -0.5");
    }

    @Test
    void valuesBeyondFloat32EndInFloat64() {
        double[][] x = {{1e20}, {2e20}, {-3e20}};
        double[] y = {1, 2, 3};
        KernelRidgeModel model = mixed(new Linear(), 1e40).fit(x, y);
        assertThat(model.report().method()).startsWith("Cholesky (in float64, after one in float32 met the pivot Inf");
        assertThat(model.dualCoefficients())
                .isEqualTo(KernelRidge.of(new Linear(), 1e40).fit(x, y).dualCoefficients());
    }

    // The factor is within float32's range, the inverse is not.
    @Test
    void inversesBeyondFloat32EndInFloat64() {
        double[][] x = {{0}, {1}, {2}};
        double[] y = {1, 2, 3};
        Kernel small = new Gaussian(1).scaled(1e-40);
        KernelRidgeModel model = mixed(small, 1e-41).fit(x, y);
        assertThat(model.report().method()).startsWith("Cholesky (in float64, after one in float32 ");
        assertThat(model.dualCoefficients())
                .isEqualTo(KernelRidge.of(small, 1e-41).fit(x, y).dualCoefficients());
    }

    @Test
    void targetsOfAnySizeAndZeroTargets() {
        double[][] x = Randoms.of(4).gaussians(60, 2);
        double[] y = Randoms.of(5).gaussians(60);
        double[] expected =
                mixed(new Gaussian(1), 0.01).fit(x, y).dualCoefficients().column(0);
        for (double scale : new double[] {0x1p900, 0x1p-900}) {
            double[] scaled = new double[60];
            for (int i = 0; i < 60; i++) {
                scaled[i] = scale * y[i];
            }
            double[] alpha = mixed(new Gaussian(1), 0.01)
                    .fit(x, scaled)
                    .dualCoefficients()
                    .column(0);
            for (int i = 0; i < 60; i++) {
                assertThat(alpha[i]).isEqualTo(scale * expected[i]);
            }
        }
        KernelRidgeModel zero = mixed(new Gaussian(1), 0.01).fit(x, new double[60]);
        assertThat(zero.dualCoefficients().column(0)).containsOnly(0);
        assertThat(zero.report().relativeResidual()).isZero();
    }

    @Test
    void targetsThatOverflowAreRefused() {
        assertThatThrownBy(() -> mixed(new Gaussian(1), 1e-3)
                        .fit(new double[][] {{0}, {1e-3}, {2}}, new double[] {1e308, -1e308, 1e308}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targets: are too large")
                .hasMessageContaining("row 0");
    }

    @Test
    void progressIsToldAndCanStop() {
        List<Long> seen = new ArrayList<>();
        Context context = Examples.context(12, 30, 2, 1);
        KernelRidge learner = mixed(new Gaussian(1), 0.1);
        learner.withProgress((stage, done, total, value) -> seen.add(done)).fit(context);
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L);
        for (int last = 0; last < 5; last++) {
            int stop = last;
            assertThatThrownBy(() -> learner.withProgress((stage, done, total, value) -> done < stop)
                            .fit(context))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void settingsAndFiles(@TempDir Path folder) {
        assertThat(KernelRidge.of(new Linear(), 1).precision()).isEqualTo(Precision.AUTO);
        assertThat(mixed(new Linear(), 1).withCentredTargets(true).precision()).isEqualTo(Precision.MIXED);
        KernelRidgeModel model = mixed(new Gaussian(1), 1).fit(Examples.context(6, 20, 1, 1));
        model.save(folder.resolve("model"));
        assertThat(KernelRidgeModel.load(folder.resolve("model")).report().method())
                .isEqualTo(REFINED);
    }
}
