package org.icl4j.attention.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.icl4j.attention.stream.StreamingLearner;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;
import org.icl4j.solvers.iterate.NewtonSchulz;
import org.icl4j.solvers.iterate.PreconditionedGradientDescent;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;

/**
 * A construction beside the library's solver of the same name, iterate by iterate. Tolerance: both do a few hundred operations on numbers of size 1 to 10 a step, in another order: 1e-12 a step; conjugate gradients
 * multiply that by kappa, about 60 here.
 */
class SolverEqualityTest {

    private static final int D = ConstructionCases.D;
    private static final int STEPS = 5;
    private static final double RIDGE = 0.3;

    private final ConstructionCases cases = new ConstructionCases(12, 3, STEPS, 21);
    private final Context context = cases.context(1);
    private final Points queries = cases.queries();

    /** X'X/n + ridge I and X'y/n: what gradient descent on the mean loss solves. */
    private double[][] primal(double ridge) {
        double[][] a = new double[D][D];
        for (int i = 0; i < context.size(); i++) {
            double[] x = context.inputs().row(i);
            for (int k = 0; k < D; k++) {
                for (int l = 0; l < D; l++) {
                    a[k][l] += x[k] * x[l] / context.size();
                }
            }
        }
        for (int k = 0; k < D; k++) {
            a[k][k] += ridge;
        }
        return a;
    }

    private double[] right() {
        double[] b = new double[D];
        for (int i = 0; i < context.size(); i++) {
            for (int k = 0; k < D; k++) {
                b[k] += context.inputs().get(i, k) * context.targets().get(i, 0) / context.size();
            }
        }
        return b;
    }

    private void same(Construction construction, IterativeMethod method, double ridge) {
        IterativeMethod.Iterates iterates = method.start(MatrixOperator.of(primal(ridge)), right());
        double[][] layers = construction.transformer().answers(context, queries);
        for (int t = 1; t <= STEPS; t++) {
            iterates.step();
            double[] w = iterates.solution();
            double[] answers = Loops.times(queries.toRows(), w);
            assertThat(layers[t]).as(method + " step " + t).containsExactly(answers, within(1e-12 * t));
        }
    }

    @Test
    void descentInTheSpaceOfWeights() {
        same(DescentTransformer.of(D, 0.4, STEPS), GradientDescent.of(0.4), 0);
        same(DescentTransformer.heavyBall(D, 0.4, 0, RIDGE, STEPS), GradientDescent.of(0.4), RIDGE);
        same(DescentTransformer.heavyBall(D, 0.4, 0.6, RIDGE, STEPS), HeavyBall.of(0.4, 0.6), RIDGE);
        same(DescentTransformer.chebyshev(D, 0.4, 3, RIDGE, STEPS), Chebyshev.between(0.4, 3), RIDGE);
        double[][] p = {{0.4, 0.1, 0}, {0.1, 0.3, 0.05}, {0, 0.05, 0.2}};
        same(DescentTransformer.preconditioned(p, STEPS), PreconditionedGradientDescent.of(MatrixOperator.of(p)), 0);
    }

    @Test
    void newtonSchulz() {
        // The construction inverts X'X + ridge I, n times the primal matrix with ridge/n, so its scale is a n.
        double[][] s = primal(RIDGE / context.size());
        for (double[] row : s) {
            for (int k = 0; k < D; k++) {
                row[k] *= context.size();
            }
        }
        double[] xy = Arrays.stream(right()).map(v -> v * context.size()).toArray();
        IterativeMethod.Iterates iterates = NewtonSchulz.of(0.02).start(MatrixOperator.of(s), xy);
        double[][] layers =
                NewtonTransformer.of(D, 0.02, RIDGE, STEPS).transformer().answers(context, queries);
        for (int t = 0; t <= STEPS; t++) {
            iterates.step(); // the solver's first iterate is M_0 b, the transformer's answer before its first layer
            assertThat(layers[t])
                    .as("step " + t)
                    .containsExactly(Loops.times(queries.toRows(), iterates.solution()), within(1e-12 * (t + 1)));
        }
    }

