package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/** The two ways to the same solution, by float32 and in float64. */
class MixedPrecisionProperties {

    @Provide
    Arbitrary<Kernel> kernels() {
        return Arbitraries.of(
                new Gaussian(1),
                new Gaussian(0.2).scaled(1e6),
                new Gaussian(3).scaled(1e-6),
                new Linear(),
                new Linear().plus(new Gaussian(0.5)));
    }

    /**
     * Both solutions have backward errors: c n u for Cholesky (Higham 2002, theorem 10.4), 2 eps for the refined one by
     * its criterion, with the norm |A|_inf &lt;= sqrt(n) |A|. Each times kappa bounds the distance from the solution.
     */
    @Property(tries = 60)
    void bothGiveTheSameSolution(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 8) int d,
            @ForAll @IntRange(min = 1, max = 4) int t,
            @ForAll("kernels") Kernel kernel,
            @ForAll @DoubleRange(min = -4, max = 1) double magnitude) {
        Context context = Examples.context(seed, n, d, t);
        double greatest = trace(kernel, context.inputs());
        // Relative to the trace, which bounds the greatest eigenvalue: from easy to at the edge of float32.
        double ridge = greatest * Math.pow(10, magnitude) / 10;
        KernelRidgeModel mixed =
                KernelRidge.of(kernel, ridge).withPrecision(Precision.MIXED).fit(context);
        KernelRidgeModel exact =
                KernelRidge.of(kernel, ridge).withPrecision(Precision.DOUBLE).fit(context);
        assertThat(mixed.report().method()).isEqualTo("Cholesky in float32, refined to float64");
        assertThat(mixed.report().iterations()).isBetween(1L, (long) Refinement.MAX_STEPS);
        assertThat(exact.report().method()).isEqualTo("Cholesky");

        double kappa = (greatest + ridge) / ridge;
        double tolerance = Examples.solveTolerance(n, kappa) + 2 * Math.sqrt(n) * Examples.EPS * kappa;
        for (int j = 0; j < t; j++) {
            double[] expected = exact.dualCoefficients().column(j);
            assertThat(Examples.relativeError(mixed.dualCoefficients().column(j), expected))
                    .isLessThan(tolerance);
        }
        assertThat(mixed.report().relativeResidual()).isLessThan(tolerance);
    }

    private static double trace(Kernel kernel, Points x) {
        double[] diagonal = new double[x.size()];
        kernel.diagonal(x, 0, x.size(), diagonal, 0);
        double sum = 0;
        for (double value : diagonal) {
            sum += value;
        }
        return sum;
    }

    /** Whatever the ridge, a fit gives a solution of float64's accuracy, or the error that float64 gives. */
    @Property(tries = 40)
    void ridgesBeyondFloat32EndInFloat64(
            @ForAll long seed,
            @ForAll @IntRange(min = 20, max = 120) int n,
            @ForAll @DoubleRange(min = -12, max = -5) double magnitude) {
        Context context = Examples.context(seed, n, 1, 1);
        double ridge = Math.pow(10, magnitude);
        KernelRidgeModel mixed = KernelRidge.of(new Gaussian(1), ridge)
                .withPrecision(Precision.MIXED)
                .fit(context);
        KernelRidgeModel exact = KernelRidge.of(new Gaussian(1), ridge)
                .withPrecision(Precision.DOUBLE)
                .fit(context);
        double[] alpha = exact.dualCoefficients().column(0);
        if (mixed.report().method().contains("in float64")) {
            assertThat(mixed.dualCoefficients().column(0)).isEqualTo(alpha);
        } else {
            assertThat(mixed.report().method()).isEqualTo("Cholesky in float32, refined to float64");
            assertThat(Examples.relativeError(mixed.dualCoefficients().column(0), alpha))
                    .isLessThan(Examples.solveTolerance(n, Examples.kappa(n, 1, ridge)));
        }
    }
}
