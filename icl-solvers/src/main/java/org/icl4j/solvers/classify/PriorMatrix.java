package org.icl4j.solvers.classify;

import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The prior covariance of scores, S = factor (K / r + v 1 1'), as a matrix. */
final class PriorMatrix {

    /**
     * The variance v of each class's offset: a normal prior of standard deviation 10 in units of log odds, which no data with a few
     * rows of each class notices. It makes the offset a part of the function, so that no step needs to treat it apart.
     */
    static final double OFFSET_VARIANCE = 100;

    private PriorMatrix() {}

    /** S on the heap, row-major [n, n]. */
    static double[] of(Kernel kernel, Points x, double ridge, double factor) {
        return scaled(kernel(kernel, x), ridge, factor);
    }

    /** K on the heap, row-major [n, n]. */
    static double[] kernel(Kernel kernel, Points x) {
        int n = x.size();
        Memory.require("the " + n + " x " + n + " kernel matrix", 16.0 * n * n, "classify by conjugate gradients");
        try (INDArray k = Gram.matrix(kernel, x)) {
            return NativeArrays.toRowMajor(k);
        }
    }

    /** S from K, which is overwritten. */
    static double[] scaled(double[] k, double ridge, double factor) {
        for (int i = 0; i < k.length; i++) {
            k[i] = factor * (k[i] / ridge + OFFSET_VARIANCE);
        }
        return k;
    }
}
