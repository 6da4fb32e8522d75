package org.icl4j.attention.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.model.Prompt;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.PreconditionedGradientDescent;

/**
 * The identity at the centre of the project: a linear-attention layer is a step of preconditioned gradient descent. One side is
 * the layer on a prompt's tokens, the other the solver on the operator X'X/n; they share no code.
 *
 * <p>Tolerance. With H = X'X/n and b = X'y/n, a step is w + A (b - H w). In each of its products a number is a sum of at most
 * n + 3 (d + t) terms, so that one step, on either side, moves a token's slot by at most (n + 3 (d + t)) eps S, where S bounds
 * the sum of the terms' absolute values:
 *
 * <pre>S = max over tokens j and steps of |y_j| + |x_j|'|w| + |x_j|'|A| (|X|'(|y| + |X| |w|)) / n.</pre>
 *
 * What a step got wrong the later ones multiply by I - A H in w, at most 1 + |A H| each. Hence after L steps the sides differ
 * by at most 2 L (n + 3 (d + t)) eps S (1 + |A H|)^L, to first order. Where the steps are not large the test insists on 1e-12 S
 * besides.
 */
class GradientDescentConstructionProperties {

    private static final double EPS = Math.ulp(1.0);

    /** One random problem, its gradient-descent iterates by the solver, and the bound on the difference. */
    private static final class Problem {

        final int n;
        final int d;
        final int m;
        final double[][] x;
        final double[] y;
        final double[][] queries;
        final double[][] a;
        double bound;

        Problem(int n, int d, int m, long seed, boolean symmetric, double size) {
            this.n = n;
            this.d = d;
            this.m = m;
            Randoms randoms = Randoms.of(seed);
            double scale = Math.pow(10, randoms.uniform(-2, 2));
            this.x = scaled(randoms.gaussians(n, d), scale);
            this.queries = scaled(randoms.gaussians(m, d), scale);
            this.y = randoms.gaussians(n);
            double[][] r = randoms.gaussians(d, d);
            if (symmetric) {
                r = identity(d);
            }
            // |A H| <= |A| |H| <= size in Frobenius norms
            this.a = scaled(r, size / (frobenius(r) * frobenius(moments())));
        }

