package org.icl4j.attention.construct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;

/** Every construction with a context that it takes, and by how much rounding may grow in it. */
record ConstructionCases(int n, int m, int steps, long seed) {

    static final int D = 3;

    /** One of them. */
    record Case(Construction construction, Context context, Points queries, double factor) {

        @Override
        public String toString() {
            return construction.transformer().toString();
        }
    }

    Context context(int targets) {
        Randoms r = Randoms.of(seed);
        Points x = Points.of("inputs", r.gaussians(n, D));
        return Context.of(x, Points.of("targets", r.gaussians(n, targets)));
    }

    Points queries() {
        return Points.of("queries", Randoms.of(seed).split("queries").gaussians(m, D));
    }

    private Context labelled(int classes) {
        Randoms r = Randoms.of(seed).split("labels");
        double[][] y = new double[n][classes];
        for (double[] row : y) {
            row[r.integer(classes)] = 1;
        }
        return Context.of(context(1).inputs(), Points.of("labels", y));
    }

    static double[] filled(int length, double value) {
        double[] a = new double[length];
        Arrays.fill(a, value);
        return a;
    }

    /** Wide enough for all that conjugate gradients divide by here. */
    static ReciprocalApproximation division(int newtonSteps) {
        return new ReciprocalApproximation(1e-20, 1e8, 96, newtonSteps);
    }

    List<Case> all() {
        double[][] skew = {{0.2, 0.1, 0}, {-0.05, 0.15, 0.1}, {0, 0, 0.3}};
        List<Case> cases = new ArrayList<>();
        for (int t : new int[] {1, 2}) {
            Context c = context(t);
            add(cases, c, 50, DescentTransformer.of(D, 0.2, steps).withTargets(t));
            add(cases, c, 50, DescentTransformer.preconditioned(skew, steps).withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    DescentTransformer.heavyBall(D, 0.2, 0.5, 0.1, steps).withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    DescentTransformer.chebyshev(D, 0.1, 6, 0.1, steps).withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    DescentTransformer.of(D, 0.2, steps)
                            .from(new double[] {1, -2, 0.5})
                            .withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    PlusPlusTransformer.of(D, filled(steps, 0.2), filled(steps, 0.05))
                            .withTargets(t));
            add(cases, c, 500, NewtonTransformer.of(D, 0.01, 0, steps).withTargets(t));
            add(cases, c, 500, NewtonTransformer.of(D, 0.01, 0.7, steps).withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    FunctionalDescentTransformer.of(new Gaussian(1), D, 0.2, 0.1, steps)
                            .withTargets(t));
            add(
                    cases,
                    c,
                    50,
                    FunctionalDescentTransformer.of(new Linear(), D, 0.01, 0, steps)
                            .withTargets(t));
            add(cases, c, 500, RichardsonTransformer.of(D, 1, 0.3, 1, steps).withTargets(t));
            add(cases, c, 50, NearestNeighbourTransformer.of(D, 2).withTargets(t));
            add(cases, c, 50, NearestNeighbourTransformer.plain(D, 2).withTargets(t));
            // kappa(X'X + ridge I): P starts as I / ridge and falls from there.
            add(
                    cases,
                    c,
                    1e4,
                    RecursiveLeastSquaresTransformer.of(D, 0.5, 1, n + 2).withTargets(t));
            add(
                    cases,
                    c,
                    1e4,
                    RecursiveLeastSquaresTransformer.of(D, 0.5, 0.9, n).withTargets(t));
            // kappa(X'X) of a design with as few as one row more than columns.
            add(cases, c, 1e6, LeastSquaresTransformer.of(c.inputs()).withTargets(t));
            for (double alpha : new double[] {2, 1.5}) {
                // The bandwidth's square is off by eps times what the weights' sum can resolve.
                add(cases, c, 500, SparseAttentionTransformer.of(D, 2, alpha).withTargets(t));
            }
        }
        Context one = context(1);
        add(cases, one, 1e4, ConjugateGradientTransformer.of(D, 0.5, steps));
        add(cases, one, 1e4, ConjugateGradientTransformer.of(new Gaussian(1), D, 0.5, steps));
        add(cases, one, 1e4, ConjugateGradientTransformer.jacobi(D, 0.5, steps));
        add(cases, labelled(4), 50, ClassificationTransformer.of(D, 4, 1.5));
        return cases;
    }

    private void add(List<Case> cases, Context context, double factor, Construction construction) {
        cases.add(new Case(construction, context, queries(), factor));
    }
}
