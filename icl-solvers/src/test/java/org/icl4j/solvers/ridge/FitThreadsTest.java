package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.icl4j.core.Context;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.select.KernelSearch;
import org.junit.jupiter.api.Test;

/** A fit and a search are the same bits for every number of threads, which is fixed when a JVM starts, and none of them starts ND4J. */
class FitThreadsTest {

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() throws Exception {
        String one = hashes(1);
        assertThat(one.split(" ")).hasSize(6).doesNotHaveDuplicates();
        assertThat(hashes(2)).isEqualTo(one);
        assertThat(hashes(3)).isEqualTo(one);
    }

    private static String hashes(int threads) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Dicl4j.threads=" + threads,
                        "-Xlog:class+load:stdout:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hashes.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output).contains("org.icl4j.kernels.Gram ").doesNotContain("org.nd4j.linalg.factory.Nd4j ");
        return output.lines()
                .filter(line -> line.startsWith("hashes "))
                .findFirst()
                .orElseThrow();
    }

    /** Prints what three exact fits, a search and a fit on centres come to. */
    static final class Hashes {

        private Hashes() {}

        public static void main(String[] arguments) {
            System.out.println("hashes " + hash(1, Precision.DOUBLE) + " " + hash(1, Precision.MIXED) + " "
                    + hash(3, Precision.MIXED) + " "
                    + KernelSearch.of(new Matern(2.5, 1))
                            .withRestarts(0)
                            .choose(Examples.context(1, 200, 3, 1))
                            .explanation()
                            .hashCode()
                    + " " + centres());
        }

        private static int centres() {
            return NystromRidge.of(new Gaussian(1), 0.1, 60)
                    .withIntercept(true)
                    .fit(Examples.context(1, 1400, 3, 1))
                    .predict(Examples.context(2, 50, 3, 1).inputs())
                    .hashCode();
        }

        private static int hash(int targets, Precision precision) {
            // On both sides of the size from which on the factor's tiles are larger.
            Context context = Examples.context(1, targets == 1 ? 1700 : 1400, 3, targets);
            KernelRidge learner = KernelRidge.of(new Gaussian(1), 0.1).withPrecision(precision);
            return learner.fit(context).dualCoefficients().hashCode();
        }
    }
}
