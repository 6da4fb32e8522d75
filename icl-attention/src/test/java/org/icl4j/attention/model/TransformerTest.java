package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.construct.GradientDescentConstruction;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models: their gradients, what must hold of their answers, and what they are saved as. */
class TransformerTest {

    @TempDir
    Path folder;

    static List<Transformer> models() {
        return List.of(
                Transformer.softmax()
                        .layers(2)
                        .width(8)
                        .heads(2)
                        .format(PromptFormat.pairs(2, 1))
                        .build(),
                Transformer.softmax()
                        .layers(1)
                        .looped(2)
                        .width(6)
                        .heads(1)
                        .hidden(5)
                        .positions(14)
                        .format(PromptFormat.interleaved(2, 1))
                        .build(),
                Transformer.linear()
                        .layers(2)
                        .format(PromptFormat.negatedPairs(2, 1))
                        .build(),
                Transformer.linear()
                        .layers(2)
                        .looped(2)
                        .coupled()
                        .format(PromptFormat.negatedPairs(2, 1))
                        .build());
    }

    private static TaskBatch batch(int tasks, int n, int m) {
        return batch(tasks, n, m, 1);
    }

    private static TaskBatch batch(int tasks, int n, int m, int targets) {
        TaskBatch batch = new TaskBatch(tasks, n, m, 2, targets, 0);
        Randoms randoms = Randoms.of(3);
        for (double[] numbers :
                new double[][] {batch.contextInputs(), batch.contextTargets(), batch.queryInputs(), batch.queryTargets()
                }) {
            Arrays.setAll(numbers, i -> randoms.gaussian());
        }
        return batch;
    }

