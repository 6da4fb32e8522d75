package org.icl4j.examples.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.theory.ConvergenceBounds;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.ridge.KernelRidge;

/** The conjugate-gradient transformer: MetaRepICL, wired for real. */
final class ConjugateClaims {

    private static final int N = 14;
    private static final int D = 5;
    private static final int STEPS = 5;
    private static final double RIDGE = 0.5;

    private ConjugateClaims() {}

    static List<Claim> claims() {
        Group g = new Group("MetaRepICL: a transformer that is conjugate gradients", "cg");
        g.from("claimed by the post, whose code runs textbook conjugate gradients; wiring ours");
        g.identity(
                "alpha",
                "the alpha slots are conjugate gradients' coefficients after every step (icl4j's solver)",
                1e-9,
                size -> states(size, 0));
        g.identity(
                "residual",
                "the r slots of wired conjugate gradients are their residuals",
                1e-9,
                size -> states(size, 1));
        g.identity(
                "answer",
                "the query's slot of wired conjugate gradients is their answer",
                1e-9,
                size -> states(size, 2));
        g.identity(
                "jacobi",
                "with a quotient by the diagonal it is Jacobi-preconditioned conjugate gradients",
                1e-9,
                size -> Lab.gap(ConjugateGradientTransformer.jacobi(D, RIDGE, STEPS), N, D, size));
        g.identity(
                "gaussian",
                "with a Gaussian score it is conjugate gradients on the Gaussian kernel matrix",
                1e-9,
                size -> Lab.gap(ConjugateGradientTransformer.of(new Gaussian(1), D, RIDGE, STEPS), N, D, size));
        g.number(
                "width",
                "a token is d + 12 numbers wide",
                "",
                new Bound(D + 12, D + 12),
                size -> ConjugateGradientTransformer.of(D, RIDGE, 1)
                        .transformer()
                        .width());
        g.number(
                "weights",
                "all weights but the ridge and the gate's bound are 0, 1 or -1: number of others",
                "",
                new Bound(0, 0),
                size -> Arrays.stream(ConjugateGradientTransformer.of(D, RIDGE, 3)
                                .transformer()
                                .parameters())
                        .map(Math::abs)
                        .filter(w -> w != 0 && w != 1 && w != RIDGE && w != ConjugateGradientTransformer.BOUND)
                        .count());
        g.number(
                "query-is-not-read",
                "another query leaves all other tokens as they are, to the bit",
                "",
                new Bound(0, 0),
                size -> {
                    Context context = Lab.context(N, D, 1);
                    double[][][] a = ConjugateGradientTransformer.of(D, RIDGE, STEPS)
                            .transformer()
                            .states(context, Lab.points(1, D, 1));
                    double[][][] b = ConjugateGradientTransformer.of(D, RIDGE, STEPS)
                            .transformer()
                            .states(context, Lab.points(1, D, 2));
                    double different = 0;
                    for (int t = 0; t < a.length; t++) {
                        for (int i = 0; i <= N; i++) {
                            different += Arrays.equals(a[t][i], b[t][i]) ? 0 : 1;
                        }
                    }
                    return different;
                });
        g.number(
                "terminates",
                "the wired conjugate gradients are exact after rank(K) + 1 steps, here 6",
                "",
                Bound.atMost(1e-9),
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                ConjugateGradientTransformer.of(D, RIDGE, D + 1).learner(),
                                KernelRidge.of(new Linear(), RIDGE),
                                Lab.context(N, D, s),
                                Lab.points(3, D, s))));
        g.number(
                "not-before",
                "they are not exact before: after rank(K) - 1 steps the answer is still off",
                "",
                Bound.atLeast(1e-6),
                size -> Lab.difference(
                        ConjugateGradientTransformer.of(D, RIDGE, D - 1).learner(),
                        KernelRidge.of(new Linear(), RIDGE),
                        Lab.context(N, D, 1),
                        Lab.points(3, D, 1)));
        g.from("Saad 2003, 6.11");
        g.number(
                "rate",
                "the error in the A-norm is at most 2/(c^t + c^-t) of the first, c = (sqrt k + 1)/(sqrt k - 1): greatest ratio to the bound",
                "",
                Bound.atMost(1 + 1e-9),
                size -> BayesClaims.repeat(size, s -> ratios(s, true)));
        g.number(
                "answer-rate",
                "the answer's error is at most sqrt(k'A^-1k) times the A-norm of the coefficients': greatest ratio",
                "",
                Bound.atMost(1 + 1e-9),
                size -> BayesClaims.repeat(size, s -> ratios(s, false)));
        g.number(
                "monotone",
                "the A-norm of the error falls at every step: greatest ratio of neighbours",
                "",
                Bound.atMost(1),
                size -> BayesClaims.repeat(size, ConjugateClaims::monotone));
        g.identity(
                "orthogonal",
                "residuals of different steps are orthogonal",
                1e-9,
                size -> BayesClaims.repeat(size, s -> products(s, "r")));
        g.identity(
                "conjugate",
                "directions of different steps are conjugate",
                1e-9,
                size -> BayesClaims.repeat(size, s -> products(s, "p")));
        g.identity("scale", "targets times 1000 give answers times 1000", 1e-11, size -> {
            Context context = Lab.context(N, D, 1);
            double[] y = context.targets().column(0);
            double[] large = Arrays.stream(y).map(v -> 1000 * v).toArray();
            double[] a = Lab.answers(
                    ConjugateGradientTransformer.of(D, RIDGE, STEPS).learner(), context, Lab.points(3, D, 1));
            double[] b = Lab.answers(
                    ConjugateGradientTransformer.of(D, RIDGE, STEPS).learner(),
                    Context.of(context.inputs(), Points.ofColumn("y", large)),
                    Lab.points(3, D, 1));
            return Lab.difference(Arrays.stream(b).map(v -> v / 1000).toArray(), a);
        });
        g.from("ours");
        g.identity(
                "breakdown",
                "where a denominator vanishes the state stays: 30 steps on a context of rank 1",
                1e-12,
                size -> {
                    Context context = Context.of(new double[][] {{1, 0}, {2, 0}, {3, 0}}, new double[] {1, 2, 3});
                    double[][] answers = ConjugateGradientTransformer.of(2, 0, 30)
                            .transformer()
                            .answers(context, Points.of("q", new double[][] {{1, 1}}));
                    double most = 0;
                    for (int t = 1; t <= 30; t++) {
                        most = Math.max(most, Math.abs(answers[t][0] - 1));
                    }
                    return most;
                });
        for (int newton : new int[] {0, 1, 2}) {
            ReciprocalApproximation r = new ReciprocalApproximation(1e-3, 1e3, 48, newton);
            g.number(
                    "relu-division-" + newton,
                    "division by a ReLU network of 48 chords over six decades and " + newton
                            + (newton == 1 ? " Newton step" : " Newton steps")
                            + " has relative error at most its bound",
                    "",
                    // Reached between knots; 12 measured points a chord come within 1 % of its worst, and rounding adds
                    // a few eps.
                    new Bound(Math.pow(0.99, Math.pow(2, newton)) * r.bound(), r.bound() + 1e-14),
                    size -> worst(r));
        }
        g.number(
                "relu-division-exact",
                "with 5 Newton steps the ReLU network's division is exact to rounding",
                "",
                Bound.atMost(1e-14),
                size -> worst(new ReciprocalApproximation(1e-3, 1e3, 48, 5)));
        g.from("MesaNet solves in the weights, this construction in the coefficients");
        g.number(
                "primal-is-not-dual",
                "before convergence conjugate gradients on (X'X + ridge) and on (XX' + ridge) answer differently: after 2 steps by this much",
                "",
                Bound.atLeast(0.01),
                size -> primalDual(2));
        g.number(
                "primal-is-dual-at-the-end",
                "at convergence conjugate gradients in the weights and in the coefficients agree",
                "",
                Bound.atMost(1e-9),
                size -> primalDual(20));
        return g.claims();
    }

    private static double worst(ReciprocalApproximation r) {
        double[][] x = new double[601][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {1e-3 * Math.pow(10, i / 100.0)};
        }
        double[] y = r.transformer()
                .learner()
                .fit(new double[][] {{0}}, new double[] {0})
                .predict(x);
        double worst = 0;
        for (int i = 0; i < y.length; i++) {
            worst = Math.max(worst, Math.abs(x[i][0] * y[i] - 1));
        }
        return worst;
    }

    private static double[][] system(Context context) {
        double[][] a = Lab.gram(new Linear(), context.inputs(), context.inputs());
        for (int i = 0; i < a.length; i++) {
            a[i][i] += RIDGE;
        }
        return a;
    }

    private static double states(Claim.Size size, int what) {
        return BayesClaims.repeat(size, s -> {
            Context context = Lab.context(N, D, s);
            Points queries = Lab.points(3, D, s);
            double[][] cross = Lab.gram(new Linear(), queries, context.inputs());
            var transformer = ConjugateGradientTransformer.of(D, RIDGE, STEPS).transformer();
            double[][][] states = transformer.states(context, queries);
            IterativeMethod.Iterates solver = ConjugateGradient.withDefaults()
                    .start(MatrixOperator.of(system(context)), context.targets().column(0));
            double most = 0;
            for (int t = 1; t <= STEPS; t++) {
                solver.step();
                double[] expected = what == 1 ? solver.residual() : solver.solution();
                double[] slots = new double[what == 2 ? 3 : N];
                if (what == 2) {
                    double[] answers = new double[3];
                    for (int q = 0; q < 3; q++) {
                        answers[q] = Lab.dot(cross[q], expected);
                        slots[q] = -states[t][N + 1 + q][D + 1];
                    }
                    expected = answers;
                } else {
                    for (int i = 0; i < N; i++) {
                        slots[i] = states[t][i][D + what];
                    }
                }
                most = Math.max(most, Lab.difference(slots, expected));
            }
            return most;
        });
    }

    private static double[] solution(double[][] a, Context context) {
        return new LUDecomposition(Lab.matrix(a))
                .getSolver()
                .solve(new ArrayRealVector(context.targets().column(0)))
                .toArray();
    }

    private static double norm(double[][] a, double[] x, double[] y) {
        double[] e = new double[x.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = x[i] - y[i];
        }
        return Math.sqrt(Math.max(0, Lab.dot(e, Lab.matrix(a).operate(e))));
    }

    private static double ratios(long seed, boolean coefficients) {
        Context context = Lab.context(N, D, seed);
        double[][] a = system(context);
        double[] l = new EigenDecomposition(Lab.matrix(a)).getRealEigenvalues();
        double condition =
                Arrays.stream(l).max().orElseThrow() / Arrays.stream(l).min().orElseThrow();
        double[] exact = solution(a, context);
        double[][] alpha = ConjugateGradientTransformer.of(D, RIDGE, STEPS).iterates(context);
        Points query = Lab.points(1, D, seed);
        double[] k = Lab.gram(new Linear(), query, context.inputs())[0];
        double bound = Math.sqrt(Lab.dot(
                k,
                new LUDecomposition(Lab.matrix(a))
                        .getSolver()
                        .solve(new ArrayRealVector(k))
                        .toArray()));
        double[][] answers =
                ConjugateGradientTransformer.of(D, RIDGE, STEPS).transformer().answers(context, query);
        double first = norm(a, alpha[0], exact);
        double most = 0;
        for (int t = 0; t < STEPS; t++) {
            double error = norm(a, alpha[t], exact);
            most = Math.max(
                    most,
                    coefficients
                            ? error / (ConvergenceBounds.conjugateGradient(condition, t) * first)
                            : Math.abs(answers[t][0] - Lab.dot(k, exact)) / (bound * error));
        }
        return most;
    }

    private static double monotone(long seed) {
        Context context = Lab.context(N, D, seed);
        double[][] a = system(context);
        double[] exact = solution(a, context);
        double[][] alpha = ConjugateGradientTransformer.of(D, RIDGE, STEPS).iterates(context);
        double most = 0;
        for (int t = 1; t <= STEPS; t++) {
            most = Math.max(most, norm(a, alpha[t], exact) / norm(a, alpha[t - 1], exact));
        }
        return most;
    }

    /** Greatest cosine between slots of different steps: plain for r, in the A-inner product for p. */
    private static double products(long seed, String slot) {
        Context context = Lab.context(N, D, seed);
        double[][][] states =
                ConjugateGradientTransformer.of(D, RIDGE, STEPS).transformer().states(context, Lab.points(1, D, seed));
        int column = D + (slot.equals("r") ? 1 : 2);
        RealMatrix a = Lab.matrix(system(context));
        List<double[]> vectors = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            double[] v = new double[N];
            for (int i = 0; i < N; i++) {
                v[i] = states[t][i][column];
            }
            vectors.add(v);
        }
        double most = 0;
        for (int s = 0; s < STEPS; s++) {
            for (int t = 0; t < s; t++) {
                double[] u = vectors.get(s);
                double[] v = vectors.get(t);
                double product = slot.equals("r") ? Lab.dot(u, v) : Lab.dot(u, a.operate(v));
                double uu = slot.equals("r") ? Lab.dot(u, u) : Lab.dot(u, a.operate(u));
                double vv = slot.equals("r") ? Lab.dot(v, v) : Lab.dot(v, a.operate(v));
                most = Math.max(most, Math.abs(product) / Math.sqrt(uu * vv));
            }
        }
        return most;
    }

    private static double primalDual(int steps) {
        Context context = Lab.context(N, D, 3);
        double[] query = Lab.points(1, D, 3).row(0);
        RealMatrix x = Lab.matrix(context.inputs().toRows());
        double[][] s = x.transpose().multiply(x).getData();
        for (int i = 0; i < D; i++) {
            s[i][i] += RIDGE;
        }
        // Mesa: (X'X + ridge)^-1 q by conjugate gradients, then y'X times it.
        IterativeMethod.Iterates primal = ConjugateGradient.withDefaults().start(MatrixOperator.of(s), query);
        for (int t = 0; t < steps; t++) {
            primal.step();
        }
        double answer = Lab.dot(x.transpose().operate(context.targets().column(0)), primal.solution());
        double dual = Lab.answers(
                ConjugateGradientTransformer.of(D, RIDGE, steps).learner(),
                context,
                Points.of("q", new double[][] {query}))[0];
        return Math.abs(answer - dual);
    }
}
