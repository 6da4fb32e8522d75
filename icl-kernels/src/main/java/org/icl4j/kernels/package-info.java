/**
 * Kernels k(x, z), and the engine that evaluates them in tiles. {@link org.icl4j.kernels.Kernel} is a functional
 * interface, so a lambda is a kernel; {@link org.icl4j.kernels.Gram} turns any kernel into matrices and products.
 */
@NullMarked
package org.icl4j.kernels;

import org.jspecify.annotations.NullMarked;