    private static double[] weights(Transformer model) {
        double[] parameters = model.initialParameters(Randoms.of(1));
        Randoms randoms = Randoms.of(2);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.1 * randoms.gaussian();
        }
        return parameters;
    }

    @ParameterizedTest
    @MethodSource("models")
    void theObjectivesGradientIsACentralDifference(Transformer model) {
        TaskBatch batch = batch(3, 4, 2);
        DataParallel<TaskBatch> objective =
                TaskObjective.squared(model.layer(), model.layout().size(), model.format());
        GradientCheck.Report report = GradientCheck.standard().compare(objective, weights(model), batch);
        assertThat(report.error()).as("%s: %s", model, report).isLessThan(1e-6);
    }

    /** Models of three targets, whose answers are read from the first columns and from the last. */
    static List<Transformer> modelsOfThreeTargets() {
        return List.of(
                Transformer.softmax()
                        .layers(1)
                        .width(6)
                        .heads(2)
                        .hidden(5)
                        .format(PromptFormat.pairs(2, 3))
                        .build(),
                Transformer.linear()
                        .layers(2)
                        .format(PromptFormat.negatedPairs(2, 3))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("modelsOfThreeTargets")
    void lossesOfSeveralTargetsAreThoseOfTheAnswersAndHaveCentralDifferencesAsGradient(Transformer model) {
        TaskBatch batch = batch(2, 4, 3, 3);
        double[] y = batch.queryTargets();
        for (int q = 0; q < 6; q++) { // a class, or probabilities of classes
            boolean sure = q % 2 == 0;
            for (int c = 0; c < 3; c++) {
                y[3 * q + c] = sure ? (c == q % 3 ? 1 : 0) : (c + 1) / 6.0;
            }
        }
        double[] parameters = weights(model);
        double squares = 0;
        double entropy = 0;
        for (int b = 0; b < 2; b++) {
            Points answers = model.learner(parameters).fit(batch.context(b)).predict(batch.queries(b));
            for (int q = 0; q < 3; q++) {
                double[] a = answers.row(q);
                double mass = Math.exp(a[0]) + Math.exp(a[1]) + Math.exp(a[2]);
                for (int c = 0; c < 3; c++) {
                    double target = y[(b * 3 + q) * 3 + c];
                    squares += Math.pow(a[c] - target, 2) / 18;
                    entropy -= target * Math.log(Math.exp(a[c]) / mass) / 6;
                }
            }
        }
        for (Loss loss : Loss.values()) {
            DataParallel<TaskBatch> objective =
                    TaskObjective.of(model.layer(), model.layout().size(), model.format(), loss);
            double[] gradient = new double[parameters.length];
            // Two ways of adding up some twenty numbers of order 1.
            assertThat(objective.lossAndGradient(parameters, batch, gradient))
                    .isCloseTo(loss == Loss.SQUARED ? squares : entropy, within(1e-13));
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElse(0)).isGreaterThan(1e-3);
            GradientCheck.Report report = GradientCheck.standard().compare(objective, parameters, batch);
            assertThat(report.error()).as("%s of %s: %s", loss, model, report).isLessThan(1e-6);
        }
    }

    @Test
    void shortContextsAreTrainedAsTheyAreAnswered() {
        shortContexts(models().get(0));
        // With positions, queries have the place after their own context, not after the room for it.
        shortContexts(Transformer.softmax()
                .layers(1)
                .width(6)
                .heads(1)
                .positions(7)
                .format(PromptFormat.pairs(2, 1))
                .build());
    }

    private static void shortContexts(Transformer model) {
        double[] parameters = weights(model);
        TaskBatch batch = batch(5, 6, 2);
        for (int b = 0; b < 5; b++) {
            batch.contextLengths()[b] = 1 + b;
        }
        double[] gradient = new double[parameters.length];
        double loss = TaskObjective.squared(model.layer(), parameters.length, model.format())
                .lossAndGradient(parameters, batch, gradient);
        double expected = 0;
        for (int b = 0; b < 5; b++) {
            double[] answers = model.learner(parameters)
                    .fit(batch.context(b))
                    .predict(batch.queries(b))
                    .column(0);
            for (int q = 0; q < 2; q++) {
                double error = answers[q] - batch.queryTargets(b)[q];
                expected += error * error / 10;
            }
        }
        assertThat(loss).isCloseTo(expected, within(1e-14));
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossAndGradientHaveTheSameBitsOnAnyNumberOfThreads(Transformer model) {
        double[] parameters = weights(model);
        TaskBatch batch = batch(77, 5, 3);
        double[] one = new double[parameters.length];
        double[] three = new double[parameters.length];
        DataParallel<TaskBatch> objective = TaskObjective.squared(model.layer(), parameters.length, model.format());
        assertThat(objective.onThreads(3).lossAndGradient(parameters, batch, three))
                .isEqualTo(objective.onThreads(1).lossAndGradient(parameters, batch, one));
        assertThat(three).containsExactly(one);
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersDoNotDependOnOtherQueries(Transformer model) {
        TaskBatch batch = batch(1, 5, 70);
        Predictor predictor = model.learner(weights(model)).fit(batch.context(0));
        Points all = predictor.predict(batch.queries(0));
        for (int q = 0; q < all.size(); q += 23) {
            assertThat(predictor.predict(batch.queries(0).select(q)).get(0, 0)).isEqualTo(all.get(q, 0));
        }
    }

    @Test
    void wiredLayersAnswerAsTheirOwnLearner() {
        GradientDescentConstruction descent = GradientDescentConstruction.of(2, 1, 0.3);
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LinearAttention layer = LinearAttention.add(builder, "step", 3, true);
        double[] parameters = new double[builder.build().size()];
        descent.write(layer, 1, parameters);
        TaskBatch batch = batch(1, 6, 3);
        double[] expected = descent.learner(1)
                .fit(batch.context(0))
                .predict(batch.queries(0))
                .column(0);
        double[] actual = new TransformerLearner(layer, parameters, PromptFormat.negatedPairs(2, 1))
                .fit(batch.context(0))
                .predict(batch.queries(0))
                .column(0);
        assertThat(actual).containsExactly(expected, within(1e-14));
    }

    @Test
    void pretrainingLearnsAndIsAFunctionOfTheSeed() {
        Transformer model = Transformer.softmax()
                .layers(1)
                .width(16)
                .heads(2)
                .format(PromptFormat.pairs(1, 1))
                .build();
        Pretraining training = Pretraining.of(model, SinusoidTasks.standard())
                .batch(16)
                .context(20)
                .queries(5)
                .steps(250)
                .seed(1)
                .trainer(t -> t.withOptimiser(Adam.defaults().withLearningRate(3e-3)));
        Pretraining.Result first = training.run(Progress.NONE);
        // Answering 0 costs E a^2 / 2 = 0.875.
        assertThat(first.report().finalLoss()).isLessThan(0.6);
        assertThat(training.train(Progress.NONE).parameters())
                .containsExactly(first.learner().parameters());

        Path file = folder.resolve("model.zip");
        model.save(file, first.learner().parameters());
        assertThat(model.load(file).parameters())
                .containsExactly(first.learner().parameters());
        Transformer wider = Transformer.softmax()
                .layers(1)
                .width(32)
                .heads(2)
                .format(PromptFormat.pairs(1, 1))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wider.load(file))
                .withMessageContaining("read-in.weight: expected shape [32, 2], got [16, 2]");
    }

    @Test
    void sparseLayersTrainTheirBlockOnly() {
        Transformer model = Transformer.linear()
                .sparse()
                .format(PromptFormat.negatedPairs(2, 1))
                .build();
        boolean[] frozen = model.frozen();
        int free = 0;
        for (boolean f : frozen) {
            free += f ? 0 : 1;
        }
        assertThat(free).isEqualTo(4);
        double[] parameters = model.initialParameters(Randoms.of(1));
        assertThat(model.layout().slice("layer1.value-projection").read(parameters))
                .isEqualTo(new double[][] {{0, 0, 0}, {0, 0, 0}, {0, 0, -1}});
    }

    @Test
    void shapesThatDoNotChainAreNamed() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense dense = Dense.add(builder, "f", 3, 1);
        ParameterLayout layout = builder.build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transformer.of(dense, layout, PromptFormat.pairs(5, 1)))
                .withMessage("layer: takes in width 3, but the format's tokens have width 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transformer.of(dense, layout, PromptFormat.negatedPairs(2, 1)))
                .withMessage("layer: puts out width 1, but the format reads answers from columns 2 to 2");
        Transformer model = models().get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pretraining.of(model, SinusoidTasks.standard()))
                .withMessageContaining("tasks: have inputs of width 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.format().shape(1, 0, 1, new int[0]))
                .withMessageContaining("contextSize");
    }
}
