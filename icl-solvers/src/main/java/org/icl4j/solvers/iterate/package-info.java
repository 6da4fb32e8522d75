/**
 * Methods that approach the solution of A x = b step by step. An {@link org.icl4j.solvers.iterate.IterativeMethod} is a value
 * that holds settings; its iterates are an object whose every step one can look at. The matrix is known only by its products: a {@link
 * org.icl4j.core.linalg.LinearOperator}.
 */
@NullMarked
package org.icl4j.solvers.iterate;

import org.jspecify.annotations.NullMarked;
