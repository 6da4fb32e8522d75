package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contractions against double loops, with weights whose unused columns are NaN, and points far from the origin. */
class ContractionsTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 3, 1", "17, 9, 3", "128, 128, 3", "31, 100, 20", "128, 127, 40", "3, 16, 200"})
    void agreeWithDoubleLoops(int rows, int columns, int d) {
        Points x = shifted(Oracle.gaussian(1, rows, d, 1));
        Points z = shifted(Oracle.gaussian(2, columns, d, 1));
        Tile tile = Tile.of(x, 0, rows, z, 0, columns);
        double[] w = weights(tile, 3);
        double[] v = weights(tile, 4);
        int offset = 2;
        double[] differences = constant(offset + rows * d);
        double[] points = differences.clone();
        double[] squares = constant(offset + d);
        Contractions.differences(tile, w, differences, offset);
        Contractions.columns(tile, w, points, offset);
        Contractions.squaredDifferences(tile, w, squares, offset);
        double[] allSquares = new double[d];
        double[] sizes = new double[d];
        double product = 0;
        double productSize = 0;
        // Each term has at most three roundings, a sum as many as it has terms; the result is added to a 1.
        double error = (columns + 5) * Oracle.EPSILON;
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < d; k++) {
                double difference = 1;
                double differenceSize = 1;
                double point = 1;
                double pointSize = 1;
                for (int j = 0; j < columns; j++) {
                    double weight = w[i * tile.stride() + j];
                    double step = x.row(i)[k] - z.row(j)[k];
                    difference += weight * step;
                    differenceSize += Math.abs(weight * step);
                    point += weight * z.row(j)[k];
                    pointSize += Math.abs(weight * z.row(j)[k]);
                    allSquares[k] += weight * step * step;
                    sizes[k] += Math.abs(weight * step * step);
                }
                int at = offset + i * d + k;
                assertThat(differences[at]).isCloseTo(difference, within(error * differenceSize));
                assertThat(points[at]).isCloseTo(point, within(error * pointSize));
            }
            for (int j = 0; j < columns; j++) {
                int at = i * tile.stride() + j;
                product += w[at] * v[at];
                productSize += Math.abs(w[at] * v[at]);
            }
        }
        for (int k = 0; k < d; k++) {
            assertThat(squares[offset + k])
                    .isCloseTo(1 + allSquares[k], within((rows * columns + 5) * Oracle.EPSILON * (1 + sizes[k])));
        }
        assertThat(Contractions.dot(tile, w, v))
                .isCloseTo(product, within((rows * columns + 2) * Oracle.EPSILON * productSize));
        assertThat(Arrays.copyOf(differences, offset)).containsOnly(1);
        assertThat(Arrays.copyOf(points, offset)).containsOnly(1);
        assertThat(Arrays.copyOf(squares, offset)).containsOnly(1);
    }

    private static double[] constant(int length) {
        double[] ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Points shifted(Points x) {
        double[] rows = Arrays.stream(x.toRowMajor()).map(v -> v + 1e5).toArray();
        return Points.ofRows("x", x.size(), x.width(), rows);
    }

    private static double[] weights(Tile tile, int seed) {
        double[] w = Randoms.of(seed).gaussians(tile.length());
        for (int i = 0; i < tile.rows(); i++) {
            Arrays.fill(w, i * tile.stride() + tile.columns(), (i + 1) * tile.stride(), Double.NaN);
        }
        return w;
    }
}
