package org.icl4j.examples.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.FunctionalDescentTransformer;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.attention.construct.PlusPlusTransformer;
import org.icl4j.attention.construct.RecursiveLeastSquaresTransformer;
import org.icl4j.attention.construct.RichardsonTransformer;
import org.icl4j.attention.model.SoftmaxAttentionLearner;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.theory.IndependentInputs;
import org.icl4j.attention.theory.LinearTaskTheory;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.core.Context;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.examples.claims.Claim.Measured;
import org.icl4j.examples.claims.Claim.Size;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.features.PositiveFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A claim that cannot fail says nothing. Here each family is measured with something wrong put in, at the tests' size, and its claim must not hold. */
class ClaimsCanFailTest {

    /** A wrong measurement of a claim. */
    record Wrong(String claim, String what, Supplier<Measured> measure) {

        @Override
        public String toString() {
            return claim + " with " + what;
        }
    }

    private static Wrong mean(String claim, String what, Supplier<double[]> draws) {
        return new Wrong(claim, what, () -> Measured.mean(Metrics.summary(draws.get()), 1));
    }

    private static Wrong number(String claim, String what, Supplier<Double> number) {
        return new Wrong(claim, what, () -> Measured.exact(number.get()));
    }

    /** The layers of one construction beside the algorithm of another. */
    private static Wrong layers(String claim, String what, Construction layers, Construction algorithm, int n, int d) {
        Construction wrong = new Construction() {
            @Override
            public WiredTransformer transformer() {
                return layers.transformer();
            }

            @Override
            public double[][] algorithm(Context context, Points queries) {
                return algorithm.algorithm(context, queries);
            }
        };
        return number(claim, what, () -> Lab.gap(wrong, n, d, Size.SMALL));
    }

    private static double[][] diagonal(double... values) {
        return Lab.diagonal(values);
    }

