package org.icl4j.examples.claims;

import java.util.List;
import java.util.stream.IntStream;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.PoolBayes;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.select.LeaveOneOut;

/** Ridge as Bayes, task pools: Akyurek et al. 2023, Raventos et al. 2023. */
final class BayesClaims {

    private BayesClaims() {}

    private static RidgeRegression ridge(double lambda) {
        return RidgeRegression.of(lambda).withIntercept(false);
    }

    static List<Claim> claims() {
        Group g = new Group("Akyurek et al. 2023, Raventos et al. 2023: ridge, Bayes and task pools", "bayes");
        g.from("Akyurek section 4");
        g.identity(
                "ridge",
                "with prior t2 I and noise s2 the Bayes predictor is ridge regression with ridge s2/t2",
                1e-10,
                size -> repeat(
                        size,
                        s -> Lab.difference(
                                LinearBayes.of(Lab.diagonal(4, 4, 4), 0.5),
                                ridge(0.125),
                                Lab.context(8, 3, s),
                                Lab.points(3, 3, s))));
        for (double factor : new double[] {0.2, 5}) {
            g.mean(
                    "ridge-" + (factor < 1 ? "smaller" : "larger"),
                    "a ridge " + Claims.number(factor) + " times the Bayes one has a larger squared error",
                    "",
                    Bound.atLeast(1e-4),
                    size -> {
                        TaskBatch batch =
                                Lab.draw(RegressionTasks.linear(5).withNoise(0.7), size.of(20_000, 1500), 8, 16, 21);
                        double[] wrong = Lab.errors(ridge(0.49 * factor), batch, 1);
                        double[] right = Lab.errors(ridge(0.49), batch, 1);
                        return IntStream.range(0, wrong.length)
                                .mapToDouble(i -> wrong[i] - right[i])
                                .toArray();
                    });
        }
        g.mean(
                "own-risk",
                "the posterior states its own risk x'Cx: measured squared errors exceed it by 0 on average",
                "",
                new Bound(-1e-3, 1e-3),
                size -> ownRisk(0.25, size));
        g.from("ours");
        g.identity(
                "primal-dual",
                "ridge in the weights and in the coefficients is one predictor",
                1e-10,
                size -> repeat(
                        size,
                        s -> Lab.difference(
                                ridge(0.3),
                                KernelRidge.of(new Linear(), 0.3),
                                Lab.context(9, 4, s),
                                Lab.points(3, 4, s))));
        g.identity(
                "transformer",
                "20 layers of Newton-Schulz with ridge tokens are the Bayes predictor",
                1e-10,
                size -> repeat(
                        size,
                        s -> Lab.difference(
                                NewtonTransformer.of(4, 0.01, 0.3, 25).learner(),
                                ridge(0.3),
                                Lab.context(12, 4, s),
                                Lab.points(3, 4, s))));
        g.identity(
                "leave-one-out",
                "leave-one-out residuals are alpha_i over the diagonal of the inverse: equal to fitting n times",
                1e-9,
                size -> {
                    Context context = Lab.context(9, 3, 4);
                    double[] closed = LeaveOneOut.of(new Gaussian(1), context)
                            .residuals(0.2)
                            .column(0);
                    double most = 0;
                    for (int i = 0; i < 9; i++) {
                        int leave = i;
                        int[] rest =
                                IntStream.range(0, 9).filter(j -> j != leave).toArray();
                        double answer = KernelRidge.of(new Gaussian(1), 0.2)
                                .fit(context.select(rest))
                                .predict(context.inputs().select(i))
                                .get(0, 0);
                        most = Math.max(
                                most,
                                Math.abs(Math.abs(closed[i])
                                        - Math.abs(context.targets().get(i, 0) - answer)));
                    }
                    return most;
                });
        g.from("Raventos et al.");
        g.mean(
                "small-pool",
                "on tasks from a pool of 8 the pool's Bayes predictor beats ridge",
                "",
                Bound.atLeast(0.05),
                size -> excess(8, size, true));
        g.mean(
                "outside-the-pool",
                "on tasks from outside the pool the pool's Bayes predictor loses to ridge: it has memorised",
                "",
                Bound.atLeast(1),
                size -> excess(8, size, false));
        g.mean(
                "large-pool",
                "with a pool of 4096 in 2 dimensions it answers new tasks almost as ridge does",
                "",
                Bound.atMost(0.02),
                size -> {
                    double[][] pool = Randoms.of(33).gaussians(4096, 2);
                    PoolBayes bayes = PoolBayes.of(Points.of("pool", pool), 0.25);
                    TaskBatch batch = Lab.draw(RegressionTasks.linear(2).withNoise(0.5), size.of(1500, 150), 6, 1, 34);
                    double[] a = Lab.errors(bayes, batch, 1);
                    double[] b = Lab.errors(ridge(0.25), batch, 1);
                    return IntStream.range(0, a.length)
                            .mapToDouble(i -> a[i] - b[i])
                            .toArray();
                });
        return g.claims();
    }

    /** Measured squared errors less the risks that a posterior states which takes the noise's variance for this. */
    static double[] ownRisk(double variance, Claim.Size size) {
        TaskBatch batch = Lab.draw(RegressionTasks.linear(3).withNoise(0.5), size.of(20_000, 3000), 5, 16, 22);
        LinearBayes bayes = LinearBayes.of(Lab.diagonal(1, 1, 1), variance);
        double[] errors = Lab.errors(bayes, batch, 1);
        return IntStream.range(0, errors.length)
                .mapToDouble(b -> {
                    var posterior = bayes.fit(batch.context(b));
                    Points queries = batch.queries(b);
                    double risk = 0;
                    for (int q = 0; q < 16; q++) {
                        risk += posterior.risk(queries.row(q)) / 16;
                    }
                    return errors[b] - risk;
                })
                .toArray();
    }

    static double[] excess(int count, Claim.Size size, boolean inside) {
        double[][] pool = Randoms.of(31).gaussians(count, 8);
        PoolBayes bayes = PoolBayes.of(Points.of("pool", pool), 0.25);
        int tasks = size.of(4000, 400);
        TaskBatch batch = Lab.draw(
                RegressionTasks.of(Inputs.gaussian(8), Functions.linear(8)).withNoise(0.5), tasks, 8, 1, 32);
        double[] difference = new double[tasks];
        Randoms r = Randoms.of(35);
        for (int b = 0; b < tasks; b++) {
            Context context = batch.context(b);
            Points query = batch.queries(b);
            double truth = batch.queryTargets(b)[0];
            if (inside) {
                double[] w = pool[r.integer(count)];
                double[] y = new double[8];
                for (int i = 0; i < 8; i++) {
                    y[i] = Lab.dot(w, context.inputs().row(i)) + 0.5 * r.gaussian();
                }
                context = Context.of(context.inputs(), Points.ofColumn("y", y));
                truth = Lab.dot(w, query.row(0));
            }
            double memorised = bayes.fit(context).predict(query).get(0, 0) - truth;
            double general = ridge(0.25).fit(context).predict(query).get(0, 0) - truth;
            difference[b] = (inside ? 1 : -1) * (general * general - memorised * memorised);
        }
        return difference;
    }

    static double repeat(Claim.Size size, java.util.function.IntToDoubleFunction measure) {
        double most = 0;
        for (int s = 0; s < size.of(50, 3); s++) {
            most = Math.max(most, measure.applyAsDouble(s));
        }
        return most;
    }
}
