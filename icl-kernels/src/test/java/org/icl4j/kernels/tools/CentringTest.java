package org.icl4j.kernels.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class CentringTest {

    private static final Kernel KERNEL = new Polynomial(2, 0.5, 1);

    // A sum of n numbers, twice: 2 (n + 4) eps times the greatest; the oracle's products sum n numbers twice as well.
    private static double bound(int n, double greatest) {
        return 4 * (n + 4) * Tables.EPS * greatest;
    }

    @Property(tries = 25)
    void isTheProductWithHOnBothSides(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int n) {
        Points x = Tables.points(seed, n, 2);
        double[][] before = Tables.gram(KERNEL, x);
        double[][] expected = Tables.centred(before);
        INDArray gram = Gram.matrix(KERNEL, x);
        INDArray rowMajor = gram.dup('c');
        Centring centring = Centring.inPlace(gram);
        Centring.inPlace(rowMajor);
        double[][] centred = Tables.rows(gram);
        double[][] other = Tables.rows(rowMajor);
        double greatest = Tables.greatest(before);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                assertThat(centred[i][j]).isCloseTo(expected[i][j], within(bound(n, greatest)));
                assertThat(centred[i][j]).isEqualTo(centred[j][i]).isEqualTo(other[i][j]);
                sum += centred[i][j];
            }
            assertThat(sum).isCloseTo(0, within(n * bound(n, greatest)));
        }
        Centring unformed = Centring.of(KERNEL, x);
        for (int i = 0; i < n; i++) {
            assertThat(unformed.means()[i]).isCloseTo(centring.means()[i], within(bound(n, greatest)));
        }
    }

    // The linear kernel's features are the points: centring the kernel is centring them.
    @Test
    void crossMatricesAreCentredAsTheFeaturesAre() {
        int n = 90;
        int m = 130;
        Points x = Tables.points(1, n, 3);
        Points queries = Tables.points(2, m, 3);
        double[] mean = new double[3];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < n; i++) {
                mean[k] += x.get(i, k) / n;
            }
        }
        INDArray gram = Gram.matrix(new Linear(), x);
        Centring centring = Centring.inPlace(gram);
        INDArray cross = Gram.matrix(new Linear(), queries, x);
        INDArray rowMajor = cross.dup('c');
        double greatest = Tables.greatest(Tables.rows(cross));
        centring.centreCross(cross);
        centring.centreCross(rowMajor);
        double[][] centred = Tables.rows(cross);
        assertThat(Tables.rows(rowMajor)).isDeepEqualTo(centred);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double expected = 0;
                for (int k = 0; k < 3; k++) {
                    expected += (queries.get(i, k) - mean[k]) * (x.get(j, k) - mean[k]);
                }
                assertThat(centred[i][j]).isCloseTo(expected, within(bound(n, 4 * greatest)));
            }
        }
    }

    // A query that is a training point has the training matrix's row.
    @Test
    void trainingRowsAsQueriesGiveTheTrainingMatrix() {
        Points x = Tables.points(3, 70, 2);
        INDArray gram = Gram.matrix(new Gaussian(1), x);
        INDArray cross = gram.dup('f');
        Centring centring = Centring.inPlace(gram);
        centring.centreCross(cross);
        double[][] a = Tables.rows(gram);
        double[][] b = Tables.rows(cross);
        for (int i = 0; i < 70; i++) {
            for (int j = 0; j < 70; j++) {
                assertThat(b[i][j]).isCloseTo(a[i][j], within(bound(70, 1)));
            }
        }
    }

    @Test
    void viewsAreCentredInTheirPlace() {
        Points x = Tables.points(4, 20, 2);
        INDArray larger = NativeArrays.uninitialised(30, 30);
        larger.assign(5);
        INDArray view = larger.get(NDArrayIndex.interval(3, 23), NDArrayIndex.interval(6, 26));
        INDArray gram = Gram.matrix(KERNEL, x);
        view.assign(gram);
        Centring.inPlace(view);
        Centring.inPlace(gram);
        assertThat(Tables.rows(view)).isDeepEqualTo(Tables.rows(gram));
        assertThat(larger.getDouble(2, 6)).isEqualTo(5);
        assertThat(larger.getDouble(23, 25)).isEqualTo(5);
    }

    @Test
    void badMatricesAreNamed() {
        INDArray gram = Gram.matrix(KERNEL, Tables.points(5, 6, 2));
        Centring centring = Centring.of(gram);
        assertThat(centring.size()).isEqualTo(6);
        assertThatThrownBy(() -> centring.centreCross(NativeArrays.uninitialised(6, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cross: expected shape [m, 6], got [6, 5] (rows are queries, columns are the training matrix's 6"
                                + " points)");
        assertThatThrownBy(() -> centring.centre(NativeArrays.uninitialised(5, 5)))
                .hasMessageContaining("expected shape [6, 6]");
        assertThatThrownBy(() -> Centring.inPlace(gram.castTo(DataType.FLOAT)))
                .hasMessageContaining("gram: must be float64");
        gram.putScalar(1, 2, 100);
        assertThatThrownBy(() -> Centring.inPlace(gram))
                .hasMessageContaining("gram: is not symmetric: gram[1][2] = 100.0");
        assertThat(gram.getDouble(1, 2)).isEqualTo(100);
        INDArray strided = NativeArrays.uninitialised(12, 12)
                .get(NDArrayIndex.interval(0, 2, 12), NDArrayIndex.interval(0, 2, 12));
        strided.assign(1);
        assertThatThrownBy(() -> Centring.inPlace(strided)).hasMessageContaining("contiguous rows or columns");
    }
}
