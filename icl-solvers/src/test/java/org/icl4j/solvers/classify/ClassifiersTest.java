package org.icl4j.solvers.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;
import org.junit.jupiter.api.Test;

class ClassifiersTest {

    @Test
    void labelsAreNumberedInTheOrderOfTheirNames() {
        assertThat(Labels.of("spam", "ham", "spam").indices()).containsExactly(1, 0, 1);
        assertThat(Labels.of(10, 9, 10).classes()).containsExactly("9", "10");
        assertThat(Labels.of("a", "b", "a").oneHot()).isEqualTo(Points.of(new double[][] {{1, 0}, {0, 1}, {1, 0}}));
        assertThat(Labels.ofTargets(Points.of(new double[][] {{0, 1, 0}, {1, 0, 0}}))
                        .indices())
                .containsExactly(1, 0);
        assertThat(Labels.ofTargets(Points.ofColumn(3, -1, 3)).classes()).containsExactly("-1", "3");
        assertThat(Labels.among(List.of("x", "z"), List.of("z", "y", "x")).counts())
                .containsExactly(1, 0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.among(List.of("q"), List.of("z", "y")))
                .withMessageContaining("\"q\" is none of the classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.ofTargets(Points.of(new double[][] {{0.5, 0.5}})))
                .withMessageContaining("one 1 and 0 elsewhere");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.ofTargets(Points.ofColumn(0.5)))
                .withMessageContaining("whole number");
    }

    @Test
    void ridgeScoresAreThoseOfKernelRidge() {
        Points x = LogisticOracle.inputs(24, 1);
        Labels labels = LogisticOracle.labels(24, 3);
        KernelClassifierModel model = RidgeClassifier.of(new Gaussian(1), 0.2).fit(x, labels);
        Points scores = KernelRidge.of(new Gaussian(1), 0.2)
                .withCentredTargets(true)
                .fit(Context.of(x, labels.oneHot()))
                .predict(x);
        assertThat(model.scores(x)).isEqualTo(scores);
        assertThat(KernelClassifierModel.load(model.toBytes()).predict(x)).isEqualTo(model.predict(x));
    }

    @Test
    void sharpnessIsTheLeastOfTheLogLoss() {
        Labels labels = LogisticOracle.labels(60, 3);
        double[] scores = labels.oneHot().toRowMajor();
        double[] noise = Randoms.of(2).gaussians(scores.length);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += 0.5 * noise[i];
        }
        double s = RidgeClassifier.sharpness(scores, labels);
        double least = loss(s, scores, labels);
        assertThat(least).isLessThan(loss(s * 1.01, scores, labels)).isLessThan(loss(s / 1.01, scores, labels));
    }

    private static double loss(double s, double[] scores, Labels labels) {
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            double[] row = new double[3];
            for (int c = 0; c < 3; c++) {
                row[c] = s * scores[i * 3 + c];
            }
            sum += Probabilities.softmax(row, 0, 3) - s * scores[i * 3 + labels.index(i)];
        }
        return sum;
    }

    @Test
    void codesAreReadAsCodesWhereThatTellsMore() {
        // The class is whether the code is even: as a number the column tells a smooth kernel little.
        Randoms randoms = Randoms.of(3);
        double[][] x = new double[90][2];
        int[] y = new int[90];
        for (int i = 0; i < 90; i++) {
            int code = randoms.integer(6);
            x[i][0] = code;
            x[i][1] = randoms.gaussian();
            y[i] = randoms.uniform() < 0.9 ? code % 2 : 1 - code % 2;
        }
        Points inputs = Points.of(x);
        TunedClassifier learner = new TunedClassifier();
        TunedClassifier.Choice choice = learner.choose(inputs, Labels.of(y));
        assertThat(choice.coding().codeColumns()).containsExactly(0);
        assertThat(choice.accuracy()).isGreaterThan(0.8);
        KernelClassifierModel model = learner.fit(choice, inputs, Labels.of(y));
        assertThat(model.inputWidth()).isEqualTo(2);
        assertThat(KernelClassifierModel.load(model.toBytes()).predict(inputs)).isEqualTo(model.predict(inputs));
        assertThat(learner.withCategories(0)
                        .choose(inputs, Labels.of(y))
                        .coding()
                        .codeColumns())
                .containsExactly(0);
    }

    @Test
    void codingIsWhatItSays() {
        Points train = Points.of(new double[][] {{1, 5}, {2, 7}, {3, 5}, {1, 7}});
        ColumnCoding coding = ColumnCoding.of(train, ColumnCoding.Reading.NUMBERS, 0);
        assertThat(coding.outputWidth()).isEqualTo(4);
        // Levels 1, 2, 3 with frequencies 1/2, 1/4, 1/4; then (x - 6) / 1. The level 9 is none of them.
        assertThat(coding.apply(Points.of(new double[][] {{2, 8}, {9, 6}}))).isEqualTo(Points.of(new double[][] {
            {-0.5, 0.75, -0.25, 2}, {-0.5, -0.25, -0.25, 0}
        }));
        assertThat(ColumnCoding.mayBeCodes(new double[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}))
                .isTrue();
        assertThat(ColumnCoding.mayBeCodes(new double[] {0, 1, 2, 0, 1, 2})).isFalse();
        assertThat(ColumnCoding.mayBeCodes(new double[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}))
                .isFalse();
    }

    @Test
    void drawnRowsKeepTheClasses() {
        int[] y = new int[1000];
        for (int i = 0; i < 7; i++) {
            y[i * 100] = 1;
        }
        Labels labels = Labels.of(y);
        int[] rows = Strata.rows(labels, 100, 4);
        assertThat(labels.select(rows).counts()).containsExactly(99, 2);
        assertThat(rows).isSorted();
        assertThat(Strata.rows(labels, 100, 4)).isEqualTo(rows);
    }

    @Test
    void smallSystemsAreSolved() {
        double[] x = SmallSystems.solve(new double[][] {{0, 2, 1}, {1, 1, 1}, {2, 0, 3}}, new double[] {7, 6, 11});
        assertThat(x).containsExactly(new double[] {1, 2, 3}, within(1e-14));
    }
}
