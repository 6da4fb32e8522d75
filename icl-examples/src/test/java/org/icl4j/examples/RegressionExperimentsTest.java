package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments 31 to 33 at their small size. */
class RegressionExperimentsTest {

    @TempDir
    private Path directory;

    /** y = sin(2 a) + noise of 0.1; b does not matter. */
    private static void table(Path data, String name) throws IOException {
        Randoms randoms = Randoms.of(5);
        StringBuilder text = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 100; i++) {
            double a = randoms.uniform(-2, 2);
            text.append(String.format(
                    Locale.ROOT, "%s,%s,%s%n", a, randoms.gaussian(), Math.sin(2 * a) + 0.1 * randoms.gaussian()));
        }
        Files.writeString(data.resolve(name + ".csv"), text);
        StringBuilder splits = new StringBuilder("split,test\n");
        for (int s = 0; s < 3; s++) {
            splits.append(s).append(",\"");
            for (int i = 0; i < 20; i++) {
                splits.append(i == 0 ? "" : " ").append(20 * s + i);
            }
            splits.append("\"\n");
        }
        Files.createDirectories(data.resolve("splits"));
        Files.writeString(data.resolve("splits").resolve(name + "_test.csv"), splits);
    }

    private StringWriter regressionTable(@Nullable Path data) {
        StringWriter out = new StringWriter();
        Experiments.find("regression-table")
                .orElseThrow()
                .run(new ExperimentRun(directory, new PrintWriter(out), Progress.NONE, 0, true, data));
        return out;
    }

    @Test
    void tablesWithSplits() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        table(data, "yacht");

        String printed = regressionTable(data).toString();

        assertThat(printed).contains("Left out, for want of files", "energy.csv", "A quick run");
        QuickRun run = QuickRun.read(directory, printed);
        run.hasFigures("splits");
        for (String method : new String[] {"krr", "gaussian process", "falkon"}) {
            // The noise is 0.1; of 20 test rows its deviation is known to 16 %.
            assertThat(run.mean("yacht", method, "rmse")).as(method).isBetween(0.06, 0.16);
            // log N(0; 0, 0.1^2) - 1/2 = 0.88
            assertThat(run.mean("yacht", method, "log density")).as(method).isCloseTo(0.88, within(0.5));
        }
    }

    @Test
    void missingTablesAreTold() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));

        assertThatThrownBy(() -> regressionTable(null)).hasMessageContaining("--data is missing");
        assertThatThrownBy(() -> regressionTable(data.resolve("none"))).hasMessageContaining("is no directory");
        assertThatThrownBy(() -> regressionTable(data)).hasMessageContaining("yacht_test.csv");
        table(data, "yacht");
        Files.writeString(data.resolve("splits").resolve("yacht_test.csv"), "split,test\n0,1 2\n1,3 100\n");
        assertThatThrownBy(() -> regressionTable(data)).hasMessageContainingAll("line 3", "100");
    }

    @Test
    void effectiveDimensions() {
        QuickRun run = QuickRun.of("effective-dimension", directory);

        run.hasFigures("spectra");
        for (String kernel : new String[] {"gaussian(1.0)", "matern(0.5, 1.0)"}) {
            for (String ridge : new String[] {"1e-04", "1e-01", "1e+01"}) {
                double exact = run.number("exact", kernel, ridge, "16 probes");
                // K has 150 eigenvalues.
                assertThat(exact).isBetween(0.0, 150.0);
                // Three means of 16 probes, whose variance a preconditioner of rank 60 cuts.
                assertThat(run.mean(kernel, ridge, "16 probes")).isCloseTo(exact, within(0.1 * exact + 1));
                // A factor is below the matrix (Loewner), and so is its dimension.
                assertThat(run.mean(kernel, ridge, "rank 60")).isLessThan(exact * (1 + 1e-9));
            }
        }
        // What the factor lacks counts over the ridge.
        assertThat(run.mean("gaussian(1.0)", "1e+01", "rank 60"))
                .isGreaterThan(0.9 * run.number("exact", "gaussian(1.0)", "1e+01", "rank 60"));
    }

    @Test
    void scaling() {
        QuickRun run = QuickRun.of("krr-scaling", directory);

        run.hasFigures("times");
        assertThat(run.number("expected", "cholesky", "64 to 128", "exponent")).isEqualTo(3);
        assertThat(run.mean("16 centres", "256", "seconds")).isPositive();
    }
}
