package org.icl4j.kernels.features;

import java.util.Arrays;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The cyclic convolution of p count sketches of one vector: c_t = sum_i s_t(i) v_i e_(h_t(i)), then c_1 * ... * c_p modulo D.
 */
final class CountSketches {

    private final int width;
    private final int size;
    private final int[][] places;
    private final double[][] signs;
    private final @Nullable FourierTransform transform;

    CountSketches(int degree, int width, int size, Randoms randoms) {
        this(degree, width, size, randoms, prefersTransform(degree, width, size));
    }

    /** With a given way of convolving: the results are the same up to rounding. */
    CountSketches(int degree, int width, int size, Randoms randoms, boolean byTransform) {
        this.width = width;
        this.size = size;
        this.places = new int[degree][width];
        this.signs = new double[degree][width];
        for (int t = 0; t < degree; t++) {
            Randoms source = randoms.split(t);
            for (int i = 0; i < width; i++) {
                places[t][i] = source.integer(size);
                signs[t][i] = source.integer(2) == 0 ? -1 : 1;
            }
        }
        this.transform = byTransform ? new FourierTransform(length(degree, size)) : null;
    }

    // Direct convolution with a sketch that has few entries is a handful of scaled additions: 2 d D flops at vector
    // speed.
    private static boolean prefersTransform(int degree, int width, int size) {
        if (degree == 1 || (long) degree * size > 1 << 28) {
            return false;
        }
        double length = length(degree, size);
        return (double) width * size > 8 * length * (Math.log(length) / Math.log(2));
    }

    // A power of 2: D itself, or what holds the product without wrapping round.
    private static int length(int degree, int size) {
        boolean power = Integer.bitCount(size) == 1;
        int needed = power ? size : degree * (size - 1) + 1;
        return needed == 1 ? 1 : Integer.highestOneBit(needed - 1) * 2;
    }

    /** The sketch of v, length {@code width}, into result[offset] and what follows. */
    void apply(double[] v, double[] result, int offset) {
        double[] product = transform == null ? direct(v) : transformed(v, transform);
        System.arraycopy(product, 0, result, offset, size);
    }

    private double[] direct(double[] v) {
        VectorMath math = VectorMath.get();
        double[] product = new double[size];
        double[] next = new double[size];
        scatter(v, 0, product);
        for (int t = 1; t < places.length; t++) {
            Arrays.fill(next, 0);
            for (int i = 0; i < width; i++) {
                double value = signs[t][i] * v[i];
                int shift = places[t][i];
                if (value != 0) {
                    math.axpy(value, product, 0, next, shift, size - shift);
                    math.axpy(value, product, size - shift, next, 0, shift);
                }
            }
            double[] swap = product;
            product = next;
            next = swap;
        }
        return product;
    }

    private double[] transformed(double[] v, FourierTransform fourier) {
        int length = fourier.length();
        double[] re = new double[length];
        double[] im = new double[length];
        double[] productRe = new double[length];
        double[] productIm = new double[length];
        for (int t = 0; t < places.length; t++) {
            Arrays.fill(re, 0);
            Arrays.fill(im, 0);
            scatter(v, t, re);
            fourier.apply(re, im);
            if (t == 0) {
                System.arraycopy(re, 0, productRe, 0, length);
                System.arraycopy(im, 0, productIm, 0, length);
            } else {
                for (int k = 0; k < length; k++) {
                    double r = productRe[k] * re[k] - productIm[k] * im[k];
                    productIm[k] = productRe[k] * im[k] + productIm[k] * re[k];
                    productRe[k] = r;
                }
            }
        }
        fourier.apply(productIm, productRe);
        double[] product = new double[size];
        int wrapped = 0;
        for (int k = 0; k < length; k++) {
            product[wrapped] += productRe[k] / length;
            wrapped = wrapped + 1 == size ? 0 : wrapped + 1;
        }
        return product;
    }

    private void scatter(double[] v, int t, double[] sketch) {
        for (int i = 0; i < width; i++) {
            sketch[places[t][i]] += signs[t][i] * v[i];
        }
    }
}
