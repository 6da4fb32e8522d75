package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.linear.RidgeRegression;

class KernelRidgeProperties {

    @Property(tries = 40)
    void equalsADenseSolve(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150) int n,
            @ForAll @IntRange(min = 1, max = 12) int d,
            @ForAll @IntRange(min = 1, max = 4) int t,
            @ForAll @DoubleRange(min = 0.01, max = 10) double ridge) {
        Context context = Examples.context(seed, n, d, t);
        Kernel kernel = new Gaussian(1.3);
        KernelRidgeModel model = KernelRidge.of(kernel, ridge).fit(context);

        double[][] x = context.inputs().toRows();
        double[][] alpha = Examples.solve(
                Examples.gram(kernel, x, x, ridge), context.targets().toRows());
        double tolerance = Examples.solveTolerance(n, Examples.kappa(n, 1, ridge));
        for (int j = 0; j < t; j++) {
            double[] expected = Examples.column(alpha, j);
            assertThat(Examples.relativeError(model.dualCoefficients().column(j), expected))
                    .isLessThan(tolerance);
        }
        double[][] queries = Randoms.of(seed).split("q").gaussians(5, d);
        double[][] answers = Examples.times(Examples.gram(kernel, queries, x, 0), alpha);
        Points actual = model.predict(Points.of("queries", queries));
        for (int j = 0; j < t; j++) {
            // |k(x)'(alpha - alpha*)| <= |k(x)| |alpha - alpha*| and |k(x)| <= sqrt(n).
            double bound = Math.sqrt(n) * tolerance * Examples.norm(Examples.column(alpha, j));
            assertThat(Examples.norm(Examples.minus(actual.column(j), Examples.column(answers, j))))
                    .isLessThan(Math.sqrt(5) * bound);
        }
        assertThat(model.report().relativeResidual()).isLessThan(tolerance);
    }

    @Property(tries = 30)
    void theLinearKernelIsPrimalRidge(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 20) int d,
            @ForAll @DoubleRange(min = 0.1, max = 10) double ridge) {
        Context context = Examples.context(seed, n, d, 2);
        Points queries = Points.of("queries", Randoms.of(seed).split("q").gaussians(7, d));
        double[] dual = KernelRidge.of(new Linear(), ridge)
                .fit(context)
                .predict(queries)
                .toRowMajor();
        double[] primal =
                RidgeRegression.of(ridge).fit(context).predict(queries).toRowMajor();

        double top = 0;
        for (double[] row : context.inputs().toRows()) {
            top = Math.max(top, Examples.dot(row, row));
        }
        // f = q'X' alpha with |alpha| <= |y| / r, and the error of alpha is relative to it.
        double scale = Examples.norm(queries.toRowMajor())
                * Examples.norm(context.inputs().toRowMajor())
                * Examples.norm(context.targets().toRowMajor())
                / ridge;
        assertThat(Examples.norm(Examples.minus(dual, primal)))
                .isLessThan(Examples.solveTolerance(n + d, Examples.kappa(n, top, ridge)) * scale);
    }

    @Property(tries = 30)
    void severalTargetsAreSolvedColumnByColumn(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int n, @ForAll @IntRange(min = 1, max = 12) int t) {
        Context context = Examples.context(seed, n, 3, t);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1).withCentredTargets(true);
        KernelRidgeModel together = learner.fit(context);
        assertThat(together.targetWidth()).isEqualTo(t);
        for (int j = 0; j < t; j++) {
            double[] y = context.targets().column(j);
            KernelRidgeModel alone = learner.fit(Context.of(context.inputs(), Points.ofColumn("targets", y)));
            double tolerance = Examples.solveTolerance(n, Examples.kappa(n, 1, 0.1)) * Examples.norm(y) / 0.1;
            assertThat(Examples.norm(Examples.minus(
                            together.dualCoefficients().column(j),
                            alone.dualCoefficients().column(0))))
                    .isLessThanOrEqualTo(tolerance);
            assertThat(together.targetMeans()[j]).isEqualTo(alone.targetMeans()[0]);
        }
    }

    @Property(tries = 30)
    void theOrderOfThePairsDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 80) int n) {
        Context context = Examples.context(seed, n, 4, 1);
        int[] order = Randoms.of(seed).split("order").permutation(n);
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        double[] straight = learner.fit(context).dualCoefficients().column(0);
        double[] permuted =
                learner.fit(context.select(order)).dualCoefficients().column(0);
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            expected[i] = straight[order[i]];
        }
        assertThat(Examples.relativeError(permuted, expected))
                .isLessThan(2 * Examples.solveTolerance(n, Examples.kappa(n, 1, 0.1)));
    }

    @Property(tries = 20)
    void anAnswerDoesNotDependOnTheBatch(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int m,
            @ForAll @IntRange(min = 1, max = 200) int n) {
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 0.1).fit(Examples.context(seed, n, 3, 2));
        Points queries = Points.of("queries", Randoms.of(seed).split("q").gaussians(m, 3));
        Points together = model.predict(queries);
        for (int i = 0; i < m; i += 1 + m / 7) {
            assertThat(model.predict(queries.select(i)).row(0)).isEqualTo(together.row(i));
        }
    }

    @Property(tries = 20)
    void centringIsKernelRidgeOnCentredTargets(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n) {
        Context context = Examples.context(seed, n, 2, 1);
        double[] y = context.targets().column(0);
        double mean = 0;
        for (double v : y) {
            mean += v / n;
        }
        double[] centred = y.clone();
        for (int i = 0; i < n; i++) {
            centred[i] -= mean;
        }
        KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1);
        KernelRidgeModel model = learner.withCentredTargets(true).fit(context);
        double[] expected = learner.fit(Context.of(context.inputs(), Points.ofColumn("targets", centred)))
                .predict(context.inputs())
                .column(0);
        double[] actual = model.predict(context.inputs()).column(0);
        for (int i = 0; i < n; i++) {
            assertThat(actual[i]).isEqualTo(expected[i] + mean);
        }
    }
}
