/**
 * Learners whose answer is an average of the targets near a query. Fitting them costs nothing, since they keep the examples as they
 * are; the work is done at the queries. {@link org.icl4j.solvers.local.NadarayaWatson} with the exponential kernel is softmax attention;
 * {@link org.icl4j.solvers.local.LocalLinear} corrects it for points on one side of the query, {@link org.icl4j.solvers.local.NearestNeighbour} is its limit.
 */
@NullMarked
package org.icl4j.solvers.local;

import org.jspecify.annotations.NullMarked;
