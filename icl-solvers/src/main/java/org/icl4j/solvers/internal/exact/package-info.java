/**
 * The exact solution of (K + r I) alpha = y. {@code ExactSolve} chooses between Cholesky in float64, in float32 with refinement, and refinement
 * from a low-rank factor ({@code LowRankSolve}),
 * {@code KernelSystem} is the matrix that is never formed, and {@code KernelCholesky} says which row is at fault where the matrix is not
 * positive definite.
 */
@NullMarked
package org.icl4j.solvers.internal.exact;

import org.jspecify.annotations.NullMarked;
