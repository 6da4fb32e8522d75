package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.core.math.VectorMath;

/** A loss, and its gradient in the quantities of {@link HeadProducts}: what one block of tasks adds to a step. */
final class HeadProductsGradient {

    private static final VectorMath MATH = VectorMath.get();

    /** d[W1'; b1], shape [d + 1, w]. */
    final double[] xIn;
    /** The masked sums P and Q of the y network, shape [2, w]. */
    final double[] yMasked;
    /** dM, shape [w, w]. */
    final double[] product;
    /** ds, length w. */
    final double[] shift;
    /** de. */
    double constant;

    double loss;

    HeadProductsGradient(int inputWidth, int width) {
        this.xIn = new double[(inputWidth + 1) * width];
        this.yMasked = new double[2 * width];
        this.product = new double[width * width];
        this.shift = new double[width];
    }

    void clear() {
        Arrays.fill(xIn, 0);
        Arrays.fill(yMasked, 0);
        Arrays.fill(product, 0);
        Arrays.fill(shift, 0);
        constant = 0;
        loss = 0;
    }

    void add(HeadProductsGradient other) {
        MATH.axpy(1, other.xIn, 0, xIn, 0, xIn.length);
        MATH.axpy(1, other.yMasked, 0, yMasked, 0, yMasked.length);
        MATH.axpy(1, other.product, 0, product, 0, product.length);
        MATH.axpy(1, other.shift, 0, shift, 0, shift.length);
        constant += other.constant;
        loss += other.loss;
    }
}
