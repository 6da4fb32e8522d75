/** Explicit feature maps phi with phi(x)' phi(z) equal or close to a kernel k(x, z). */
@NullMarked
package org.icl4j.kernels.features;

import org.jspecify.annotations.NullMarked;
