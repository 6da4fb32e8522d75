/**
 * Kernels made of kernels: sums, products, powers, multiples, maps of the points, normalised, centred and checked ones, and
 * kernels of a user's profile. {@link org.icl4j.kernels.internal.algebra.KernelAlgebra} is the way in. Each combination asks
 * its parts for their blocks and works on these in place; the twin called Differentiable hands weights down to its parts.
 */
@NullMarked
package org.icl4j.kernels.internal.algebra;

import org.jspecify.annotations.NullMarked;
