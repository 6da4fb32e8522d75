package org.icl4j.attention.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Checkpoint;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights and checkpoints to a file, a stream and bytes, and back. */
class SavedTransformerTest {

    private static final Transformer MODEL =
            Transformer.linear().format(PromptFormat.negatedPairs(2, 1)).build();
    private static final double[] PARAMETERS =
            Randoms.of(7).gaussians(MODEL.layout().size());

    @TempDir
    Path folder;

    private static Checkpoint checkpoint() {
        Optimiser.State adam = Adam.defaults().start(MODEL.layout());
        double[] parameters = PARAMETERS.clone();
        for (int step = 0; step < 3; step++) {
            adam.update(parameters, Randoms.of(step).gaussians(parameters.length), 1e-3);
        }
        return Checkpoint.of(MODEL.layout(), parameters, adam);
    }

    @Test
    void weightsAreTheSameBitsFromAFileAStreamAndBytes() {
        Path file = folder.resolve("model.zip");
        MODEL.save(file, PARAMETERS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MODEL.save(out, PARAMETERS);
        assertThat(MODEL.load(file).parameters()).containsExactly(PARAMETERS);
        assertThat(MODEL.load(new ByteArrayInputStream(out.toByteArray())).parameters())
                .containsExactly(PARAMETERS);
        assertThat(MODEL.load(MODEL.toBytes(PARAMETERS)).parameters()).containsExactly(PARAMETERS);
    }

    @Test
    void checkpointsAreTheSameBitsFromAFileAStreamAndBytes() {
        Checkpoint saved = checkpoint();
        Path file = folder.resolve("run.zip");
        saved.save(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        saved.save(out);
        for (Checkpoint each : new Checkpoint[] {
            Checkpoint.load(file, MODEL.layout()),
            Checkpoint.load(new ByteArrayInputStream(out.toByteArray()), MODEL.layout()),
            Checkpoint.load(saved.toBytes(), MODEL.layout())
        }) {
            assertThat(each.step()).isEqualTo(3);
            assertThat(each.parameters()).containsExactly(saved.parameters());
            // The optimiser's memory too: what is saved again has the same numbers everywhere.
            assertThat(numbers(each.toModelFile())).containsExactly(numbers(saved.toModelFile()));
        }
    }

    private static double[] numbers(ModelFile file) {
        return file.names().stream()
                .filter(name -> !name.equals("step") && !name.equals("checkpoint-format"))
                .flatMapToDouble(name -> Arrays.stream(
                        name.startsWith("optimiser-")
                                ? file.vector(name)
                                : file.points(name).toRowMajor()))
                .toArray();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Door(String name, byte[] whole, Function<byte[], double[]> read) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Door> doors() {
        return Stream.of(
                new Door(
                        "weights",
                        MODEL.toBytes(PARAMETERS),
                        bytes -> MODEL.load(bytes).parameters()),
                new Door(
                        "checkpoint",
                        checkpoint().toBytes(),
                        bytes -> numbers(Checkpoint.load(bytes, MODEL.layout()).toModelFile())));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void damageIsRefusedOrDoesNoHarm(Door door) {
        double[] expected = door.read().apply(door.whole());
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = i % 3 == 0
                    ? Arrays.copyOf(door.whole(), random.nextInt(door.whole().length))
                    : door.whole().clone();
            for (int k = 0; k < 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            double[] read;
            try {
                read = door.read().apply(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
                continue;
            }
            assertThat(read).containsExactly(expected);
        }
        assertThat(refused).isGreaterThan(30);
    }

    /** With checksums that are right, so that what reads the parts must find what is wrong. */
    @ParameterizedTest
    @MethodSource("doors")
    void wrongPartsAreRefused(Door door) {
        ModelFile file = ModelFile.load(door.whole());
        refused(door, file.with("later", 1.0));
        refused(door, ModelFile.of("cake"));
        for (String name : file.names()) {
            ModelFile without = file.without(Set.of(name));
            // Whether all memory is there, the optimiser knows that goes on; files of the first format do not name
            // theirs.
            if (!name.startsWith("optimiser-") && !name.equals("checkpoint-format")) {
                refused(door, without);
            }
            refused(door, without.with(name, "text"));
            refused(door, without.with(name, -1L));
            refused(door, without.with(name, new double[] {1, 2}));
            refused(door, without.with(name, Points.of("p", new double[][] {{-1, 0, 1}})));
        }
    }

    private static void refused(Door door, ModelFile file) {
        byte[] bytes = file.toBytes();
        assertThatIllegalArgumentException()
                .as(file.toString())
                .isThrownBy(() -> door.read().apply(bytes));
    }
}
