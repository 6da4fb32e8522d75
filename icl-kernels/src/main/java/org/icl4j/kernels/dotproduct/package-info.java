/** Kernels of the inner product x' z, and of the angle between x and z. */
@NullMarked
package org.icl4j.kernels.dotproduct;

import org.jspecify.annotations.NullMarked;
