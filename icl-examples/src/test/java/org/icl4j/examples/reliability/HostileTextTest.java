package org.icl4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that a terminal would obey, and other rubbish, in tables, names and arguments. */
class HostileTextTest {

    private static final List<String> PIECES = List.of(
            "a",
            "y",
            ",",
            ",",
            ",",
            "\n",
            "\n",
            "\r\n",
            "\"",
            "1",
            "2.5",
            "-3e2",
            "1e400",
            "9007199254740993",
            "NaN",
            "?",
            ";",
            "\t",
            " ",
            "\u001b[2J",
            "\u0007",
            "\u00a0",
            "\u202e",
            "\u2028",
            "\u0000",
            "\uFEFF",
            "é",
            "温",
            "\uD83D\uDE00",
            "#",
            "sep=;",
            "x".repeat(3000),
            "=cmd()",
            "%n%s",
            "${x}",
            "../..");

    @TempDir
    private Path directory;

    @Test
    void tablesOfAnything() throws IOException {
        Campaign campaign = new Campaign("tables of anything");
        Path file = directory.resolve("t.csv");
        for (int seed = 0; seed < Campaign.size(150); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "a,b,y\n1,2,3\n2,3,4\n5,2,1\n" : "");
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0 && bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            Campaign.Outcome outcome = random.nextBoolean()
                    ? campaign.icl("table " + seed, "krr", "--train", file, "--missing", "mean", "--categories")
                    : campaign.icl("table " + seed, "krr", "--train", file, "--length-scale", 1, "--ridge", 1);
            if (outcome.out().contains("NaN")) {
                campaign.fail("table " + seed + ": a result that is no number");
            }
        }
        campaign.end();
    }

    @Test
    void argumentsOfAnything() throws IOException {
        Path train = Files.writeString(directory.resolve("t.csv"), "a,y\n1,2\n2,3\n3,5\n4,8\n");
        Campaign campaign = new Campaign("arguments of anything");
        List<String> options = List.of(
                "--target",
                "--ignore",
                "--keep",
                "--kernel",
                "--ridge",
                "--separator",
                "--encoding",
                "--comment",
                "--skip",
                "--missing",
                "--method",
                "--test",
                "--seed");
        for (int seed = 0; seed < Campaign.size(60); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                value.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            String option = options.get(random.nextInt(options.size()));
            campaign.icl(option + " " + seed, "krr", "--train", train, option + "=" + value);
        }
        campaign.end();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(train);
        }
    }
}
