package org.icl4j.examples.claims;

import java.util.List;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.LinearTaskTheory;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;

/** One layer's optimum: Ahn et al. 2023, Zhang, Frei and Bartlett 2023. */
final class PreconditionerClaims {

    private static final double[] EIGENVALUES = {1, 1, 0.25, 0.0625, 1};
    private static final double[][] SKEW = Lab.diagonal(EIGENVALUES);
    private static final double[][] ONE = Lab.diagonal(1, 1, 1, 1, 1);

    private PreconditionerClaims() {}

    static List<Claim> claims() {
        Group g = new Group("Ahn et al. 2023; Zhang, Frei and Bartlett 2023: the optimal single layer", "pgd");
        LinearTaskTheory isotropic = LinearTaskTheory.isotropic(5);
        LinearTaskTheory skew = LinearTaskTheory.of(SKEW, ONE);
        g.from("Ahn theorem 1; Zhang et al.");
        g.mean(
                "isotropic",
                "d = 5, n = 20: the best single layer has squared error d(d+1)/(n+d+1) = 1.1538",
                "1.1538",
                Bound.near(30.0 / 26, 0.004),
                size -> simulate(isotropic.optimal(20), Inputs.gaussian(5), Functions.linear(5), 0, 20, size));
        g.number(
                "isotropic-step",
                "the best single layer's preconditioner is n/(n+d+1) I",
                "0.76923",
                Bound.near(20.0 / 26, 1e-12),
                size -> isotropic.optimal(20)[2][2]);
        g.mean(
                "skewed",
                "covariance diag(1, 1, 1/4, 1/16, 1): the optimal preconditioner reaches 0.6818",
                "0.6818",
                Bound.near(0.681756, 0.004),
                size -> simulate(skew.optimal(20), Inputs.gaussian(SKEW), Functions.linear(5), 0, 20, size));
        g.number(
                "skewed-scalar",
                "the best scalar step reaches only 0.7536",
                "0.7536",
                Bound.near(0.753579, 1e-4),
                size -> skew.risk(skew.optimalStep(20), 20));
        g.mean(
                "skewed-scalar-simulated",
                "the best scalar step's error, measured on tasks, is that number",
                "0.7536",
                Bound.near(0.753579, 0.004),
                size -> simulate(
                        times(ONE, skew.optimalStep(20)), Inputs.gaussian(SKEW), Functions.linear(5), 0, 20, size));
        g.from("ours, any S_w and noise");
        g.mean(
                "noisy",
                "with noise variance 1/2 the optimum reaches 0.7412",
                "0.7412",
                Bound.near(0.741189, 0.004),
                size -> simulate(
                        skew.withNoise(0.5).optimal(20),
                        Inputs.gaussian(SKEW),
                        Functions.linear(5),
                        Math.sqrt(0.5),
                        20,
                        size));
        g.from("Zhang et al., train and test length differ");
        g.mean(
                "longer-context",
                "the layer that is optimal at n = 20 has 0.4264 on contexts of 40",
                "0.4264",
                Bound.near(0.426351, 0.004),
                size -> simulate(skew.optimal(20), Inputs.gaussian(SKEW), Functions.linear(5), 0, 40, size));
        g.from("Ahn theorem 1; Zhang et al.");
        g.identity(
                "both-formulas",
                "Ahn's U diag(1/((n+1)/n l_i + sum l/n)) U' and Gamma^-1 are one matrix, our A*",
                1e-12,
                size -> {
                    double most = 0;
                    for (int i = 0; i < 5; i++) {
                        double ahn = 1 / (21.0 / 20 * EIGENVALUES[i] + 3.3125 / 20);
                        most = Math.max(most, Math.abs(skew.optimal(20)[i][i] - ahn));
                    }
                    return most;
                });
        g.from("their rotation demonstration");
        double[] inverse = {1, 1, 4, 16, 1};
        g.identity(
                "undone", "where the weights' covariance is the inputs' inverse, A* = n/(n+d+1) S^-1", 1e-12, size -> {
                    double[][] a =
                            LinearTaskTheory.of(SKEW, Lab.diagonal(inverse)).optimal(20);
                    double most = 0;
                    for (int i = 0; i < 5; i++) {
                        most = Math.max(most, Math.abs(a[i][i] * EIGENVALUES[i] - 20.0 / 26));
                    }
                    return most;
                });
        g.from("ours");
        g.identity("many-examples", "A* tends to S^-1 as n grows (n = 10^9)", 1e-6, size -> {
            double[][] a = skew.optimal(1_000_000_000);
            double most = 0;
            for (int i = 0; i < 5; i++) {
                most = Math.max(most, Math.abs(a[i][i] * EIGENVALUES[i] - 1));
            }
            return most;
        });
        g.identity("stationary", "the risk's gradient at A* is 0", 1e-12, size -> {
            double most = 0;
            for (double[] row :
                    skew.withNoise(0.5).riskGradient(skew.withNoise(0.5).optimal(20), 20)) {
                for (double v : row) {
                    most = Math.max(most, Math.abs(v));
                }
            }
            return most;
        });
        g.number(
                "no-better-neighbour",
                "of many random matrices near A* none has a smaller risk: the least excess is positive",
                "",
                Bound.atLeast(1e-12),
                size -> {
                    double[][] best = skew.optimal(20);
                    double risk = skew.risk(best, 20);
                    double least = Double.POSITIVE_INFINITY;
                    Randoms r = Randoms.of(5);
                    for (int k = 0; k < size.of(20_000, 300); k++) {
                        double[][] near = new double[5][];
                        for (int i = 0; i < 5; i++) {
                            near[i] = best[i].clone();
                            for (int j = 0; j < 5; j++) {
                                near[i][j] += 0.1 * r.gaussian();
                            }
                        }
                        least = Math.min(least, skew.risk(near, 20) - risk);
                    }
                    return least;
                });
        g.from("Mahankali et al. 2023 read with care");
        g.mean(
                "not-bayes",
                "the optimal layer is not the Bayes predictor: on noisy isotropic tasks its squared error exceeds that of ridge regression by a clear margin",
                "",
                Bound.atLeast(0.3),
                size -> {
                    RegressionTasks tasks = RegressionTasks.linear(5).withNoise(0.5);
                    var batch = Lab.draw(tasks, size.of(20_000, 1000), 20, 16, 8);
                    double[][] best =
                            LinearTaskTheory.isotropic(5).withNoise(0.25).optimal(20);
                    double[] layer = Lab.errors(
                            DescentTransformer.preconditioned(best, 1).learner(), batch, 1);
                    double[] bayes = Lab.errors(LinearBayes.of(ONE, 0.25), batch, 1);
                    double[] excess = new double[layer.length];
                    for (int i = 0; i < excess.length; i++) {
                        excess[i] = layer[i] - bayes[i];
                    }
                    return excess;
                });
        return g.claims();
    }

    static double[][] times(double[][] a, double s) {
        double[][] b = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                b[i][j] = s * a[i][j];
            }
        }
        return b;
    }

    static double[] simulate(double[][] a, Inputs inputs, Functions functions, double noise, int n, Claim.Size size) {
        RegressionTasks tasks = RegressionTasks.of(inputs, functions).withNoise(noise);
        return Lab.errors(
                DescentTransformer.preconditioned(a, 1).learner(), Lab.draw(tasks, size.of(40_000, 1500), n, 16, 7), 1);
    }
}