    static Stream<Wrong> wrongs() {
        List<Wrong> all = new ArrayList<>();
        // Identities: a step, a kernel, a ridge that is off.
        all.add(layers(
                "gd-layers", "step x 1.2", DescentTransformer.of(5, 0.36, 8), DescentTransformer.of(5, 0.3, 8), 20, 5));
        all.add(layers(
                "gd-heavy-ball",
                "momentum 0.61",
                DescentTransformer.heavyBall(4, 0.2, 0.61, 0.1, 8),
                DescentTransformer.heavyBall(4, 0.2, 0.6, 0.1, 8),
                15,
                4));
        all.add(layers(
                "gd-chebyshev",
                "another interval",
                DescentTransformer.chebyshev(4, 0.1, 6.5, 0.1, 8),
                DescentTransformer.chebyshev(4, 0.1, 6, 0.1, 8),
                15,
                4));
        all.add(layers(
                "gd-plus-plus",
                "gamma x 1.2",
                PlusPlusTransformer.of(4, Lab.filled(5, 0.2), Lab.filled(5, 0.06)),
                PlusPlusTransformer.of(4, Lab.filled(5, 0.2), Lab.filled(5, 0.05)),
                15,
                4));
        all.add(layers(
                "newton-layers",
                "step x 1.2",
                NewtonTransformer.of(4, 0.012, 0, 12),
                NewtonTransformer.of(4, 0.01, 0, 12),
                15,
                4));
        all.add(layers(
                "newton-ridge-tokens",
                "no ridge",
                NewtonTransformer.of(4, 0.01, 0, 12),
                NewtonTransformer.of(4, 0.01, 0.7, 12),
                15,
                4));
        all.add(layers(
                "kernel-descent-gaussian",
                "another length scale",
                FunctionalDescentTransformer.of(new Gaussian(1.1), 3, 0.2, 0, 8),
                FunctionalDescentTransformer.of(new Gaussian(1), 3, 0.2, 0, 8),
                9,
                3));
        all.add(layers(
                "kernel-richardson",
                "ridge x 1.2",
                RichardsonTransformer.of(3, 1, 0.36, 1, 12),
                RichardsonTransformer.of(3, 1, 0.3, 1, 12),
                12,
                3));
        all.add(layers(
                "cg-answer",
                "ridge x 1.2",
                ConjugateGradientTransformer.of(5, 0.36, 7),
                ConjugateGradientTransformer.of(5, 0.3, 7),
                12,
                5));
        all.add(layers(
                "wired-recursive-least-squares",
                "forgetting 0.9",
                RecursiveLeastSquaresTransformer.of(4, 0.3, 0.9, 20),
                RecursiveLeastSquaresTransformer.of(4, 0.3, 0.95, 20),
                20,
                4));
        all.add(number(
                "smoother-softmax-is-nadaraya-watson",
                "temperature x 1.2",
                () -> Lab.difference(
                        new SoftmaxAttentionLearner(1.2),
                        NadarayaWatson.of(new ExponentialDotProduct(1)),
                        Lab.context(15, 3, 0),
                        Lab.points(3, 3, 0))));
        // Risks: a formula that is off.
        all.add(mean(
                "gd-best-loss",
                "step x 1.5",
                () -> DescentClaims.oneStep(
                        1.5 * IndependentInputs.uniform(10, 0.5).optimalStep(10), 0.5, Size.SMALL)));
        all.add(mean(
                "gd-docstring-range",
                "inputs of [-.5, .5]",
                () -> DescentClaims.oneStep(IndependentInputs.uniform(10, 0.5).optimalStep(10), 0.5, Size.SMALL)));
        LinearTaskTheory skew = LinearTaskTheory.of(diagonal(1, 1, 0.25, 0.0625, 1), diagonal(1, 1, 1, 1, 1));
        all.add(mean(
                "pgd-isotropic",
                "step x 1.4",
                () -> PreconditionerClaims.simulate(
                        diagonal(1.08, 1.08, 1.08, 1.08, 1.08),
                        Inputs.gaussian(5),
                        Functions.linear(5),
                        0,
                        20,
                        Size.SMALL)));
        all.add(mean(
                "pgd-skewed",
                "the preconditioner of the limit, S^-1",
                () -> PreconditionerClaims.simulate(
                        diagonal(1, 1, 4, 16, 1),
                        Inputs.gaussian(diagonal(1, 1, 0.25, 0.0625, 1)),
                        Functions.linear(5),
                        0,
                        20,
                        Size.SMALL)));
        all.add(mean(
                "pgd-noisy",
                "noise of four times the deviation",
                () -> PreconditionerClaims.simulate(
                        skew.withNoise(0.5).optimal(20),
                        Inputs.gaussian(diagonal(1, 1, 0.25, 0.0625, 1)),
                        Functions.linear(5),
                        3,
                        20,
                        Size.SMALL)));
        all.add(mean(
                "pgd-longer-context",
                "contexts of 20",
                () -> PreconditionerClaims.simulate(
                        skew.optimal(20),
                        Inputs.gaussian(diagonal(1, 1, 0.25, 0.0625, 1)),
                        Functions.linear(5),
                        0,
                        20,
                        Size.SMALL)));
        all.add(new Wrong("depth-sparse-2", "one layer", () -> Measured.exact(DepthClaims.exact(1))));
        all.add(new Wrong(
                "depth-sparse-3-simulated", "two layers", () -> Measured.mean(DepthClaims.descent(2, Size.SMALL), 1)));
        all.add(new Wrong("depth-full-3", "two layers", () -> Measured.mean(DepthClaims.plusPlus(2, Size.SMALL), 1)));
        all.add(mean(
                "garg-least-squares-10",
                "14 examples",
                () -> BaselineClaims.errors(
                        LeastSquares.withDefaults().withIntercept(false), Inputs.gaussian(20), 0, 14, Size.SMALL)));
        all.add(mean(
                "garg-averaging-20",
                "step x 1.2",
                () -> BaselineClaims.errors(
                        DescentTransformer.of(20, 1.2, 1).learner(), Inputs.gaussian(20), 0, 20, Size.SMALL)));
        all.add(mean(
                "garg-noisy-least-squares",
                "48 examples",
                () -> BaselineClaims.errors(
                        LeastSquares.withDefaults().withIntercept(false), Inputs.gaussian(20), 1, 48, Size.SMALL)));
        all.add(mean(
                "garg-relu-variance",
                "networks of twice the scale",
                () -> BaselineClaims.second(Functions.relu(20, 100).scaled(2), Size.SMALL, 0.05)));
        all.add(mean(
                "garg-quadratic-variance",
                "functions x 1.1",
                () -> BaselineClaims.second(Functions.quadratic(20).scaled(1.1), Size.SMALL, 0.05)));
        all.add(mean(
                "bayes-own-risk", "noise of 1.3 times the variance", () -> BayesClaims.ownRisk(0.325, Size.SMALL)));
        all.add(mean("bayes-small-pool", "tasks from outside", () -> {
            double[] outside = BayesClaims.excess(8, Size.SMALL, false);
            for (int i = 0; i < outside.length; i++) {
                outside[i] = -outside[i];
            }
            return outside;
        }));
        all.add(mean(
                "kernel-matching-wins",
                "the right kernel",
                () -> FunctionalClaims.excess(new Gaussian(0.8), Size.SMALL)));
        all.add(number("width-follows-dimension", "m = d_eff", () -> LowRank.widthError(1, 0, Size.SMALL)));
        // Their error over itself.
        all.add(number("width-sketch-is-worse", "the best directions again", () -> 1.0));
        all.add(number(
                "sine-tuned-ridge",
                "ridge x 1.2",
                () -> LearnedKernelClaims.expected(KernelRidge.of(new Gaussian(3), 0.012))));
        all.add(number(
                "sine-tuned-smoother",
                "length scale 0.16",
                () -> LearnedKernelClaims.expected(NadarayaWatson.of(new Gaussian(0.16)))));
        all.add(number(
                "sine-linear",
                "ridge x 1.2",
                () -> LearnedKernelClaims.expected(RidgeRegression.of(1.2).withIntercept(false))));
        all.add(mean("dual-negatives-help", "strength 1", () -> DualClaims.gain(1, Size.SMALL)));
        all.add(mean("dual-negatives-hurt", "strength 1/2", () -> DualClaims.gain(0.5, Size.SMALL)));
        all.add(mean("dual-plain", "strength 1/2", () -> DualClaims.negatives(0.5, Size.SMALL)));
        all.add(number(
                "look-up-augmented-keys", "plain keys", () -> NeighbourClaims.agreement(false, false, Size.SMALL)));
        all.add(number("look-up-induction-6", "sharpness 5.5", () -> NeighbourClaims.induction(5.5, 6, Size.SMALL)));
        all.add(number("look-up-induction-2", "sharpness 1", () -> NeighbourClaims.induction(1, 2, Size.SMALL)));
        all.add(new Wrong(
                "features-positive-variance",
                "twice the features",
                () -> FeatureClaims.variance(
                        seed -> PositiveFeatures.of(
                                new ExponentialDotProduct(1), FeatureClaims.D, 2 * FeatureClaims.M, seed),
                        FeatureClaims.positiveVariance(),
                        Size.SMALL)));
        all.add(new Wrong(
                "features-orthogonal",
                "independent frequencies",
                () -> FeatureClaims.products(
                        seed -> PositiveFeatures.of(
                                new ExponentialDotProduct(1), FeatureClaims.D, FeatureClaims.D, seed),
                        Size.SMALL)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void aWrongMeasurementDoesNotHold(Wrong wrong) {
        Claim claim = Claims.all().stream()
                .filter(c -> c.id().equals(wrong.claim()))
                .findFirst()
                .orElseThrow();
        Measured measured = wrong.measure().get();
        assertThat(claim.bound().holds(measured))
                .as(wrong + ": " + measured + " against " + claim.bound())
                .isFalse();
    }

    @Test
    void everyFamilyHasACounterExample() {
        List<String> tried =
                wrongs().map(w -> w.claim().replaceFirst("-.*", "")).distinct().toList();
        List<String> families = Claims.all().stream()
                .map(c -> c.id().startsWith("look-up") ? "look" : c.id().replaceFirst("-.*", ""))
                .distinct()
                .collect(Collectors.toList());
        assertThat(tried).containsAll(families);
    }
}
