package org.icl4j.solvers.iterate;

/** Iterates of a method that builds the Lanczos tridiagonal matrix of A as it goes. */
public interface LanczosIterates extends IterativeMethod.Iterates {

    /**
     * What the steps of one column have told of A's spectrum so far: free of cost. Where the search has started again from the
     * true residual, only the steps before count.
     *
     * @param column 0 to t - 1
     * @return the coefficients of the steps taken
     */
    LanczosCoefficients lanczos(int column);
}
