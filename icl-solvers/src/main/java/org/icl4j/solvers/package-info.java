/**
 * Kernel ridge regression and the methods that solve it: {@link org.icl4j.solvers.KernelRidge} (exact, by Cholesky) and
 * {@link org.icl4j.solvers.IterativeKernelRidge} (a truncated iterative method as a learner),
 * {@link org.icl4j.solvers.IterativeMethod iterative methods} as values whose iterates one can look at,
 * {@link org.icl4j.solvers.NadarayaWatson}, linear {@link org.icl4j.solvers.RidgeRegression} and
 * {@link org.icl4j.solvers.LeastSquares}, and model selection by closed-form
 * {@link org.icl4j.solvers.LeaveOneOut leave-one-out}.
 */
@NullMarked
package org.icl4j.solvers;

import org.jspecify.annotations.NullMarked;
