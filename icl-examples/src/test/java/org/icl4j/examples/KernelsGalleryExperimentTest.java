package org.icl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.icl4j.core.Progress;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelFamily;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gallery at a small size: every family is in it, and what it declares is what its matrix shows. */
class KernelsGalleryExperimentTest {

    // As the gallery says it: 64 n u for n = 41, the size of the quick run.
    private static final double ROUNDING = 64 * 41 * 0x1p-53;

    @TempDir
    private static Path directory;

    private static String printed = "";

    @BeforeAll
    static void run() {
        StringWriter out = new StringWriter();
        Experiments.find("kernels-gallery")
                .orElseThrow()
                .run(new ExperimentRun(directory, new PrintWriter(out), Progress.NONE, 0, true));
        printed = out.toString();
    }

    @Test
    void everyFamilyIsShown() throws IOException {
        String texts =
                rows("table.csv").stream().map(row -> row.getField("kernel")).collect(Collectors.joining("\n"));
        // What needs a matrix or more than one coordinate is the isotropic kernel again on a curve.
        for (KernelFamily family : Kernel.families()) {
            if (!family.name().equals("metricGaussian") && !family.name().equals("laplacianL2")) {
                assertThat(texts).contains(family.name());
            }
        }
    }

    @Test
    void eigenvaluesAgreeWithWhatIsDeclared() throws IOException {
        for (NamedCsvRecord row : rows("table.csv")) {
            double least = Double.parseDouble(row.getField("least_eigenvalue_ratio"));
            switch (row.getField("declared")) {
                case "positive definite", "positive semidefinite" ->
                    assertThat(least).as(row.toString()).isGreaterThanOrEqualTo(-ROUNDING);
                case "indefinite", "conditionally positive definite" ->
                    assertThat(least).as(row.toString()).isLessThan(-ROUNDING);
                default -> assertThat(row.getField("declared")).isEqualTo("unknown");
            }
        }
    }

    @Test
    void finiteRanksAreFound() throws IOException {
        assertThat(rank("linear()")).isEqualTo(1);
        // Cubics in one variable.
        assertThat(rank("polynomial(3, 1, 1)")).isEqualTo(4);
        // cos(a - b) on a circle.
        assertThat(rank("cosine()")).isEqualTo(2);
        assertThat(rank("constant(1)")).isEqualTo(1);
        assertThat(rank("white(1)")).isEqualTo(41);
    }

    @Test
    void onlyCovariancesHaveDraws() throws IOException {
        for (NamedCsvRecord row : rows("curves.csv")) {
            boolean indefinite = row.getField("kernel").startsWith("sigmoid");
            if (indefinite) {
                assertThat(row.getField("draw_1")).isEmpty();
            }
            if (row.getField("kernel").startsWith("negativeDistance")) {
                assertThat(row.getField("draw_1")).isNotEmpty();
            }
        }
    }

    @Test
    void writesItsFigures() {
        assertThat(printed).contains("gaussian(1)", "positive definite");
        for (String name : List.of("profiles", "samples", "heat-maps")) {
            assertThat(directory.resolve(name + ".png")).isNotEmptyFile();
            assertThat(directory.resolve(name + ".svg")).content().contains("<svg");
        }
    }

    private static long rank(String kernel) throws IOException {
        return rows("table.csv").stream()
                .filter(row -> row.getField("kernel").equals(kernel))
                .mapToLong(row -> Long.parseLong(row.getField("rank")))
                .findFirst()
                .orElseThrow();
    }

    private static List<NamedCsvRecord> rows(String file) throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve(file))) {
            return rows.stream().toList();
        }
    }
}
