package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bytedeco.openblas.global.openblas;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.core.linalg.NativeMatrix;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Results are the same bits for every number of threads, at sizes of several tiles. */
class BlasThreadsTest {

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() throws Exception {
        String one = hashes(1);
        assertThat(hashes(2)).isEqualTo(one);
        assertThat(hashes(3)).isEqualTo(one);
        assertThat(one.split(" ")).hasSize(17).doesNotHaveDuplicates();
        // OpenBLAS stays on one thread, although ND4J raises the number when it starts.
        assertThat(one).startsWith("1 ");
    }

    private static String hashes(int threads) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Dicl4j.threads=" + threads,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hashes.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output.trim();
    }

    /** Started in a JVM of its own, since the number of threads is fixed when it starts. */
    static final class Hashes {

        private static final int N = 1100;

        private Hashes() {}

        public static void main(String[] arguments) {
            Blas blas = Blas.get();
            INDArray a = random("a", N, N);
            INDArray b = random("b", N, 300);
            INDArray c = NativeArrays.uninitialised(N, 300);
            blas.gemm(Blas.Transpose.YES, Blas.Transpose.NO, 1, a, b, 0, c);
            List<Integer> hashes = new ArrayList<>(List.of(openblas.blas_get_num_threads(), hash(c)));

            INDArray k = NativeArrays.uninitialised(N, N).assign(0);
            blas.syrk(Blas.Triangle.LOWER, Blas.Transpose.NO, 1.0 / N, a, 0, k);
            hashes.add(hash(k));
            for (int i = 0; i < N; i++) {
                k.putScalar(i, i, k.getDouble(i, i) + 0.1);
            }
            // Decomposed on one thread whatever the number: a part of the matrix shows that as well.
            INDArray small = k.get(NDArrayIndex.interval(0, 400), NDArrayIndex.interval(0, 400))
                    .dup('f');
            INDArray single = k.castTo(DataType.FLOAT);
            blas.potrf(Blas.Triangle.LOWER, single);
            hashes.add(hash(single));
            for (int t : new int[] {1, 300}) {
                INDArray columns = random("c", N, t).castTo(DataType.FLOAT);
                blas.potrs(Blas.Triangle.LOWER, single, columns);
                hashes.add(hash(columns));
            }
            for (int t : new int[] {1, 300}) {
                INDArray product = NativeArrays.uninitialised(N, t);
                blas.symm(Blas.Triangle.LOWER, 1, k, random("c", N, t), 0, product);
                hashes.add(hash(product));
            }
            blas.potrf(Blas.Triangle.LOWER, k);
            hashes.add(hash(k));
            blas.potrs(Blas.Triangle.LOWER, k, b);
            hashes.add(hash(b));
            blas.trsm(Blas.Side.LEFT, Blas.Triangle.LOWER, Blas.Transpose.YES, 2, k, c);
            hashes.add(hash(c));
            INDArray y = NativeArrays.uninitialised(N, 1);
            blas.gemv(Blas.Transpose.NO, 1, a, c.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1)), 0, y);
            hashes.add(hash(y));
            blas.syev(Blas.Triangle.LOWER, small);
            hashes.add(hash(small));
            for (int t : new int[] {1, 300}) {
                try (NativeMatrix left = single("a", N, N);
                        NativeMatrix right = single("b", N, t);
                        NativeMatrix product = NativeMatrix.reserve(DataType.FLOAT, N, t)) {
                    blas.gemm(Blas.Transpose.YES, Blas.Transpose.NO, 1, left, right, 0, product);
                    hashes.add(hash(product.array()));
                }
            }
            try (NativeMatrix left = single("a", N, N);
                    NativeMatrix square = single("d", N, N)) {
                blas.syrk(Blas.Triangle.LOWER, Blas.Transpose.YES, 1, left, 0, square);
                hashes.add(hash(square.array()));
            }
            hashes.add(hash(large(blas)));
            System.out.println(hashes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }

        // Of so many rows the factor has other tiles.
        private static INDArray large(Blas blas) {
            int n = 1700;
            INDArray factor = NativeArrays.uninitialised(n, n).assign(0);
            blas.syrk(Blas.Triangle.LOWER, Blas.Transpose.NO, 1.0 / n, random("e", n, n), 0, factor);
            for (int i = 0; i < n; i++) {
                factor.putScalar(i, i, factor.getDouble(i, i) + 0.1);
            }
            blas.potrf(Blas.Triangle.LOWER, factor);
            return factor;
        }

        private static INDArray random(String name, int rows, int columns) {
            INDArray array = NativeArrays.uninitialised(rows, columns);
            NativeArrays.copyIn(Randoms.of(1).split(name).gaussians(rows * columns), 0, array, 0, rows * columns);
            return array;
        }

        private static NativeMatrix single(String name, int rows, int columns) {
            NativeMatrix matrix = NativeMatrix.reserve(DataType.FLOAT, rows, columns);
            double[] numbers = Randoms.of(1).split(name).gaussians(rows * columns);
            for (int i = 0; i < numbers.length; i++) {
                matrix.floats(i, 1).put(0, (float) numbers[i]);
            }
            return matrix;
        }

        private static int hash(INDArray array) {
            return Arrays.hashCode(NativeArrays.toRowMajor(array));
        }
    }
}
