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
import java.util.concurrent.CountDownLatch;
import org.icl4j.core.Points;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.WholeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that save models without end, killed at any moment: the file is always one of those that were saved, whole. */
class KilledWritersTest {

    // Of one process: most of the time is its start, and each file is caught at a moment of its own.
    private static final int AT_ONCE = 4;
    private static final int NUMBERS = 20_000;

    @TempDir
    private Path directory;

    /** Saves one model after the other over each of some files, at its own pace. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch saved = new CountDownLatch(arguments.length);
            for (String argument : arguments) {
                Path file = Path.of(argument);
                new Thread(() -> {
                            model(0).save(file);
                            saved.countDown();
                            for (long k = 1; ; k++) {
                                model(k).save(file);
                            }
                        })
                        .start();
            }
            saved.await();
            System.out.println("ready");
            System.out.flush();
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
            for (int i = 0; i < AT_ONCE; i++) {
                files.add(Files.createDirectories(directory.resolve("d" + done + i))
                        .resolve("m"));
            }
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName()));
            files.forEach(file -> command.add(file.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).isEqualTo("ready");
                Thread.sleep(random.nextInt(60));
                process.destroyForcibly().waitFor();
            }
            for (int i = 0; i < AT_ONCE; i++) {
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
