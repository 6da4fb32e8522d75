package org.icl4j.attention.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.tasks.InductionSequences;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.ridge.KernelRidge;

/**
 * Every construction is its algorithm, step by step, to rounding. Tolerance: each side does sums of at most N = n + 3 w terms of
 * size at most S (the greatest number in any token of any step), so a step errs by N eps S, and a later one multiplies what is there by at most the algorithm's own growth;
 * problems are scaled so that nothing grows, hence 50 L N eps S. Conjugate gradients divide by numbers that fall with the residual: kappa(K + ridge I) takes the place of the 50.
 */
class ConstructionProperties {

    private static final double EPS = Math.ulp(1.0);
    private static final int D = 3;

    private static Context context(int n, long seed) {
        Randoms r = Randoms.of(seed);
        return Context.of(r.gaussians(n, D), r.gaussians(n));
    }

    private static Points queries(int m, long seed) {
        return Points.of("queries", Randoms.of(seed).split("queries").gaussians(m, D));
    }

    private static double greatest(double[][][] states) {
        double most = 1;
        for (double[][] state : states) {
            for (double[] row : state) {
                for (double v : row) {
                    most = Math.max(most, Math.abs(v));
                }
            }
        }
        return most;
    }

    @Property(tries = 6)
    void everyLayerIsItsAlgorithmsStep(
            @ForAll @IntRange(min = 4, max = 14) int n,
            @ForAll @IntRange(min = 1, max = 6) int steps,
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll long seed) {
        for (ConstructionCases.Case c : new ConstructionCases(n, m, steps, seed).all()) {
            WiredTransformer t = c.construction().transformer();
            double size = greatest(t.states(c.context(), c.queries()));
            double tolerance = c.factor() * t.steps() * (n + 3 * t.width()) * EPS * size;
            double[] differences = c.construction().differences(c.context(), c.queries());
            for (int step = 0; step < differences.length; step++) {
                assertThat(differences[step]).as(t + " after step " + step).isLessThanOrEqualTo(tolerance);
            }
        }
    }

    @Example
    void theyReachWhatTheySolve() {
        Context context = context(12, 5);
        Points queries = queries(4, 5);
        double[] ridge = RidgeRegression.of(0.3)
                .withIntercept(false)
                .fit(context)
                .predict(queries)
                .column(0);
        assertThat(ConjugateGradientTransformer.of(D, 0.3, 4)
                        .learner()
                        .fit(context)
                        .predict(queries)
                        .column(0))
                .containsExactly(ridge, within(1e-12));
        assertThat(ConjugateGradientTransformer.jacobi(D, 0.3, 25)
                        .learner()
                        .fit(context)
                        .predict(queries)
                        .column(0))
                .containsExactly(ridge, within(1e-10));
        assertThat(NewtonTransformer.of(D, 0.02, 0.3, 20)
                        .learner()
                        .fit(context)
                        .predict(queries)
                        .column(0))
                .containsExactly(ridge, within(1e-12));
        double[] kernelRidge = KernelRidge.of(new Gaussian(1), 0.3)
                .fit(context)
                .predict(queries)
                .column(0);
        assertThat(RichardsonTransformer.of(D, 1, 0.3, 1, 400)
                        .learner()
                        .fit(context)
                        .predict(queries)
                        .column(0))
                .containsExactly(kernelRidge, within(1e-10));
        assertThat(FunctionalDescentTransformer.of(new Gaussian(1), D, 0.4, 0.3, 400)
                        .learner()
                        .fit(context)
                        .predict(queries)
                        .column(0))
                .containsExactly(kernelRidge, within(1e-10));
    }

    /** Token matrices by three loops, softmax and kernels by their definition, from the arrays of a saved model alone. */
    @Example
    void theAnswersComeFromTheSavedWeightsAlone() {
        ConstructionCases cases = new ConstructionCases(7, 2, 3, 6);
        List<ConstructionCases.Case> all = new ArrayList<>(cases.all());
        all.add(new ConstructionCases.Case(
                ConjugateGradientTransformer.of(D, 0.5, 3).dividingBy(ConstructionCases.division(5)),
                cases.context(1),
                cases.queries(),
                1));
        for (ConstructionCases.Case c : all) {
            WiredTransformer t = c.construction().transformer();
            ModelFile saved = t.save();
            double[] weights = t.layout().load(saved);
            double[] answers =
                    new SavedWeights(t.describe(), t.layout(), weights).run(t.tokens(c.context(), c.queries()), 2);
            double[] layers =
                    Loops.flat(t.learner().fit(c.context()).predict(c.queries()).toRows());
            assertThat(answers).as(c.toString()).containsExactly(layers, within(1e-11));
        }
    }

