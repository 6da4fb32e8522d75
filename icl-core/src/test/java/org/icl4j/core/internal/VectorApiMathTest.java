package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.icl4j.core.internal.vector.VectorApiMath;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Test;

/** The Vector API provider; the build's JVM has the incubator module, the JVMs that are started here may not. */
class VectorApiMathTest extends VectorMathContract {

    private static final VectorMath VECTORS = new VectorApiMath();

    @Override
    VectorMath math() {
        return VECTORS;
    }

    @Test
    void isChosenWhereTheModuleIsPresent() {
        assertThat(VectorMath.get()).isInstanceOf(WarmingMath.class).isSameAs(VectorMath.get());
        assertThat(VectorMath.get().name()).isEqualTo(math().name());
        assertThat(math().name()).isEqualTo("Vector API, " + math().lanes() + " lanes");
    }

    @Test
    void withoutTheModulePlainJavaAnswers() throws Exception {
        assertThat(run(Name.class)).isEqualTo("plain Java");
    }

    @Test
    void withTheModuleButNoOptimisingCompilerPlainJavaAnswers() throws Exception {
        assertThat(run(Name.class, "--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"))
                .isEqualTo("plain Java");
        assertThat(run(Name.class, "--add-modules", "jdk.incubator.vector", "-Xint"))
                .isEqualTo("plain Java");
    }

    @Test
    void interpretedAndCompiledCodeGiveTheSameBits() throws Exception {
        int hot = 0;
        for (int i = 0; i < 2000; i++) {
            hot = Bits.of(math());
        }
        assertThat(run(Bits.class, "--add-modules", "jdk.incubator.vector", "-Xint"))
                .isEqualTo(Integer.toString(hot));
    }

    private static String run(Class<?> main, String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", place(VectorMath.class) + File.pathSeparator + place(main), main.getName()));
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output.trim();
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
    }

    /** Started in a JVM of its own. */
    static final class Name {
        private Name() {}

        public static void main(String[] arguments) {
            System.out.println(VectorMath.get().name());
        }
    }

    /** Started in a JVM of its own; the provider is made directly, for it would not be chosen there. */
    static final class Bits {
        private Bits() {}

        public static void main(String[] arguments) {
            VectorMath math = new VectorApiMath();
            System.out.println(of(math));
        }

        static int of(VectorMath math) {
            int n = 75;
            double[] a = new double[n];
            double[] b = new double[n];
            for (int i = 0; i < n; i++) {
                a[i] = Math.floorMod(i * 7919, 1009) / 37.0 - 13;
                b[i] = Math.floorMod(i * 104729, 997) / 41.0 - 11;
            }
            double[] c = new double[100];
            math.gemm(false, true, 10, 10, 7, 0.3, a, 0, 7, b, 0, 7, 0, c, 0, 10);
            double[] distances = new double[100];
            math.squaredDistances(10, 10, 7, a, 0, b, 0, 10, distances, 0, 10);
            double[] absolute = new double[100];
            math.absoluteDistances(10, 10, 7, a, 0, b, 0, 10, absolute, 0, 10);
            double[] scalars = {
                math.sum(a, 0, n),
                math.dot(a, 0, b, 0, n),
                math.max(a, 1, n - 1),
                math.dotDifferences(0.3, a, 0, b, 0, n),
                math.dotSquaredDifferences(0.3, a, 0, b, 0, n)
            };
            double[] roots = {0, 1e-3, 0.5, 2, 7, 30, 100, 1e4, 5e5, 1e6, 3};
            math.expOfRoots(1.3, 1, 1.0 / 3, roots, 0, roots.length);
            double[] weights = a.clone();
            math.softmax(weights, 0, n);
            math.exp(0.7, a, 0, n);
            math.axpy(0.1, a, 0, b, 0, n);
            return Arrays.hashCode(new int[] {
                Arrays.hashCode(a),
                Arrays.hashCode(b),
                Arrays.hashCode(c),
                Arrays.hashCode(distances),
                Arrays.hashCode(absolute),
                Arrays.hashCode(roots),
                Arrays.hashCode(scalars),
                Arrays.hashCode(weights)
            });
        }
    }
}
