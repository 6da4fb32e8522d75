package org.icl4j.examples.claims;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.icl4j.attention.construct.ClassificationTransformer;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.LeastSquaresTransformer;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.attention.construct.RecursiveLeastSquaresTransformer;
import org.icl4j.attention.construct.SparseAttentionTransformer;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.RidgeRegression;

/** Estimators as wired transformers, beside their algorithm and beside the library's solver. */
final class WiredClaims {

    private static final int D = 4;
    private static final int STEPS = 6;
    private static final double RIDGE = 0.3;

    private WiredClaims() {}

    static List<Claim> claims() {
        Group g = new Group("Estimators and solvers as wired transformers", "wired");
        g.from("Plackett 1950; von Oswald et al. 2023b; wiring ours");
        g.identity(
                "recursive-least-squares",
                "two heads and one quotient a step are one pair of recursive least squares, for every pair",
                1e-12,
                size -> Lab.gap(RecursiveLeastSquaresTransformer.of(D, RIDGE, 0.95, 20), 20, D, size));
        g.identity(
                "mesa",
                "the answer after pair t is ridge regression on the first t pairs, as a mesa layer's at position t",
                1e-12,
                size -> BayesClaims.repeat(size, WiredClaims::mesa));
        g.from("Goulet Coulombe 2025");
        g.identity(
                "least-squares",
                "one head whose query and key maps whiten the design is ordinary least squares for every target",
                1e-11,
                size -> BayesClaims.repeat(size, s -> {
                    Context c = several(20, 2, s);
                    return difference(
                            LeastSquaresTransformer.of(c.inputs())
                                    .withTargets(2)
                                    .learner(),
                            LeastSquares.withDefaults().withIntercept(false),
                            c,
                            s);
                }));
        g.from("Martins and Astudillo 2016; Peters et al. 2019; bandwidth ours");
        for (double alpha : new double[] {2, 1.5, 4.0 / 3}) {
            g.identity(
                    "sparse-" + Math.round(1 / (alpha - 1)),
                    "entmax attention with alpha = " + (alpha == 2 ? "2" : alpha == 1.5 ? "3/2" : "4/3")
                            + " is Nadaraya-Watson under (1 - u^2)^" + Math.round(1 / (alpha - 1))
                            + " with the bandwidth at which the weights sum to 1",
                    1e-11,
                    size -> Lab.gap(SparseAttentionTransformer.of(D, 1.5, alpha), 25, D, size));
        }
        g.identity(
                "sparse-support",
                "the answer of entmax attention does not change, to the bit, when a key beyond the bandwidth gets another target",
                0,
                size -> BayesClaims.repeat(size, WiredClaims::beyondTheBandwidth));
        g.from("Dragutinovic, Singh and Saxe 2025; weights ours");
        g.identity(
                "classification",
                "one softmax head with weights of 0 and 1 is a step of kernel gradient descent on the cross-entropy with step 1/sum_i k(x_i, x)",
                1e-13,
                size -> BayesClaims.repeat(size, WiredClaims::classification));
        g.claim(
                "classification-step-adapts",
                "the step 1/sum_i k(x_i, x) of the wired softmax head differs between queries of one context: greatest over least of 20 queries, median over contexts",
                "context-adaptive",
                Bound.atLeast(2),
                size -> Claim.Measured.exact(Lab.median(IntStream.range(0, size.of(50, 5))
                        .mapToDouble(WiredClaims::spread)
                        .toArray())));
        g.from("MetaRepICL; wiring and bound ours");
        for (int newton : new int[] {1, 2, 3}) {
            g.identity(
                    "attention-and-relu-only-" + newton,
                    "conjugate gradients by attention and ReLU layers alone, " + newton
                            + (newton == 1 ? " Newton step" : " Newton steps")
                            + " a division: error over its bound (plus 1e-13), greatest of the steps with a finite one",
                    1,
                    size -> BayesClaims.repeat(size, s -> division(newton, s)));
        }
        g.identity(
                "attention-and-relu-only-converges",
                "with 5 Newton steps a division it is conjugate gradients to rounding",
                1e-12,
                size -> BayesClaims.repeat(size, s -> {
                    Context c = Lab.context(12, D, s);
                    Points q = Lab.points(3, D, s);
                    ConjugateGradientTransformer exact = ConjugateGradientTransformer.of(new Gaussian(1), D, 0.5, 5);
                    double[][] a = exact.transformer().answers(c, q);
                    double[][] b = exact.dividingBy(by(5)).transformer().answers(c, q);
                    return greatest(a, b);
                }));
        g.from("the library's solvers, which share no code with the layers");
        solver(g, "gradient-descent", DescentTransformer.of(D, 0.3, STEPS), GradientDescent.of(0.3), 0);
        solver(g, "heavy-ball", DescentTransformer.heavyBall(D, 0.3, 0.6, RIDGE, STEPS), HeavyBall.of(0.3, 0.6), RIDGE);
        solver(
                g,
                "chebyshev",
                DescentTransformer.chebyshev(D, RIDGE, 4, RIDGE, STEPS),
                Chebyshev.between(RIDGE, 4),
                RIDGE);
        g.identity(
                "newton-schulz-is-the-solver",
                "the wired Newton-Schulz beside the solver of that name, every step",
                1e-11,
                size -> BayesClaims.repeat(size, s -> {
                    Context c = Lab.context(20, D, s);
                    Points q = Lab.points(3, D, s);
                    double[][] layers = NewtonTransformer.of(D, 0.01, RIDGE, STEPS)
                            .transformer()
                            .answers(c, q);
                    IterativeMethod.Iterates iterates =
                            NewtonSchulz.of(0.01).start(MatrixOperator.of(moments(c, 1, RIDGE)), right(c, 1));
                    return against(layers, 0, iterates, q);
                }));
        g.from("ours");
        g.identity(
                "several-targets",
                "a transformer wired for three targets answers each as one wired for it alone",
                1e-13,
                size -> BayesClaims.repeat(size, WiredClaims::targets));
        return g.claims();
    }

