package org.icl4j.core.linalg;

/**
 * A matrix that must be symmetric positive definite is not, at working precision. The message says at which pivot, how
 * far off, and what to do about it.
 */
public final class NotPositiveDefiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The index of the pivot. */
    private final int pivot;

    /** What was found there. */
    private final double value;

    /**
     * An exception with its evidence.
     *
     * @param pivot the index, from 0, of the first pivot that is not positive
     * @param value that pivot's value, or NaN where it is not known
     * @param message what happened and what to do
     */
    public NotPositiveDefiniteException(int pivot, double value, String message) {
        super(message);
        this.pivot = pivot;
        this.value = value;
    }

    /**
     * Where the factorisation stopped.
     *
     * @return the index, from 0, of the first pivot that is not positive
     */
    public int pivot() {
        return pivot;
    }

    /**
     * What was found there.
     *
     * @return the pivot's value, or NaN where it is not known
     */
    public double value() {
        return value;
    }
}
