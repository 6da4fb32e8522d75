package org.icl4j.solvers.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.model.ModelFile;
import org.icl4j.solvers.internal.Examples;

class LinearFitsTest {

    /** X^+ Y by EJML's singular value decomposition. */
    private static double[] pseudoInverse(Context context) {
        DMatrixRMaj x = new DMatrixRMaj(context.inputs().toRows());
        DMatrixRMaj inverse = new DMatrixRMaj(x.numCols, x.numRows);
        CommonOps_DDRM.pinv(x, inverse);
        return Points.of(
                        "w",
                        Examples.times(Examples.rows(inverse), context.targets().toRows()))
                .toRowMajor();
    }

    @Property(tries = 30)
    void ridgeSolvesTheNormalEquations(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 10) int d,
            @ForAll @DoubleRange(min = 0.1, max = 10) double ridge) {
        Context context = Examples.context(seed, n, d, 2);
        double[][] x = context.inputs().toRows();
        double[][] gram = Examples.times(Examples.transpose(x), x);
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += gram[k][k];
            gram[k][k] += ridge;
        }
        double[] expected = Points.of(
                        "w",
                        Examples.solve(
                                gram,
                                Examples.times(
                                        Examples.transpose(x), context.targets().toRows())))
                .toRowMajor();
        LinearModel model = RidgeRegression.of(ridge).fit(context);
        double tolerance = Examples.solveTolerance(n + d, (trace + ridge) / ridge);
        // X'Y carries n eps |X| |Y|, which the inverse, at most 1 / r, magnifies.
        double scale = Math.sqrt(trace) * Examples.norm(context.targets().toRowMajor()) / ridge;
        assertThat(Examples.norm(Examples.minus(model.weights().toRowMajor(), expected)))
                .isLessThan(tolerance * scale);
        assertThat(model.intercepts()).containsOnly(0);
    }

    @Property(tries = 30)
    void leastSquaresIsThePseudoinverse(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int n,
            @ForAll @IntRange(min = 1, max = 12) int d,
            @ForAll boolean dependent) {
        Context context = Examples.context(seed, n, d, 2);
        double[][] x = context.inputs().toRows();
        if (dependent) {
            for (double[] row : x) {
                row[d - 1] = row[0];
            }
        }
        Context used = Context.of(Points.of("x", x), context.targets());
        double[] expected = pseudoInverse(used);
        LinearModel model = LeastSquares.withDefaults().fit(used);
        DMatrixRMaj matrix = new DMatrixRMaj(x);
        var svd = org.ejml.dense.row.factory.DecompositionFactory_DDRM.svd(n, d, false, false, true);
        svd.decompose(matrix);
        double greatest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            greatest = Math.max(greatest, svd.getSingularValues()[i]);
        }
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            double s = svd.getSingularValues()[i];
            least = s > 1e-10 * greatest ? Math.min(least, s) : least;
        }
        double kappa = greatest / least;
        if (kappa > 1e5) {
            return; // beyond what the class page promises
        }
        // The normal equations square the condition number.
        double tolerance = Examples.solveTolerance(n + d, kappa * kappa)
                * (Examples.norm(expected) + Examples.norm(used.targets().toRowMajor()) / least);
        assertThat(Examples.norm(Examples.minus(model.weights().toRowMajor(), expected)))
                .isLessThan(tolerance);
    }

    @Property(tries = 30)
    void anInterceptMakesShiftsDisappear(@ForAll long seed, @ForAll @IntRange(min = 3, max = 30) int n) {
        Context context = Examples.context(seed, n, 2, 1);
        double[][] shifted = context.inputs().toRows();
        double[] y = context.targets().column(0);
        for (int i = 0; i < n; i++) {
            shifted[i][0] += 100;
            y[i] += 1000;
        }
        double[][] queries = Randoms.of(seed).split("q").gaussians(5, 2);
        RidgeRegression learner = RidgeRegression.of(0.5).withIntercept(true);
        double[] expected =
                learner.fit(context).predict(Points.of("q", queries)).column(0);
        for (double[] q : queries) {
            q[0] += 100;
        }
        double[] actual = learner.fit(shifted, y).predict(queries);
        // Centring leaves an absolute error of n eps 1000 in the data; X'X + r I is conditioned as below.
        double square = 0;
        for (double v : context.inputs().toRowMajor()) {
            square += v * v;
        }
        double tolerance = 10 * n * Examples.EPS * 1000 * (square + 1) / 0.5 * n;
        for (int i = 0; i < 5; i++) {
            assertThat(Math.abs(actual[i] - 1000 - expected[i])).isLessThan(tolerance);
        }
    }

    /** On a grid of 2^-20, so that shifts by 2^20 are exact; then what remains of the means, n eps 2^20, enters squared. */
    @Example
    void largeShiftsDisappearToRounding() {
        int n = 20;
        double[][] x = onGrid(Randoms.of(1).gaussians(n, 2), 0);
        double[][] y = onGrid(Randoms.of(2).gaussians(n, 3), 0);
        double[][] queries = onGrid(Randoms.of(3).gaussians(4, 2), 0);
        double square = 0;
        for (double v : Points.of("x", x).toRowMajor()) {
            square += v * v;
        }
        double norm = Examples.norm(Points.of("y", y).toRowMajor());
        double tolerance = Examples.solveTolerance(n, square + 1) * Math.sqrt(square) * norm;
        double ofAnswers = 8 * n * Examples.EPS * 0x1p20;
        for (InContextLearner<LinearModel> learner : List.of(
                RidgeRegression.of(1).withIntercept(true),
                LeastSquares.withDefaults().withIntercept(true))) {
            LinearModel expected = learner.fit(x, y);
            LinearModel shifted = learner.fit(onGrid(x, 0x1p20), onGrid(y, 0x1p20));
            assertThat(Examples.norm(Examples.minus(
                            shifted.weights().toRowMajor(), expected.weights().toRowMajor())))
                    .isLessThan(tolerance);
            double[] answers = expected.predict(Points.of("q", queries)).toRowMajor();
            double[] actual =
                    shifted.predict(Points.of("q", onGrid(queries, 0x1p20))).toRowMajor();
            for (int i = 0; i < answers.length; i++) {
                assertThat(Math.abs(actual[i] - 0x1p20 - answers[i])).isLessThan(ofAnswers);
            }
        }
    }

    private static double[][] onGrid(double[][] table, double shift) {
        return java.util.Arrays.stream(table)
                .map(row -> java.util.Arrays.stream(row)
                        .map(v -> Math.rint(v * 0x1p20) * 0x1p-20 + shift)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The normal equations alone leave kappa^2 eps, here 2e-7; with a step of refinement it is kappa eps where a W fits. */
    @Example
    void refinementGivesBackWhatTheNormalEquationsLose() {
        int n = 8;
        double kappa = 3e4;
        double[][] x = Examples.symmetric(Randoms.of(1), Examples.logarithmic(n, kappa));
        double[] w = Randoms.of(2).gaussians(n);
        LinearModel model = LeastSquares.withDefaults().fit(x, Examples.times(x, w));
        assertThat(Examples.relativeError(model.weights().column(0), w)).isLessThan(Examples.solveTolerance(n, kappa));
    }

    /** Gram matrices without rounding, whose last pivot is eps and 64 eps times the diagonal entry 64; 2 eps is the limit. */
    @Example
    void aPivotOfRoundingIsRefusedAndALargerOneIsNot() {
        RidgeRegression learner = RidgeRegression.of(0);
        assertThatThrownBy(() -> learner.fit(new double[][] {{1, 8}, {0, 0x1p-23}}, new double[] {1, 1}))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("column 1")
                .hasMessageContaining("pivot 1.42");
        LinearModel model = learner.fit(new double[][] {{1, 8}, {0, 0x1p-20}}, new double[] {19, 0x1p-19});
        assertThat(model.weights().column(0)).containsExactly(3, 2);
    }

    @Example
    void leastSquaresReproducesALine() {
        LinearModel model = LeastSquares.withDefaults()
                .withIntercept(true)
                .fit(new double[][] {{0}, {1}, {2}}, new double[] {1, 3, 5});
        assertThat(model.weights().get(0, 0)).isCloseTo(2, org.assertj.core.api.Assertions.within(1e-14));
        assertThat(model.intercepts()[0]).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-14));
    }

    @Example
    void refusesBadInput() {
        Context large = Context.of(new double[][] {{1, 1e200}, {2, 0.5}, {3, 2}}, new double[] {1, 2, 3});
        for (InContextLearner<?> learner : List.of(RidgeRegression.of(1), LeastSquares.withDefaults())) {
            assertThatThrownBy(() -> learner.fit(large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("inputs: are too large: the sum of squares of column 1 overflows; scale them");
        }
        assertThatThrownBy(() -> RidgeRegression.of(-1)).hasMessageContaining("ridge");
        Context wide =
                Context.of(Points.ofRows("x", 1, 500_000, new double[500_000]), Points.of("y", new double[1][1]));
        assertThatThrownBy(() -> RidgeRegression.of(1).fit(wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the 500000 x 500000 matrix of the normal equations")
                .hasMessageContaining("use fewer columns");
        assertThatThrownBy(() ->
                        RidgeRegression.of(0).fit(new double[][] {{1, 1}, {2, 2}, {3, 3}}, new double[] {1, 2, 3}))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("column 1")
                .hasMessageContaining("LeastSquares");
        LinearModel model = RidgeRegression.of(1).fit(new double[][] {{1, 2}}, new double[] {1});
        assertThatThrownBy(() -> model.predict(new double[][] {{1}}))
                .hasMessageContaining("expected shape [m, 2], got [1, 1]");
    }

    /** Inputs of size 1e9 in dependent columns, and a ridge that is positive but below their rounding. */
    @Example
    void theRidgeAdvisedFollowsTheSizeOfTheInputs() {
        double[][] x = {{1e9, 2e9}, {-3e9, -6e9}, {2e9, 4e9}};
        double[] y = {1, 2, 3};
        NotPositiveDefiniteException error = catchThrowableOfType(
                NotPositiveDefiniteException.class, () -> RidgeRegression.of(3).fit(x, y));
        Matcher advice = Pattern.compile("use a ridge of (\\S+) or more").matcher(error.getMessage());
        assertThat(advice.find()).isTrue();
        double advised = Double.parseDouble(advice.group(1));
        assertThat(advised).isGreaterThan(3);
        assertThat(RidgeRegression.of(advised).fit(x, y).predict(x)).hasSize(3);
    }

    @Example
    void modelsComeBackFromPathStreamAndBytes() throws IOException {
        Path directory = Files.createTempDirectory("icl4j");
        LinearModel model = RidgeRegression.of(0.1).fit(Examples.context(3, 20, 3, 2));
        Points queries = Points.of("q", Randoms.of(4).gaussians(5, 3));
        double[] answers = model.predict(queries).toRowMajor();
        Path path = directory.resolve("model.zip");
        model.save(path);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.save(out);
        assertThat(out.toByteArray()).containsExactly(model.toBytes());
        for (LinearModel loaded : List.of(
                LinearModel.load(path),
                LinearModel.load(new ByteArrayInputStream(out.toByteArray())),
                LinearModel.load(model.toBytes()))) {
            assertThat(loaded.predict(queries).toRowMajor()).containsExactly(answers);
            assertThat(loaded.weights()).isEqualTo(model.weights());
            assertThat(loaded.intercepts()).containsExactly(model.intercepts());
        }
        ModelFile.of("kernel-ridge").save(path);
        assertThatThrownBy(() -> LinearModel.load(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.zip")
                .hasMessageContaining("'kernel-ridge', expected 'linear'");
        ModelFile.of("linear")
                .with("weights", model.weights())
                .with("intercepts", new double[3])
                .save(path);
        assertThatThrownBy(() -> LinearModel.load(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights [3, 2] and intercepts [3] do not fit together");
        Files.delete(path);
        Files.delete(directory);
    }
}
