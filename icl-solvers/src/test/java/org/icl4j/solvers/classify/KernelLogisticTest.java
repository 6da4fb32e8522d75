package org.icl4j.solvers.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Sigmoid;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLogisticTest {

    private static final Kernel KERNEL = new Gaussian(0.9);
    private static final double RIDGE = 0.3;

    /** The Hessian's condition number is below 1e5 here, and both stop at a residual of 1e-9 of the gradient at 0, about 5. */
    private static final double SOLVED = 1e-7;

    /** Central differences with step 1e-5 of functions with third derivatives below 1. */
    private static final double DIFFERENCED = 1e-9;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void gradientAndCurvatureAreDerivatives(int classes) {
        Likelihood likelihood = new Likelihood(LogisticOracle.labels(9, classes));
        int length = 9 * likelihood.columns();
        double[] f = Randoms.of(1).gaussians(length);
        double[] p = new double[length];
        likelihood.evaluate(f, p);
        double[] g = likelihood.gradient(p);
        double h = 1e-5;
        for (int i = 0; i < length; i++) {
            double[] unit = new double[length];
            unit[i] = 1;
            double[] column = likelihood.curvature(p, unit);
            double[] more = f.clone();
            double[] less = f.clone();
            more[i] += h;
            less[i] -= h;
            double[] pMore = new double[length];
            double[] pLess = new double[length];
            double slope = (likelihood.evaluate(more, pMore) - likelihood.evaluate(less, pLess)) / (2 * h);
            assertThat(-g[i]).isCloseTo(slope, within(DIFFERENCED));
            double[] gMore = likelihood.gradient(pMore);
            double[] gLess = likelihood.gradient(pLess);
            for (int j = 0; j < length; j++) {
                assertThat(column[j]).isCloseTo((gLess[j] - gMore[j]) / (2 * h), within(DIFFERENCED));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theRootTimesItsTransposeIsTheCurvature(int classes) {
        Likelihood likelihood = new Likelihood(LogisticOracle.labels(9, classes));
        int length = 9 * likelihood.columns();
        double[] p = new double[length];
        likelihood.evaluate(Randoms.of(2).gaussians(length), p);
        double[] v = Randoms.of(3).gaussians(length);
        double[] product = likelihood.root(p, likelihood.rootTransposed(p, v));
        // Some ten roundings of numbers below 3.
        assertThat(product).containsExactly(likelihood.curvature(p, v), within(100 * Math.ulp(3.0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void bothSystemsFindTheModeOfTheOracle(int classes) {
        Points x = LogisticOracle.inputs(30, 4);
        Labels labels = LogisticOracle.labels(30, classes);
        Likelihood likelihood = new Likelihood(labels);
        double[] s = PriorMatrix.of(KERNEL, x, RIDGE, likelihood.priorFactor());
        double[] expected = LogisticOracle.mode(likelihood, s);
        KernelLogistic learner = KernelLogistic.of(KERNEL, RIDGE);
        for (KernelLogistic each : List.of(learner.byCholesky(), learner.byConjugateGradients(10))) {
            KernelClassifierModel model = each.fit(x, labels);
            assertThat(model.report().converged()).as(model.report().summary()).isTrue();
            double[] scores = model.scores(x).toRowMajor();
            for (int i = 0; i < expected.length; i++) {
                double score = classes == 2 ? scores[2 * i + 1] - scores[2 * i] : scores[i];
                assertThat(score).isCloseTo(expected[i], within(SOLVED * 30));
            }
        }
    }

    @Test
    void twoClassesAreTheCaseOfTwoColumns() {
        // A third class that no row has would be refused; so the two columns are compared through the mode's equation.
        Points x = LogisticOracle.inputs(24, 5);
        Labels labels = LogisticOracle.labels(24, 2);
        KernelClassifierModel model = KernelLogistic.of(KERNEL, RIDGE).fit(x, labels);
        Points p = model.predict(x);
        Points y = labels.oneHot();
        for (int i = 0; i < 24; i++) {
            for (int c = 0; c < 2; c++) {
                double alpha = (y.get(i, c) - p.get(i, c)) / RIDGE;
                assertThat(model.dualCoefficients().get(i, c)).isCloseTo(alpha, within(SOLVED));
            }
        }
    }

    /** scikit-learn 1.2.1, LogisticRegression(multi_class="multinomial", fit_intercept=False) on [x / sqrt(r), 10]. */
    @Test
    void linearKernelsGiveLogisticRegression() {
        int[] y = {1, 2, 2, 1, 0, 0, 1, 0, 2, 2, 1, 0, 1, 2, 2, 1, 1, 0, 0, 2};
        double[][] x = new double[20][];
        for (int i = 0; i < 20; i++) {
            x[i] = new double[] {Math.sin(i), Math.cos(2 * i)};
        }
        double[][] p = KernelLogistic.of(new Linear(), 0.5)
                .fit(x, y)
                .predictRows(new double[][] {{0.1, 0.2}, {-0.5, 0.9}, {2, -1}});
        double[][] expected = {
            {0.23182071917016203, 0.3893754532660061, 0.37880382756383185},
            {0.13047428660353513, 0.7792987468392892, 0.0902269665571756},
            {0.014148850668785054, 0.004575591788367269, 0.9812755575428476}
        };
        for (int i = 0; i < 3; i++) {
            assertThat(p[i]).containsExactly(expected[i], within(1e-6)); // its solver's tolerance
        }
    }

    /** scikit-learn 1.2.1, GaussianProcessClassifier with 4 RBF(0.7) + 200, optimizer=None: the mode's scores. */
    @Test
    void twoClassesGiveTheModeOfTheGaussianProcess() {
        int[] y = {1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1};
        double[][] x = new double[20][];
        for (int i = 0; i < 20; i++) {
            x[i] = new double[] {Math.sin(i), Math.cos(2 * i)};
        }
        Points scores = KernelLogistic.of(new Gaussian(0.7), 0.5).fit(x, y).scores(Points.of(x));
        double[] expected = {
            2.7627126747508015, 1.5304254755227191, 1.9068047647317883, 2.650549923429736, -0.9826045892259856
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(scores.get(i, 1) - scores.get(i, 0)).isCloseTo(expected[i], within(1e-5)); // its tolerance
        }
    }

    @Test
    void leaveOneOutScoresAreOneNewtonStepOfTheOracle() {
        for (int classes : new int[] {2, 3}) {
            Points x = LogisticOracle.inputs(21, 6);
            Labels labels = LogisticOracle.labels(21, classes);
            Likelihood likelihood = new Likelihood(labels);
            int t = likelihood.columns();
            double[] s = PriorMatrix.of(KERNEL, x, RIDGE, likelihood.priorFactor());
            double[] f = LogisticOracle.mode(likelihood, s);
            double[] p = new double[f.length];
            likelihood.evaluate(f, p);
            double[] g = likelihood.gradient(p);
            double[] ours = new LooFits(KERNEL, x, labels).probabilities(RIDGE, 1e-12);
            for (int i = 0; i < 21; i++) {
                double[] right = new double[f.length];
                System.arraycopy(g, i * t, right, i * t, t);
                double[] step = LogisticOracle.solve(LogisticOracle.hessian(likelihood, s, p, i), right);
                double[] row = new double[classes];
                for (int c = 0; c < t; c++) {
                    row[classes - t + c] = f[i * t + c] - step[i * t + c];
                }
                Probabilities.softmax(row, 0, classes);
                for (int c = 0; c < classes; c++) {
                    assertThat(ours[i * classes + c]).isCloseTo(row[c], within(SOLVED));
                }
            }
        }
    }

    @Test
    void leaveOneOutScoresAreNearThoseOfRefits() {
        Points x = LogisticOracle.inputs(45, 7);
        Labels labels = LogisticOracle.labels(45, 3);
        double[] ours = new LooFits(KERNEL, x, labels).probabilities(RIDGE, 1e-9);
        double squares = 0;
        for (int i = 0; i < 45; i++) {
            int left = i;
            int[] others = java.util.stream.IntStream.range(0, 45)
                    .filter(j -> j != left)
                    .toArray();
            KernelClassifierModel model = KernelLogistic.of(KERNEL, RIDGE).fit(x.select(others), labels.select(others));
            double[] truth = model.predictRow(x.row(i));
            for (int c = 0; c < 3; c++) {
                squares += Math.pow(ours[i * 3 + c] - truth[c], 2);
            }
        }
        // One Newton step is an approximation: probabilities spread by 0.3 here come out within a tenth of that.
        assertThat(Math.sqrt(squares / 135)).isLessThan(0.03);
    }

    @Test
    void aModelKeepsItsAnswersAndItsClasses() {
        Points x = LogisticOracle.inputs(15, 8);
        Labels labels = Labels.of(List.of("b", "a", "c", "b", "a", "c", "b", "a", "c", "b", "a", "c", "b", "a", "c"));
        KernelClassifierModel model =
                KernelLogistic.of(KERNEL, RIDGE).standardised().fit(x, labels);
        KernelClassifierModel loaded = KernelClassifierModel.load(model.toBytes());
        assertThat(loaded.classes()).containsExactly("a", "b", "c");
        assertThat(loaded.predict(x)).isEqualTo(model.predict(x));
        assertThat(loaded.classify(x)).isEqualTo(model.classify(x));
        assertThat(loaded.report().relativeResidual()).isEqualTo(model.report().relativeResidual());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelClassifierModel.load(
                        model.toModelFile().with("later", 1.0).toBytes()))
                .withMessageContaining("later");
    }

    @Test
    void badInputIsNamed() {
        KernelLogistic learner = KernelLogistic.of(KERNEL, RIDGE);
        Points x = LogisticOracle.inputs(4, 9);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.fit(x, Labels.of(7, 7, 7, 7)))
                .withMessage(
                        "labels: all 4 rows are of the class \"7\"; a classifier needs rows of at least two classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.fit(x, Labels.of(0, 1, 2, 1, 0).select(0, 1, 3, 4)))
                .withMessageContaining("no row is of")
                .withMessageContaining("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.fit(x, Labels.of(0, 1)))
                .withMessage("labels: expected 4 rows, got 2 (one per row of inputs)");
        assertThatIllegalArgumentException().isThrownBy(() -> KernelLogistic.of(new Sigmoid(1, 0), 1));
        assertThatThrownBy(() -> learner.withProgress((stage, done, total, value) -> false)
                        .fit(x, Labels.of(0, 1, 0, 1)))
                .isInstanceOf(CancellationException.class);
        assertThat(learner.withProgress(Progress.NONE).toString()).contains("ridge 0.3");
    }

    @Test
    void separableClassesWithATinyRidgeStayFinite() {
        double[][] x = {{-2}, {-1}, {1}, {2}};
        KernelClassifierModel model = KernelLogistic.of(new Linear(), 1e-12).fit(x, new int[] {0, 0, 1, 1});
        double[][] p = model.predictRows(new double[][] {{-3}, {3}});
        assertThat(p[0][0]).isGreaterThan(0.999);
        assertThat(p[1][1]).isGreaterThan(0.999);
    }
}
