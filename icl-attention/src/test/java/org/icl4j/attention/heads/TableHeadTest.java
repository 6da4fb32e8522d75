package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.tasks.SharedLatentTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableHeadTest {

    private static final int CLASSES = 3;

    static Stream<TableHead> heads() {
        TableHead numbers = TableHead.regression(4, 6);
        TableHead classes = TableHead.classification(4, 5, CLASSES);
        return Stream.of(
                numbers,
                numbers.withColumnAttention(),
                numbers.withColumnAttention().withScore(Score.cosine(0.5)),
                numbers.withColumnAttention().withScore(Score.cayley(0.5)),
                numbers.withColumnAttention().withScore(Score.geometric(4, 1, 1)),
                numbers.withColumnAttention().withScore(Score.cosine(0.5)).withTrainedTemperature(),
                numbers.withScore(Score.cayley(0.5)).withTrainedTemperature(),
                classes,
                classes.withColumnAttention(),
                classes.withTrainedTemperature());
    }

    private static TaskBatch batch(boolean numbers, int tasks) {
        TaskBatch plain = new TaskBatch(tasks, 7, 3, 4);
        new SharedLatentTasks(4, 2, 0.3, 0.5, 0.1).sample(plain, Randoms.of(8));
        if (numbers) {
            return plain;
        }
        TaskBatch batch = new TaskBatch(tasks, 7, 3, 4, CLASSES, 0);
        System.arraycopy(plain.contextInputs(), 0, batch.contextInputs(), 0, plain.contextInputs().length);
        System.arraycopy(plain.queryInputs(), 0, batch.queryInputs(), 0, plain.queryInputs().length);
        for (int i = 0; i < tasks * 7; i++) {
            batch.contextTargets()[i * CLASSES + i % CLASSES] = 1;
        }
        for (int i = 0; i < tasks * 3; i++) {
            batch.queryTargets()[i * CLASSES + (i / 2) % CLASSES] = 1;
        }
        return batch;
    }

    @ParameterizedTest
    @MethodSource("heads")
    void gradientIsCentralDifferences(TableHead head) {
        boolean numbers = head.toString().contains("numbers");
        double[] parameters = head.initialParameters(Randoms.of(4));
        head.layout().slices().stream()
                .filter(slice -> slice.name().equals("temperature"))
                .forEach(slice -> parameters[slice.offset()] = 0.3);

        GradientCheck.Report report = GradientCheck.standard().compare(head, parameters, batch(numbers, 3));

        assertThat(report.error()).as("%s", report).isLessThan(1e-6);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void anyNumberOfThreadsGivesTheSameBitsAndTheSumOverTheWholeBatch(TableHead head) {
        int tasks = 11;
        TaskBatch batch = batch(head.toString().contains("numbers"), tasks);
        double[] parameters = head.initialParameters(Randoms.of(4));
        double[] gradient = new double[parameters.length];
        double loss = head.onThreads(1).lossAndGradient(parameters, batch, gradient);
        for (int threads = 2; threads <= 3; threads++) {
            double[] other = new double[parameters.length];
            assertThat(head.onThreads(threads).lossAndGradient(parameters, batch, other))
                    .isEqualTo(loss);
            assertThat(other).isEqualTo(gradient);
        }

        double[] whole = new double[parameters.length];
        double expected = new TableWorker(head).share(parameters, batch, 0, tasks, whole);
        double largest = 0;
        for (int task = 0; task < tasks; task++) {
            double[] share = new double[parameters.length];
            new TableWorker(head).share(parameters, batch, task, task + 1, share);
            largest =
                    Math.max(largest, Arrays.stream(share).map(Math::abs).max().orElseThrow());
        }
        // Each is a sum of a number for each context row of each task, in another order: as many roundings of partial
        // sums, which are at
        // most the largest share of a task for each task.
        double roundings = tasks * batch.contextSize() * Math.ulp(1.0);
        assertThat(loss).isCloseTo(expected, within(roundings * expected));
        assertThat(gradient).containsExactly(whole, within(roundings * tasks * largest));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTrainingStepAllocatesNothingOnceWarm(int threads) {
        for (TableHead kind : List.of(
                TableHead.regression(4, 6)
                        .withColumnAttention()
                        .withScore(Score.cosine(0.5))
                        .withTrainedTemperature(),
                TableHead.classification(4, 5, CLASSES))) {
            TableHead head = kind.onThreads(threads);
            TaskBatch batch = batch(head.toString().contains("numbers"), 11);
            double[] parameters = head.initialParameters(Randoms.of(4));
            double[] gradient = new double[parameters.length];
            Runnable steps = () -> {
                for (int i = 0; i < 20; i++) {
                    head.lossAndGradient(parameters, batch, gradient);
                }
            };
            AllocationMeter.assertNoneOnceWarm(head, steps);
        }
    }

    @Test
    void withoutColumnsItIsTheComposedHead() {
        TableHead head = TableHead.regression(4, 6);
        ComposedHead composed = new ComposedHead(4, 6);
        double[] parameters = composed.initialParameters(Randoms.of(2));
        double[] mine = new double[head.parameterCount()];
        head.layout()
                .slices()
                .forEach(slice -> System.arraycopy(
                        parameters,
                        composed.layout().slice(slice.name()).offset(),
                        mine,
                        slice.offset(),
                        slice.size()));
        TaskBatch batch = batch(true, 2);

        // The same layers; two tasks added up, of losses below 10.
        assertThat(head.lossAndGradient(mine, batch, new double[mine.length]))
                .isCloseTo(composed.lossAndGradient(parameters, batch, new double[parameters.length]), within(1e-14));
    }

    @Test
    void aTrainedTemperatureIsTheScoresOwn() {
        double[] parameters =
                TableHead.regression(4, 6).withTrainedTemperature().initialParameters(Randoms.of(2));
        parameters[parameters.length - 1] = Math.log(0.5 / 0.2);
        TaskBatch batch = batch(true, 2);
        TableHead trained =
                TableHead.regression(4, 6).withScore(Score.cosine(0.5)).withTrainedTemperature();
        TableHead fixed = TableHead.regression(4, 6).withScore(Score.cosine(0.2));

        double[] answers = Arrays.copyOf(trained.answers(parameters, batch), 6);

        // A few roundings of scores below 5.
        assertThat(answers)
                .containsExactly(
                        Arrays.copyOf(fixed.answers(Arrays.copyOf(parameters, parameters.length - 1), batch), 6),
                        within(1e-14));
    }

    @Test
    void columnsAreMixedAsTheFormulaSays() {
        TableHead head = TableHead.classification(2, 2, 2).withColumnAttention();
        double[] parameters = head.initialParameters(Randoms.of(1));
        double[][] x = {{1, 2}, {0, 1}, {-1, 0.5}};
        double[][] y = {{1, 0}, {0, 1}, {0, 1}};
        double[] q = {0.3, -0.7};

        double[] answer = head.learner(parameters)
                .fit(Context.of(x, y))
                .predict(Points.of(new double[][] {q}))
                .row(0);

        double c = (2 - 0.5) / Math.sqrt(2 * (4 + 1 + 0.25));
        double same = 4 - 0.25 + 2; // b1 - b2 (0 - mu)^2 + delta
        double other = 4 * c - Math.pow(Math.sqrt(1 - c * c) - 0.5, 2);
        double w = 1 / (1 + Math.exp(other - same));
        double[][] a = {{0.5 + 0.5 * w, 0.5 * (1 - w)}, {0.5 * (1 - w), 0.5 + 0.5 * w}};
        double[] logits = new double[3];
        double[] uq = times(parameters, 5, times(a, q));
        for (int i = 0; i < 3; i++) {
            double[] k = times(parameters, 9, times(a, x[i]));
            logits[i] = Math.exp((uq[0] * k[0] + uq[1] * k[1]) / Math.sqrt(2));
        }
        double first = logits[0] / (logits[0] + logits[1] + logits[2]);
        // A dozen roundings of numbers near 1.
        assertThat(answer).containsExactly(new double[] {first, 1 - first}, within(1e-14));
    }

    private static double[] times(double[][] a, double[] x) {
        return new double[] {a[0][0] * x[0] + a[0][1] * x[1], a[1][0] * x[0] + a[1][1] * x[1]};
    }

    private static double[] times(double[] p, int at, double[] x) {
        return new double[] {p[at] * x[0] + p[at + 1] * x[1], p[at + 2] * x[0] + p[at + 3] * x[1]};
    }

    @Test
    void answersDoNotDependOnOtherQueries() {
        for (boolean numbers : new boolean[] {true, false}) {
            TableHead head = (numbers ? TableHead.regression(4, 6) : TableHead.classification(4, 5, CLASSES))
                    .withColumnAttention();
            InContextLearner<Predictor> learner = head.learner(head.initialParameters(Randoms.of(3)));
            TaskBatch batch = batch(numbers, 1);
            Predictor fitted = learner.fit(batch.context(0));
            Points queries = batch.queries(0);
            double[] all = fitted.predict(queries).row(2);

            assertThat(fitted.predict(queries.select(2)).row(0)).containsExactly(all);
        }
    }

    @Test
    void aClassThatTheContextDoesNotShowCostsAFiniteLoss() {
        TableHead head = TableHead.classification(4, 5, CLASSES);
        TaskBatch batch = batch(false, 1);
        Arrays.fill(batch.contextTargets(), 0);
        for (int i = 0; i < 7; i++) {
            batch.contextTargets()[i * CLASSES] = 1;
        }
        double[] gradient = new double[head.parameterCount()];

        double loss = head.lossAndGradient(head.initialParameters(Randoms.of(1)), batch, gradient);

        assertThat(loss).isFinite().isGreaterThan(1);
        assertThat(gradient).doesNotContain(Double.NaN);
    }

    @Test
    void refusesOtherShapes() {
        TableHead head = TableHead.classification(4, 5, CLASSES);
        double[] parameters = head.initialParameters(Randoms.of(1));
        assertThatThrownBy(() -> head.answers(parameters, batch(true, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch: expected widths 4 and 3, got 4 and 1");
        assertThatThrownBy(() -> TableHead.classification(4, 5, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
