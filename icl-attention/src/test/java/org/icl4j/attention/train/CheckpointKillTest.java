package org.icl4j.attention.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it saves checkpoints leaves one that is whole. */
class CheckpointKillTest {

    private static final int PARAMETERS =
            300_000; // some megabytes with the optimiser's memory: most of the time it is saving

    @TempDir
    Path directory;

    /** Saves a checkpoint after each step, all of whose parameters are the step's number. */
    static final class Saver {

        private Saver() {}

        public static void main(String[] arguments) {
            ParameterLayout layout = ParameterLayout.vector(PARAMETERS);
            Optimiser.State adam = Adam.defaults().start(layout);
            double[] parameters = new double[PARAMETERS];
            for (int step = 1; ; step++) {
                adam.update(parameters, new double[PARAMETERS], 1e-3);
                Arrays.fill(parameters, step);
                Checkpoint.of(layout, parameters, adam).save(Path.of(arguments[0]));
                System.out.println(step);
            }
        }
    }

    @Test
    void theCheckpointBeforeSurvivesAKill() throws IOException, InterruptedException {
        Path path = directory.resolve("run.icl");
        for (int trial = 0; trial < 3; trial++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Saver.class.getName(),
                            path.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            long saved = 0;
            try (BufferedReader output = process.inputReader()) {
                for (int line = 0; line < 3; line++) {
                    saved = Long.parseLong(output.readLine());
                }
                Thread.sleep(3 + 7L * trial); // In the middle of the next one.
            } finally {
                process.destroyForcibly().waitFor();
            }
            Checkpoint left = Checkpoint.load(path, ParameterLayout.vector(PARAMETERS));
            assertThat(left.step()).isGreaterThanOrEqualTo(saved);
            assertThat(left.parameters()).containsOnly((double) left.step());
        }
    }
}
