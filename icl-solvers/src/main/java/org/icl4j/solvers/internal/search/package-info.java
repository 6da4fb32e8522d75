/**
 * Searching for the least value of a function of several numbers. {@code BoxLbfgs} is a quasi-Newton method within bounds. The
 * functions are those of {@code org.icl4j.solvers.select}: how badly a kernel with such hyperparameters predicts.
 */
@NullMarked
package org.icl4j.solvers.internal.search;

import org.jspecify.annotations.NullMarked;
