package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.gp.GaussianProcessModel;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.select.LeaveOneOut;

/**
 * Identities of estimators, numbered as in docs/properties.md. Ridges are at least 0.1 and n at most 20, so kappa(K + ridge I) is at most 20 k(x, x) / 0.1: solves are right to 100 n kappa eps, at most 1e-9 where the linear kernel's values reach 50.
 */
class IdentityProperties {

    private static final int D = 3;
    private static final double SOLVE = 1e-9;
    private static final double SUMS = 1e-12;

    private static Context context(long seed, int n) {
        Randoms r = Randoms.of(seed);
        return Context.of(r.gaussians(n, D), r.gaussians(n));
    }

    private static Points queries(long seed) {
        return Points.of("queries", Randoms.of(seed).split("queries").gaussians(4, D));
    }

    private static double[] answers(InContextLearner<?> learner, Context context, Points queries) {
        return learner.fit(context).predict(queries).column(0);
    }

    private static Context withTargets(Context context, double[] y) {
        return Context.of(context.inputs(), Points.ofColumn("y", y));
    }

    private static double[] affine(double[] y, double a, double b) {
        return Arrays.stream(y).map(v -> a * v + b).toArray();
    }

    /** P10: a smoother's answers lie within the targets and go along with a y + b; ridge answers are linear in y but do not go along with b. */
    @Property(tries = 20)
    void p10SmoothersAndRidgesUnderChangedTargets(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 20) int n,
            @ForAll @DoubleRange(min = -3, max = 3) double a,
            @ForAll @DoubleRange(min = -3, max = 3) double b) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        double[] y = context.targets().column(0);
        NadarayaWatson smoother = NadarayaWatson.of(new Gaussian(0.8));
        double[] f = answers(smoother, context, queries);
        double least = Arrays.stream(y).min().orElseThrow();
        double most = Arrays.stream(y).max().orElseThrow();
        for (double answer : f) {
            assertThat(answer).isBetween(least - SUMS, most + SUMS);
        }
        assertThat(answers(smoother, withTargets(context, affine(y, a, b)), queries))
                .containsExactly(affine(f, a, b), within(SUMS * 10));
        KernelRidge ridge = KernelRidge.of(new Gaussian(0.8), 0.5);
        double[] g = answers(ridge, context, queries);
        assertThat(answers(ridge, withTargets(context, affine(y, a, 0)), queries))
                .containsExactly(affine(g, a, 0), within(SOLVE));
        double[] other = Randoms.of(seed).split("other").gaussians(n);
        double[] sum = new double[n];
        Arrays.setAll(sum, i -> y[i] + other[i]);
        double[] h = answers(ridge, withTargets(context, other), queries);
        double[] together = new double[h.length];
        Arrays.setAll(together, i -> g[i] + h[i]);
        assertThat(answers(ridge, withTargets(context, sum), queries)).containsExactly(together, within(SOLVE));
        // k(x)'(K + ridge I)^-1 1 < 1 at a point 50 length scales away, where it is 0.
        Points far = Points.of("far", new double[][] {{40, 40, 40}});
        double shifted =
                answers(ridge, withTargets(context, affine(y, 1, 5)), far)[0] - answers(ridge, context, far)[0];
        assertThat(shifted).isCloseTo(0, within(SOLVE));
    }

    /** P10, label permutation: targets permuted along with their inputs change nothing; permuted alone they do. */
    @Property(tries = 15)
    void p10LabelPermutation(@ForAll long seed, @ForAll @IntRange(min = 4, max = 20) int n) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        int[] order = IntStream.range(0, n).map(i -> (i + 1) % n).toArray();
        double[] y = context.targets().column(0);
        double[] moved = Arrays.stream(order).mapToDouble(i -> y[i]).toArray();
        KernelRidge ridge = KernelRidge.of(new Gaussian(1), 0.3);
        double[] f = answers(ridge, context, queries);
        assertThat(answers(ridge, context.select(order), queries)).containsExactly(f, within(SOLVE));
        double[] g = answers(ridge, withTargets(context, moved), queries);
        double change = IntStream.range(0, 4)
                .mapToDouble(i -> Math.abs(f[i] - g[i]))
                .max()
                .orElseThrow();
        assertThat(change).isGreaterThan(1e-3);
    }

    /** P11: orthogonal maps of the inputs and the context's order change nothing under an isotropic kernel; a query's answer does not depend on the others, to the bit. */
    @Property(tries = 15)
    void p11Invariances(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int n) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        // A Householder reflection I - 2 v v'/v'v.
        double[] v = Randoms.of(seed).split("mirror").gaussians(D);
        Context mirrored = Context.of(mirror(context.inputs(), v), context.targets());
        int[] order = Randoms.of(seed).split("order").permutation(n);
        for (InContextLearner<?> learner : new InContextLearner<?>[] {
            KernelRidge.of(new Gaussian(1), 0.3), NadarayaWatson.of(new Gaussian(1)), RidgeRegression.of(0.3)
        }) {
            double[] f = answers(learner, context, queries);
            assertThat(answers(learner, mirrored, mirror(queries, v))).containsExactly(f, within(SOLVE));
            assertThat(answers(learner, context.select(order), queries)).containsExactly(f, within(SOLVE));
            for (int q = 0; q < queries.size(); q++) {
                assertThat(answers(learner, context, queries.select(q))[0]).isEqualTo(f[q]);
            }
        }
    }

    private static Points mirror(Points x, double[] v) {
        double[][] rows = x.toRows();
        double vv = Arrays.stream(v).map(c -> c * c).sum();
        for (double[] row : rows) {
            double dot = IntStream.range(0, D).mapToDouble(k -> row[k] * v[k]).sum();
            for (int k = 0; k < D; k++) {
                row[k] -= 2 * dot / vv * v[k];
            }
        }
        return Points.of("mirrored", rows);
    }

    /** P12: primal and dual ridge regression agree; conjugate gradients on the primal and on the dual system do not, before they end. */
    @Property(tries = 15)
    void p12PrimalAndDual(@ForAll long seed, @ForAll @IntRange(min = 5, max = 20) int n) {
        double ridge = 0.5;
        Context context = context(seed, n);
        Points queries = queries(seed);
        double[] primal = answers(RidgeRegression.of(ridge).withIntercept(false), context, queries);
        double[] dual = answers(KernelRidge.of(new Linear(), ridge), context, queries);
        assertThat(dual).containsExactly(primal, within(SOLVE));
        double[][] x = context.inputs().toRows();
        double[] y = context.targets().column(0);
        double[][] moments = new double[D][D];
        double[] right = new double[D];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < D; k++) {
                right[k] += x[i][k] * y[i];
                for (int l = 0; l < D; l++) {
                    moments[k][l] += x[i][k] * x[i][l];
                }
            }
        }
        for (int k = 0; k < D; k++) {
            moments[k][k] += ridge;
        }
        IterativeMethod.Iterates inPrimal = ConjugateGradient.withDefaults().start(MatrixOperator.of(moments), right);
        IterativeMethod.Iterates inDual =
                ConjugateGradient.withDefaults().start(Gram.operator(new Linear(), context.inputs(), ridge), y);
        inPrimal.step();
        inDual.step();
        double first = weightsDifference(inPrimal.solution(), x, inDual.solution());
        assertThat(first).isGreaterThan(1e-6);
        // Four eigenvalues in the dual (three and the ridge), three in the primal.
        for (int t = 0; t < 6; t++) {
            inPrimal.step();
            inDual.step();
        }
        assertThat(weightsDifference(inPrimal.solution(), x, inDual.solution())).isLessThan(1e-8);
    }

    private static double weightsDifference(double[] w, double[][] x, double[] alpha) {
        double most = 0;
        for (int k = 0; k < D; k++) {
            double dual = 0;
            for (int i = 0; i < x.length; i++) {
                dual += x[i][k] * alpha[i];
            }
            most = Math.max(most, Math.abs(w[k] - dual));
        }
        return most;
    }

    /** P24: a posterior variance is at least 0 and falls when a point is added; a leave-one-out residual is alpha_i/[A^-1]_ii. */
    @Property(tries = 15)
    void p24PosteriorVarianceAndLeaveOneOut(
            @ForAll long seed,
            @ForAll @IntRange(min = 3, max = 15) int n,
            @ForAll @DoubleRange(min = 0.1, max = 1) double ridge) {
        Context context = context(seed, n);
        Points queries = queries(seed);
        GaussianProcess process = GaussianProcess.of(new Gaussian(1), ridge).withCentredTargets(false);
        int[] fewer = IntStream.range(0, n - 1).toArray();
        GaussianProcessModel all = process.fit(context);
        double[] more = process.fit(context.select(fewer)).posterior(queries).standardDeviation();
        double[] less = all.posterior(queries).standardDeviation();
        for (int q = 0; q < queries.size(); q++) {
            assertThat(less[q]).isBetween(0.0, more[q] + SOLVE);
        }
        double[] residuals =
                LeaveOneOut.of(new Gaussian(1), context).residuals(ridge).column(0);
        for (int i = 0; i < n; i++) {
            int left = i;
            Context without =
                    context.select(IntStream.range(0, n).filter(j -> j != left).toArray());
            double answer = answers(
                    KernelRidge.of(new Gaussian(1), ridge),
                    without,
                    context.inputs().select(i))[0];
            assertThat(Math.abs(residuals[i]))
                    .isCloseTo(Math.abs(context.targets().get(i, 0) - answer), within(SOLVE));
        }
    }
}
