package org.icl4j.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Checks of arguments: the one place where the library's messages about shapes, ranges and finiteness are written. Each
 * check throws an {@link IllegalArgumentException} that names the argument, the index where there is one, and the
 * value: {@code queries: expected shape [m, 8], got [5, 7] (d must match the context's 8)}.
 */
public final class Require {

    private Require() {}

    /**
     * The exception for a bad argument, for the caller to throw.
     *
     * @param name the argument's name
     * @param problem what is wrong with it, with the value
     * @return an exception with the message {@code name: problem}
     */
    public static IllegalArgumentException error(String name, String problem) {
        return new IllegalArgumentException(name + ": " + problem);
    }

    /**
     * Rejects null.
     *
     * @param <T> the argument's type
     * @param name the argument's name
     * @param value the argument
     * @return the argument
     */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw error(name, "is null");
        }
        return value;
    }

    /**
     * Rejects NaN and infinity.
     *
     * @param name the argument's name
     * @param value the argument
     * @return the argument
     */
    public static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw error(name, "must be finite, got " + value);
        }
        return value;
    }

    /**
     * Rejects everything but finite numbers above 0.
     *
     * @param name the argument's name
     * @param value the argument
     * @return the argument
     */
    public static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw error(name, "must be positive and finite, got " + value);
        }
        return value;
    }

    /**
     * Rejects everything but finite numbers at or above 0.
     *
     * @param name the argument's name
     * @param value the argument
     * @return the argument
     */
    public static double nonNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw error(name, "must be at least 0 and finite, got " + value);
        }
        return value;
    }

    /**
     * Rejects integers below 1.
     *
     * @param name the argument's name
     * @param value the argument
     * @return the argument
     */
    public static int positive(String name, int value) {
        if (value < 1) {
            throw error(name, "must be at least 1, got " + value);
        }
        return value;
    }

    /**
     * Rejects integers outside [low, high].
     *
     * @param name the argument's name
     * @param value the argument
     * @param low the least value allowed
     * @param high the greatest value allowed
     * @return the argument
     */
    public static int inRange(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw error(name, "must be in [" + low + ", " + high + "], got " + value);
        }
        return value;
    }

    /**
     * Rejects a vector that holds NaN or infinity.
     *
     * @param name the argument's name
     * @param vector the argument
     * @return the argument
     */
    public static double[] finite(String name, double[] vector) {
        notNull(name, vector);
        for (int i = 0; i < vector.length; i++) {
            if (!Double.isFinite(vector[i])) {
                throw error(name, name + "[" + i + "] = " + vector[i] + " is not finite");
            }
        }
        return vector;
    }

    /**
     * Rejects a row-major table that holds NaN or infinity.
     *
     * @param name the argument's name
     * @param width the length of a row
     * @param rows row-major numbers
     * @throws IllegalArgumentException if there are none, or one is not finite, with its row and column
     */
    public static void finiteRows(String name, int width, double[] rows) {
        notNull(name, rows);
        for (int i = 0; i < rows.length; i++) {
            if (!Double.isFinite(rows[i])) {
                String index = width == 1 ? "[" + i + "]" : "[" + i / width + "][" + i % width + "]";
                throw error(name, name + index + " = " + rows[i] + " is not finite");
            }
        }
    }

    /**
     * Rejects a vector of another length.
     *
     * @param name the argument's name
     * @param vector the argument
     * @param length the length it must have
     * @param because why, in words, such as {@code "one per context point"}
     * @return the argument
     */
    public static double[] length(String name, double[] vector, int length, String because) {
        notNull(name, vector);
        if (vector.length != length) {
            throw error(name, "expected length " + length + ", got " + vector.length + " (" + because + ")");
        }
        return vector;
    }

    /**
     * Rejects an array whose numbers cannot be read: null, closed, empty, or of strings.
     *
     * @param name the argument's name
     * @param array the argument
     * @return the argument
     */
    public static INDArray numeric(String name, @Nullable INDArray array) {
        INDArray given = notNull(name, array);
        if (given.wasClosed()) {
            throw error(name, "has been closed");
        }
        if (given.isEmpty()) {
            throw error(name, "is empty, shape " + Arrays.toString(given.shape()));
        }
        if (given.dataType() == DataType.UTF8) {
            throw error(name, "must hold numbers, got strings (DataType." + given.dataType() + ")");
        }
        return given;
    }

    /**
     * Rejects an array of another shape, or whose numbers cannot be read.
     *
     * @param name the argument's name
     * @param array the argument
     * @param rows the rows it must have, or -1 for any number
     * @param columns the columns it must have, or -1 for any number
     * @param because why, in words
     * @return the argument
     */
    public static INDArray shape(String name, INDArray array, long rows, long columns, String because) {
        numeric(name, array);
        boolean good =
                array.rank() == 2 && (rows < 0 || array.size(0) == rows) && (columns < 0 || array.size(1) == columns);
        if (!good) {
            throw error(
                    name,
                    "expected shape [" + (rows < 0 ? "m" : rows) + ", " + (columns < 0 ? "d" : columns) + "], got "
                            + Arrays.toString(array.shape()) + " (" + because + ")");
        }
        return array;
    }

    /**
     * Rejects points of another width.
     *
     * @param name the argument's name
     * @param points the argument
     * @param width the width they must have
     * @param because why, in words, such as {@code "d must match the context's 8"}
     * @return the argument
     */
    public static Points width(String name, Points points, int width, String because) {
        notNull(name, points);
        if (points.width() != width) {
            throw error(name, "expected shape [m, " + width + "], got " + points.shape() + " (" + because + ")");
        }
        return points;
    }
}