    /** In the space of coefficients, for the state too. */
    private void dual(
            Construction construction, Kernel kernel, Function<LinearOperator, IterativeMethod.Iterates> start) {
        LinearOperator a = Gram.operator(kernel, context.inputs(), RIDGE);
        IterativeMethod.Iterates iterates = start.apply(a);
        double[][] layers = construction.transformer().answers(context, queries);
        double[][][] states = construction.transformer().states(context, queries);
        for (int t = 1; t <= 3; t++) { // of rank 3, the linear kernel leaves little to a fourth step
            iterates.step();
            double[] alpha = iterates.solution();
            double[] answers = Loops.times(Loops.gram(kernel, queries, context.inputs()), alpha);
            assertThat(layers[t]).as(construction + " step " + t).containsExactly(answers, within(1e-11));
            for (int i = 0; i < context.size(); i++) {
                int column = construction.transformer().columnNames().indexOf("alpha");
                assertThat(states[t][i][column]).isCloseTo(alpha[i], within(1e-11));
            }
        }
    }

    @Test
    void methodsInTheSpaceOfCoefficients() {
        double[] y = context.targets().column(0);
        dual(
                ConjugateGradientTransformer.of(D, RIDGE, 3),
                new Linear(),
                a -> ConjugateGradient.withDefaults().start(a, y));
        Gaussian gaussian = new Gaussian(1);
        dual(
                ConjugateGradientTransformer.of(gaussian, D, RIDGE, 3),
                gaussian,
                a -> ConjugateGradient.withDefaults().start(a, y));
        dual(
                ConjugateGradientTransformer.jacobi(D, RIDGE, 3),
                new Linear(),
                a -> ConjugateGradient.withDefaults()
                        .withPreconditioner(inverseDiagonal(a.size()))
                        .start(a, y));
        dual(
                FunctionalDescentTransformer.of(gaussian, D, 0.2, RIDGE, 3),
                gaussian,
                a -> GradientDescent.of(0.2).start(a, y));
        // Richardson, preconditioned with (D + I)^-1, D the row sums of K.
        double[] sums = new double[context.size()];
        double[][] k = Loops.gram(gaussian, context.inputs(), context.inputs());
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 1 / (1 + Arrays.stream(k[i]).sum());
        }
        dual(
                RichardsonTransformer.of(D, 1, RIDGE, 1, 3),
                gaussian,
                a -> PreconditionedGradientDescent.of(diagonal(sums)).start(a, y));
    }

    private LinearOperator inverseDiagonal(int n) {
        double[] inverse = new double[n];
        for (int i = 0; i < n; i++) {
            double[] x = context.inputs().row(i);
            inverse[i] = 1 / (Loops.dot(x, x) + RIDGE);
        }
        return diagonal(inverse);
    }

    private static LinearOperator diagonal(double[] values) {
        double[][] rows = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            rows[i][i] = values[i];
        }
        return MatrixOperator.of(rows);
    }

    private double[] answers(InContextLearner<?> learner, Context on) {
        return Loops.flat(learner.fit(on).predict(queries).toRows());
    }

    private void answersOf(Construction construction, InContextLearner<?> estimator, Context on, double tolerance) {
        assertThat(answers(construction.learner(), on))
                .as(construction.transformer().toString())
                .containsExactly(answers(estimator, on), within(tolerance));
    }

    @Test
    void estimators() {
        Context two = cases.context(2);
        LeastSquares plain = LeastSquares.withDefaults().withIntercept(false);
        answersOf(LeastSquaresTransformer.of(two.inputs()).withTargets(2), plain, two, 1e-11);
        RidgeRegression ridge = RidgeRegression.of(RIDGE).withIntercept(false);
        answersOf(RecursiveLeastSquaresTransformer.of(D, RIDGE, 1, 12).withTargets(2), ridge, two, 1e-11);
        answersOf(NewtonTransformer.of(D, 0.02, RIDGE, 20).withTargets(2), ridge, two, 1e-11);
        answersOf(
                RecursiveLeastSquaresTransformer.of(D, RIDGE, 0.9, 14),
                StreamingLearner.leastSquares(RIDGE, 0.9),
                context,
                1e-11);
        answersOf(NearestNeighbourTransformer.of(D, 4), NadarayaWatson.of(new Gaussian(0.5)), context, 1e-13);
        answersOf(
                NearestNeighbourTransformer.plain(D, 1),
                NadarayaWatson.of(new ExponentialDotProduct(1)),
                context,
                1e-13);
        KernelRidge kernelRidge = KernelRidge.of(new Gaussian(1), RIDGE);
        answersOf(ConjugateGradientTransformer.of(new Gaussian(1), D, RIDGE, 14), kernelRidge, context, 1e-10);
        answersOf(RichardsonTransformer.of(D, 1, RIDGE, 1, 400), kernelRidge, context, 1e-10);
        answersOf(FunctionalDescentTransformer.of(new Gaussian(1), D, 0.3, RIDGE, 400), kernelRidge, context, 1e-10);
    }

    /** The mesa layer's answer at each position is ridge regression on the pairs so far. */
    @Test
    void recursiveLeastSquaresIsRidgeRegressionAtEveryPosition() {
        double[][] layers = RecursiveLeastSquaresTransformer.of(D, RIDGE, 1, 12)
                .transformer()
                .answers(context, queries);
        StreamingLearner.State state = StreamingLearner.leastSquares(RIDGE, 1).start(D, 1);
        for (int t = 1; t <= 12; t++) {
            Context first = context.select(IntStream.range(0, t).toArray());
            assertThat(layers[t])
                    .containsExactly(answers(RidgeRegression.of(RIDGE).withIntercept(false), first), within(1e-11));
            state.observe(context.inputs().row(t - 1), context.targets().row(t - 1));
            assertThat(layers[t][0]).isCloseTo(state.predict(queries.row(0))[0], within(1e-12));
        }
    }

    @Test
    void anIndefiniteMatrixEndsBothWithTheSameException() {
        Sigmoid indefinite = new Sigmoid(1, -2);
        LinearOperator a = Gram.operator(indefinite, context.inputs(), 0.01);
        assertThatThrownBy(() -> ConjugateGradient.withDefaults()
                        .solve(a, context.targets().column(0)))
                .isInstanceOf(NotPositiveDefiniteException.class);
        Construction wired = ConjugateGradientTransformer.of(indefinite, D, 0.01, 30);
        assertThatThrownBy(() -> wired.learner().fit(context).predict(queries))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("p'A p");
        assertThatThrownBy(() -> ConjugateGradientTransformer.of(indefinite, D, 0.01, 30)
                        .dividingBy(ConstructionCases.division(4))
                        .learner()
                        .fit(context)
                        .predict(queries))
                .isInstanceOf(NotPositiveDefiniteException.class);
    }

    @Test
    void aFinishedSolveStaysWhereTheSolverStopped() {
        // Rank 1: after one step nothing is left, and both denominators are rounding.
        Context line = Context.of(new double[][] {{1, 0, 0}, {2, 0, 0}, {3, 0, 0}}, new double[] {1, 2.5, 3});
        LinearOperator a = Gram.operator(new Linear(), line.inputs(), 0.5);
        IterativeMethod.Solution solver =
                ConjugateGradient.withDefaults().solve(a, line.targets().column(0));
        double[] cross = Loops.times(Loops.gram(new Linear(), queries, line.inputs()), solver.x());
        ConjugateGradientTransformer cg = ConjugateGradientTransformer.of(D, 0.5, 40);
        double[][] exact = cg.transformer().answers(line, queries);
        double[][] relu =
                cg.dividingBy(ConstructionCases.division(5)).transformer().answers(line, queries);
        for (int t = 2; t <= 40; t++) {
            assertThat(exact[t]).containsExactly(cross, within(1e-12));
            assertThat(relu[t]).containsExactly(cross, within(1e-12));
        }
    }
}
