package org.icl4j.solvers.classify;

/** How a Newton step of {@link LogisticNewton} is solved for. */
interface NewtonSystem extends AutoCloseable {

    /** S v for a block of columns, row-major [n, t]. */
    double[] prior(double[] v);

    /**
     * Solves (I + W S) a = b.
     *
     * @param p the probabilities that W is of, [n, t]
     * @param b right-hand side, [n, t]
     * @return a, [n, t]
     */
    double[] solve(double[] p, double[] b);

    /** What solves, for the report. */
    String description();

    /** Bytes taken, by count. */
    double bytes();

    @Override
    void close();
}