    private static Context several(int n, int targets, int seed) {
        Randoms r = Randoms.of(seed).split("several");
        return Context.of(Points.of("x", r.gaussians(n, D)), Points.of("y", r.gaussians(n, targets)));
    }

    private static double difference(InContextLearner<?> a, InContextLearner<?> b, Context c, int seed) {
        Points q = Lab.points(3, D, seed);
        double most = 0;
        for (int t = 0; t < c.targets().width(); t++) {
            most = Math.max(
                    most,
                    Lab.difference(
                            a.fit(c).predict(q).column(t), b.fit(c).predict(q).column(t)));
        }
        return most;
    }

    private static double mesa(int seed) {
        Context c = Lab.context(15, D, seed);
        Points q = Lab.points(3, D, seed);
        double[][] layers = RecursiveLeastSquaresTransformer.of(D, RIDGE, 1, 15)
                .transformer()
                .answers(c, q);
        double most = 0;
        for (int t = 1; t <= 15; t++) {
            Context first = c.select(IntStream.range(0, t).toArray());
            most = Math.max(
                    most,
                    Lab.difference(
                            layers[t], Lab.answers(RidgeRegression.of(RIDGE).withIntercept(false), first, q)));
        }
        return most;
    }

    private static double beyondTheBandwidth(int seed) {
        Context c = Lab.context(25, D, seed);
        Points q = Lab.points(1, D, seed);
        SparseAttentionTransformer sparse = SparseAttentionTransformer.of(D, 1.5, 2);
        double b = sparse.bandwidth(c, q.row(0));
        double[] y = c.targets().column(0);
        int outside = 0;
        for (int i = 0; i < 25; i++) {
            double squares = 0;
            for (int k = 0; k < D; k++) {
                squares += Math.pow(q.get(0, k) - c.inputs().get(i, k), 2);
            }
            if (squares > b * b * (1 + 1e-12)) {
                y[i] = 1e6;
                outside++;
            }
        }
        double[] before = Lab.answers(sparse.learner(), c, q);
        double[] after = Lab.answers(sparse.learner(), Context.of(c.inputs(), Points.ofColumn("y", y)), q);
        return outside == 0 ? 1 : Math.abs(before[0] - after[0]);
    }

    private static Context labelled(int seed) {
        Randoms r = Randoms.of(seed).split("labels");
        double[][] y = new double[16][3];
        for (double[] row : y) {
            row[r.integer(3)] = 1;
        }
        return Context.of(Lab.context(16, D, seed).inputs(), Points.of("labels", y));
    }

