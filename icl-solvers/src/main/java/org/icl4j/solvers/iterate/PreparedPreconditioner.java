package org.icl4j.solvers.iterate;

import java.util.OptionalDouble;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;

/** A preconditioner of one problem: an operator M ~ (K + D)^-1, and the memory behind it. */
public interface PreparedPreconditioner extends AutoCloseable {

    /**
     * The operator.
     *
     * @return M, size n, symmetric positive definite, thread-safe until this is closed
     */
    LinearOperator operator();

    /**
     * The logarithm of the determinant of M^-1, where it is known: with it and a few products, the log-determinant of K + D can be
     * estimated at a small variance.
     *
     * @return log det M^-1
     */
    OptionalDouble logDeterminant();

    /** Gives the memory back; the operator cannot be applied afterwards. Closing again does nothing. */
    @Override
    void close();

    /**
     * One that holds nothing to give back.
     *
     * @param operator M, symmetric positive definite
     * @return the same operator
     */
    static PreparedPreconditioner of(LinearOperator operator) {
        return of(operator, OptionalDouble.empty(), () -> {});
    }

    /**
     * One of parts.
     *
     * @param operator M, symmetric positive definite
     * @param logDeterminant log det M^-1, where it is known
     * @param close what to do at the end; it may be called more than once
     * @return them together
     */
    static PreparedPreconditioner of(LinearOperator operator, OptionalDouble logDeterminant, Runnable close) {
        Require.notNull("operator", operator);
        Require.notNull("logDeterminant", logDeterminant);
        Require.notNull("close", close);
        return new PreparedPreconditioner() {
            @Override
            public LinearOperator operator() {
                return operator;
            }

            @Override
            public OptionalDouble logDeterminant() {
                return logDeterminant;
            }

            @Override
            public void close() {
                close.run();
            }

            @Override
            public String toString() {
                return "PreparedPreconditioner[" + operator + "]";
            }
        };
    }
}
