package org.icl4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.icl4j.core.Points;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.WholeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that save models without end, killed at any moment: the file is always one of those that were saved, whole. */
class KilledWritersTest {

    private static final int AT_ONCE = 4;
    private static final int NUMBERS = 20_000;

    @TempDir
    private Path directory;

    /** Saves one model after the other over the same file. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            for (long k = 0; ; k++) {
                model(k).save(file);
                if (k == 0) {
                    System.out.println("ready");
                    System.out.flush();
                }
            }
        }
    }

    private static ModelFile model(long k) {
        double[] numbers = new double[NUMBERS];
        Arrays.fill(numbers, (double) k);
        return ModelFile.of("test").with("k", k).with("numbers", Points.ofColumn("numbers", numbers));
    }

    @Test
    void noFileIsTornAndNothingStays() throws IOException, InterruptedException {
        Campaign campaign = new Campaign("kills of a process that saves");
        SplittableRandom random = new SplittableRandom(1);
        for (int done = 0; done < Campaign.size(20); done += AT_ONCE) {
            List<Path> files = new ArrayList<>();
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                files.add(Files.createDirectories(directory.resolve("d" + done + i))
                        .resolve("m"));
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                files.get(i).toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
            for (int i = 0; i < AT_ONCE; i++) {
                try (BufferedReader output = processes.get(i).inputReader()) {
                    assertThat(output.readLine()).isEqualTo("ready");
                    Thread.sleep(random.nextInt(60));
                    processes.get(i).destroyForcibly().waitFor();
                }
                campaign.attempt("kill " + (done + i), isWhole(files.get(i)) && isCleared(files.get(i)));
            }
        }
        campaign.end();
    }

    private static boolean isWhole(Path file) {
        ModelFile model = ModelFile.load(file);
        long k = model.integer("k");
        double[] numbers = model.points("numbers").toRowMajor();
        return numbers.length == NUMBERS && Arrays.stream(numbers).allMatch(number -> number == k);
    }

    /** The next to write at the same place clears what the killed one left; ten minutes later, if that had no lock yet. */
    private static boolean isCleared(Path file) throws IOException {
        try (var files = Files.list(file.getParent())) {
            for (Path left : files.filter(path -> !path.equals(file)).toList()) {
                if (!Files.exists(left.resolve(".icl-lock"))) {
                    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(601)));
                }
            }
        }
        WholeFile.replacing(file).close();
        try (var files = Files.list(file.getParent())) {
            return files.allMatch(file::equals);
        }
    }
}