    @Example
    void queriesAreReadByNobody() {
        for (ConstructionCases.Case c : new ConstructionCases(8, 2, 3, 7).all()) {
            Construction construction = c.construction();
            Points two = c.queries();
            Points other = Points.of("queries", new double[][] {two.row(0), {9, 9, 9}});
            double[][][] a = construction.transformer().states(c.context(), two);
            double[][][] b = construction.transformer().states(c.context(), other);
            for (int t = 0; t < a.length; t++) {
                for (int i = 0; i < a[t].length - 1; i++) {
                    assertThat(b[t][i]).as(c + " token " + i).isEqualTo(a[t][i]);
                }
            }
            Points one = two.select(0);
            assertThat(construction.learner().fit(c.context()).predict(one).row(0))
                    .isEqualTo(
                            construction.learner().fit(c.context()).predict(two).row(0));
        }
    }

    @Example
    void weightsOfConjugateGradientsAreZeroOneRidgeAndBound() {
        WiredTransformer t = ConjugateGradientTransformer.of(5, 0.3, 7).transformer();
        assertThat(t.width()).isEqualTo(17);
        for (double w : t.parameters()) {
            assertThat(Math.abs(w)).isIn(0.0, 1.0, 0.3, ConjugateGradientTransformer.BOUND);
        }
        assertThat(t.describe())
                .contains("width 17")
                .contains("x(5) | alpha | r | p | Ap | tmp | q | a | rr | pAp | rr2 | gamma | beta")
                .contains("steps 1 to 7")
                .contains("gamma = rr / pAp")
                .contains("answer: minus slot r");
    }

    @Example
    void aVanishingDenominatorEndsAsASolverDoes() {
        // Three points on a line: rank 1, so the second step has a residual of 0 and every denominator vanishes.
        Context context = Context.of(new double[][] {{1, 0, 0}, {2, 0, 0}, {3, 0, 0}}, new double[] {1, 2, 3});
        Points query = Points.of("queries", new double[][] {{1, 1, 1}});
        double[][] answers =
                ConjugateGradientTransformer.of(D, 0, 30).transformer().answers(context, query);
        for (int t = 1; t <= 30; t++) {
            assertThat(answers[t][0]).isCloseTo(1, within(1e-12));
        }
        double[][] zero = ConjugateGradientTransformer.of(D, 0.1, 3)
                .transformer()
                .answers(Context.of(new double[][] {{1, 0, 0}}, new double[] {0}), query);
        assertThat(zero[3][0]).isZero();
    }

    @Example
    void nearestNeighbourWithinItsBoundAndThePlainHeadIsNot() {
        Context context = context(30, 8);
        Points queries = queries(200, 8);
        NearestNeighbourTransformer sharp = NearestNeighbourTransformer.of(D, 200);
        double[] answers = sharp.learner().fit(context).predict(queries).column(0);
        double[] plain = NearestNeighbourTransformer.plain(D, 1e6)
                .learner()
                .fit(context)
                .predict(queries)
                .column(0);
        int agree = 0;
        for (int q = 0; q < 200; q++) {
            double[] x = queries.row(q);
            int nearest = 0;
            for (int i = 1; i < 30; i++) {
                nearest = squares(x, context.inputs().row(i))
                                < squares(x, context.inputs().row(nearest))
                        ? i
                        : nearest;
            }
            double y = context.targets().get(nearest, 0);
            assertThat(Math.abs(answers[q] - y)).isLessThanOrEqualTo(sharp.bound(context, x) + 1e-12);
            agree += Math.abs(plain[q] - y) < 1e-9 ? 1 : 0;
        }
        assertThat(agree / 200.0).isBetween(0.05, 0.45);
    }

    private static double squares(double[] x, double[] z) {
        return IntStream.range(0, x.length)
                .mapToDouble(k -> (x[k] - z[k]) * (x[k] - z[k]))
                .sum();
    }

