package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;
import static org.icl4j.examples.cli.CommandLineFixture.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandTest {

    @TempDir
    private Path folder;

    /** Two classes by colour and size, one in ten the other way; every fifth weight and one colour are blank. */
    private Path table(String name, int n, long seed) {
        Randoms randoms = Randoms.of(seed);
        StringBuilder text = new StringBuilder("id,colour,size,weight,kind\n");
        String[] colours = {"red", "green", "blue"};
        for (int i = 0; i < n; i++) {
            int colour = randoms.integer(3);
            double size = randoms.uniform(0, 1);
            boolean cat = (colour == 0 || (colour == 1 && size > 0.5)) != randoms.uniform() < 0.1;
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.3f,%s,%s%n",
                    i,
                    i == 7 ? "" : colours[colour],
                    size,
                    i % 5 == 0 ? "" : "1.5",
                    cat ? "cat" : "dog"));
        }
        return write(folder.resolve(name), text.toString());
    }

    @Test
    void textBlanksAndClassesWorkWithNothingButTheFiles() throws IOException {
        Path train = table("train.csv", 60, 1);
        Path test = table("test.csv", 40, 2);
        Path predictions = folder.resolve("p.csv");
        Path model = folder.resolve("m.zip");
        Path plot = folder.resolve("plot.svg");
        Map<String, String> metrics = icl(
                        "classify",
                        "--train",
                        train,
                        "--test",
                        test,
                        "--ignore",
                        "weight",
                        "--keep",
                        "id",
                        "--predictions",
                        predictions,
                        "--model",
                        model,
                        "--plot",
                        plot)
                .metrics();
        assertThat(plot).content().contains("<svg", "Reliability", "calibrated", "cat", "dog");
        assertThat(metrics)
                .containsEntry("n", "60")
                .containsEntry("classes", "2")
                .containsEntry("d", "2");
        // A tenth of the classes are wrong, and 40 rows spread by some 5 %.
        assertThat(Double.parseDouble(metrics.get("accuracy"))).isGreaterThan(0.7);
        assertThat(Double.parseDouble(metrics.get("auc"))).isGreaterThan(0.7);
        assertThat(metrics).containsKeys("log_loss", "calibration_error", "loo_log_loss", "rows(cat)");
        List<String> lines = Files.readAllLines(predictions);
        assertThat(lines).hasSize(41);
        assertThat(lines.get(0)).isEqualTo("id,actual,predicted,p(cat),p(dog)");
        String[] row = lines.get(1).split(",", -1);
        assertThat(Double.parseDouble(row[3]) + Double.parseDouble(row[4])).isEqualTo(1, within());
        String again = icl("predict", "--model", model, "--data", test, "--keep", "id")
                .succeeded()
                .out();
        assertThat(again.lines().toList()).isEqualTo(lines);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(Math.ulp(1.0));
    }

    @Test
    void kernelsMayBeGivenAndResultsBeJson() {
        Path train = table("train.csv", 30, 3);
        String json = icl(
                        "classify",
                        "--train",
                        train,
                        "--ignore",
                        "id,weight",
                        "--kernel",
                        "gaussian(1)",
                        "--ridge",
                        "0.1",
                        "--json")
                .succeeded()
                .out()
                .strip();
        assertThat(json)
                .startsWith("{\"n\": 30, ")
                .contains("\"kernel\": \"gaussian(1.0)\"")
                .endsWith("}");
    }

    @Test
    void badInputIsOneLine() {
        Path train = table("train.csv", 30, 4);
        assertThat(icl("classify", "--train", train, "--predictions", "p.csv").failed())
                .contains("--predictions are of the test rows");
        assertThat(icl("classify", "--train", train, "--ridge", "1").failed()).contains("go together");
        Path one = write(folder.resolve("one.csv"), "a,b\n1,x\n2,x\n3,x\n");
        assertThat(icl("classify", "--train", one).failed())
                .contains("all 3 rows are of the class \"x\"; a classifier needs rows of at least two classes");
        Path other = write(folder.resolve("other.csv"), "id,colour,size,weight,kind\n1,red,0.5,2,horse\n");
        assertThat(icl(
                                "classify",
                                "--train",
                                train,
                                "--test",
                                other,
                                "--ignore",
                                "id,weight",
                                "--kernel",
                                "linear",
                                "--ridge",
                                "1")
                        .failed())
                .contains("row 1 is of the class \"horse\", which the training rows do not have");
    }
}
