package org.icl4j.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.icl4j.core.internal.vector.VectorApiMath;
import org.icl4j.core.math.VectorMath;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vectors stay in registers whatever a program did before: after many lengths that fill no vector, which leave the compiler
 * without a profile of the vector paths, the long ones still put nothing on the heap.
 *
 * <p>Not on JDK 17: of its runs some compile a loop so that it makes objects for good, logOfOnePlus and absoluteDistances one
 * run in three, for a reason unknown; these two are left out on later ones as well.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VectorAllocationTest {

    private static final int SHORT = 2;
    private static final int LONG = 45; // whole vectors, an incomplete group of them, and a rest
    private static final int CALLS = 2000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final VectorMath MATH = new VectorApiMath();
    private static final double[] A = filled(0.5);
    private static final double[] B = filled(0.25);
    private static final double[] C = filled(0);
    private static double used;

    private static double[] filled(double value) {
        double[] a = new double[LONG * LONG];
        Arrays.fill(a, value);
        return a;
    }

    // Without logOfOnePlus and absoluteDistances: in some runs of JDK 17 these still make objects, for a reason
    // unknown.
    static Stream<Named<IntConsumer>> operations() {
        return Stream.of(
                operation("sum", n -> used += MATH.sum(A, 1, n)),
                operation("max", n -> used += MATH.max(A, 1, n)),
                operation("dot", n -> used += MATH.dot(A, 1, B, 2, n)),
                operation("dotDifferences", n -> used += MATH.dotDifferences(0.1, A, 1, B, 2, n)),
                operation("dotSquaredDifferences", n -> used += MATH.dotSquaredDifferences(0.1, A, 1, B, 2, n)),
                operation("axpy", n -> MATH.axpy(1e-9, A, 1, C, 2, n)),
                operation("exp", n -> MATH.exp(-1, C, 1, n)),
                operation("expOfRoots", n -> MATH.expOfRoots(1, 1, 1, B, 1, n)),
                operation("softmax", n -> MATH.softmax(C, 1, n)),
                operation("softmaxGradient", n -> MATH.softmaxGradient(A, 1, C, 2, n)),
                operation("relu", n -> MATH.relu(C, 1, n)),
                operation("gate", n -> MATH.gate(A, 1, C, 1, n)),
                operation("distancesFromProducts", n -> MATH.distancesFromProducts(1, B, 1, 0, C, 2, n)),
                operation("squaredDistances", n -> MATH.squaredDistances(n, n, 3, A, 0, B, 0, n, C, 0, n)),
                operation("squaredDistances, wide", n -> MATH.squaredDistances(4, n, 257, A, 0, B, 0, 1, C, 0, n)),
                operation("gemm, new", n -> gemm(n, 0)),
                operation("gemm, added", n -> gemm(n, 1)));
    }

    private static void gemm(int n, double beta) {
        MATH.gemm(false, n == SHORT, n, n, 3, 0.5, A, 0, 3, B, 0, n, beta, C, 0, n);
    }

    private static Named<IntConsumer> operation(String name, IntConsumer operation) {
        return Named.of(name, operation);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void longLengthsAfterManyShortOnesAllocateNothing(IntConsumer operation) {
        repeat(operation, SHORT, 100 * CALLS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = Long.MAX_VALUE;
        for (int i = 0; i < 1000; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            own = Math.min(own, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (least > 0 && System.nanoTime() < deadline) {
            // A share of long calls so small that by the counts of the paths they are rare.
            repeat(operation, SHORT, 20 * CALLS);
            long before = threads.getCurrentThreadAllocatedBytes();
            repeat(operation, LONG, CALLS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before - own);
        }
        assertThat(least).as("bytes in %d calls", CALLS).isZero();
    }

    private static void repeat(IntConsumer operation, int length, int times) {
        for (int i = 0; i < times; i++) {
            operation.accept(length);
        }
    }
}
