package org.icl4j.core.internal;

import java.util.Arrays;
import java.util.function.Consumer;
import org.icl4j.core.math.VectorMath;

/**
 * Some calls of a loop of {@link VectorMath}, to warm it up with: of lengths that fill vectors, and of some that do not. Not lambdas, which
 * would all be linked when a first call of a process asks for the provider.
 */
enum Trial implements Consumer<VectorMath> {
    EXP,
    EXP_OF_ROOTS,
    LOG_OF_ONE_PLUS,
    SUM,
    MAX,
    DOT,
    AXPY,
    RECTIFIERS,
    SOFTMAX,
    PRODUCTS,
    DISTANCES,
    ABSOLUTES,
    WIDE_DISTANCES,
    WIDE_ABSOLUTES,
    COMBINATIONS,
    DIFFERENCES;

    private static final int LENGTH = 1031;

    @Override
    public void accept(VectorMath math) {
        double[] a = Numbers.values();
        double[] b = Numbers.OTHER;
        double[] result = Numbers.RESULT;
        switch (this) {
            case EXP -> math.exp(-0.5, a, 0, LENGTH);
            case EXP_OF_ROOTS -> math.expOfRoots(0.5, 1, 0.3, a, 0, LENGTH);
            case LOG_OF_ONE_PLUS -> math.logOfOnePlus(0.5, a, 0, LENGTH);
            case SUM -> math.sum(a, 0, LENGTH);
            case MAX -> math.max(a, 0, LENGTH);
            case DOT -> math.dot(a, 0, b, 0, LENGTH);
            case AXPY -> math.axpy(0.5, b, 0, a, 0, LENGTH);
            case RECTIFIERS -> {
                math.relu(a, 0, LENGTH);
                math.gate(b, 0, a, 0, LENGTH);
            }
            case SOFTMAX -> {
                math.softmax(a, 0, LENGTH);
                math.softmaxGradient(b, 0, a, 0, LENGTH);
            }
            case PRODUCTS -> { // 48 rows and more are copied, fewer are not; both with every number of vectors.
                math.gemm(false, false, 48, 40, 8, 1, a, 0, 8, b, 0, 40, 0, result, 0, 40);
                math.gemm(false, true, 9, 20, 16, 0.5, a, 0, 16, b, 0, 16, 1, result, 0, 20);
                math.gemm(true, false, 48, 33, 12, 1, a, 0, 48, b, 0, 33, 1, result, 0, 33);
                math.gemm(false, false, 8, 64, 8, 1, a, 0, 8, b, 0, 64, 0, result, 0, 64);
                math.gemm(true, false, 8, 33, 12, 1, a, 0, 8, b, 0, 33, 1, result, 0, 33);
                math.gemm(false, true, 9, 6, 16, 1, a, 0, 16, b, 0, 16, 0, result, 0, 6);
            }
            case DISTANCES -> math.squaredDistances(16, 64, 8, a, 0, b, 0, 64, result, 0, 64);
            case ABSOLUTES -> math.absoluteDistances(16, 64, 8, a, 0, b, 0, 64, result, 0, 64);
            // Columns that overlap are enough.
            case WIDE_DISTANCES -> math.squaredDistances(4, 64, 257, a, 0, b, 0, 1, result, 0, 64);
            case WIDE_ABSOLUTES -> math.absoluteDistances(4, 64, 257, a, 0, b, 0, 1, result, 0, 64);
            case COMBINATIONS -> math.distancesFromProducts(1, b, 0, 1e-3, a, 0, LENGTH);
            case DIFFERENCES -> {
                math.dotDifferences(0.5, a, 0, b, 0, LENGTH);
                math.dotSquaredDifferences(0.5, a, 0, b, 0, LENGTH);
            }
        }
    }

    /** Taken with the first trial. */
    private static final class Numbers {

        static final double[] OTHER = new double[LENGTH];
        static final double[] RESULT = new double[48 * 40];
        private static final double[] VALUES = new double[LENGTH];

        static {
            Arrays.fill(OTHER, 0.75);
        }

        private Numbers() {}

        static double[] values() {
            Arrays.fill(VALUES, 1.5);
            return VALUES;
        }
    }
}
