package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Squared distances keep their digits where |x|^2 + |z|^2 - 2 x'z would lose them. */
class DistancesTest {

    private static double[][] distances(Points x, Points z) {
        Tile tile = Tile.of(x, 0, x.size(), z, 0, z.size());
        double[] block = new double[tile.length()];
        tile.squaredDistances(block);
        double[][] result = new double[x.size()][];
        for (int i = 0; i < x.size(); i++) {
            result[i] = Arrays.copyOfRange(block, i * tile.stride(), i * tile.stride() + z.size());
        }
        return result;
    }

    private static double[] constant(int d, double first, double others) {
        double[] point = new double[d];
        Arrays.fill(point, others);
        point[0] = first;
        return point;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 32, 33, 40, 200})
    void neighboursFarFromTheOriginAreToldApart(int d) {
        Points x = Points.of("x", new double[][] {constant(d, 10000, 10000), constant(d, 1, 1)});
        Points z = Points.of("z", new double[][] {constant(d, 10001, 10000), constant(d, 1 + 1e-8, 1)});
        double[][] distances = distances(x, z);
        assertThat(distances[0][0]).isEqualTo(1);
        double step = (1 + 1e-8) - 1;
        assertThat(distances[1][1]).isEqualTo(step * step).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 33, 40, 200, 700})
    void equalPointsAreAtDistanceZero(int d) {
        for (double scale : new double[] {1e-8, 1, 1e8}) {
            Points x = Oracle.gaussian(3, 37, d, scale);
            double[][] distances = distances(x, x.select(Randoms.of(1).permutation(37)));
            int[] order = Randoms.of(1).permutation(37);
            for (int j = 0; j < 37; j++) {
                assertThat(distances[order[j]][j]).isEqualTo(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 33, 40, 200})
    void relativeErrorIsBoundedWhereverThePointsAre(int d) {
        for (double centre : new double[] {0, 1, 1e3, 1e6}) {
            for (double spread : new double[] {1e-3, 1, 1e4}) {
                Points x = shifted(Oracle.gaussian(1, 41, d, spread), centre);
                Points z = shifted(Oracle.gaussian(2, 37, d, spread), centre);
                double[][] distances = distances(x, z);
                for (int i = 0; i < 41; i++) {
                    for (int j = 0; j < 37; j++) {
                        double exact = PointPair.squaredDistance(x.row(i), z.row(j));
                        Oracle.assertClose(
                                distances[i][j],
                                exact,
                                Oracle.distanceError(d) * exact,
                                "centre " + centre + ", spread " + spread,
                                i,
                                j);
                    }
                }
            }
        }
    }

    private static Points shifted(Points x, double shift) {
        double[] rows = Arrays.stream(x.toRowMajor()).map(v -> v + shift).toArray();
        return Points.ofRows("x", x.size(), x.width(), rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void squaresThatOverflowDoNotHideASmallDistance(int d) {
        Points x = Points.of("x", new double[][] {constant(d, 1e160, 1e160), constant(d, 0, 0)});
        Points z = Points.of("z", new double[][] {constant(d, 1e160 + 1e150, 1e160), constant(d, 1, 0)});
        double[][] distances = distances(x, z);
        double step = (1e160 + 1e150) - 1e160;
        assertThat(distances[0][0]).isEqualTo(step * step);
        assertThat(distances[1][1]).isEqualTo(1);
        assertThat(distances[0][1]).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
