package org.icl4j.solvers.classify;

/**
 * What leave-one-out says of a fit.
 *
 * @param logLoss the mean of -log p of the actual classes
 * @param accuracy the part of the rows whose likeliest class is the actual one
 */
record LeaveOneOutScores(double logLoss, double accuracy) {

    /** Of a fit that failed. */
    static final LeaveOneOutScores NONE = new LeaveOneOutScores(Double.POSITIVE_INFINITY, 0);
}