        double[][] moments() {
            double[][] h = new double[d][d];
            for (double[] row : x) {
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        h[i][j] += row[i] * row[j] / n;
                    }
                }
            }
            return h;
        }

        Context context() {
            return Context.of(x, y);
        }

        /** w_0 to w_L by the solver; sets the bound. */
        double[][] iterates(IterativeMethod method, int steps, double size) {
            double[] b = new double[d];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    b[k] += x[i][k] * y[i] / n;
                }
            }
            IterativeMethod.Iterates state = method.start(new Moments(x), b);
            double[][] w = new double[steps + 1][];
            double magnitude = 0;
            for (int t = 0; t <= steps; t++) {
                w[t] = state.solution();
                magnitude = Math.max(magnitude, magnitude(w[t]));
                state.step();
            }
            bound = 2 * steps * (n + 3 * (d + 1)) * EPS * magnitude * Math.pow(1 + size, steps);
            if (size <= 1 && steps <= 8) {
                bound = Math.min(bound, 1e-12 * magnitude);
            }
            return w;
        }

        private double magnitude(double[] w) {
            double[] g = new double[d];
            double most = 0;
            for (int i = 0; i < n; i++) {
                double slot = Math.abs(y[i]) + absolute(x[i], w);
                for (int k = 0; k < d; k++) {
                    g[k] += Math.abs(x[i][k]) * slot / n;
                }
            }
            double[] step = new double[d];
            for (int i = 0; i < d; i++) {
                step[i] = absolute(a[i], g) + Math.abs(w[i]);
            }
            for (int i = 0; i < n; i++) {
                most = Math.max(most, Math.abs(y[i]) + absolute(x[i], step));
            }
            for (double[] query : queries) {
                most = Math.max(most, absolute(query, step));
            }
            return most;
        }
    }

    /** w to X'(X w)/n, without forming X'X. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Moments(double[][] x) implements LinearOperator {

        @Override
        public int size() {
            return x[0].length;
        }

        @Override
        public void apply(double[] w, double[] result) {
            Arrays.fill(result, 0);
            for (double[] row : x) {
                double answer = dot(row, w);
                for (int k = 0; k < w.length; k++) {
                    result[k] += row[k] * answer / x.length;
                }
            }
        }
    }

    private static PreconditionedGradientDescent solver(double[][] a) {
        return PreconditionedGradientDescent.of(MatrixOperator.of(a)).withTolerance(0);
    }

    @Property(tries = 200)
    void oneLayerIsOneStepForTheQueryAndEveryContextToken(
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @IntRange(min = 1, max = 8) int d,
            @ForAll @IntRange(min = 1, max = 4) int m,
            @ForAll long seed) {
        // Any step, also one far beyond what converges.
        double size = Math.pow(10, Randoms.of(seed).split("size").uniform(-3, 2));
        Problem problem = new Problem(n, d, m, seed, false, size);
        double[][] w = problem.iterates(solver(problem.a), 1, size);
        checkTokens(problem, w, 1, problem.bound);
    }

    @Property(tries = 200)
    void layersAreSteps(
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @IntRange(min = 1, max = 8) int d,
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll @IntRange(min = 2, max = 8) int layers,
            @ForAll boolean symmetric,
            @ForAll long seed) {
        double size = Randoms.of(seed).split("size").uniform(0.01, 1);
        Problem problem = new Problem(n, d, m, seed, symmetric, size);
        IterativeMethod method = symmetric ? GradientDescent.of(problem.a[0][0]).withTolerance(0) : solver(problem.a);
        double[][] w = problem.iterates(method, layers, size);
        checkTokens(problem, w, layers, problem.bound);
    }

    /** Runs unnormalised layers with the weights of the paper on the whole prompt and looks at every token after each. */
    private static void checkTokens(Problem problem, double[][] w, int layers, double bound) {
        int width = problem.d + 1;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "step", width, false);
        double[] parameters = new double[builder.build().size()];
        GradientDescentConstruction.preconditioned(1, problem.a).write(layer, problem.n, parameters);
        Sequences shape = new Sequences(1, problem.n + problem.m, problem.n);
        double[] tokens = Prompt.tokens(problem.context(), Points.of("queries", problem.queries));
        for (int t = 1; t <= layers; t++) {
            Layer.Pass pass = layer.pass();
            tokens = pass.forward(parameters, tokens, shape);
            for (int j = 0; j < problem.n + problem.m; j++) {
                boolean query = j >= problem.n;
                double[] input = query ? problem.queries[j - problem.n] : problem.x[j];
                double residual = (query ? 0 : problem.y[j]) - dot(input, w[t]);
                assertThat(tokens[j * width + problem.d])
                        .as("token %d of %d after layer %d", j, problem.n, t)
                        .isCloseTo(residual, within(bound));
                assertThat(Arrays.copyOfRange(tokens, j * width, j * width + problem.d))
                        .as("inputs stay")
                        .containsExactly(input);
            }
        }
    }

    @Property(tries = 100)
    void theLearnerPredictsTheIterate(
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @IntRange(min = 1, max = 6) int d,
            @ForAll @IntRange(min = 1, max = 6) int layers,
            @ForAll long seed) {
        Problem problem = new Problem(n, d, 3, seed, false, 0.8);
        double[][] w = problem.iterates(solver(problem.a), layers, 0.8);
        LinearAttentionLearner.Fitted fitted = GradientDescentConstruction.preconditioned(1, problem.a)
                .learner(layers)
                .fit(problem.context());
        double[] answers = fitted.predict(problem.queries);
        for (int q = 0; q < 3; q++) {
            assertThat(answers[q]).isCloseTo(dot(problem.queries[q], w[layers]), within(problem.bound));
        }
        for (int i = 0; i < n; i++) {
            assertThat(fitted.contextTokens().get(i, d))
                    .isCloseTo(problem.y[i] - dot(problem.x[i], w[layers]), within(problem.bound));
        }
    }

    @Property(tries = 50)
    void severalTargetsAreSolvedSideBySide(
            @ForAll @IntRange(min = 1, max = 15) int n,
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @IntRange(min = 2, max = 4) int targets,
            @ForAll long seed) {
        Problem problem = new Problem(n, d, 2, seed, false, 0.8);
        int layers = 4;
        double[][] y = Randoms.of(seed).split("targets").gaussians(n, targets);
        Points together = GradientDescentConstruction.preconditioned(targets, problem.a)
                .learner(layers)
                .fit(problem.x, y)
                .predict(Points.of("queries", problem.queries));
        for (int k = 0; k < targets; k++) {
            for (int i = 0; i < n; i++) {
                problem.y[i] = y[i][k];
            }
            double[][] w = problem.iterates(solver(problem.a), layers, 0.8);
            for (int q = 0; q < 2; q++) {
                assertThat(together.get(q, k))
                        .isCloseTo(dot(problem.queries[q], w[layers]), within(problem.bound * targets));
            }
        }
    }

    /** To the bit: beside A the entries are 0, 1, -1 and 1/n. */
    @Example
    void theLayersWeightsAreTheFourMapsMultiplied() {
        int n = 7;
        GradientDescentConstruction construction =
                GradientDescentConstruction.preconditioned(2, Randoms.of(1).gaussians(3, 3));
        for (boolean averaged : new boolean[] {false, true}) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            LinearAttention layer = LinearAttention.add(builder, "step", construction.width(), averaged);
            double[] parameters = new double[builder.build().size()];
            construction.write(layer, n, parameters);
            assertThat(layer.keyQuery().read(parameters))
                    .isDeepEqualTo(product(construction.queryWeight(), transposed(construction.keyWeight())));
            // A layer that averages divides by n itself.
            assertThat(layer.valueProjection().read(parameters))
                    .isDeepEqualTo(product(construction.valueWeight(), construction.projection(averaged ? 1 : n)));
        }
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] columns = transposed(b);
        return Arrays.stream(a)
                .map(row -> Arrays.stream(columns)
                        .mapToDouble(column -> dot(row, column))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] transposed(double[][] a) {
        double[][] result = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                result[j][i] = a[i][j];
            }
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double absolute(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] * b[i]);
        }
        return sum;
    }

    private static double[][] identity(int d) {
        double[][] identity = new double[d][d];
        for (int i = 0; i < d; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static double[][] scaled(double[][] matrix, double factor) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
                .toArray(double[][]::new);
    }

    private static double frobenius(double[][] matrix) {
        return Math.sqrt(Arrays.stream(matrix).mapToDouble(row -> dot(row, row)).sum());
    }
}
