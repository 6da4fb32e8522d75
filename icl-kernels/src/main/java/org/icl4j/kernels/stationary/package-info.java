/** Kernels of the difference x - z: k(x + a, z + a) = k(x, z). */
@NullMarked
package org.icl4j.kernels.stationary;

import org.jspecify.annotations.NullMarked;
