/**
 * Arithmetic on the Java heap: {@link org.icl4j.core.math.VectorMath} is the seam to fast products, exponentials and sums
 * over tiles. {@link org.icl4j.core.math.Parallel} spreads numbered tasks over threads so that results are the same bits for every
 * number of them.
 */
@NullMarked
package org.icl4j.core.math;

import org.jspecify.annotations.NullMarked;