    private static double classification(int seed) {
        Construction layer = ClassificationTransformer.of(D, 3, 0.8);
        double[] gaps = layer.differences(labelled(seed), Lab.points(4, D, seed));
        return gaps[1];
    }

    private static double spread(int seed) {
        ClassificationTransformer layer = ClassificationTransformer.of(D, 3, 0.8);
        Context c = labelled(seed);
        Points q = Lab.points(20, D, seed);
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int i = 0; i < 20; i++) {
            double step = layer.step(c, q.row(i));
            low = Math.min(low, step);
            high = Math.max(high, step);
        }
        return high / low;
    }

    private static ReciprocalApproximation by(int newton) {
        return new ReciprocalApproximation(1e-14, 1e4, 160, newton);
    }

    private static double division(int newton, int seed) {
        Context c = Lab.context(12, D, seed);
        Points q = Lab.points(3, D, seed);
        ConjugateGradientTransformer exact = ConjugateGradientTransformer.of(new Gaussian(1), D, 0.5, 5);
        ConjugateGradientTransformer relu = exact.dividingBy(by(newton));
        double[][] a = exact.transformer().answers(c, q);
        double[][] b = relu.transformer().answers(c, q);
        double[] bounds = relu.divisionErrors(c, q);
        double most = 0;
        for (int t = 1; t < a.length; t++) {
            for (int i = 0; i < a[t].length; i++) {
                most = Math.max(most, Math.abs(a[t][i] - b[t][i]) / (bounds[t] + 1e-13));
            }
        }
        return Double.isFinite(bounds[2]) ? most : Double.POSITIVE_INFINITY;
    }

    private static double greatest(double[][] a, double[][] b) {
        double most = 0;
        for (int t = 0; t < a.length; t++) {
            most = Math.max(most, Lab.difference(b[t], a[t]));
        }
        return most;
    }

    /** factor X'X + ridge I. */
    private static double[][] moments(Context c, double factor, double ridge) {
        double[][] a = Lab.matrix(c.inputs().toRows())
                .transpose()
                .multiply(Lab.matrix(c.inputs().toRows()))
                .scalarMultiply(factor)
                .getData();
        for (int k = 0; k < a.length; k++) {
            a[k][k] += ridge;
        }
        return a;
    }

    private static double[] right(Context c, double factor) {
        return Lab.matrix(c.inputs().toRows())
                .scalarMultiply(factor)
                .preMultiply(c.targets().column(0));
    }

    private static double against(double[][] layers, int first, IterativeMethod.Iterates iterates, Points q) {
        double most = 0;
        for (int t = first; t < layers.length; t++) {
            iterates.step();
            most = Math.max(
                    most, Lab.difference(layers[t], Lab.matrix(q.toRows()).operate(iterates.solution())));
        }
        return most;
    }

    private static void solver(Group g, String name, Construction construction, IterativeMethod method, double ridge) {
        BiFunction<Context, Points, Double> gap = (c, q) -> against(
                construction.transformer().answers(c, q),
                1,
                method.start(MatrixOperator.of(moments(c, 1.0 / c.size(), ridge)), right(c, 1.0 / c.size())),
                q);
        g.identity(
                name + "-is-the-solver",
                "the wired " + name.replace('-', ' ') + " beside the solver of that name, every step",
                1e-11,
                size -> BayesClaims.repeat(size, s -> gap.apply(Lab.context(20, D, s), Lab.points(3, D, s))));
    }

    private static double targets(int seed) {
        Context c = several(15, 3, seed);
        Points q = Lab.points(2, D, seed);
        double[][] together = NewtonTransformer.of(D, 0.01, RIDGE, STEPS)
                .withTargets(3)
                .transformer()
                .answers(c, q);
        double most = 0;
        for (int t = 0; t < 3; t++) {
            Context one =
                    Context.of(c.inputs(), Points.ofColumn("y", c.targets().column(t)));
            double[][] alone =
                    NewtonTransformer.of(D, 0.01, RIDGE, STEPS).transformer().answers(one, q);
            for (int step = 0; step <= STEPS; step++) {
                for (int i = 0; i < 2; i++) {
                    most = Math.max(most, Math.abs(together[step][3 * i + t] - alone[step][i]));
                }
            }
        }
        return most;
    }
}
