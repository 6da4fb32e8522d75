package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products load OpenBLAS when they have come to 2^30 terms: small calls do not wait for it. */
class LoadingTest {

    private static final String VECTORS = "jdk.incubator.vector";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openBlasIsLoadedAfterSoManyTerms(boolean vectors) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java"));
        if (vectors) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        command.addAll(
                List.of("-Dicl4j.threads=1", "-cp", System.getProperty("java.class.path"), Calls.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines().filter(line -> line.startsWith("loaded")))
                .containsExactly("loaded false", "loaded false", "loaded false", "loaded true");
    }

    /** A JVM loads it once. */
    static final class Calls {

        private Calls() {}

        /** Calls of 2^28 terms and a few more each: bands of four tiles, and two tiles of columns. */
        public static void main(String[] arguments) {
            int m = 8192;
            int n = 256;
            Points x = Points.of("x", Randoms.of(1).gaussians(m, 132));
            Points z = Points.of("z", Randoms.of(2).gaussians(n, 132));
            Kernel gaussian = new Gaussian(10);
            Kernel polynomial = new Polynomial(2, 0.01, 1);
            for (Kernel kernel : List.of(gaussian, polynomial, gaussian, polynomial)) {
                Gram.multiply(kernel, x, z, new double[n], 1, new double[m]);
                System.out.println("loaded " + NativeTile.isAtHand());
            }
        }
    }
}
