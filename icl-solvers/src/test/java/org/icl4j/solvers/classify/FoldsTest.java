package org.icl4j.solvers.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.junit.jupiter.api.Test;

/**
 * Nothing but defaults on tables that are not part of the project: runs where the system property {@code icl4j.folds} names a folder with a
 * folder for each table, in it a folder for each fold, in it {@code train.csv} and {@code test.csv} (a header, the class last as a number, blank
 * for missing). The bounds are for OpenML-CC18's twelve of 200 rows, of which scikit-learn's kernel ridge regression has AUC 0.868 and accuracy
 * 0.8075.
 */
class FoldsTest {

    private static double[][] read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.stream()
                .skip(1)
                .map(line -> Arrays.stream(line.split(",", -1))
                        .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** All columns but the last, the training rows' mean where a number is missing. */
    private static Points inputs(double[][] rows, double[][] train) {
        int d = train[0].length - 1;
        double[][] x = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            x[i] = Arrays.copyOf(rows[i], d);
        }
        for (int j = 0; j < d; j++) {
            int column = j;
            double mean = Arrays.stream(train)
                    .mapToDouble(row -> row[column])
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(0);
            for (double[] row : x) {
                row[j] = Double.isNaN(row[j]) ? mean : row[j];
            }
        }
        return Points.of(x);
    }

    private static int[] classes(double[][] rows) {
        return Arrays.stream(rows).mapToInt(row -> (int) row[row.length - 1]).toArray();
    }

    private static List<Path> folders(Path of) throws IOException {
        try (Stream<Path> all = Files.list(of)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Of all folds of a table together: the area under the curve, the accuracy. */
    private static double[] scores(Path table) throws IOException {
        List<double[]> probabilities = new ArrayList<>();
        List<Integer> actual = new ArrayList<>();
        for (Path fold : folders(table)) {
            double[][] train = read(fold.resolve("train.csv"));
            double[][] test = read(fold.resolve("test.csv"));
            KernelClassifierModel model = new TunedClassifier().fit(inputs(train, train), Labels.of(classes(train)));
            Points p = model.predict(inputs(test, train));
            for (int i = 0; i < test.length; i++) {
                probabilities.add(p.row(i));
                actual.add(classes(test)[i]);
            }
        }
        Points all = Points.of(probabilities.toArray(double[][]::new));
        int[] y = actual.stream().mapToInt(Integer::intValue).toArray();
        int[] likeliest = new int[y.length];
        for (int i = 0; i < y.length; i++) {
            double[] row = all.row(i);
            for (int c = 1; c < row.length; c++) {
                likeliest[i] = row[c] > row[likeliest[i]] ? c : likeliest[i];
            }
        }
        return new double[] {Metrics.areaUnderCurve(all, y), Metrics.accuracy(likeliest, y)};
    }

    @Test
    void defaultsOnTwelveTables() throws IOException {
        String place = System.getProperty("icl4j.folds", "");
        assumeTrue(!place.isEmpty(), "icl4j.folds does not name a folder");
        List<double[]> scores = new ArrayList<>();
        for (Path table : folders(Path.of(place))) {
            scores.add(scores(table));
        }
        double auc = scores.stream().mapToDouble(s -> s[0]).average().orElseThrow();
        double accuracy = scores.stream().mapToDouble(s -> s[1]).average().orElseThrow();
        assertThat(scores).hasSize(12);
        assertThat(auc).isGreaterThan(0.885);
        assertThat(accuracy).isGreaterThan(0.8075);
    }
}
