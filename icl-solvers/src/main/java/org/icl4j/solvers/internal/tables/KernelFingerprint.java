package org.icl4j.solvers.internal.tables;

import java.util.Locale;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;

/**
 * A few values of a kernel on a model's own inputs, by which another kernel is told from it. For each of at most 8 inputs x_i,
 * evenly spread, they are k(x_i, x_i), k(x_i, z) with z the nearest input that is not equal, and k(x_i, x_i') with x_i' the
 * next of the 8: a kernel may be 0 beyond its neighbours. Which inputs these are follows from the inputs alone.
 */
public final class KernelFingerprint {

    /** How much a value may differ, relative to the greatest: far above rounding, on whatever machine. */
    private static final double TOLERANCE = 1e-10;

    private static final int ANCHORS = 8;
    private static final int VALUES = 3;

    private KernelFingerprint() {}

    /** The values, at most 24. */
    public static double[] of(Kernel kernel, Points x) {
        int[][] pairs = pairs(x);
        double[] values = new double[pairs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = kernel.value(x.row(pairs[i][0]), x.row(pairs[i][1]));
        }
        return values;
    }

    private static int[][] pairs(Points x) {
        int anchors = Math.min(ANCHORS, x.size());
        int[][] pairs = new int[anchors * VALUES][];
        for (int a = 0; a < anchors; a++) {
            int i = anchor(a, anchors, x);
            pairs[VALUES * a] = new int[] {i, i};
            pairs[VALUES * a + 1] = new int[] {i, nearest(i, x)};
            pairs[VALUES * a + 2] = new int[] {i, anchor((a + 1) % anchors, anchors, x)};
        }
        return pairs;
    }

    private static int anchor(int a, int anchors, Points x) {
        return (int) ((long) a * x.size() / anchors);
    }

    /** The nearest input that is not equal to x_i, the first of several; i itself where all are equal. */
    private static int nearest(int i, Points x) {
        double[] point = x.row(i);
        int nearest = i;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < x.size(); j++) {
            double distance = PointPair.squaredDistance(point, x.row(j));
            if (distance > 0 && distance < least) {
                nearest = j;
                least = distance;
            }
        }
        return nearest;
    }

    /**
     * Refuses another kernel.
     *
     * @param name the file's name in error messages
     * @param expected the values in the file
     * @param kernel the kernel to be compared
     * @param x the model's inputs
     */
    public static void requireSame(String name, double[] expected, Kernel kernel, Points x) {
        double[] values;
        try {
            values = of(kernel, x);
        } catch (RuntimeException e) {
            IllegalArgumentException error = Require.error(
                    "kernel",
                    "is not the one that the model in " + name + " was learnt with: it fails on the model's inputs, ["
                            + x.size() + ", " + x.width() + "], with "
                            // What a check of the library says needs no name of an exception before it.
                            + (e instanceof IllegalArgumentException ? e.getMessage() : e.toString()));
            error.initCause(e);
            throw error;
        }
        if (expected.length != values.length) {
            throw Require.error(
                    name, "has " + expected.length + " kernel values, expected " + values.length + " for its inputs");
        }
        double greatest = 0;
        for (double value : expected) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        int[][] pairs = pairs(x);
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * greatest)) {
                throw Require.error(
                        "kernel",
                        String.format(
                                Locale.ROOT,
                                "is not the one that the model in %s was learnt with: k(x[%d], x[%d]) = %s on its inputs, but the"
                                        + " file has %s",
                                name,
                                pairs[i][0],
                                pairs[i][1],
                                values[i],
                                expected[i]));
            }
        }
    }
}
