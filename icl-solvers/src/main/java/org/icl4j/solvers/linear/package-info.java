/**
 * Linear regression in the inputs themselves. {@link org.icl4j.solvers.linear.LeastSquares} gives the fit of minimum norm, {@link
 * org.icl4j.solvers.linear.RidgeRegression} one that is shrunk towards zero. Both give a {@link org.icl4j.solvers.linear.LinearModel}.
 */
@NullMarked
package org.icl4j.solvers.linear;

import org.jspecify.annotations.NullMarked;