    @Example
    void aUsersOwnConstructionIsHeldTheSameWay() {
        // Averaging: f(x) = x'X'y/n, one head.
        Wiring wiring = Wiring.of("averaging", D, "x:3", "y", "out");
        wiring.support((token, x, y) -> {
            System.arraycopy(x, 0, token, 0, 3);
            token[3] = y[0];
        });
        wiring.query((token, x, y) -> System.arraycopy(x, 0, token, 0, 3));
        WiredTransformer transformer = wiring.attend(
                        "average", Score.dotProduct(1), Normaliser.mean(), "x", "x", "y", "out", 1)
                .step()
                .answer("out", 1);
        Construction mine = new Construction() {
            @Override
            public WiredTransformer transformer() {
                return transformer;
            }

            @Override
            public double[][] algorithm(Context context, Points queries) {
                double[][] answers = new double[2][queries.size()];
                for (int q = 0; q < queries.size(); q++) {
                    for (int i = 0; i < context.size(); i++) {
                        answers[1][q] +=
                                Loops.dot(queries.row(q), context.inputs().row(i))
                                        * context.targets().get(i, 0)
                                        / context.size();
                    }
                }
                return answers;
            }
        };
        assertThat(mine.differences(context(6, 9), queries(2, 9))).containsExactly(new double[2], within(1e-14));
    }

    @Example
    void theReluReciprocalKeepsItsBound() {
        for (int newton = 0; newton <= 4; newton++) {
            ReciprocalApproximation r = new ReciprocalApproximation(1e-3, 1e3, 48, newton);
            Points x = Points.of(
                    "x",
                    IntStream.rangeClosed(0, 600)
                            .mapToObj(i -> new double[] {1e-3 * Math.pow(10, i / 100.0)})
                            .toArray(double[][]::new));
            double[] y = r.transformer()
                    .learner()
                    .fit(new double[][] {{0}}, new double[] {0})
                    .predict(x)
                    .column(0);
            double worst = 0;
            for (int i = 0; i < y.length; i++) {
                worst = Math.max(worst, Math.abs(x.get(i, 0) * y[i] - 1));
            }
            // k + 1 positive terms, then two products a Newton step.
            double rounding = (48 + 4 * newton) * EPS;
            assertThat(worst).isLessThanOrEqualTo(r.bound() * (1 + 1e-3) + rounding);
            if (newton < 3) {
                assertThat(worst).isGreaterThan(0.5 * r.bound());
            }
        }
    }

    @Example
    void theInductionHeadTendsToBigramConditionals() {
        int[] tokens = new InductionSequences(5, 40).markov(Randoms.of(10));
        double[] errors = new double[3];
        double[] betas = {2, 6, 20};
        for (int b = 0; b < 3; b++) {
            InductionHead head = InductionHead.of(5, 40, betas[b]);
            double[][] next = head.predict(tokens);
            for (int t = 10; t < 40; t++) {
                double[] counts = new double[5];
                double sum = 0;
                for (int s = 1; s <= t; s++) {
                    if (tokens[s - 1] == tokens[t]) {
                        counts[tokens[s]]++;
                        sum++;
                    }
                }
                for (int k = 0; k < 5 && sum > 0; k++) {
                    errors[b] = Math.max(errors[b], Math.abs(next[t][k] - counts[k] / sum));
                }
                // The direct formula, from the attention weights over the past.
                double[] direct = new double[5];
                double[] weights = head.attention(tokens)[t];
                for (int s = 1; s <= t + 1; s++) {
                    direct[tokens[s - 1]] += weights[s];
                }
                assertThat(next[t]).containsExactly(direct, within(1e-13));
            }
        }
        assertThat(errors[1]).isLessThan(0.2).isLessThan(errors[0]);
        assertThat(errors[2]).isLessThan(45 * Math.exp(-20));
        assertThat(InductionHead.of(5, 40, 6).describe())
                .contains("previous token")
                .contains("before(5)");
        assertThatThrownBy(() -> InductionHead.of(5, 3, 1).predict(new int[] {5}))
                .hasMessageContaining("tokens[0]");
        assertThatThrownBy(() -> InductionHead.of(5, 3, 1).predict(new int[4])).hasMessageContaining("tokens.length");
    }

    @Example
    void badInputIsRefusedByName() {
        Construction gd = DescentTransformer.of(2, 0.1, 3);
        assertThatThrownBy(() -> gd.learner().fit(context(4, 1))).hasMessageContaining("context.inputs");
        assertThatThrownBy(() -> Wiring.of("w", 2, "x:2")
                        .attend("a", Score.dotProduct(1), Normaliser.none(), "x", "x", "y", "x", 1))
                .hasMessageContaining("no slot \"y\"");
        assertThatThrownBy(() -> DescentTransformer.chebyshev(2, 1, 1, 0, 2)).hasMessageContaining("high");
        WiredTransformer small =
                Wiring.of("w", 2, "x:2", "y").largestContext(3).step().answer("y", 1);
        assertThatThrownBy(() -> small.learner().fit(Context.of(new double[4][2], new double[4])))
                .hasMessageContaining("at most 3");
    }
}
