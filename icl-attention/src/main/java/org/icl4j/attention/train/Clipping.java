package org.icl4j.attention.train;

import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Shortens gradients that are too long: g becomes g min(1, limit / |g|), of the whole gradient or of each matrix.
 *
 * @param limit the greatest length left as it is, positive
 * @param perMatrix whether each slice has a length of its own
 */
public record Clipping(double limit, boolean perMatrix) {

    /**
     * Checks the limit.
     *
     * @param limit the greatest length left as it is, positive
     * @param perMatrix whether each slice has a length of its own
     * @throws IllegalArgumentException if the limit is not positive and finite
     */
    public Clipping {
        Require.positive("limit", limit);
    }

    /**
     * Nothing is clipped.
     *
     * @return the clipping
     */
    public static Clipping none() {
        return new Clipping(Double.MAX_VALUE, false);
    }

    /**
     * The whole gradient.
     *
     * @param limit its greatest length
     * @return the clipping
     */
    public static Clipping global(double limit) {
        return new Clipping(limit, false);
    }

    /**
     * Each matrix by itself.
     *
     * @param limit the greatest length of its gradient
     * @return the clipping
     */
    public static Clipping perMatrix(double limit) {
        return new Clipping(limit, true);
    }

    void apply(VectorMath math, ParameterLayout layout, double[] gradient) {
        if (limit == Double.MAX_VALUE) {
            return;
        }
        if (!perMatrix) {
            shorten(math, gradient, 0, gradient.length);
            return;
        }
        for (int s = 0; s < layout.slices().size(); s++) {
            Slice slice = layout.slices().get(s);
            shorten(math, gradient, slice.offset(), slice.end());
        }
    }

    private void shorten(VectorMath math, double[] gradient, int from, int to) {
        double norm = Math.sqrt(math.dot(gradient, from, gradient, from, to - from));
        if (norm > limit) {
            double factor = limit / norm;
            for (int i = from; i < to; i++) {
                gradient[i] *= factor;
            }
        }
    }
}
