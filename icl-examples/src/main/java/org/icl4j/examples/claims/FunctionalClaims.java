package org.icl4j.examples.claims;

import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.icl4j.attention.construct.FunctionalDescentTransformer;
import org.icl4j.attention.construct.RichardsonTransformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.theory.FunctionalDescent;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;

/** Attention as functional gradient descent: Cheng et al. 2024; softmax Richardson: Kulick et al. 2026. */
final class FunctionalClaims {

    private FunctionalClaims() {}

    static List<Claim> claims() {
        Group g = new Group(
                "Cheng et al. 2024: functional gradient descent; Kulick et al. 2026: softmax Richardson", "kernel");
        g.from("Cheng et al., proposition 1");
        g.identity(
                "descent-linear",
                "attention with score x'z takes functional gradient steps under the linear kernel",
                1e-11,
                size -> gap(new Linear(), 0.01, size));
        g.identity(
                "descent-gaussian",
                "attention with a Gaussian score takes functional gradient steps under the Gaussian kernel",
                1e-11,
                size -> gap(new Gaussian(1), 0.2, size));
        g.identity(
                "descent-exponential",
                "attention with score exp(x'z/2) takes functional gradient steps under the softmax kernel",
                1e-11,
                size -> gap(new ExponentialDotProduct(0.5), 0.02, size));
        g.from("ours");
        g.identity(
                "closed-form",
                "after L layers the answer is k'(I - (I - r(K + lam))^L)(K + lam)^-1 y",
                1e-10,
                size -> BayesClaims.repeat(size, s -> {
                    Context context = Lab.context(9, 3, s);
                    Points queries = Lab.points(3, 3, s);
                    double[][] k = Lab.gram(new Gaussian(1), context.inputs(), context.inputs());
                    double[] a = FunctionalDescent.of(k)
                            .coefficients(context.targets().column(0), 0.2, 0.1, 12);
                    double[] closed = new double[3];
                    for (int q = 0; q < 3; q++) {
                        closed[q] = Lab.dot(Lab.gram(new Gaussian(1), queries, context.inputs())[q], a);
                    }
                    return Lab.difference(
                            Lab.answers(
                                    FunctionalDescentTransformer.of(new Gaussian(1), 3, 0.2, 0.1, 12)
                                            .learner(),
                                    context,
                                    queries),
                            closed);
                }));
        g.number(
                "limit",
                "with decay 1 - r ridge, functional gradient descent tends to kernel ridge regression",
                "",
                Bound.atMost(1e-9),
                size -> Lab.difference(
                        FunctionalDescentTransformer.of(new Gaussian(1), 3, 0.4, 0.3, 300)
                                .learner(),
                        KernelRidge.of(new Gaussian(1), 0.3),
                        Lab.context(10, 3, 1),
                        Lab.points(3, 3, 1)));
        g.number(
                "diverges",
                "for a step of 1.05 times 2/(l_max + ridge) it diverges: coefficients after 400 steps",
                "",
                Bound.atLeast(1e6),
                size -> {
                    Context context = Lab.context(10, 3, 1);
                    FunctionalDescent descent =
                            FunctionalDescent.of(Lab.gram(new Gaussian(1), context.inputs(), context.inputs()));
                    double[] a = descent.coefficients(
                            context.targets().column(0), 1.05 * descent.greatestStep(0.1), 0.1, 400);
                    return Math.sqrt(Lab.dot(a, a));
                });
        g.number(
                "converges",
                "for 0.95 times that step it does not diverge: coefficients after 4000 steps, relative to the solution",
                "",
                Bound.near(1, 1e-3),
                size -> {
                    Context context = Lab.context(10, 3, 1);
                    double[][] k = Lab.gram(new Gaussian(1), context.inputs(), context.inputs());
                    FunctionalDescent descent = FunctionalDescent.of(k);
                    double[] y = context.targets().column(0);
                    double[] a = descent.coefficients(y, 0.95 * descent.greatestStep(0.1), 0.1, 4000);
                    for (int i = 0; i < 10; i++) {
                        k[i][i] += 0.1;
                    }
                    double[] b = new org.apache.commons.math3.linear.LUDecomposition(Lab.matrix(k))
                            .getSolver()
                            .solve(new org.apache.commons.math3.linear.ArrayRealVector(y))
                            .toArray();
                    return Math.sqrt(Lab.dot(a, a) / Lab.dot(b, b));
                });
        g.from("Cheng et al. use relu(x'z) as a covariance and take absolute values");
        g.number(
                "relu-is-not-a-kernel",
                "relu(x'z) is not positive semidefinite: on 40 points of the sphere its matrix has an eigenvalue this far below 0, relative to the greatest",
                "",
                Bound.atMost(-1e-3),
                size -> {
                    double[] x = new double[40 * 5];
                    Inputs.sphere(5).draw(x, 40, 40, Randoms.of(3));
                    Points points = Points.ofRows("x", 40, 5, x);
                    Kernel relu = Kernel.dotProduct(v -> Math.max(0, v));
                    double[] l =
                            new EigenDecomposition(Lab.matrix(Lab.gram(relu, points, points))).getRealEigenvalues();
                    double low = java.util.Arrays.stream(l).min().orElseThrow();
                    return low / java.util.Arrays.stream(l).max().orElseThrow();
                });
        g.from("Cheng et al., section 4");
        g.mean(
                "matching-wins",
                "the kernel that the data are drawn from has the least Bayes error: a Gaussian of half the length scale is worse",
                "",
                Bound.atLeast(0.01),
                size -> excess(new Gaussian(0.4), size));
        g.mean(
                "matching-wins-linear",
                "the kernel that the data are drawn from has the least Bayes error: a linear kernel is worse",
                "",
                Bound.atLeast(0.01),
                size -> excess(new Linear(), size));
        g.from("Kulick et al., abstract; sink token ours");
        g.identity(
                "richardson",
                "softmax attention with a sink token takes Richardson steps preconditioned by D + I, for Gaussian kernel ridge regression",
                1e-10,
                size -> Lab.gap(RichardsonTransformer.of(3, 1, 0.3, 1, 12), 12, 3, size));
        g.number(
                "richardson-limit",
                "with step 1 and ridge 0.3 it reaches kernel ridge regression",
                "",
                Bound.atMost(1e-8),
                size -> Lab.difference(
                        RichardsonTransformer.of(3, 1, 0.3, 1, 400).learner(),
                        KernelRidge.of(new Gaussian(1), 0.3),
                        Lab.context(12, 3, 2),
                        Lab.points(3, 3, 2)));
        g.number(
                "richardson-spectrum",
                "the greatest eigenvalue of (D + I)^-1 (K + ridge I) is at most 1 for ridge 1, so step 1 always converges",
                "",
                Bound.atMost(1 + 1e-12),
                size -> BayesClaims.repeat(size, s -> spectrum(1, 1, s)));
        g.number(
                "without-sink-spectrum",
                "without the sink, D^-1 (K + ridge I) stays below 1 + ridge / min D",
                "1 + ridge/min D",
                Bound.atMost(1e-12),
                size -> BayesClaims.repeat(size, s -> {
                    double[] d = degrees(s);
                    return spectrum(0, 0.1, s)
                            - 1
                            - 0.1 / java.util.Arrays.stream(d).min().orElseThrow();
                }));
        return g.claims();
    }

