/**
 * Dense linear algebra in native memory: {@link org.icl4j.core.linalg.Blas} is the seam to LAPACK and BLAS, {@link
 * org.icl4j.core.linalg.NativeArrays} the memory that its matrices live in, {@link org.icl4j.core.linalg.LinearOperator} a matrix
 * known only by its products. Small tiles on the Java heap are the affair of {@code org.icl4j.core.math}.
 */
@NullMarked
package org.icl4j.core.linalg;

import org.jspecify.annotations.NullMarked;
