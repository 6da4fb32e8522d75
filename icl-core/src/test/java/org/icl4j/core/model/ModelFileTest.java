package org.icl4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    @TempDir
    Path directory;

    private static final Points INPUTS =
            Points.of("inputs", new double[][] {{1, 2, 3}, {-0.0, Double.MIN_VALUE, Double.MAX_VALUE}});

    private static ModelFile model() {
        return ModelFile.of("kernel-ridge")
                .with("kernel", "gaussian(0.5) \u03bb \"quoted\"")
                .with("ridge", 0.1)
                .with("seed", Long.MIN_VALUE)
                .with("standardised", true)
                .with("inputs", INPUTS)
                .with("weights", new double[] {Math.PI, 1e-300});
    }

    private Path saved(ModelFile model) {
        Path path = directory.resolve("model.icl");
        model.save(path);
        return path;
    }

    @Test
    void whatIsSavedIsLoaded() {
        ModelFile loaded = ModelFile.load(saved(model())).requireKind("kernel-ridge");
        assertThat(loaded.text("kernel")).isEqualTo("gaussian(0.5) \u03bb \"quoted\"");
        assertThat(loaded.number("ridge")).isEqualTo(0.1);
        assertThat(loaded.integer("seed")).isEqualTo(Long.MIN_VALUE);
        assertThat(loaded.flag("standardised")).isTrue();
        assertThat(loaded.points("inputs")).isEqualTo(INPUTS);
        assertThat(loaded.vector("weights")).containsExactly(Math.PI, 1e-300);
        assertThat(loaded.library()).isEqualTo(ModelFile.of("any").library());
    }

    @Test
    void numbersComeBackAsTheSameBits() {
        Randoms random = Randoms.of(1);
        double[] numbers = new double[2000];
        ModelFile model = ModelFile.of("numbers").with("zero", -0.0).with("least", Double.MIN_VALUE);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.gaussian() * Math.pow(10, random.uniform(-300, 300));
            model = i < 200 ? model.with("n" + i, numbers[i]) : model;
        }
        ModelFile loaded = ModelFile.load(saved(model.with("all", numbers)));
        assertThat(Double.doubleToRawLongBits(loaded.number("zero"))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(loaded.number("least")).isEqualTo(Double.MIN_VALUE);
        assertThat(loaded.vector("all")).containsExactly(numbers);
        for (int i = 0; i < 200; i++) {
            assertThat(loaded.number("n" + i)).isEqualTo(numbers[i]);
        }
    }

    @Test
    void arraysLongerThanAChunkComeBack() {
        double[] numbers = Randoms.of(2).gaussians(3 * 8192 + 5);
        Points table = Points.ofRows("table", 3, 8193, Randoms.of(3).gaussians(3 * 8193));
        ModelFile loaded =
                ModelFile.load(saved(ModelFile.of("long").with("v", numbers).with("t", table)));
        assertThat(loaded.vector("v")).containsExactly(numbers);
        assertThat(loaded.points("t")).isEqualTo(table);
    }

    @Test
    void anEmptyVectorComesBack() {
        assertThat(ModelFile.load(saved(ModelFile.of("empty").with("v", new double[0])))
                        .vector("v"))
                .isEmpty();
    }

    @Test
    void theSameContentsGiveTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(saved(model()));
        assertThat(Files.readAllBytes(saved(model()))).isEqualTo(first);
        assertThat(Files.readAllBytes(saved(ModelFile.load(saved(model()))))).isEqualTo(first);
    }

    @Test
    void withDoesNotChangeTheValueItIsCalledOn() {
        ModelFile before = ModelFile.of("kind").with("a", 1.0);
        ModelFile after = before.with("a", 2.0).with("b", 3.0);
        assertThat(before.number("a")).isEqualTo(1);
        assertThat(before.names()).containsExactly("a");
        assertThat(after.number("a")).isEqualTo(2);
    }

    @Test
    void vectorsAreCopiedBothWays() {
        double[] mine = {1, 2};
        ModelFile model = ModelFile.of("kind").with("v", mine);
        mine[0] = 9;
        model.vector("v")[1] = 9;
        assertThat(model.vector("v")).containsExactly(1, 2);
    }

    @Test
    void wholeNumbersCountAsNumbers() {
        assertThat(ModelFile.of("kind").with("n", 3).number("n")).isEqualTo(3);
    }

    @Test
    void anAbsentNameIsNamedWithWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model().number("kernel"))
                .withMessage("model 'kernel-ridge': has no number 'kernel'; it has"
                        + " [kernel, ridge, seed, standardised, inputs, weights]");
    }

    @Test
    void anotherKindIsRefusedWithThePath() {
        Path path = saved(model());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFile.load(path).requireKind("transformer"))
                .withMessage(path + ": holds a model of kind 'kernel-ridge', expected 'transformer'");
    }

    @Test
    void badContentsAreRefusedBeforeSaving() {
        ModelFile model = ModelFile.of("kind");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.with("ridge", Double.NaN))
                .withMessage("ridge: must be finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.with("v", new double[] {0, Double.NEGATIVE_INFINITY}))
                .withMessage("v: v[1] = -Infinity is not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.with("../v", 1.0))
                .withMessageContaining("got '../v'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.with("text", "\ud800"))
                .withMessageContaining("surrogate");
    }

    @Test
    void aDescriptionTooLongToLoadIsNotSaved() {
        ModelFile model = ModelFile.of("kind").with("text", "x".repeat(1 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> saved(model)).withMessageContaining("more than 1048576");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void savingReplacesAndLeavesNothingElse() throws IOException {
        saved(ModelFile.of("first"));
        assertThat(ModelFile.load(saved(ModelFile.of("second"))).kind()).isEqualTo("second");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFailedSaveLeavesNothing() throws IOException {
        Path occupied = Files.createDirectories(directory.resolve("model.icl/inside"));
        assertThatThrownBy(() -> saved(model()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot write " + occupied.getParent());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(occupied.getParent());
        }
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path path = directory.resolve("absent/model.icl");
        assertThatThrownBy(() -> model().save(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + path + ": " + path.getParent() + " does not exist");
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = directory.resolve("absent.icl");
        assertThatThrownBy(() -> ModelFile.load(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + path + ": " + path + " does not exist");
    }

    @Test
    void aDirectoryIsNotRead() {
        assertThatThrownBy(() -> ModelFile.load(directory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + directory + ": it is a directory");
    }

    @Test
    void aStreamAndBytesHoldWhatAFileHolds(@TempDir Path directory) throws IOException {
        ModelFile model = ModelFile.of("test").with("a", 0.1).with("v", new double[] {1, 2, 3});
        Path path = directory.resolve("a.model");
        model.save(path);
        byte[] bytes = model.toBytes();
        assertThat(bytes).isEqualTo(Files.readAllBytes(path));
        assertThat(ModelFile.load(bytes).contents()).usingRecursiveComparison().isEqualTo(model.contents());
        try (InputStream in = Files.newInputStream(path)) {
            assertThat(ModelFile.load(in).vector("v")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void theStreamStaysOpen() {
        boolean[] closed = new boolean[1];
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ModelFile.of("test").save(out);
        assertThat(closed[0]).isFalse();
    }

    @Test
    void brokenStreamsSayThatItIsTheModel() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> ModelFile.of("test").save(full))
                .withMessage("cannot write the model: No space left on device");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFile.load(new byte[100]))
                .withMessageStartingWith("model: is not a model file");
    }

    /** As many as the slices of a deep transformer. */
    @Test
    void aThousandArraysAreSaved() {
        ModelFile model = ModelFile.of("test");
        for (int i = 0; i < 1000; i++) {
            model = model.with("a.rather.long.name.as.layers.have.them.in.deep.models." + i, new double[] {i});
        }
        ModelFile loaded = ModelFile.load(model.toBytes());
        assertThat(loaded.names()).isEqualTo(model.names());
        assertThat(loaded.vector("a.rather.long.name.as.layers.have.them.in.deep.models.999"))
                .containsExactly(999);
    }

    /** The limit that is stated, at its most expensive: names of 64 characters. */
    @Test
    void theMostThatIsWrittenIsRead() {
        Map<String, Object> contents = new LinkedHashMap<>();
        for (int i = 0; i < 4095; i++) {
            contents.put("n".repeat(60) + String.format("%04d", i), new double[] {i});
        }
        ModelFile model = new ModelFile(null, "development", "test", contents);
        assertThat(ModelFile.load(model.toBytes()).names()).hasSize(4095);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.with("more", new double[1]))
                .withMessageContaining("at most 4095 arrays");
    }
}