    private static double gap(DifferentiableKernel kernel, double step, Claim.Size size) {
        return Lab.gap(FunctionalDescentTransformer.of(kernel, 3, step, 0, 8), 10, 3, size);
    }

    private static double[] degrees(long seed) {
        Points x = Lab.points(20, 2, seed);
        return java.util.Arrays.stream(Lab.gram(new Gaussian(1), x, x))
                .mapToDouble(row -> java.util.Arrays.stream(row).sum())
                .toArray();
    }

    /** Of the similar symmetric matrix D^-1/2 (K + ridge I) D^-1/2. */
    private static double spectrum(double sink, double ridge, long seed) {
        Points x = Lab.points(20, 2, seed);
        double[][] k = Lab.gram(new Gaussian(1), x, x);
        double[] d = degrees(seed);
        for (int i = 0; i < 20; i++) {
            k[i][i] += ridge;
        }
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 20; j++) {
                k[i][j] /= Math.sqrt((d[i] + sink) * (d[j] + sink));
            }
        }
        return java.util.Arrays.stream(new EigenDecomposition(Lab.matrix(k)).getRealEigenvalues())
                .max()
                .orElseThrow();
    }

    static double[] excess(Kernel wrong, Claim.Size size) {
        Gaussian right = new Gaussian(0.8);
        TaskBatch batch = Lab.draw(
                RegressionTasks.of(Inputs.gaussian(2), Functions.gaussianProcess(2, right))
                        .withNoise(0.1),
                size.of(2000, 300),
                12,
                8,
                5);
        double[] a = Lab.errors(KernelRidge.of(wrong, 0.01), batch, 1);
        double[] b = Lab.errors(KernelRidge.of(right, 0.01), batch, 1);
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }
}
