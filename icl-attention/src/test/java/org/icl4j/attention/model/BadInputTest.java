package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Checkpoint;
import org.icl4j.attention.train.DivergedException;
import org.icl4j.attention.train.Muon;
import org.icl4j.attention.train.Sgd;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with what a transformer is given: each is refused by name, or has a defined answer. */
class BadInputTest {

    @TempDir
    Path folder;

    private static final RegressionTasks TASKS = RegressionTasks.linear(2);

    private static Transformer model(int width) {
        return Transformer.softmax()
                .layers(1)
                .width(width)
                .heads(2)
                .format(PromptFormat.pairs(2, 1))
                .build();
    }

    @Test
    void layersThatDoNotChainAreBothNamed() {
        ParameterLayout.Builder weights = ParameterLayout.builder();
        Dense in = Dense.add(weights, "in", 3, 16);
        Dense out = Dense.add(weights, "out", 8, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.of(in, out))
                .withMessageContaining("layers[1]")
                .withMessageContaining("16")
                .withMessageContaining("8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Residual(in))
                .withMessageContaining("3")
                .withMessageContaining("16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transformer.of(PromptFormat.pairs(5, 1), w -> Dense.add(w, "in", 3, 1)))
                .withMessageContaining("width 3")
                .withMessageContaining("width 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pretraining.of(model(8), RegressionTasks.linear(3)))
                .withMessageContaining("width 3")
                .withMessageContaining("of 2");
        Sequences shape = new Sequences(2, 4, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> in.pass().forward(new double[weights.build().size()], new double[23], shape))
                .withMessageContaining("[8, 3]")
                .withMessageContaining("23");
    }

    static List<Function<ParameterLayout.Builder, Layer>> attentions() {
        return List.of(
                weights -> MultiHeadAttention.of(4, 2).withoutBias().add(weights, "a"),
                weights -> MultiHeadAttention.of(4, 2)
                        .withoutBias()
                        .normaliser(Normaliser.sparsemax())
                        .add(weights, "a"),
                weights -> MultiHeadAttention.of(4, 2)
                        .withoutBias()
                        .normaliser(Normaliser.entmax(1.5))
                        .add(weights, "a"),
                weights -> MultiHeadAttention.of(4, 2)
                        .withoutBias()
                        .score(Score.gaussian(1))
                        .normaliser(Normaliser.rowSums())
                        .add(weights, "a"),
                weights -> MultiHeadAttention.of(4, 2)
                        .withoutBias()
                        .normaliser(Normaliser.mean())
                        .add(weights, "a"),
                weights -> MultiHeadAttention.of(4, 2)
                        .withoutBias()
                        .normaliser(Normaliser.none())
                        .add(weights, "a"),
                weights -> new SmootherReadOut(Dense.add(weights, "a", 4, 3), Score.gaussian(1), 0, 4),
                weights -> new SmootherReadOut(Dense.add(weights, "a", 4, 3), Score.dotProduct(1), 0, 4));
    }

    @ParameterizedTest
    @MethodSource("attentions")
    void aTokenThatSeesNothingStaysAsItIs(Function<ParameterLayout.Builder, Layer> attention) {
        ParameterLayout.Builder weights = ParameterLayout.builder();
        Layer layer = new Residual(attention.apply(weights));
        double[] parameters = Randoms.of(0).gaussians(weights.build().size());
        double[] input = Randoms.of(1).gaussians(2 * 3 * 4);
        for (Visibility hidden : List.of(Visibility.prefix(0), Visibility.mask(new boolean[3][3]))) {
            staysAsItIs(layer, parameters.length, new Sequences(2, 3, hidden));
        }
        boolean[][] some = {{true, false, true}, {false, false, false}, {true, true, true}};
        double[] output = layer.pass().forward(parameters, input, new Sequences(2, 3, Visibility.mask(some)));
        assertThat(Arrays.copyOfRange(output, 4, 8)).containsExactly(Arrays.copyOfRange(input, 4, 8));
        assertThat(Arrays.stream(output)).allMatch(Double::isFinite);
    }

    /** Layers that hold their residual connection themselves, and columns of tables, which see whole rows or none. */
    @Test
    void linearAttentionAndColumnsOfTablesOverNothingChangeNothing() {
        boolean[][] some = {{true, false, true}, {false, false, false}, {true, true, true}};
        for (boolean averaged : new boolean[] {true, false}) {
            ParameterLayout.Builder weights = ParameterLayout.builder();
            Layer layer = LinearAttention.add(weights, "a", 4, averaged);
            staysAsItIs(layer, weights.build().size(), new Sequences(2, 3, 0));
            staysAsItIs(layer, weights.build().size(), new Sequences(2, 3, Visibility.mask(new boolean[3][3])));
            double[] parameters = Randoms.of(0).gaussians(weights.build().size());
            double[] input = Randoms.of(1).gaussians(12);
            double[] output = layer.pass().forward(parameters, input, new Sequences(1, 3, Visibility.mask(some)));
            assertThat(Arrays.copyOfRange(output, 4, 8)).containsExactly(Arrays.copyOfRange(input, 4, 8));
            assertThat(output[0]).isNotEqualTo(input[0]);
        }
        for (Normaliser normaliser : List.of(Normaliser.softmax(), Normaliser.none())) {
            ParameterLayout.Builder weights = ParameterLayout.builder();
            Layer columns = new Residual(MultiHeadAttention.of(4, 2)
                    .withoutBias()
                    .normaliser(normaliser)
                    .along(Axis.columns(3))
                    .add(weights, "a"));
            staysAsItIs(columns, weights.build().size(), new Sequences(2, 6, 0));
        }
    }

    private static void staysAsItIs(Layer layer, int size, Sequences shape) {
        double[] parameters = Randoms.of(0).gaussians(size);
        double[] input = Randoms.of(1).gaussians(shape.rows() * 4);
        double[] d = Randoms.of(2).gaussians(shape.rows() * 4);
        double[] gradient = new double[size];
        Layer.Pass pass = layer.pass();
        assertThat(pass.forward(parameters, input, shape)).containsExactly(input);
        assertThat(pass.backward(parameters, d, gradient)).containsExactly(d);
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void anEmptyContextIsRefusedWhereItIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pretraining.of(model(8), TASKS).context(0))
                .withMessage("contextSize: must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskBatch(4, 0, 1, 2))
                .withMessageContaining("contextSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PromptFormat.pairs(2, 1).shape(1, 0, 1, new int[0]))
                .withMessageContaining("contextSize");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1e-3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void learningRatesOutOfRangeAreRefused(double rate) {
        List<Runnable> doors = List.of(
                () -> Pretraining.of(model(8), TASKS).learningRate(rate),
                () -> Adam.defaults().withLearningRate(rate),
                () -> Sgd.of(rate),
                () -> new Muon(rate, 0.95, Adam.defaults()));
        for (Runnable door : doors) {
            assertThatIllegalArgumentException()
                    .isThrownBy(door::run)
                    .withMessageStartingWith("learningRate")
                    .withMessageContaining(String.valueOf(rate));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -4, Integer.MIN_VALUE})
    void widthsOutOfRangeAreRefused(int width) {
        List<Runnable> doors = List.of(
                () -> Transformer.softmax().width(width),
                () -> Transformer.softmax().heads(width),
                () -> Transformer.softmax().hidden(width),
                () -> Dense.add(ParameterLayout.builder(), "f", width, 2),
                () -> Dense.add(ParameterLayout.builder(), "f", 2, width),
                () -> MultiHeadAttention.of(width, 1),
                () -> PromptFormat.pairs(width, 1));
        for (Runnable door : doors) {
            assertThatIllegalArgumentException().isThrownBy(door::run).withMessageContaining(String.valueOf(width));
        }
    }

    @Test
    void widthsThatHeadsDoNotDivideOrThatNoArrayHoldsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(7))
                .withMessageContaining("7")
                .withMessageContaining("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(1 << 20))
                .withMessageContaining("layer1.attention")
                .withMessageContaining("more than 2^31");
    }

    @Test
    void aDivergingRunStopsAndItsLastCheckpointIsGood() {
        Path file = folder.resolve("run.zip");
        Transformer model = Transformer.linear()
                .layers(2)
                .format(PromptFormat.negatedPairs(2, 1))
                .build();
        ParameterLayout layout = model.layout();
        // A step that multiplies the weights by a thousand and more: the loss is a polynomial of degree 8 in them.
        Pretraining run = Pretraining.of(model, TASKS)
                .context(5)
                .batch(8)
                .steps(200)
                .trainer(t -> t.withOptimiser(Sgd.of(10)).withTraceEvery(1).withCheckpoints(file, 1, layout));
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> run.train(Progress.NONE))
                .satisfies(e -> {
                    assertThat(e.step()).isPositive();
                    assertThat(Double.isFinite(e.loss()) && Double.isFinite(e.gradientNorm()))
                            .isFalse();
                    assertThat(e)
                            .hasMessageContaining("step " + e.step())
                            .hasMessageContaining("loss is " + e.loss())
                            .hasMessageContaining("norm " + e.gradientNorm())
                            .hasMessageContaining("learning rate 10.0");
                    Checkpoint good = Checkpoint.load(file, layout);
                    assertThat(good.step()).isEqualTo(e.step());
                    assertThat(Arrays.stream(good.parameters())).allMatch(Double::isFinite);
                });
    }

    @Test
    void aCheckpointOfAnotherArchitectureNamesWhatDiffers() {
        Path file = checkpoint(model(8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.load(file, model(16).layout()))
                .withMessageContaining("read-in")
                .withMessageContaining("[16, 3]")
                .withMessageContaining("[8, 3]");
        Path weights = folder.resolve("model.zip");
        Transformer model = model(8);
        model.save(weights, model.initialParameters(Randoms.of(0)));
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.load(weights, model.layout()));
        assertThatIllegalArgumentException().isThrownBy(() -> model.load(file));
    }

    private Path checkpoint(Transformer model) {
        Path file = folder.resolve("checkpoint.zip");
        Checkpoint.of(
                        model.layout(),
                        model.initialParameters(Randoms.of(0)),
                        Adam.defaults().start(model.layout()))
                .save(file);
        return file;
    }

    /** Cut at 40 places, and with one byte changed at 200: refused, or what was saved to the bit (a byte that nothing reads). */
    @Test
    void aCheckpointThatIsTruncatedOrEditedIsRefused() throws IOException {
        Transformer model = model(8);
        byte[] whole = Files.readAllBytes(checkpoint(model));
        double[] saved = model.initialParameters(Randoms.of(0));
        Path damaged = folder.resolve("damaged.zip");
        for (int cut = 0; cut < 40; cut++) {
            Files.write(damaged, Arrays.copyOf(whole, cut * whole.length / 40));
            assertThatIllegalArgumentException()
                    .as("cut at " + cut)
                    .isThrownBy(() -> Checkpoint.load(damaged, model.layout()));
        }
        Randoms randoms = Randoms.of(3);
        int refused = 0;
        for (int edit = 0; edit < 200; edit++) {
            byte[] other = whole.clone();
            other[randoms.integer(whole.length)] ^= (byte) (1 << randoms.integer(8));
            Files.write(damaged, other);
            try {
                assertThat(Checkpoint.load(damaged, model.layout()).parameters())
                        .containsExactly(saved);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(150);
    }
}
