package org.icl4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model files damaged by a seeded generator: as a disk or a network damages them, in any byte, and as an editor does, in words and
 * numbers of the description and in the arrays, with checksums put right again.
 */
class DamagedModelsTest {

    private static final List<String> WORDS = List.of(
            "",
            "0",
            "-1",
            "1e999",
            "NaN",
            "null",
            "true",
            "[]",
            "{}",
            "2147483648",
            "-9223372036854775808",
            "\"\"",
            "\\u0000",
            "linear()",
            "normalised(linear)",
            "gaussian(0)",
            "gaussian(1e-300)",
            "\u001b[31m",
            "..",
            "/etc/passwd");

    @TempDir
    private Path directory;

    @Test
    void everyDamageIsRefusedOrDoesNoHarm() throws IOException {
        StringBuilder table = new StringBuilder("colour,a,b,y\n");
        for (int i = 0; i < 30; i++) {
            table.append(i % 3 == 0 ? "red" : "blue")
                    .append(',')
                    .append(Math.sin(i))
                    .append(',');
            table.append(i % 7).append(',').append(Math.cos(2 * i)).append('\n');
        }
        Path data = Files.writeString(directory.resolve("data.csv"), table.toString());
        Path good = directory.resolve("good");
        Path bad = directory.resolve("bad");
        Campaign campaign = new Campaign("damaged model files");
        campaign.icl("fit", "krr", "--train", data, "--categories", "--model", good);
        String answers = campaign.icl("predict", "predict", "--model", good, "--data", data)
                .out();
        assertThat(answers).startsWith("actual,predicted\n");
        byte[] whole = Files.readAllBytes(good);

        for (int seed = 0; seed < Campaign.size(300); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean raw = random.nextInt(3) == 0;
            Files.write(bad, raw ? damaged(whole, random) : edited(whole, random));
            Campaign.Outcome outcome = campaign.icl("seed " + seed, "predict", "--model", bad, "--data", data);
            // Checksums cover all that is read: what passes them is what was written.
            if (raw && outcome.code() == 0 && !outcome.out().equals(answers)) {
                campaign.fail("seed " + seed + ": other answers from damaged bytes");
            }
            if (outcome.out().contains("NaN") || outcome.out().contains("Infinity")) {
                campaign.fail("seed " + seed + ": an answer that is no number");
            }
        }
        campaign.end();
    }

    /** Bytes turned, cut off, doubled, blanked, or moved. */
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
        switch (random.nextInt(5)) {
            case 0 -> bytes[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, from);
            case 2 -> Arrays.fill(bytes, from, to, (byte) 0);
            case 3 -> {
                bytes = Arrays.copyOf(bytes, bytes.length + to - from);
                System.arraycopy(whole, from, bytes, to, whole.length - from);
            }
            default -> {
                for (int i = from; i < to; i++) {
                    bytes[i] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    /** The same zip with one of its entries changed, and every checksum right. */
    private static byte[] edited(byte[] whole, SplittableRandom random) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
            for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
                entries.put(each.getName(), zip.readAllBytes());
            }
        }
        List<String> names = List.copyOf(entries.keySet());
        String name = random.nextBoolean() ? "model.json" : names.get(random.nextInt(names.size()));
        byte[] entry = Objects.requireNonNull(entries.get(name));
        if (name.equals("model.json")) {
            String json = new String(entry, StandardCharsets.UTF_8);
            entries.put(name, description(json, random).getBytes(StandardCharsets.UTF_8));
        } else if (random.nextInt(4) == 0) {
            entries.remove(name);
        } else {
            entries.put(name, damaged(entry, random));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> item : entries.entrySet()) {
                ZipEntry next = new ZipEntry(item.getKey());
                CRC32 crc = new CRC32();
                crc.update(item.getValue());
                next.setMethod(ZipEntry.STORED);
                next.setSize(item.getValue().length);
                next.setCrc(crc.getValue());
                zip.putNextEntry(next);
                zip.write(item.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** A line of the description lost, doubled, or with another value; or another kernel. */
    private static String description(String json, SplittableRandom random) {
        List<String> lines = json.lines().toList();
        int at = 1 + random.nextInt(lines.size() - 2);
        String line = lines.get(at);
        String word = WORDS.get(random.nextInt(WORDS.size()));
        String other = switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> line + "\n" + line;
            case 2 -> line.replaceFirst(":.*?(,?)$", ": " + word.replace("\\", "\\\\") + "$1");
            case 3 ->
                line.replaceFirst(
                        ":.*?(,?)$", ": \"" + word.replace("\\", "\\\\").replace("\"", "") + "\"$1");
            default -> line.replaceFirst("\"([^\"]*)\"", "\"" + "x".repeat(random.nextInt(5000)) + "\"");
        };
        if (random.nextInt(5) == 0) {
            return json.replaceFirst("\"kernel\" : \"[^\"]*\"", "\"kernel\" : \"" + HostileKernels.text(random) + "\"");
        }
        return json.replace(line, other);
    }
}
