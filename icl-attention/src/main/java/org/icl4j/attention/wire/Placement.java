package org.icl4j.attention.wire;

/** How data become a token. */
@FunctionalInterface
public interface Placement {

    /**
     * Writes a token.
     *
     * @param token zeros, to be written
     * @param x the input
     * @param y the target, zeros for a query
     */
    void place(double[] token, double[] x, double[] y);
}
