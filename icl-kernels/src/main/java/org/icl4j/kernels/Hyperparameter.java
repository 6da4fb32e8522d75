package org.icl4j.kernels;

import org.icl4j.core.Require;

/**
 * A positive number that a kernel depends on. Searches move its logarithm between the logarithms of the bounds.
 *
 * @param name as the kernel's parameter is called, such as {@code "lengthScale"}; combinations prefix it with the part, such
 *     as {@code "1.lengthScale"}
 * @param value positive
 * @param lower the least value that a search tries, positive
 * @param upper the greatest
 */
public record Hyperparameter(String name, double value, double lower, double upper) {

    /** The least value that a search tries unless told otherwise. */
    public static final double DEFAULT_LOWER = 1e-5;

    /** The greatest value that a search tries unless told otherwise. */
    public static final double DEFAULT_UPPER = 1e5;

    /**
     * Checks the numbers.
     *
     * @param name the parameter's name
     * @param value positive
     * @param lower positive, at most the value
     * @param upper at least the value
     * @throws IllegalArgumentException if one is not positive and finite, or the bounds exclude the value
     */
    public Hyperparameter {
        Require.notNull("name", name);
        Require.positive(name, value);
        Require.positive("lower bound of " + name, lower);
        Require.positive("upper bound of " + name, upper);
        if (lower > upper) {
            throw Require.error(name, "its lower bound " + lower + " is above its upper bound " + upper);
        }
        if (!(lower <= value && value <= upper)) {
            throw Require.error(name, "must be within its bounds [" + lower + ", " + upper + "], got " + value);
        }
    }

    /**
     * A parameter within 1e-5 and 1e5, or as much further as its value is.
     *
     * @param name the parameter's name
     * @param value positive
     * @return the parameter with default bounds
     */
    public static Hyperparameter of(String name, double value) {
        return new Hyperparameter(name, value, Math.min(DEFAULT_LOWER, value), Math.max(DEFAULT_UPPER, value));
    }

    /**
     * The same parameter under another name.
     *
     * @param newName the name
     * @return a parameter with this value and these bounds
     */
    public Hyperparameter named(String newName) {
        Require.notNull("newName", newName);
        return new Hyperparameter(newName, value, lower, upper);
    }
}
