package org.icl4j.attention.layers;

import org.icl4j.core.Require;

/**
 * Arrays for a pass: made for the first batch and used again for the next ones, so that a pass allocates nothing once it is
 * warm.
 *
 * <pre>{@code
 * private final Workspace output = new Workspace();
 * ...
 * double[] y = output.of(shape.rows(), width);   // exactly rows * width numbers, content undefined
 * }</pre>
 *
 * What {@link #of} returns is exactly as long as its matrix, so a caller may trust {@code array.length}. The array of the
 * size before is kept, so a batch whose last part is smaller allocates nothing either.
 */
public final class Workspace {

    private double[] array = new double[0];
    private double[] before = array;

    /** An empty workspace. */
    public Workspace() {}

    /**
     * Room for a matrix.
     *
     * @param rows its rows
     * @param width its columns
     * @return an array of rows times width numbers, with undefined content
     * @throws IllegalArgumentException if a size is negative or the matrix has more than 2^31 numbers
     */
    public double[] of(int rows, int width) {
        double length = (double) Require.inRange("rows", rows, 0, Integer.MAX_VALUE)
                * Require.inRange("width", width, 0, Integer.MAX_VALUE);
        if (length > Integer.MAX_VALUE - 8) {
            throw Require.error(
                    "rows",
                    rows + " x " + width
                            + " numbers are more than 2^31; take fewer tokens or fewer sequences at a time");
        }
        return of((int) length);
    }

    /**
     * Room for a vector.
     *
     * @param length its length
     * @return an array of that length, with undefined content
     */
    public double[] of(int length) {
        Require.inRange("length", length, 0, Integer.MAX_VALUE);
        if (array.length != length) {
            double[] other = before;
            before = array;
            array = other.length == length ? other : new double[length];
        }
        return array;
    }

    /**
     * Room for numbers that nobody else sees, such as those of blocks of changing sizes.
     *
     * @param length how many, at least
     * @return an array of that length or longer, with undefined content
     */
    public double[] atLeast(int length) {
        Require.inRange("length", length, 0, Integer.MAX_VALUE);
        if (array.length < length) {
            array = new double[length];
        }
        return array;
    }

    /**
     * The array that was last asked for.
     *
     * @return the live array, empty before the first request
     */
    public double[] array() {
        return array;
    }
}
