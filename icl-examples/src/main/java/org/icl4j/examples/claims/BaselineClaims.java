package org.icl4j.examples.claims;

import java.util.List;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.BaselineCurves;
import org.icl4j.core.InContextLearner;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.solvers.linear.LeastSquares;

/** Baselines on linear regression: Garg et al. 2022. */
final class BaselineClaims {

    private static final int D = 20;

    private BaselineClaims() {}

    private static InContextLearner<?> leastSquares() {
        return LeastSquares.withDefaults().withIntercept(false);
    }

    static double[] errors(InContextLearner<?> learner, Inputs inputs, double noise, int k, Claim.Size size) {
        RegressionTasks tasks = RegressionTasks.of(inputs, Functions.linear(D)).withNoise(noise);
        return Lab.errors(learner, Lab.draw(tasks, size.of(4000, 600), k, 40, 11), 1.0 / D);
    }

    static List<Claim> claims() {
        Group g = new Group("Garg et al. 2022: what transformers can learn in context", "garg");
        g.from("baselines; exact curves ours");
        for (int k : new int[] {5, 10, 15, 19}) {
            g.mean(
                    "least-squares-" + k,
                    "after " + k + " examples in 20 dimensions least squares has 1 - k/d of the error left",
                    "",
                    Bound.near(BaselineCurves.leastSquares(D, k), 0.01),
                    size -> errors(leastSquares(), Inputs.gaussian(D), 0, k, size));
        }
        g.mean(
                "least-squares-full",
                "after d examples nothing is left",
                "0",
                Bound.atMost(1e-12),
                size -> errors(leastSquares(), Inputs.gaussian(D), 0, 30, size));
        for (int k : new int[] {10, 20, 40}) {
            g.mean(
                    "averaging-" + k,
                    "averaging after " + k + " examples has error (d+1)/k",
                    "",
                    Bound.near(BaselineCurves.averaging(D, k), 0.01),
                    size -> errors(DescentTransformer.of(D, 1, 1).learner(), Inputs.gaussian(D), 0, k, size));
        }
        g.mean(
                "noisy-least-squares",
                "with unit noise and 40 examples least squares has error s^2/(k-d-1) of the noise",
                "",
                Bound.near(BaselineCurves.noisyLeastSquares(D, 40, 1), 0.02),
                size -> errors(leastSquares(), Inputs.gaussian(D), 1, 40, size));
        g.identity("averaging-is-a-step", "averaging X'y/k is one gradient step of size 1", 1e-12, size -> {
            double most = 0;
            for (int s = 0; s < size.of(20, 3); s++) {
                var context = Lab.context(12, 4, s);
                double[] w = new double[4];
                for (int i = 0; i < 12; i++) {
                    for (int j = 0; j < 4; j++) {
                        w[j] += context.inputs().get(i, j) * context.targets().get(i, 0) / 12;
                    }
                }
                double[] answer = Lab.answers(DescentTransformer.of(4, 1, 1).learner(), context, Lab.points(1, 4, s));
                most = Math.max(
                        most,
                        Math.abs(answer[0] - Lab.dot(w, Lab.points(1, 4, s).row(0))));
            }
            return most;
        });
        g.from("out-of-distribution suite; consequences ours");
        g.mean(
                "orthogonal-query",
                "for a query orthogonal to the context least squares answers 0: all of the error is left",
                "",
                Bound.near(1, 0.02),
                size -> errors(leastSquares(), Inputs.gaussian(D).orthogonalQueries(), 0, 10, size));
        g.mean(
                "copied-query",
                "for a query from the context it makes no error",
                "",
                Bound.atMost(1e-12),
                size -> errors(leastSquares(), Inputs.gaussian(D).queriesFromContext(), 0, 10, size));
        g.mean(
                "half-subspace",
                "in a subspace of d/2 dimensions d/2 examples are enough",
                "",
                Bound.atMost(1e-10),
                size -> errors(leastSquares(), Inputs.subspace(D, D / 2), 0, 10, size));
        g.mean(
                "quadrants",
                "inputs in different orthants for context and query do not hurt it after d examples",
                "",
                Bound.atMost(1e-8),
                size -> errors(leastSquares(), Inputs.quadrants(D), 0, 30, size));
        g.mean(
                "scaled-inputs",
                "inputs three times as large have nine times the error, no more",
                "",
                Bound.near(9 * BaselineCurves.leastSquares(D, 10), 0.02),
                size -> errors(leastSquares(), Inputs.gaussian(D).scaled(3), 0, 10, size));
        g.mean(
                "averaging-off-scale",
                "averaging tuned to unit inputs fails on inputs twice as large: its squared error at k = 10 is more than ten times that of least squares",
                "",
                Bound.atLeast(10),
                size -> {
                    double[] averaging = errors(
                            DescentTransformer.of(D, 1, 1).learner(),
                            Inputs.gaussian(D).scaled(2),
                            0,
                            10,
                            size);
                    double[] best = errors(leastSquares(), Inputs.gaussian(D).scaled(2), 0, 10, size);
                    double mean = java.util.Arrays.stream(best).average().orElseThrow();
                    return java.util.Arrays.stream(averaging).map(e -> e / mean).toArray();
                });
        g.from("samplers");
        g.mean(
                "relu-variance",
                "the two-layer ReLU class has variance d at normal inputs, as the linear class",
                "",
                Bound.near(1, 0.02),
                size -> second(Functions.relu(D, 100), size, 1.0 / D));
        g.mean(
                "quadratic-variance",
                "the quadratic class has variance d at normal inputs, by its factor 1/sqrt 3",
                "",
                Bound.near(1, 0.02),
                size -> second(Functions.quadratic(D), size, 1.0 / D));
        g.mean(
                "tree-variance",
                "trees have variance 1",
                "",
                Bound.near(1, 0.02),
                size -> second(Functions.tree(D, 4), size, 1));
        g.mean(
                "sparse-variance",
                "3-sparse functions have variance 3",
                "",
                Bound.near(3, 0.02),
                size -> second(Functions.sparse(D, 3), size, 1));
        return g.claims();
    }

    static double[] second(Functions functions, Claim.Size size, double factor) {
        TaskBatch batch = Lab.draw(RegressionTasks.of(Inputs.gaussian(D), functions), size.of(20_000, 2000), 1, 20, 12);
        return java.util.stream.IntStream.range(0, batch.tasks())
                .mapToDouble(b -> factor * Lab.dot(batch.queryTargets(b), batch.queryTargets(b)) / 20)
                .toArray();
    }
}
