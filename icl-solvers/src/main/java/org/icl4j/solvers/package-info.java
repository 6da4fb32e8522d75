/**
 * What the solvers and estimators of this module have in common. A {@link org.icl4j.solvers.SolveReport} says how a system of
 * equations was solved and how near the answer is, with the true residual. A {@link org.icl4j.solvers.KernelPredictor} is a fitted
 * model that needs nothing of its kernel but the values, and {@link org.icl4j.solvers.Precision} is the arithmetic of a factorisation.
 *
 * <p>{@link org.icl4j.solvers.ridge} holds kernel ridge regression, {@link org.icl4j.solvers.iterate} the iterative methods, {@link
 * org.icl4j.solvers.select} the choice of kernels and ridges, {@link org.icl4j.solvers.local} learners that average over neighbours, and {@link
 * org.icl4j.solvers.linear} linear regression.
 */
@NullMarked
package org.icl4j.solvers;

import org.jspecify.annotations.NullMarked;
