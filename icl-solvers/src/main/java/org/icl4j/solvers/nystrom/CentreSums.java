package org.icl4j.solvers.nystrom;

/**
 * What one pass over the rows gives beside the matrix.
 *
 * @param products K_nC'[Y 1], row-major [m, t + 1]
 * @param targetSums the sum of each target
 * @param count n
 */
@SuppressWarnings("ArrayRecordComponent")
record CentreSums(double[] products, double[] targetSums, long count) {}
